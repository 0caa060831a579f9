//! Sends every operator, kind of literal and option that the client writes to the emulator, which must
//! understand it and find the right entities.

use std::collections::BTreeSet;

use graph_entity::query::{Expand, Order};
use graph_entity::{
    AccessToken, Binary, Client, Date, DateTimeOffset, Decimal, Duration, Filter, Flags, List, Property,
    TimeOfDay,
};
use graph_entity_emulator::{Emulator, FindingKind};
use serde_json::json;

use crate::entities::{App, Category, Compliance, Day, Device, Group, Inner, Place, Rule};

/// Seeds a device with a value of each kind, and one without values.
async fn devices() -> (Emulator, Client) {
    let one = json!({
        "name": "O'Neil's", "isEncrypted": true, "small": 255, "count": 3, "size": i64::MIN, "ratio": 1.5, "share": "-INF",
        "price": 12.50, "tenant": "7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11", "bought": "2026-11-22",
        "seen": "2026-11-22T08:00:00.4418040Z", "wakes": "12:00:05.5020000", "grace": "PT3H", "digest": "+//+AQ==",
        "compliance": "compliant", "days": "monday,tuesday", "tags": ["a", "b"], "states": ["compliant"],
        "place": {"city": "Ulm", "country": "DE", "inner": {"name": "n", "number": 1, "tags": ["x"]}},
        "places": [{"city": "Ulm", "country": "DE", "inner": {"number": 1, "tags": ["x", "y"]}}],
        "category": {"id": "c", "displayName": "Kiosk", "number": 7},
        "groups": [{"id": "g1", "name": "R&D;)"}, {"id": "g2", "name": "Sales"}],
    });
    let emulator = Emulator::builder()
        .seed::<Device>(["1", "one"], one)
        .seed::<Device>(["1", "two"], json!({"ratio": "NaN"}))
        .start()
        .await;
    let client = client(&emulator);
    (emulator, client)
}

fn client(emulator: &Emulator) -> Client {
    let token = AccessToken::new(emulator.token()).expect("a token");
    Client::builder().endpoint(emulator.endpoint()).credential(token).build().expect("a client")
}

/// Returns the names of the devices that a query finds, in order.
async fn found(client: &Client, list: List<Device>) -> Vec<String> {
    let text = list.to_http("https://graph.microsoft.com").map(|http| http.uri().to_string());
    let page = list.send(client).await.unwrap_or_else(|error| panic!("{text:?}: {error}"));
    page.into_value().items.into_iter().map(|device| device.id).collect()
}

/// Filters that only the device with values matches.
fn of_one() -> Vec<Filter<Device>> {
    let [earlier, guid, bought] =
        ["2026-11-22T10:00:00+02:00", "7BD39C86-6AF9-4A0B-8C8D-2B1E5F0D9A11", "2026-11-01"];
    let earlier: DateTimeOffset = earlier.parse().expect("an instant");
    let bought: Date = bought.parse().expect("a date");
    let guid: uuid::Uuid = guid.parse().expect("a guid");
    let noon: TimeOfDay = "12:00:00.0000000".parse().expect("a time");
    let hours: Duration = "PT2H".parse().expect("a duration");
    vec![
        Device::COUNT.eq(3),
        Device::COUNT.ne(1).and(Device::COUNT.is_not_null()),
        Device::COUNT.gt(2),
        Device::COUNT.ge(3),
        Device::COUNT.lt(4),
        Device::COUNT.le(3),
        Device::COUNT.is_not_null(),
        Device::COUNT.is_null().not(),
        Device::COUNT.is_in([1, 2, 3]),
        Device::NAME.eq("O'Neil's"),
        Device::NAME.is_in(["x", "O'Neil's"]),
        Device::NAME.contains("Neil'"),
        Device::NAME.starts_with("O'"),
        Device::NAME.ends_with("'s"),
        Device::NAME.gt("A"),
        Device::ID.eq("one"),
        Device::IS_ENCRYPTED.eq(true),
        Device::SMALL.eq(255),
        Device::SIZE.le(i64::MIN),
        Device::RATIO.eq(1.5),
        Device::RATIO.lt(f64::INFINITY),
        Device::RATIO.gt(f64::NEG_INFINITY),
        Device::SHARE.eq(f32::NEG_INFINITY),
        Device::PRICE.eq("12.50".parse::<Decimal>().expect("a decimal")),
        Device::TENANT.eq(guid),
        Device::BOUGHT.gt(bought),
        Device::SEEN.gt(earlier),
        Device::WAKES.ge(noon),
        Device::GRACE.gt(hours),
        Device::DIGEST.eq(Binary::from(vec![0xfb, 0xff, 0xfe, 0x01])),
        Device::COMPLIANCE.eq(Compliance::Compliant),
        Device::COMPLIANCE.is_in([Compliance::Compliant, Compliance::InGracePeriod]),
        Device::DAYS.has(Day::Monday),
        Device::DAYS.has(Flags::from([Day::Tuesday, Day::Monday])),
        Device::DAYS.eq(Flags::from([Day::Tuesday, Day::Monday])),
        Device::TAGS.any(|tag| tag.eq("a")),
        Device::TAGS.all(|tag| tag.ne("a")).not(),
        Device::TAGS.is_not_empty(),
        Device::TAGS.count().gt(1),
        Device::STATES.any(|state| state.eq(Compliance::Compliant)),
        Device::PLACE.then(Place::CITY).eq("Ulm"),
        Device::PLACE.then(Place::INNER).then(Inner::NUMBER).ge(1),
        Device::PLACES.any(|place| {
            let named = place.clone().then(Place::CITY).is_not_null();
            place.then(Place::INNER).then(Inner::TAGS).any(|tag| tag.eq("y").and(named))
        }),
        Device::CATEGORY.then(Category::DISPLAY_NAME).eq("Kiosk"),
        Device::GROUPS.any(|group| group.then(Group::NAME).eq("R&D;)")),
        Device::GROUPS.count().eq(2),
        Filter::raw("contains(tolower(name),'neil')"),
        (Device::COUNT.eq(9).or(Device::COUNT.eq(3))).and(!Device::NAME.eq("x")),
    ]
}

#[tokio::test]
async fn every_filter_finds_the_right_devices() {
    let (emulator, client) = devices().await;
    let all = || Device::within("1").list();
    for filter in of_one() {
        let text = filter.to_string();
        assert_eq!(found(&client, all().filter(filter.clone())).await, ["one"], "{text}");
        // Each filter matches one device and not the other, so that a filter that matches all or none fails.
        let others = found(&client, all().filter(filter.not())).await;
        assert_eq!(others, ["two"], "not ({text})");
    }
    for (filter, expected) in [
        (Device::NAME.is_in(Vec::<String>::new()), &[][..]),
        (Device::RATIO.eq(f64::NAN), &[]),
        (Device::DAYS.has(Day::Monday).and(Device::COUNT.is_null()), &[]),
        (Filter::is_of::<Device>(), &["one", "two"]),
    ] {
        assert_eq!(found(&client, all().filter(filter.clone())).await, expected, "{filter}");
    }
    assert!(
        emulator.findings().iter().all(|it| it.kind == FindingKind::NoSelect),
        "{:?}",
        emulator.findings()
    );
}

#[tokio::test]
async fn every_option_is_understood() {
    let (emulator, client) = devices().await;
    let all = || Device::within("1").list();
    for (list, expected) in [
        (all().order_by(Device::COUNT.desc()), ["one", "two"]),
        (all().order_by(Device::COUNT.asc()), ["two", "one"]),
        (all().order_by(Device::PLACE.then(Place::CITY).asc()), ["two", "one"]),
        (all().order_by(Device::COMPLIANCE.asc()).order_by(Device::SEEN.desc()), ["two", "one"]),
        (all().order_by(Device::DIGEST.desc()), ["one", "two"]),
        (all().order_by(Device::TENANT.desc()), ["one", "two"]),
        (all().order_by(Order::raw("length(name) desc")), ["one", "two"]),
        (all().order_by(Device::CATEGORY.then(Category::NUMBER).desc()), ["one", "two"]),
        (all().count().query("$format", "json"), ["one", "two"]),
        (all().select((Device::NAME, Device::PLACE.then(Place::CITY))), ["one", "two"]),
    ] {
        assert_eq!(found(&client, list).await, expected);
    }
    assert_eq!(found(&client, all().search("O'Neil")).await, ["one"]);
    assert_eq!(found(&client, all().query("$search", "\"name:neil\" OR \"name:x\"")).await, ["one"]);
    assert_eq!(found(&client, all().skip(1).top(1)).await, ["two"]);

    let expand = Device::GROUPS
        .expand()
        .filter(Group::NAME.eq("R&D;)"))
        .order_by(Group::NAME.desc())
        .select(Group::NAME)
        .top(3);
    let category = Device::CATEGORY.expand().select(Category::NUMBER);
    let one = Device::at("1", "one").get().expand(expand).expand(category).send(&client).await;
    let one = one.expect("a device").into_value();
    let names: BTreeSet<_> = one.groups.iter().map(|group| group.name.as_deref()).collect();
    assert_eq!(names, BTreeSet::from([Some("R&D;)")]));
    assert_eq!(one.category.map(|it| it.display_name), Some("Kiosk".to_owned()));
    let every = Device::at("1", "one").get().expand(Expand::raw("*")).send(&client).await;
    assert_eq!(every.expect("a device").value().groups.len(), 2);
    drop(emulator);
}

#[tokio::test]
async fn types_are_tested_and_cast() {
    let emulator = Emulator::builder()
        .seed::<App>(["1"], json!({"name": "plain"}))
        .seed_at("/v1.0/apps/2", json!({}))
        .start()
        .await;
    let client = client(&emulator);
    let no_rules = App::RULES.any(Property::is_of::<Rule>).not();
    let named = Filter::<App>::is_of::<App>().and(App::NAME.of_derived::<App>().eq("plain"));
    for (filter, expected) in [(no_rules, 2), (named, 1)] {
        let page = App::within().list().filter(filter.clone()).send(&client).await;
        let page = page.unwrap_or_else(|error| panic!("{filter}: {error}"));
        assert_eq!(page.value().items.len(), expected, "{filter}");
    }
}
