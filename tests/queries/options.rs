//! The other query options, and headers.

use graph_entity::query::{Expand, Name, Order};
use graph_entity::{
    AccessToken, Client, CredentialError, Filter, InvalidRequestError, List, Property, TokenRequest,
    graph_entity,
};

use crate::entities::{
    AnyApp, App, Category, Compliance, Deep, Device, Group, Inner, Management, Place, Win32App,
};
use crate::{ENDPOINT, query, refusal};

fn devices() -> List<Device> {
    Device::within("1").list()
}

fn sent(list: &List<Device>) -> String {
    query(&list.to_http(ENDPOINT).expect("a valid request")).to_owned()
}

#[test]
fn a_selection_has_the_key_and_required_properties_once() {
    let names: [&Name<Device>; 2] = [&Device::NAME, &Device::COUNT];
    let columns: Vec<Name<Device>> = vec![Device::NAME.into(), Device::COUNT.into()];
    for (list, expected) in [
        (devices().select(Device::NAME), "name,id"),
        (devices().select(&Device::NAME), "name,id"),
        (devices().select((Device::NAME,)), "name,id"),
        (devices().select((Device::NAME, Device::COUNT, Device::TENANT)), "name,count,tenant,id"),
        (devices().select(names), "name,count,id"),
        (devices().select([Device::NAME, Device::ID]), "name,id"),
        (devices().select(vec![Device::NAME]), "name,id"),
        (devices().select(&columns[..]), "name,count,id"),
        (devices().select(columns), "name,count,id"),
        (devices().select((Device::NAME, (Device::COUNT, names))), "name,count,id"),
        (devices().select((Device::ID, Device::ID, Device::NAME)), "id,name"),
        (devices().select(Device::NAME).select(Device::COUNT), "name,id,count"),
        (devices().select(Vec::<Name<Device>>::new()), "id"),
        (devices().select(Property::<Device, i32>::new("extra")), "extra,id"),
    ] {
        assert_eq!(sent(&list), format!("$select={expected}"));
    }
    let list = Category::within().list().select(Category::NUMBER);
    assert_eq!(query(&list.to_http(ENDPOINT).expect("a valid request")), "$select=number,id,displayName");
}

#[test]
fn a_selected_member_adds_required_siblings() {
    for (list, expected) in [
        (devices().select(Device::PLACE.then(Place::CITY)), "place/city,place/country,id"),
        (devices().select(Device::PLACE.then(Place::COUNTRY)), "place/country,id"),
        (
            devices().select(Device::PLACE.then(Place::INNER).then(Inner::NAME)),
            "place/inner/name,place/inner/number,place/country,id",
        ),
    ] {
        assert_eq!(sent(&list), format!("$select={expected}"));
    }
}

#[test]
fn a_selection_adds_required_properties_of_derived_types() {
    let list = App::within().list().select(App::NAME);
    assert_eq!(query(&list.clone().to_http(ENDPOINT).expect("a valid request")), "$select=name,id");
    let expected = "$select=name,id,microsoft.graph.win32App/setupFile";
    assert_eq!(query(&list.read_as::<AnyApp>().to_http(ENDPOINT).expect("a valid request")), expected);
    let one = App::at("1").get().select(App::NAME).read_as::<AnyApp>();
    assert_eq!(query(&one.to_http(ENDPOINT).expect("a valid request")), expected);
    let whole = App::within().list().read_as::<AnyApp>();
    assert_eq!(query(&whole.to_http(ENDPOINT).expect("a valid request")), "");
    let derived = App::within().list().select(Win32App::STATE.of_derived::<App>());
    assert_eq!(
        query(&derived.to_http(ENDPOINT).expect("a valid request")),
        "$select=microsoft.graph.win32App/state,id"
    );
}

#[test]
fn an_expansion_has_its_own_options() {
    for (list, expected) in [
        (devices().expand(Device::CATEGORY.expand()), "category"),
        (devices().expand(Device::GROUPS.expand().top(3).skip(1)), "groups($top=3;$skip=1)"),
        (
            devices().expand(Device::CATEGORY.expand().select(Category::NUMBER)),
            "category($select=number,id,displayName)",
        ),
        (
            devices().expand(
                Device::GROUPS
                    .expand()
                    .filter(Group::NAME.eq("R&D;)"))
                    .order_by(Group::NAME.desc())
                    .expand(Group::CATEGORY.expand().select(Category::NUMBER)),
            ),
            "groups($filter=name%20eq%20'R%26D;)';$orderby=name%20desc;$expand=category($select=number,id,displayName))",
        ),
        (devices().expand(Device::CATEGORY.expand()).expand(Device::GROUPS.expand()), "category,groups"),
        (devices().expand(Expand::raw("groups($levels=2)")), "groups($levels=2)"),
    ] {
        assert_eq!(sent(&list), format!("$expand={expected}"));
    }
}

#[test]
fn an_error_in_an_expansion_is_an_error_of_the_request() {
    const APPS: Property<Group, Vec<Device>> = Property::new("devices");
    let filter = Device::COMPLIANCE.eq(Compliance::UnknownFutureValue);
    let expand = || Device::GROUPS.expand().expand(APPS.expand().filter(filter.clone()));
    let expected = InvalidRequestError::UnknownFutureValue { property: "compliance".into() };
    assert_eq!(refusal(devices().expand(expand()).to_http(ENDPOINT)), expected);
    assert_eq!(refusal(Device::at("1", "2").get().expand(expand()).to_http(ENDPOINT)), expected);
}

#[test]
fn orders_are_appended() {
    let list = devices()
        .order_by(Device::COMPLIANCE.asc())
        .order_by(Device::SEEN.desc())
        .order_by(Device::PLACE.then(Place::CITY).asc())
        .order_by(Order::raw("length(name) desc"));
    assert_eq!(sent(&list), "$orderby=compliance,seen%20desc,place/city,length(name)%20desc");
}

#[test]
fn plain_options_are_sent_as_given_and_the_last_value_wins() {
    for (list, expected) in [
        (devices(), ""),
        (devices().top(5).top(6), "$top=6"),
        (devices().skip(10), "$skip=10"),
        (devices().count(), "$count=true"),
        (devices().search("a \"b\" \\ c&d"), "$search=%22a%20%5C%22b%5C%22%20%5C%5C%20c%26d%22"),
        (devices().query("$search", "\"displayName:a\""), "$search=%22displayName:a%22"),
        (devices().query("my=own&name", "a=b&c"), "my%3Down%26name=a=b%26c"),
        (
            devices().top(1).count().filter(Device::COUNT.eq(1)).select(Device::ID).skip(2),
            "$top=1&$count=true&$filter=count%20eq%201&$select=id&$skip=2",
        ),
    ] {
        assert_eq!(sent(&list), expected);
    }
}

#[test]
fn one_entity_is_read_with_select_and_expand_each_once() {
    let request = Device::at("1", "2")
        .get()
        .select(Device::NAME)
        .expand(Device::CATEGORY.expand())
        .select((Device::COUNT, Device::NAME))
        .expand(Device::GROUPS.expand().select(Group::NAME))
        .query("$format", "json");
    let http = request.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.uri().path(), "/v1.0/rooms/1/devices/2");
    assert_eq!(query(&http), "$select=name,id,count&$expand=category,groups($select=name,id)&$format=json");
}

#[test]
fn preferences_are_one_header_including_those_of_the_entity() {
    let cases = [
        (devices(), "include-unknown-enum-members"),
        (devices().page_size(50), "include-unknown-enum-members, odata.maxpagesize=50"),
        (
            devices().header("prefer", "a").prefer("b").header("Prefer", "c"),
            "include-unknown-enum-members, a, b, c",
        ),
    ];
    for (list, expected) in cases {
        let http = list.to_http(ENDPOINT).expect("a valid request");
        assert_eq!(http.headers()["prefer"], expected);
        assert_eq!(http.headers().get_all("prefer").iter().count(), 1);
    }
    let plain = Category::within().list().to_http(ENDPOINT).expect("a valid request");
    assert!(!plain.headers().contains_key("prefer"), "no evolvable member is hidden from it");
}

#[test]
fn derived_types_with_evolvable_members_request_later_members() {
    for http in [
        App::within().list().read_as::<AnyApp>().to_http(ENDPOINT),
        App::at("1").get().read_as::<AnyApp>().to_http(ENDPOINT),
    ] {
        assert_eq!(http.expect("a valid request").headers()["prefer"], "include-unknown-enum-members");
    }
}

#[graph_entity(path = "/people/{personId}", directory_object)]
struct Person {
    id: String,
    name: Option<String>,
    #[graph(navigation)]
    friends: Vec<Person>,
}

#[test]
fn an_advanced_query_of_directory_objects_is_refused_without_its_header() {
    let people = || Person::within().list();
    for (query, list) in [
        ("ne", people().filter(Person::NAME.ne("x"))),
        ("not", people().filter(!Person::NAME.starts_with("x"))),
        ("endsWith", people().filter(Person::NAME.ends_with("x"))),
        ("$count", people().filter_raw("friends/$count gt 5")),
        ("$search", people().search("x")),
        ("$count", people().count()),
    ] {
        let error = refusal(list.clone().to_http(ENDPOINT));
        assert_eq!(error, InvalidRequestError::LacksEventual { query });
        assert!(error.to_string().contains("add `.eventual()`"), "{error}");
        list.eventual().to_http(ENDPOINT).expect("a valid request");
    }
    let error = refusal(people().number().to_http(ENDPOINT));
    assert_eq!(error, InvalidRequestError::LacksEventual { query: "/$count" });
    people().eventual().number().to_http(ENDPOINT).expect("a valid request");
    // They need no header, or only for some properties.
    for list in [
        people(),
        people().filter(Person::NAME.eq("it's ne")),
        people().filter(Person::NAME.starts_with("x")).order_by(Person::NAME),
        people().top(5).select(Person::NAME),
    ] {
        list.to_http(ENDPOINT).expect("a valid request");
    }
    // Entities that do not say that they are directory objects are the service's to judge.
    Category::within().list().search("x").to_http(ENDPOINT).expect("a valid request");
    assert!(Person::ABOUT.is_directory_object() && !Category::ABOUT.is_directory_object());
}

/// The refusal comes before a token is asked for, and before a budget waits.
#[tokio::test]
async fn a_refused_query_asks_for_no_token() {
    let client = Client::builder()
        .credential(async |_: TokenRequest| -> Result<AccessToken, CredentialError> {
            panic!("a token is asked for")
        })
        .build()
        .expect("a client");
    let error = Person::within().list().search("x").pages(&client).next().await.expect("a page");
    let error = error.map(drop).expect_err("a refusal");
    assert!(error.to_string().contains("add `.eventual()`"), "{error}");
}

#[test]
fn a_header_is_added_and_an_invalid_one_refused() {
    let http = devices().header("ConsistencyLevel", "eventual").to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.headers()["consistencylevel"], "eventual");
    let refused = devices().header("a b", "c").to_http(ENDPOINT);
    assert_eq!(refusal(refused), InvalidRequestError::Header { name: "a b".into() });
    let refused = devices().prefer("a\nb").to_http(ENDPOINT);
    assert_eq!(refusal(refused), InvalidRequestError::Header { name: "prefer".into() });
}

#[test]
fn a_header_that_something_else_sets_is_refused_by_its_name() {
    for (name, set_by) in [
        ("Authorization", "the credential of the client"),
        ("content-length", "the transport"),
        ("Transfer-Encoding", "the transport"),
        ("Host", "the transport"),
    ] {
        let refused = refusal(devices().header(name, "secret").to_http(ENDPOINT));
        assert_eq!(refused, InvalidRequestError::ReservedHeader { name: name.into(), set_by });
        let text = refused.to_string();
        assert!(text.contains(name) && text.contains(set_by) && !text.contains("secret"), "{text}");
    }
}

#[test]
fn debug_shows_neither_keys_nor_values() {
    let filter = Filter::raw("secretText eq 1");
    let list = Device::within("secretId").list().filter(filter).header("x-a", "secretHeader");
    let shown = format!(
        "{list:?} {:?} {:?} {:?}",
        list.clone().into_request(),
        Device::at("secretId", "secretId"),
        Device::within("secretId")
    );
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("/rooms/{roomId}/devices") && shown.contains("$filter"), "{shown}");
}

#[test]
fn singletons_and_nested_entities_accept_options() {
    let http =
        Management::at().get().select(Management::INTERVAL).to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.uri().to_string(), format!("{ENDPOINT}/beta/deviceManagement?$select=interval,id"));
    let http = Deep::within("1", "2", "3").list().top(1).to_http(ENDPOINT).expect("a valid request");
    assert_eq!(http.uri().to_string(), format!("{ENDPOINT}/v1.0/a/1/b/2/c/3/d?$top=1"));
}
