//! Relationships: `$ref` requests, and references in the bodies of creates, relative to the endpoint that
//! they are sent to.

use graph_entity::{
    Address, InvalidRequestError, Patch as _, PathValueErrorKind, Property, Request, graph_entity,
    graph_one_of,
};
use serde_json::{Value, json};

use crate::entities::{App, Category, Device, Group, Win32App};
use crate::{ENDPOINT, refusal};

/// A directory object of any type.
#[graph_one_of(odata_type = "microsoft.graph.directoryObject")]
#[derive(Debug, Clone, PartialEq)]
enum Member {
    User(User),
    Group(Group),
    #[graph(unrecognized)]
    Other(Value),
}

#[graph_entity(path = "/users/{userId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
}

#[graph_entity(path = "/teams/{teamId}", path(own = "/me/teams/{teamId}", mine = "/me/team"))]
#[derive(Debug, Clone, PartialEq)]
struct Team {
    id: String,
    name: Option<String>,
    /// A plain property, which is not a relationship.
    #[graph(differs = "the metadata has a plain property of an entity type")]
    twin: Option<Category>,
    #[graph(navigation)]
    members: Vec<Member>,
    #[graph(navigation)]
    owner: Option<Member>,
    #[graph(navigation)]
    category: Option<Category>,
    #[graph(navigation)]
    channels: Vec<Channel>,
}

#[graph_entity(path = "/teams/{teamId}/channels/{channelId}")]
#[derive(Debug, Clone, PartialEq)]
struct Channel {
    id: String,
    name: Option<String>,
    #[graph(navigation)]
    category: Option<Category>,
    #[graph(navigation)]
    guests: Vec<User>,
}

/// Returns the method, the address and the body as sent to an endpoint.
fn sent(request: &Request<()>, endpoint: &str) -> (String, Value) {
    let http = request.to_http(endpoint).expect("a valid request");
    let address = http.uri().to_string();
    let line = format!("{} {}", http.method(), address.strip_prefix(endpoint).expect("the endpoint"));
    assert_eq!(http.headers().contains_key("content-type"), !http.body().is_empty());
    (line, serde_json::from_slice(http.body()).unwrap_or_default())
}

fn id(address: &str) -> Value {
    json!({ "@odata.id": address })
}

#[test]
fn each_change_of_a_relationship_has_its_request() {
    let device = || Device::at("r", "d");
    let category = id("https://graph.microsoft.com/v1.0/categories/7");
    let group = id("https://graph.microsoft.com/v1.0/groups/a%20b");
    for (request, line, body) in [
        (
            device().set_reference(Device::CATEGORY, Category::at(7)),
            "PUT /v1.0/rooms/r/devices/d/category/$ref",
            category,
        ),
        (
            device().clear_reference(Device::CATEGORY),
            "DELETE /v1.0/rooms/r/devices/d/category/$ref",
            Value::Null,
        ),
        (device().link(Device::GROUPS, Group::at("a b")), "POST /v1.0/rooms/r/devices/d/groups/$ref", group),
        (
            device().unlink(Device::GROUPS, "a b"),
            "DELETE /v1.0/rooms/r/devices/d/groups/a%20b/$ref",
            Value::Null,
        ),
    ] {
        assert_eq!(sent(&request, ENDPOINT), (line.to_owned(), body));
    }
}

#[test]
fn a_reference_is_an_address_of_the_request_s_endpoint() {
    let request = Device::at("r", "d").set_reference(Device::CATEGORY, Category::at(7));
    for endpoint in [
        "https://graph.microsoft.us",
        "https://microsoftgraph.chinacloudapi.cn",
        "http://127.0.0.1:8080",
        "https://proxy.example:8443/graph/a'b",
    ] {
        let (_, body) = sent(&request, endpoint);
        assert_eq!(body, id(&format!("{endpoint}/v1.0/categories/7")));
    }
}

#[test]
fn every_kind_of_address_can_have_and_be_a_reference() {
    const TEAM: Property<Group, Team> = Property::new("team");
    let own = |address: Address<Team>| sent(&address.link(Team::CHANNELS, Channel::at("t", "c")), ENDPOINT);
    let channel = id("https://graph.microsoft.com/v1.0/teams/t/channels/c");
    let posted = |path: &str| (format!("POST /v1.0{path}/channels/$ref"), channel.clone());
    assert_eq!(own(Team::at("t")), posted("/teams/t"));
    assert_eq!(own(Team::at_own("t")), posted("/me/teams/t"));
    assert_eq!(own(Team::at_mine()), posted("/me/team"));
    let (_, body) = sent(&Group::at("g").set_reference(TEAM, Team::at_mine()), ENDPOINT);
    assert_eq!(body, id("https://graph.microsoft.com/v1.0/me/team"));
}

#[test]
fn a_reference_to_a_derived_type_has_the_version_of_that_type() {
    let user = id("https://graph.microsoft.com/beta/users/adele@contoso.com");
    let team = Team::at("t");
    for request in [
        team.clone().link(Team::MEMBERS, User::at("adele@contoso.com")),
        team.clone().set_reference(Team::OWNER, User::at("adele@contoso.com")),
    ] {
        assert_eq!(sent(&request, ENDPOINT).1, user);
    }
    assert_eq!(
        sent(&team.clone().unlink(Team::MEMBERS, "1"), ENDPOINT).0,
        "DELETE /v1.0/teams/t/members/1/$ref"
    );
    assert_eq!(sent(&team.clear_reference(Team::OWNER), ENDPOINT).0, "DELETE /v1.0/teams/t/owner/$ref");
}

#[test]
fn an_undeclared_relationship_can_have_a_handle() {
    const OWNERS: Property<Group, Vec<User>> = Property::new("owners");
    const BUNDLE: Property<Win32App, Category> = Property::new("bundle");
    let request = Group::at("g").link(OWNERS, User::at("u"));
    assert_eq!(sent(&request, ENDPOINT).0, "POST /v1.0/groups/g/owners/$ref");
    let request = App::at("a").clear_reference(BUNDLE.of_derived());
    assert_eq!(sent(&request, ENDPOINT).0, "DELETE /v1.0/apps/a/microsoft.graph.win32App/bundle/$ref");
}

#[test]
fn an_invalid_reference_is_refused_before_sending() {
    let refused = |request: Request<()>| refusal(request.to_http(ENDPOINT));
    let path =
        |placeholder: &str, kind| InvalidRequestError::PathValue { placeholder: placeholder.into(), kind };
    let team = || Team::at("t");
    for (request, expected) in [
        (team().link(Team::CHANNELS, Channel::at("t", "")), path("channelId", PathValueErrorKind::Empty)),
        (Team::at("..").link(Team::CHANNELS, Channel::at("", "")), path("teamId", PathValueErrorKind::Dots)),
        // With an empty key, `members//$ref` would not be a request for one member, and `members/$ref` would
        // be one for all.
        (team().unlink(Team::MEMBERS, ""), path("id", PathValueErrorKind::Empty)),
        (team().unlink(Team::MEMBERS, "a/b"), path("id", PathValueErrorKind::Character('/'))),
        (team().unlink(Team::MEMBERS, "$ref"), path("id", PathValueErrorKind::Dollar)),
        (
            team().set_reference(Team::TWIN, Category::at(7)),
            InvalidRequestError::NotNavigation { property: "twin".into() },
        ),
    ] {
        assert_eq!(refused(request), expected);
    }
}

#[test]
fn a_create_binds_existing_entities_by_address() {
    let body = Team::new_body()
        .name("a")
        .bind_category(Category::at("7"))
        .bind_owner(User::at("u"))
        .bind_members(vec!["https://graph.microsoft.com/v1.0/users/1", "/beta/users/2"])
        .bind_channels(vec![Channel::at("t", "1"), Channel::at("t", "2")]);
    let http = Team::within().create(body).to_http("https://graph.microsoft.us").expect("a valid request");
    let body: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!(
        body,
        json!({
            "@odata.type": "#microsoft.graph.team",
            "name": "a",
            "category@odata.bind": "https://graph.microsoft.us/v1.0/categories/7",
            "owner@odata.bind": "https://graph.microsoft.us/beta/users/u",
            "members@odata.bind": ["https://graph.microsoft.com/v1.0/users/1", "https://graph.microsoft.us/beta/users/2"],
            "channels@odata.bind": [
                "https://graph.microsoft.us/v1.0/teams/t/channels/1",
                "https://graph.microsoft.us/v1.0/teams/t/channels/2",
            ],
        })
    );
}

#[test]
fn related_entities_in_a_create_can_bind_too() {
    let channel = |number: i32| {
        Channel::new_body()
            .name(format!("{number}: /v1.0/"))
            .bind_category(Category::at(number))
            .bind_guests(vec![User::at("u"), User::at("v")])
    };
    // Set again, which leaves parts of the first value in the buffer that must not be sent.
    let body = Team::new_body()
        .channels(vec![channel(1)])
        .channels(vec![channel(2), channel(3)])
        .name("/beta/")
        .bind_category(Category::at(4));
    let http = Team::within().create(body).to_http(ENDPOINT).expect("a valid request");
    let body: Value = serde_json::from_slice(http.body()).expect("JSON");
    let at = |path: &str| format!("{ENDPOINT}{path}");
    let expected = |number: i32| {
        json!({
            "@odata.type": "#microsoft.graph.channel",
            "name": format!("{number}: /v1.0/"),
            "category@odata.bind": at(&format!("/v1.0/categories/{number}")),
            "guests@odata.bind": [at("/beta/users/u"), at("/beta/users/v")],
        })
    };
    assert_eq!(body["channels"], json!([expected(2), expected(3)]));
    assert_eq!(
        (&body["name"], &body["category@odata.bind"]),
        (&json!("/beta/"), &json!(at("/v1.0/categories/4")))
    );
    // Properties in the order of the declaration are sent as they were written.
    let body = Team::new_body().name("a").channels(vec![channel(2)]);
    let http = Team::within().create(body).to_http(ENDPOINT).expect("a valid request");
    let body: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!(body["channels"], json!([expected(2)]));
}

#[test]
fn a_single_address_for_a_collection_is_a_list_of_one() {
    let body = Team::new_body().bind_members("https://graph.microsoft.com/v1.0/users/1");
    assert_eq!(body.get("members@odata.bind"), Some(r#"["https://graph.microsoft.com/v1.0/users/1"]"#));
}

#[test]
fn an_invalid_bound_address_is_refused_until_it_is_replaced() {
    let body = Team::new_body().name("a").bind_category(Category::at(""));
    let expected =
        InvalidRequestError::PathValue { placeholder: "categoryId".into(), kind: PathValueErrorKind::Empty };
    assert_eq!(refusal(Team::within().create(body.clone()).to_http(ENDPOINT)), expected);
    let body = body.bind_category(Category::at("7"));
    assert!(Team::within().create(body).to_http(ENDPOINT).is_ok());
}

#[test]
fn a_key_alone_is_no_address_to_bind() {
    let named = |property: &str| {
        InvalidRequestError::NoWireForm {
        property: property.into(),
        reason: "what it is bound to is not an address: expected the entity's address, `E::at(...)`, or its text, `/v1.0/users/{id}` or the whole URL".into(),
    }
    };
    for text in ["", " ", "7", "kiosk", "adele@contoso.com"] {
        let body = Team::new_body().name("a").bind_category(text);
        assert_eq!(
            refusal(Team::within().create(body.clone()).to_http(ENDPOINT)),
            named("category"),
            "{text:?}"
        );
        assert!(Team::within().create(body.bind_category("/v1.0/categories/7")).to_http(ENDPOINT).is_ok());
        let body = Team::new_body().bind_members(vec!["/v1.0/users/1".to_owned(), text.to_owned()]);
        assert_eq!(refusal(Team::within().create(body).to_http(ENDPOINT)), named("members[1]"), "{text:?}");
        let error = TeamPatch::<graph_entity::Create>::from_json(json!({ "category@odata.bind": text }));
        let error = error.expect_err("no address").to_string();
        assert!(error.contains("`category`") && error.contains("not an address"), "{error}");
    }
    assert!(TeamPatch::<graph_entity::Create>::from_json(json!({ "category@odata.bind": 7 })).is_err());
    // A request of the same batch, and addresses relative to the service, are other forms of addresses.
    for text in ["$1", "categories('7')", "categories/7", "https://graph.microsoft.com/v1.0/categories/7"] {
        let body = Team::new_body().bind_category(text);
        assert!(Team::within().create(body).to_http(ENDPOINT).is_ok(), "{text}");
    }
}

#[test]
fn a_body_with_references_can_be_read_from_its_json() {
    let body = Team::new_body().name("a").bind_category(Category::at("7"));
    let json = serde_json::to_value(&body).expect("JSON");
    assert_eq!(json["category@odata.bind"], "{endpoint}/v1.0/categories/7");
    let again = TeamPatch::<graph_entity::Create>::from_json(json).expect("a create");
    assert_eq!(again, body);
    let http = Team::within().create(again).to_http(ENDPOINT).expect("a valid request");
    let sent: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!(sent["category@odata.bind"], format!("{ENDPOINT}/v1.0/categories/7"));
}

#[test]
fn a_reference_shows_no_key() {
    let request = Team::at("secret-team").link(Team::MEMBERS, User::at("secret-user"));
    assert!(!format!("{request:?}").contains("secret"));
    assert_eq!(request.template(), "/teams/{teamId}/members/$ref");
    // The error must not read as if the team itself were deleted.
    let request = Team::at("secret-team").unlink(Team::MEMBERS, "secret-user");
    assert_eq!(request.template(), "/teams/{teamId}/members/{id}/$ref");
}
