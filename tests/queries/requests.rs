//! The operations at every kind of address.

use bytes::Bytes;
use graph_entity::{Entity, InvalidRequestError, PathValueErrorKind, graph_entity};

use crate::entities::{Category, Compliance, Deep, Device, Management, Win32App};
use crate::{ENDPOINT, refusal};

/// Returns the method and the address without the endpoint.
fn line(http: Result<http::Request<Bytes>, graph_entity::Error>) -> String {
    let http = http.expect("a valid request");
    let address = http.uri().to_string();
    format!("{} {}", http.method(), address.strip_prefix(ENDPOINT).expect("the endpoint"))
}

macro_rules! lines {
    ($($request:expr => $expected:literal),* $(,)?) => {$(
        assert_eq!(line($request.to_http(ENDPOINT)), $expected);
    )*};
}

#[test]
fn every_address_has_its_operations() {
    let body = || Device::new_body().name("a");
    let patch = || Device::patch().name("a");
    lines! {
        Device::at("r", "d").get() => "GET /v1.0/rooms/r/devices/d",
        Device::at("r", "d").update(patch()) => "PATCH /v1.0/rooms/r/devices/d",
        Device::at("r", "d").replace(body()) => "PUT /v1.0/rooms/r/devices/d",
        Device::at("r", "d").upsert(body()) => "PATCH /v1.0/rooms/r/devices/d",
        Device::at("r", "d").delete() => "DELETE /v1.0/rooms/r/devices/d",
        Device::update("r", "d", patch()) => "PATCH /v1.0/rooms/r/devices/d",
        Device::within("r").list() => "GET /v1.0/rooms/r/devices",
        Device::within("r").create(body()) => "POST /v1.0/rooms/r/devices",
    }
}

#[test]
fn further_addresses_have_the_same_operations() {
    let patch = Device::patch().name("a");
    lines! {
        Device::at_user("adele@contoso.com", "d").get() => "GET /v1.0/users/adele@contoso.com/devices/d",
        Device::at_user("u", "d").update(patch) => "PATCH /v1.0/users/u/devices/d",
        Device::within_user("u").list().top(1) => "GET /v1.0/users/u/devices?$top=1",
        Device::within_user("u").create(Device::new_body().name("a")) => "POST /v1.0/users/u/devices",
        Device::at_type("d").get() => "GET /v1.0/types/d",
        Device::within_type().list() => "GET /v1.0/types",
        Device::at_only().get() => "GET /v1.0/devices/only",
    }
    let further: Vec<_> =
        Device::ABOUT.further().iter().map(|further| (further.name(), further.path())).collect();
    assert_eq!(
        further,
        [
            ("user", "/users/{userId}/devices/{deviceId}"),
            ("only", "/devices/only"),
            ("type", "/types/{deviceId}")
        ]
    );
    assert_eq!(<Device as Entity>::ABOUT.path(), "/rooms/{roomId}/devices/{deviceId}");
}

#[test]
fn addresses_of_no_to_four_placeholders_are_filled_in_order() {
    lines! {
        Management::at().get() => "GET /beta/deviceManagement",
        Management::update(Management::patch().interval(3)) => "PATCH /beta/deviceManagement",
        Category::at(7).get() => "GET /v1.0/categories/7",
        Category::within().list() => "GET /v1.0/categories",
        Win32App::at("1").get() => "GET /v1.0/apps/1/microsoft.graph.win32App",
        Deep::at("1", "b c", uuid::Uuid::nil(), 4_u64).delete()
            => "DELETE /v1.0/a/1/b/b%20c/c/00000000-0000-0000-0000-000000000000/d/4",
        Deep::within("1", "2", "3").list() => "GET /v1.0/a/1/b/2/c/3/d",
    }
}

/// A user's only entity of its kind.
#[graph_entity(
    path = "/users/{userId}/settings",
    path(mine = "/me/settings"),
    operations(get, update, delete, replace, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    id: String,
    theme: Option<String>,
}

/// An entity that only apps of a derived type have.
#[graph_entity(
    path = "/apps/{appId}/microsoft.graph.win32App/contents/{contentId}/files/{fileId}",
    path(default = "/apps/microsoft.graph.win32App/{fileId}")
)]
#[derive(Debug, Clone, PartialEq)]
struct File {
    id: String,
    name: Option<String>,
}

#[test]
fn a_single_valued_relationship_has_an_address_without_a_key() {
    let patch = || Settings::patch().theme("dark");
    let body = || Settings::new_body().theme("dark");
    lines! {
        Settings::at("u").get() => "GET /v1.0/users/u/settings",
        Settings::update("u", patch()) => "PATCH /v1.0/users/u/settings",
        Settings::at("u").replace(body()) => "PUT /v1.0/users/u/settings",
        Settings::at("u").upsert(body()) => "PATCH /v1.0/users/u/settings",
        Settings::at("u").delete() => "DELETE /v1.0/users/u/settings",
        Settings::at_mine().get() => "GET /v1.0/me/settings",
        Settings::at_mine().update(patch()) => "PATCH /v1.0/me/settings",
        Settings::at_mine().replace(body()) => "PUT /v1.0/me/settings",
    }
}

#[test]
fn a_cast_is_a_segment_at_any_position() {
    let body = || File::new_body().name("a");
    lines! {
        File::at("1", "2", "3").get() => "GET /v1.0/apps/1/microsoft.graph.win32App/contents/2/files/3",
        File::within("1", "2").list() => "GET /v1.0/apps/1/microsoft.graph.win32App/contents/2/files",
        File::within("1", "2").create(body()) => "POST /v1.0/apps/1/microsoft.graph.win32App/contents/2/files",
        File::at_default("3").delete() => "DELETE /v1.0/apps/microsoft.graph.win32App/3",
        File::within_default().list() => "GET /v1.0/apps/microsoft.graph.win32App",
    }
}

#[test]
fn only_operations_with_a_body_send_one() {
    let typed = r##"{"@odata.type":"#microsoft.graph.device","name":"a"}"##;
    let body = || Device::new_body().name("a");
    for http in [
        Device::within("r").create(body()).to_http(ENDPOINT),
        Device::at("r", "d").replace(body()).to_http(ENDPOINT),
        Device::at("r", "d").upsert(body()).to_http(ENDPOINT),
        Device::at("r", "d").update(Device::patch().name("a")).to_http(ENDPOINT),
    ] {
        let http = http.expect("a valid request");
        assert_eq!(http.body(), typed);
        assert_eq!(http.headers()["content-type"], "application/json");
    }
    for http in [
        Device::at("r", "d").get().to_http(ENDPOINT),
        Device::at("r", "d").delete().to_http(ENDPOINT),
        Device::within("r").list().to_http(ENDPOINT),
    ] {
        let http = http.expect("a valid request");
        assert!(http.body().is_empty() && !http.headers().contains_key("content-type"));
    }
}

#[test]
fn an_upsert_prefers_to_create_what_is_missing() {
    let upsert = Device::at("r", "d").upsert(Device::new_body().name("a")).prefer("return=minimal");
    let http = upsert.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.headers()["prefer"], "include-unknown-enum-members, create-if-missing, return=minimal");
}

#[test]
fn an_address_can_make_several_requests() {
    let address = Device::at("r", "d");
    lines! {
        address.clone().get() => "GET /v1.0/rooms/r/devices/d",
        address.delete() => "DELETE /v1.0/rooms/r/devices/d",
    }
    let collection = Device::within("r");
    lines! {
        collection.clone().list() => "GET /v1.0/rooms/r/devices",
        collection.create(Device::new_body().name("a")) => "POST /v1.0/rooms/r/devices",
    }
}

#[test]
fn an_invalid_path_value_is_refused_with_its_placeholder_at_every_address() {
    let expected =
        |placeholder: &str, kind| InvalidRequestError::PathValue { placeholder: placeholder.into(), kind };
    let empty = || refusal(Device::at("r", "").get().to_http(ENDPOINT));
    assert_eq!(empty(), expected("deviceId", PathValueErrorKind::Empty));
    let cases = [
        (refusal(Device::at("..", "d").delete().to_http(ENDPOINT)), "roomId", PathValueErrorKind::Dots),
        (
            refusal(Device::within("a/b").list().to_http(ENDPOINT)),
            "roomId",
            PathValueErrorKind::Character('/'),
        ),
        (refusal(Device::within_user("$ref").list().to_http(ENDPOINT)), "userId", PathValueErrorKind::Dollar),
        (refusal(Device::at_user("u", "").get().to_http(ENDPOINT)), "deviceId", PathValueErrorKind::Empty),
        (refusal(Deep::at("1", "2", "3", "").get().to_http(ENDPOINT)), "dId", PathValueErrorKind::Empty),
    ];
    for (found, placeholder, fault) in cases {
        assert_eq!(found, expected(placeholder, fault));
    }
}

#[test]
fn the_first_error_of_a_request_is_reported() {
    let patch = Device::patch().compliance(Compliance::UnknownFutureValue);
    let http = Device::at("", "d").update(patch.clone()).to_http(ENDPOINT);
    assert!(matches!(refusal(http), InvalidRequestError::PathValue { .. }));
    let http = Device::at("r", "d").update(patch).to_http(ENDPOINT);
    assert_eq!(refusal(http), InvalidRequestError::UnknownFutureValue { property: "compliance".into() });
    let http = Device::at("r", "d").update(Device::patch()).to_http(ENDPOINT);
    assert_eq!(refusal(http), InvalidRequestError::EmptyPatch { entity: "microsoft.graph.device" });
    let list = Device::within("").list().filter(Device::COMPLIANCE.eq(Compliance::UnknownFutureValue));
    assert!(matches!(refusal(list.to_http(ENDPOINT)), InvalidRequestError::PathValue { .. }));
}
