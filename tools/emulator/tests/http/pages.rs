//! Pages of random queries, compared with an evaluation of the whole collection, and queries that cost too
//! much.

use std::cmp::Ordering;
use std::time::{Duration, Instant};

use graph_entity_emulator::{Builder, Emulator};
use serde_json::{Value, json};

use crate::entities::{DEVICES, ManagedDevice};
use crate::mutator::Random;
use crate::wire::{TOKEN, get, patch, send};

const ENTITIES: usize = 300;
const QUERIES: u64 = 150;

/// A condition on a device: its text, and whether it holds.
type Condition = (String, Box<dyn Fn(&Value) -> bool>);

fn devices(random: &mut Random) -> (Builder, Vec<Value>) {
    let mut builder = Emulator::builder();
    let mut all = Vec::new();
    for index in 0..ENTITIES {
        let mut device = json!({"id": format!("{index:03}"), "size": random.below(20)});
        if !random.one_in(4) {
            device["deviceName"] =
                format!("{}{}", ["kiosk ", "Kiosk", "é"][random.below(3)], random.below(30)).into();
        }
        if !random.one_in(3) {
            device["isLost"] = random.one_in(2).into();
        }
        if !random.one_in(3) {
            device["seen"] = format!("2026-01-{:02}T00:00:00Z", 1 + random.below(28)).into();
        }
        builder = builder.seed::<ManagedDevice>([format!("{index:03}")], device.clone());
        all.push(device);
    }
    (builder, all)
}

fn condition(random: &mut Random, depth: usize) -> Condition {
    if depth > 0 && !random.one_in(3) {
        let (left, right) = (condition(random, depth - 1), condition(random, depth - 1));
        return match random.below(3) {
            0 => (format!("({} and {})", left.0, right.0), Box::new(move |it| left.1(it) && right.1(it))),
            1 => (format!("({} or {})", left.0, right.0), Box::new(move |it| left.1(it) || right.1(it))),
            _ => (format!("not ({})", left.0), Box::new(move |it| !left.1(it))),
        };
    }
    match random.below(5) {
        0 => {
            let most = random.below(20) as u64;
            (format!("size le {most}"), Box::new(move |it| it["size"].as_u64() <= Some(most)))
        }
        1 => ("isLost eq true".to_owned(), Box::new(|it| it["isLost"] == json!(true))),
        2 => ("deviceName eq null".to_owned(), Box::new(|it| it["deviceName"].is_null())),
        3 => (
            "startswith(tolower(deviceName),'kiosk')".to_owned(),
            Box::new(|it| it["deviceName"].as_str().is_some_and(|it| it.to_lowercase().starts_with("kiosk"))),
        ),
        _ => {
            let day = format!("2026-01-{:02}T00:00:00Z", 1 + random.below(28));
            let is_later = day.clone();
            (format!("seen ge {day}"), Box::new(move |it| it["seen"].as_str() >= Some(&is_later)))
        }
    }
}

fn compare(one: &Value, two: &Value) -> Ordering {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one.as_u64().cmp(&two.as_u64()),
        (Value::String(one), Value::String(two)) => one.cmp(two),
        (Value::Bool(one), Value::Bool(two)) => one.cmp(two),
        (one, two) => (!one.is_null()).cmp(&!two.is_null()),
    }
}

/// Reads all pages, and returns the ids with the number that `$count` gave.
async fn all_pages(emulator: &Emulator, query: &str, size: usize) -> (Vec<String>, Option<u64>) {
    let (mut ids, mut count) = (Vec::new(), None);
    let mut next = Some(format!("{DEVICES}?{}", query.replace(' ', "%20")));
    while let Some(target) = next {
        let page = send(emulator, "GET", &target, &[TOKEN], "").await;
        assert_eq!(page.status, 200, "{query}: {}", page.text);
        let page = page.json();
        let items = page["value"].as_array().unwrap();
        assert!(
            items.len() <= size && !(items.is_empty() && page.get("@odata.nextLink").is_some()),
            "{query}"
        );
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        count = count.or(page["@odata.count"].as_u64());
        let link = page["@odata.nextLink"].as_str().and_then(|link| link.strip_prefix(emulator.endpoint()));
        assert!(link.is_none() || items.len() == size, "{query}: a page that ends early");
        next = link.map(str::to_owned);
    }
    (ids, count)
}

#[tokio::test]
async fn pages_have_what_an_evaluation_of_the_whole_collection_has() {
    let given = std::env::var("PAGES_SEED").ok().map(|seed| seed.parse().expect("a seed is a number"));
    let seed: u64 = given.unwrap_or_else(|| std::time::UNIX_EPOCH.elapsed().unwrap().as_secs());
    println!("seed {seed}; PAGES_SEED={seed} runs the same ones again");
    let (builder, all) = devices(&mut Random::of_case(seed, 0));
    let emulator = builder.start().await;
    for case in 1..=QUERIES {
        let random = &mut Random::of_case(seed, case);
        let (filter, holds) = condition(random, 3);
        let size = [1, 7, 100, 1_000][random.below(4)].max(if case % 10 == 0 { 1 } else { 7 });
        let skip = if random.one_in(2) { random.below(60) } else { 0 };
        let mut orders = Vec::new();
        for name in ["deviceName", "size", "seen", "isLost"] {
            if random.one_in(3) {
                orders.push((name, random.one_in(2)));
            }
        }
        let has_count = random.one_in(3);

        let mut query = format!("$select=id&$filter={filter}&$top={size}&$skip={skip}&$count={has_count}");
        let by: Vec<String> = orders
            .iter()
            .map(|(name, is_descending)| format!("{name}{}", if *is_descending { " desc" } else { "" }))
            .collect();
        if !by.is_empty() {
            query.extend(["&$orderby=", &by.join(",")]);
        }
        let mut expected: Vec<&Value> = all.iter().filter(|device| holds(device)).collect();
        expected.sort_by(|one, two| {
            orders.iter().fold(Ordering::Equal, |before, (name, is_descending)| {
                let order = compare(&one[name], &two[name]);
                before.then(if *is_descending { order.reverse() } else { order })
            })
        });
        let count = expected.len() as u64;
        let expected: Vec<&str> = expected.iter().skip(skip).map(|it| it["id"].as_str().unwrap()).collect();
        let (ids, counted) = all_pages(&emulator, &query, size).await;
        assert_eq!(ids, expected, "seed {seed}, case {case}: {query}");
        assert_eq!(counted, has_count.then_some(count), "seed {seed}, case {case}: {query}");
    }
}

/// The ids of a sorted list, which is asked for until it is kept sorted.
async fn sorted(emulator: &Emulator) -> String {
    let mut ids = String::new();
    for _ in 0..3 {
        let page =
            get(emulator, &format!("{DEVICES}?$select=id&$orderby=size%20desc&$filter=size%20gt%200")).await;
        let page = page.json();
        ids = page["value"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    }
    ids
}

#[tokio::test]
async fn a_sorted_list_has_every_change() {
    let mut builder = Emulator::builder();
    for (key, size) in [("a", 1), ("b", 2), ("c", 3)] {
        builder = builder.seed::<ManagedDevice>([key], json!({"size": size}));
    }
    let emulator = builder.start().await;
    assert_eq!(sorted(&emulator).await, "cba");
    patch(&emulator, &format!("{DEVICES}/a"), r#"{"size": 9}"#).await;
    assert_eq!(sorted(&emulator).await, "acb");
    emulator.seed_at(&format!("{DEVICES}/d"), json!({"size": 5})).unwrap();
    assert_eq!(sorted(&emulator).await, "adcb");
    send(&emulator, "DELETE", &format!("{DEVICES}/c"), &[TOKEN], "").await;
    assert_eq!(sorted(&emulator).await, "adb");
    emulator.reset();
    assert_eq!(sorted(&emulator).await, "cba");
}

/// An expression that contains another one twice, this many times over.
fn doubled(inner: &str, times: usize) -> String {
    (0..times).fold(inner.to_owned(), |text, _| format!("concat({text},{text})"))
}

#[tokio::test]
async fn a_query_that_costs_too_much_is_refused_and_others_are_served() {
    let text = "x".repeat(4 * 1024 * 1024);
    let emulator = Emulator::builder()
        .seed::<ManagedDevice>(
            ["1"],
            json!({"deviceName": text, "size": 1, "serial": "7bd39c86-9c86-7bd3-869c-d37b869cd37b"}),
        )
        .seed::<ManagedDevice>(["2"], json!({"deviceName": "small", "size": 2}))
        .start()
        .await;
    let doubled = doubled("deviceName", 9);
    let lowered = (0..90).fold("deviceName".to_owned(), |text, _| format!("tolower({text})"));
    for query in [
        format!("$filter=contains({doubled},'y')"),
        format!("$filter=length({doubled})%20eq%201"),
        format!("$filter=not%20contains({doubled},'y')"),
        format!("$filter={lowered}%20eq%20'x'"),
        format!("$orderby={doubled}"),
        format!("$filter=size%20gt%200&$count=true&$orderby={lowered}"),
    ] {
        let start = Instant::now();
        let (status, _, message) = get(&emulator, &format!("{DEVICES}?{query}")).await.error();
        let words = "takes too much time or memory";
        assert!(status == 400 && message.contains(words), "{}: {message}", &query[..query.len().min(80)]);
        // Debug builds on loaded machines are slow; without a limit, each of these takes minutes.
        assert!(start.elapsed() < Duration::from_secs(30));
    }
    let counted = get(&emulator, &format!("{DEVICES}/$count?$filter=contains({doubled},'y')")).await;
    assert_eq!(counted.status, 400, "{}", counted.text);
    let found =
        get(&emulator, &format!("{DEVICES}?$select=id&$filter=contains(tolower(deviceName),'small')")).await;
    assert_eq!(found.json()["value"], json!([{"id": "2"}]), "{}", found.text);
}
