//! `$filter`: every operator and every kind of literal.

use std::borrow::Cow;

use graph_entity::{
    Binary, Date, DateTimeOffset, Decimal, Duration, Filter, Flags, InvalidRequestError, Property, TimeOfDay,
};
use time::{Month, OffsetDateTime, Time};

use crate::entities::{App, Compliance, Day, Device, FileRule, Inner, Place, Win32App};
use crate::{ENDPOINT, query, refusal};

/// Returns the query of a list of devices with a filter.
fn sent(filter: Filter<Device>) -> String {
    let http = Device::within("1").list().filter(filter).to_http(ENDPOINT).expect("a valid request");
    query(&http).strip_prefix("$filter=").expect("a filter").to_owned()
}

fn texts(cases: impl IntoIterator<Item = (Filter<Device>, &'static str)>) {
    for (filter, expected) in cases {
        assert_eq!(filter.to_string(), expected);
    }
}

fn yesterday() -> DateTimeOffset {
    "2026-11-22T10:00:00.4418040+02:00".parse().expect("an instant")
}

#[test]
fn every_operator_has_its_keyword() {
    texts([
        (Device::COUNT.eq(1), "count eq 1"),
        (Device::COUNT.ne(1), "count ne 1"),
        (Device::COUNT.gt(1), "count gt 1"),
        (Device::COUNT.ge(1), "count ge 1"),
        (Device::COUNT.lt(1), "count lt 1"),
        (Device::COUNT.le(-1), "count le -1"),
        (Device::COUNT.is_null(), "count eq null"),
        (Device::COUNT.is_not_null(), "count ne null"),
        (Device::COUNT.is_in([1, 2, 3]), "count in (1,2,3)"),
        (Device::NAME.contains("a"), "contains(name,'a')"),
        (Device::NAME.starts_with("a"), "startswith(name,'a')"),
        (Device::NAME.ends_with("a"), "endswith(name,'a')"),
        (Device::DAYS.has(Day::Monday), "days has 'monday'"),
        (Device::TAGS.is_not_empty(), "tags/any()"),
        (Device::TAGS.count().gt(2), "tags/$count gt 2"),
        (Device::NAME.eq("a").not(), "not (name eq 'a')"),
        (!Device::NAME.eq("a"), "not (name eq 'a')"),
    ]);
}

#[test]
fn texts_and_members_are_quoted_with_their_quotes_doubled() {
    let owned = String::from("a");
    texts([
        (Device::NAME.eq("O'Neil's ''"), "name eq 'O''Neil''s '''''"),
        (Device::NAME.eq(""), "name eq ''"),
        (Device::NAME.eq(String::from("a")), "name eq 'a'"),
        (Device::NAME.eq(&owned), "name eq 'a'"),
        (Device::NAME.eq(Cow::Borrowed("a")), "name eq 'a'"),
        (Device::NAME.gt("a"), "name gt 'a'"),
        (Device::NAME.is_in(["a", "b'c"]), "name in ('a','b''c')"),
        (Device::NAME.is_in([String::from("a")].iter()), "name in ('a')"),
        (Device::NAME.is_in(["a"].iter()), "name in ('a')"),
        (Device::NAME.contains("it's"), "contains(name,'it''s')"),
        (
            Device::ID.eq("7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11"),
            "id eq '7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11'",
        ),
        (Device::COMPLIANCE.eq(Compliance::InGracePeriod), "compliance eq 'inGracePeriod'"),
        (Device::COMPLIANCE.ne(&Compliance::Compliant), "compliance ne 'compliant'"),
        (Device::COMPLIANCE.eq(Compliance::Other("new'er".into())), "compliance eq 'new''er'"),
        (
            Device::COMPLIANCE.is_in([Compliance::Compliant, Compliance::InGracePeriod]),
            "compliance in ('compliant','inGracePeriod')",
        ),
        (Device::DAYS.eq(Flags::from([Day::Tuesday, Day::Monday])), "days eq 'tuesday,monday'"),
        (Device::DAYS.eq(Day::Monday), "days eq 'monday'"),
    ]);
}

#[test]
fn numbers_booleans_dates_and_guids_are_not_quoted() {
    let guid: uuid::Uuid = "7BD39C86-6AF9-4A0B-8C8D-2B1E5F0D9A11".parse().expect("a guid");
    texts([
        (Device::IS_ENCRYPTED.eq(true), "isEncrypted eq true"),
        (Device::IS_ENCRYPTED.ne(false), "isEncrypted ne false"),
        (Device::SMALL.eq(255), "small eq 255"),
        (Device::SIZE.ge(i64::MIN), "size ge -9223372036854775808"),
        (Device::PRICE.eq("12.50".parse::<Decimal>().expect("a decimal")), "price eq 12.50"),
        (Device::TENANT.eq(guid), "tenant eq 7bd39c86-6af9-4a0b-8c8d-2b1e5f0d9a11"),
        (Device::BOUGHT.lt("2026-11-22".parse::<Date>().expect("a date")), "bought lt 2026-11-22"),
        (Device::SEEN.lt(yesterday()), "seen lt 2026-11-22T10:00:00.4418040+02:00"),
        (
            Device::WAKES.ge("12:00:05.5020000".parse::<TimeOfDay>().expect("a time")),
            "wakes ge 12:00:05.5020000",
        ),
    ]);
}

#[test]
fn durations_and_bytes_have_a_type_prefix() {
    texts([
        (Device::GRACE.gt("PT2H".parse::<Duration>().expect("a duration")), "grace gt duration'PT2H'"),
        // The URL-safe alphabet, which is not that of bodies.
        (Device::DIGEST.eq(Binary::from(vec![0xfb, 0xff, 0xfe, 0x01])), "digest eq binary'-__-AQ=='"),
    ]);
}

#[test]
fn a_double_keeps_its_value_and_has_names_for_special_values() {
    texts([
        (Device::RATIO.eq(1.5), "ratio eq 1.5"),
        (Device::RATIO.eq(f64::NAN), "ratio eq NaN"),
        (Device::RATIO.lt(f64::INFINITY), "ratio lt INF"),
        (Device::RATIO.gt(f64::NEG_INFINITY), "ratio gt -INF"),
        (Device::SHARE.eq(0.1), "share eq 0.1"),
        (Device::SHARE.eq(f32::NEG_INFINITY), "share eq -INF"),
        (Device::SHARE.eq(f32::NAN), "share eq NaN"),
    ]);
}

#[test]
fn types_of_the_time_crate_are_accepted_in_comparisons() {
    let date = time::Date::from_calendar_date(2026, Month::November, 22).expect("a date");
    let instant = OffsetDateTime::new_utc(date, Time::MIDNIGHT);
    texts([
        (Device::SEEN.lt(instant), "seen lt 2026-11-22T00:00:00Z"),
        (Device::BOUGHT.eq(date), "bought eq 2026-11-22"),
        (Device::WAKES.eq(Time::MIDNIGHT), "wakes eq 00:00:00.0000000"),
    ]);
}

#[test]
fn not_binds_tighter_than_and_and_and_tighter_than_or() {
    let [a, b, c] = [Device::COUNT.eq(1), Device::COUNT.eq(2), Device::COUNT.eq(3)];
    let (a, b, c) = (|| a.clone(), || b.clone(), || c.clone());
    texts([
        (a().and(b()).or(c()), "count eq 1 and count eq 2 or count eq 3"),
        (a().and(b().or(c())), "count eq 1 and (count eq 2 or count eq 3)"),
        (a().or(b()).and(c()), "(count eq 1 or count eq 2) and count eq 3"),
        (a().or(b().and(c())), "count eq 1 or count eq 2 and count eq 3"),
        (
            a().or(b()).or(c()).and(a().or(b())),
            "(count eq 1 or count eq 2 or count eq 3) and (count eq 1 or count eq 2)",
        ),
        (a().or(b()).not().and(c()), "not (count eq 1 or count eq 2) and count eq 3"),
        (!(a().and(!b())), "not (count eq 1 and not (count eq 2))"),
        (
            [a(), b(), c()].into_iter().reduce(Filter::and).expect("three"),
            "count eq 1 and count eq 2 and count eq 3",
        ),
        (Filter::raw("x eq 1 or y eq 2").and(a()), "(x eq 1 or y eq 2) and count eq 1"),
        (a().and(Filter::raw("x eq 1").not()), "count eq 1 and not (x eq 1)"),
    ]);
}

#[test]
fn an_empty_in_list_matches_nothing() {
    texts([(Device::NAME.is_in(Vec::<String>::new()), "false")]);
}

#[test]
fn collections_are_filtered_by_any_and_all_with_distinct_variables() {
    texts([
        (Device::TAGS.any(|tag| tag.eq("a'b")), "tags/any(x:x eq 'a''b')"),
        (
            Device::TAGS.all(|tag| tag.starts_with("a").or(tag_is_b())),
            "tags/all(x:startswith(x,'a') or x eq 'b')",
        ),
        (Device::STATES.any(|state| state.eq(Compliance::Compliant)), "states/any(x:x eq 'compliant')"),
        (Device::PLACES.any(|place| place.then(Place::CITY).eq("Ulm")), "places/any(x:x/city eq 'Ulm')"),
        (
            Device::PLACES.any(|place| place.then(Place::INNER).then(Inner::TAGS).all(|tag| tag.ne("x"))),
            "places/any(x:x/inner/tags/all(x1:x1 ne 'x'))",
        ),
        (
            Device::PLACES.any(|place| {
                let named = place.clone().then(Place::CITY).is_not_null();
                place.then(Place::INNER).then(Inner::TAGS).any(|tag| tag.eq("x").and(named))
            }),
            "places/any(x:x/inner/tags/any(x1:x1 eq 'x' and x/city ne null))",
        ),
        (Device::TAGS.any(|tag| tag.eq("a")).not(), "not (tags/any(x:x eq 'a'))"),
    ]);
}

/// A filter on an item that is made in a function.
fn tag_is_b() -> Filter<graph_entity::query::Item> {
    Property::<graph_entity::query::Item, String>::new("x").eq("b")
}

#[test]
fn three_lambdas_have_three_variables() {
    const OUTER: Property<Device, Vec<Place>> = Property::new("outer");
    const MIDDLE: Property<Place, Vec<Inner>> = Property::new("middle");
    texts([(
        OUTER.any(|a| a.then(MIDDLE).any(|b| b.then(Inner::TAGS).any(|c| c.eq("x")))),
        "outer/any(x:x/middle/any(x1:x1/tags/any(x2:x2 eq 'x')))",
    )]);
}

#[test]
fn members_of_complex_values_and_of_related_entities_are_paths() {
    texts([
        (Device::PLACE.then(Place::CITY).eq("Ulm"), "place/city eq 'Ulm'"),
        (Device::PLACE.then(Place::INNER).then(Inner::NUMBER).gt(3), "place/inner/number gt 3"),
        (Device::CATEGORY.then(crate::entities::Category::NUMBER).eq(1), "category/number eq 1"),
        (
            Device::GROUPS.any(|group| group.then(crate::entities::Group::NAME).eq("a")),
            "groups/any(x:x/name eq 'a')",
        ),
    ]);
}

#[test]
fn derived_types_are_tested_and_cast_to() {
    let cases: [(Filter<App>, &str); 5] = [
        (
            App::RULES.any(|rule| rule.cast::<FileRule>().then(FileRule::PATH).eq("a")),
            "rules/any(x:x/microsoft.graph.fileRule/path eq 'a')",
        ),
        (Filter::is_of::<Win32App>(), "isof('microsoft.graph.win32App')"),
        (
            Win32App::SETUP_FILE.of_derived::<App>().eq("a.msi"),
            "microsoft.graph.win32App/setupFile eq 'a.msi'",
        ),
        (App::RULES.any(Property::is_of::<FileRule>), "rules/any(x:isof(x,'microsoft.graph.fileRule'))"),
        (!Filter::is_of::<Win32App>(), "not (isof('microsoft.graph.win32App'))"),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.to_string(), expected);
    }
}

#[test]
fn separators_of_options_are_escaped_and_nothing_else() {
    for (name, expected) in [
        ("R&D", "name%20eq%20'R%26D'"),
        ("a+b", "name%20eq%20'a%2Bb'"),
        ("a#b", "name%20eq%20'a%23b'"),
        ("100%", "name%20eq%20'100%25'"),
        ("%41", "name%20eq%20'%2541'"),
        ("é漢", "name%20eq%20'%C3%A9%E6%BC%A2'"),
        ("a\"b", "name%20eq%20'a%22b'"),
        ("a\\b/c", "name%20eq%20'a%5Cb/c'"),
        ("a?b=c;d", "name%20eq%20'a?b=c;d'"),
        ("a\r\nb\u{7f}", "name%20eq%20'a%0D%0Ab%7F'"),
        ("<{[|]}>^`", "name%20eq%20'%3C%7B%5B%7C%5D%7D%3E%5E%60'"),
    ] {
        assert_eq!(sent(Device::NAME.eq(name)), expected);
    }
    assert_eq!(sent(Device::SEEN.lt(yesterday())), "seen%20lt%202026-11-22T10:00:00.4418040%2B02:00");
}

#[test]
fn every_character_of_a_text_is_received() {
    for character in (0..0x300_u32).chain(0x1_f600..0x1_f610).filter_map(char::from_u32) {
        let text = format!("a{character}b");
        let query = sent(Device::NAME.eq(&text));
        let decoded = decoded(&query);
        assert_eq!(decoded, format!("name eq '{}'", text.replace('\'', "''")), "{character:?}");
    }
}

/// Percent-decodes as servers do, with `+` as a space.
fn decoded(query: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = query.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                u8::from_str_radix(str::from_utf8(&digits).expect("digits"), 16).expect("digits")
            }
            b'+' => b' ',
            b'&' | b'#' => panic!("the option ends early: {query}"),
            other => other,
        });
    }
    String::from_utf8(bytes).expect("a text")
}

#[test]
fn a_raw_filter_is_sent_unchanged() {
    let list = Device::within("1").list().filter_raw("tolower(name) eq 'a&b'");
    let http = list.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(query(&http), "$filter=tolower(name)%20eq%20'a%26b'");
}

#[test]
fn filters_are_combined_by_and() {
    let list = Device::within("1")
        .list()
        .filter(Device::COUNT.eq(1).or(Device::COUNT.eq(2)))
        .top(3)
        .filter_raw("a or b")
        .filter(Device::NAME.eq("x"));
    let http = list.to_http(ENDPOINT).expect("a valid request");
    assert_eq!(
        query(&http),
        "$filter=(count%20eq%201%20or%20count%20eq%202)%20and%20(a%20or%20b)%20and%20name%20eq%20'x'&$top=3"
    );
}

#[test]
fn a_value_that_graph_never_accepts_is_refused_before_sending() {
    let future = || Compliance::UnknownFutureValue;
    let spelt = || Compliance::Other("unknownFutureValue".into());
    let cases: [(Filter<Device>, &str); 9] = [
        (Device::COMPLIANCE.eq(future()), "compliance"),
        (Device::COMPLIANCE.ne(spelt()), "compliance"),
        (Device::COMPLIANCE.is_in([Compliance::Compliant, future()]), "compliance"),
        (Device::STATES.any(|state| state.eq(future())), "states"),
        (Device::NAME.eq("a").and(Device::COMPLIANCE.eq(future())), "compliance"),
        (Device::COMPLIANCE.eq(future()).or(Device::NAME.eq("a")), "compliance"),
        (!Device::COMPLIANCE.eq(future()), "compliance"),
        (Device::DAYS.has(Day::Other("unknownFutureValue".into())), "days"),
        (Device::DAYS.eq(Flags::from([Day::Monday, Day::Other("unknownFutureValue".into())])), "days"),
    ];
    for (filter, property) in cases {
        let shown = filter.to_string();
        let property = property.to_owned();
        let found = refusal(Device::within("1").list().filter(filter).to_http(ENDPOINT));
        assert_eq!(found, InvalidRequestError::UnknownFutureValue { property }, "{shown}");
    }
    let nested = Device::GROUPS.expand().filter(Filter::raw("x"));
    assert!(Device::within("1").list().expand(nested).to_http(ENDPOINT).is_ok());
}

#[test]
fn a_set_of_no_flags_is_refused_before_sending() {
    let list = Device::within("1").list().filter(Device::DAYS.eq(Flags::new()));
    assert_eq!(refusal(list.to_http(ENDPOINT)), InvalidRequestError::NoFlags { property: "days".into() });
}

#[test]
fn the_name_of_the_sentinel_is_valid_as_a_string() {
    assert_eq!(sent(Device::NAME.eq("unknownFutureValue")), "name%20eq%20'unknownFutureValue'");
}
