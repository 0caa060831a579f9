//! Query options: filters, order, paging, and refused queries.

use graph_entity_emulator::{Builder, Emulator};
use serde_json::json;

use crate::entities::{DEVICES, ManagedDevice};
use crate::wire::{Answer, JSON, TOKEN, get, send};

fn devices() -> Builder {
    let number = |name: &str, number: i32| json!({"@odata.type": "#microsoft.graph.numberSetting", "name": name, "number": number});
    let group = |children: serde_json::Value| json!({"@odata.type": "#microsoft.graph.groupSetting", "name": "g", "children": children});
    Emulator::builder()
        .seed::<ManagedDevice>(
            ["1"],
            json!({"deviceName": "Adele's phone", "size": 3, "isLost": true, "state": "success",
                "seen": "2017-01-01T00:00:00Z", "uptime": "PT1H", "serial": "7bd39c86-9c86-7bd3-869c-d37b869cd37b",
                "note": {"text": "old", "tags": ["x"]}, "setting": number("n", 7), "channel": "preview"}),
        )
        .seed::<ManagedDevice>(
            ["2"],
            json!({"deviceName": "kiosk", "size": 10, "isLost": false, "state": "fail",
                "seen": "2016-12-31T23:00:00-08:00", "uptime": "PT30M",
                "notes": [{"text": "a", "tags": ["x", "y"]}, {"text": "b", "tags": []}],
                "settings": [group(json!([number("deep", 1)]))], "channel": "stable"}),
        )
        .seed::<ManagedDevice>(["3"], json!({"deviceName": "Kiosk 2", "size": 7,
                "apps": [{"id": "chess", "name": "Chess"}, {"id": "go", "name": "Go"}]}))
}

/// Lists with a query, which it encodes as a client does.
async fn list(emulator: &Emulator, query: &str) -> Answer {
    let query = query.replace('%', "%25").replace(' ', "%20").replace('"', "%22").replace('+', "%2B");
    get(emulator, &format!("{DEVICES}?{query}")).await
}

fn ids(answer: &Answer) -> String {
    let body = answer.json();
    let Some(items) = body["value"].as_array() else { panic!("{}", answer.text) };
    items.iter().map(|item| item["id"].as_str().unwrap()).collect::<Vec<_>>().join("")
}

#[tokio::test]
async fn a_filter_selects_the_matching_entities() {
    let emulator = devices().start().await;
    for (filter, expected) in [
        ("deviceName eq 'Adele''s phone'", "1"),
        ("deviceName ne 'kiosk'", "13"),
        ("size gt 3", "23"),
        ("size ge 3 and size lt 10", "13"),
        ("3 lt size", "23"),
        ("size le 3.5", "1"),
        ("size eq 3 or size eq 7 and isLost eq true", "1"),
        ("(size eq 3 or size eq 7) and isLost eq true", "1"),
        ("not (size eq 3)", "23"),
        ("not(isLost eq true)", "23"),
        ("isLost", "1"),
        ("isLost eq null", "3"),
        ("isLost ne null", "12"),
        ("true", "123"),
        ("false", ""),
        ("size in (3,10)", "12"),
        ("deviceName in ('kiosk', 'x')", "2"),
        ("contains(deviceName,'iosk')", "23"),
        ("startswith(deviceName,'Kiosk')", "3"),
        ("endswith(deviceName,'s phone') eq true", "1"),
        ("endswith(deviceName,'s phone') eq false", "23"),
        ("endswith(deviceName,'s phone')", "1"),
        ("state eq 'fail'", "2"),
        ("state eq microsoft.graph.runState'success'", "1"),
        ("state in ('fail','success')", "12"),
        ("seen eq 2017-01-01T00:00:00.000Z", "1"),
        ("seen gt 2017-01-01T06:59:59Z", "2"),
        ("seen ge 2017-01-01", "12"),
        ("uptime lt duration'PT60M'", "2"),
        ("serial eq 7BD39C86-9c86-7bd3-869c-d37b869cd37b", "1"),
        ("note/text eq 'old'", "1"),
        ("note/tags/any(x:x eq 'x')", "1"),
        ("notes/any()", "2"),
        ("not (notes/any())", "13"),
        ("notes/any(x:x/text eq 'b')", "2"),
        ("notes/all(x:x/text eq 'b')", "13"),
        ("notes/any(x:x/tags/any(x1:x1 eq 'y' and x/text eq 'a'))", "2"),
        ("notes/any(x:x/tags/any(x1:x1 eq 'y' and x/text eq 'b'))", ""),
        ("setting/microsoft.graph.numberSetting/number eq 7", "1"),
        ("isof(setting,'microsoft.graph.numberSetting')", "1"),
        ("settings/any(x:x/microsoft.graph.groupSetting/children/any(x1:x1/name eq 'deep'))", "2"),
        ("settings/any(x:isof(x,microsoft.graph.groupSetting))", "2"),
        ("isof('microsoft.graph.managedDevice')", "123"),
        ("isof(note,'microsoft.graph.note')", "1"),
        // Case-insensitive, because Graph's documentation writes them in different cases.
        ("NOT(isLost eq true) AND startsWith(deviceName,'Kiosk')", "3"),
        ("notes/ANY(x:endsWith(x/text,'b'))", "2"),
        ("notes/$count eq 2", "2"),
        ("notes/$count eq 0 or note/tags/$count ge 1", "13"),
        ("apps/$count ne 0", "3"),
        ("apps/any(a:a/name eq 'Chess')", "3"),
        ("apps/any(a:startswith(a/name,'Go') and a/id eq 'go')", "3"),
        ("not (apps/any())", "12"),
        ("apps/all(a:contains(a/name,'s'))", "12"),
        ("contains(tolower(deviceName),'kiosk')", "23"),
        ("toupper(deviceName) eq 'KIOSK'", "2"),
        ("trim(concat(deviceName,' ')) eq deviceName", "123"),
        ("length(deviceName) eq 5", "2"),
        ("length(deviceName) gt size", "1"),
        ("indexof(deviceName,'iosk') eq 1", "23"),
        ("indexof(deviceName,'x') eq -1", "123"),
        ("substring(deviceName,6) eq '2'", "3"),
        ("substring(deviceName,1,4) eq 'iosk'", "23"),
        ("year(seen) eq 2016 and month(seen) eq 12 and day(seen) eq 31", "2"),
        ("hour(seen) eq 23 and minute(seen) eq 0 and second(seen) eq 0", "2"),
        ("date(seen) eq 2017-01-01", "1"),
        ("time(seen) lt 12:00:00", "1"),
        ("seen lt now()", "12"),
        ("seen eq seen", "123"),
        ("seen gt seen", ""),
        ("round(size) eq 3 and floor(size) le ceiling(3.2)", "1"),
        ("deviceName ne null and deviceName in ('kiosk',null)", "2"),
        ("isLost in (null)", "3"),
        ("1 eq 1", "123"),
        ("startswith('abc',deviceName)", ""),
    ] {
        let answer = list(&emulator, &format!("$filter={filter}")).await;
        assert_eq!(answer.status, 200, "{filter}: {}", answer.text);
        assert_eq!(ids(&answer), expected, "{filter}");
    }
}

#[tokio::test]
async fn an_invalid_filter_is_refused_even_on_an_empty_collection() {
    let emulator = Emulator::builder().entity::<ManagedDevice>().start().await;
    let incompatible = "Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'GreaterThan'.";
    let deep = "(".repeat(5_000);
    for (filter, words) in [
        ("size gt '3'", incompatible),
        ("nope eq 1", "Could not find a property named 'nope' on type 'microsoft.graph.managedDevice'."),
        ("note/nope eq 1", "on type 'microsoft.graph.note'"),
        ("size/nope eq 1", "on type 'Edm.Int32'"),
        ("deviceName eq 3", "'Edm.String' and 'Edm.Int32'"),
        ("isLost eq 'true'", "'Edm.Boolean' and 'Edm.String'"),
        ("seen gt '2017-01-01T00:00:00Z'", "'Edm.DateTimeOffset' and 'Edm.String'"),
        ("serial eq '7bd39c86-9c86-7bd3-869c-d37b869cd37b'", "'Edm.Guid'"),
        ("state eq 'nope'", "'nope' is not a valid enumeration type constant"),
        ("state gt 'fail'", "GreaterThan"),
        ("channel eq 'preview'", "include-unknown-enum-members"),
        ("note eq 'x'", "microsoft.graph.note"),
        ("notes/any(x:y/text eq 'b')", "Could not find a property named 'y'"),
        ("size/any()", "may only be used following a collection"),
        ("size eq", "Syntax error at position 7"),
        ("size eq 3 and", "Syntax error"),
        ("size eq 3)", "Syntax error at position 9"),
        ("(size eq 3", "Syntax error"),
        ("deviceName eq 'x", "unterminated string literal"),
        ("size in ()", "Syntax error"),
        ("size", "Syntax error"),
        ("", "Syntax error"),
        ("contains(size,'3')", "No function signature"),
        ("isof('microsoft.graph.nothing')", "not the name of a type"),
        (
            "year(deviceName) eq 1",
            "year(Edm.DateTimeOffset Nullable=true); year(Edm.Date Nullable=true). Found: Edm.String.",
        ),
        ("length(note) eq 1", "No function signature"),
        ("now(1) eq 1", "No function signature"),
        ("deviceName eq size", "'Edm.String' and 'Edm.Int32'"),
        ("note eq note", "microsoft.graph.note"),
        ("state has 'fail'", "for operator kind 'Has'"),
        ("size/$count eq 1", "may only be used following a collection"),
        ("apps eq 'x'", "'Collection(microsoft.graph.app)'"),
        ("apps/any(a:a/nope eq 1)", "on type 'microsoft.graph.app'"),
        ("contains(deviceName,'a'", "Syntax error"),
        ("contains(", "Syntax error"),
        (&deep, "recursion limit"),
    ] {
        let (status, code, actual_message) = list(&emulator, &format!("$filter={filter}")).await.error();
        assert_eq!((status, code.as_str()), (400, "BadRequest"), "{filter}: {actual_message}");
        assert!(
            actual_message.starts_with("Invalid filter clause: ") && actual_message.contains(words),
            "{filter}: {actual_message}"
        );
    }
    let header = "Prefer: include-unknown-enum-members";
    let path = format!("{DEVICES}?$filter=channel%20eq%20'preview'");
    assert_eq!(send(&emulator, "GET", &path, &[TOKEN, header], "").await.status, 200);
}

#[tokio::test]
async fn entities_are_ordered_searched_selected_and_counted() {
    let emulator = devices().start().await;
    for (query, expected) in [
        ("$orderby=size desc", "231"),
        ("$orderby=size", "132"),
        ("$orderby=seen", "312"),
        ("$orderby=isLost desc,deviceName desc", "123"),
        ("$orderby=length(deviceName) desc,size", "132"),
        ("$orderby=concat(deviceName,', ')", "132"),
        ("$orderby=apps/$count DESC,id desc", "321"),
        ("$orderby=note/text desc", "123"),
        ("$search=\"kiosk\"", "23"),
        ("$search=\"deviceName:adele\"", "1"),
        ("$search=kiosk AND \"k 2\"", "3"),
        ("$search=\"k 2\" OR adele", "13"),
        ("$search=\"deviceName:k 2\" OR \"deviceName:adele\"", "13"),
        ("$search=NOT kiosk", "1"),
        ("$search=kiosk NOT \"k 2\"", "2"),
        ("$search=(adele OR kiosk) AND NOT 2", "1"),
        ("$search=kiosk OR adele phone", "123"),
        ("filter=size eq 3&$format=json", "1"),
        ("search=kiosk&top=1", "2"),
        ("$top=2", "12"),
        ("$skip=1", "23"),
        ("$skip=9", ""),
        ("$skip=1&$top=1", "2"),
    ] {
        assert_eq!(ids(&list(&emulator, query).await), expected, "{query}");
    }
    let body = list(&emulator, "$select=id,note/text&$count=true&$filter=size gt 3").await.json();
    assert_eq!((&body["@odata.count"], &body["value"][0]), (&json!(2), &json!({"id": "2", "note": null})));
    assert!(
        body["@odata.context"].as_str().unwrap().ends_with("#deviceManagement/managedDevices(id,note/text)")
    );
    for (query, words) in [
        ("$select=nope", "Parsing OData Select and Expand failed: Could not find a property named 'nope'"),
        ("$orderby=nope", "Could not find a property named 'nope'"),
        ("$orderby=notes", "have no order"),
        ("$orderby=size up", "Syntax error"),
        ("$top=-1", "requires a non-negative integer value"),
        ("$count=maybe", "$count"),
        ("$search=\"x", "does not end"),
        ("$search=", "lacks a term"),
        ("$search=a OR", "lacks a term"),
        ("$search=(a", "does not end"),
        ("$search=a)", "was not opened"),
        ("$orderby=length(size)", "No function signature"),
        ("$orderby=deviceName,", "Syntax error"),
        ("$expand=nope", "Could not find a property named 'nope'"),
    ] {
        let (status, _, actual_message) = list(&emulator, query).await.error();
        assert!(status == 400 && actual_message.contains(words), "{query}: {actual_message}");
    }
    for query in
        ["$apply=groupby((size))", "x=1", "$filter=size add 1 eq 3", "$filter=cast(size,Edm.Int64) eq 3"]
    {
        assert_eq!(list(&emulator, query).await.status, 501, "{query}");
    }
    assert_eq!(get(&emulator, &format!("{DEVICES}/1?$filter=true")).await.status, 400);
}

#[tokio::test]
async fn only_issued_next_links_are_followed() {
    let emulator = devices().page_size(2).start().await;
    let first = list(&emulator, "$orderby=size&$count=true").await;
    assert_eq!((ids(&first).as_str(), &first.json()["@odata.count"]), ("13", &json!(3)));
    let link = first.json()["@odata.nextLink"].as_str().unwrap().to_owned();
    let path = link.strip_prefix(emulator.endpoint()).unwrap();
    let second = get(&emulator, path).await;
    assert_eq!((ids(&second).as_str(), second.json().get("@odata.nextLink")), ("2", None));
    for forged in [
        path.replace("00000002", "00000001"),
        path.replace("$orderby=size", "$orderby=deviceName"),
        format!("{DEVICES}?$skiptoken=x"),
        path.replace("$count=true&", ""),
    ] {
        assert_ne!(forged, path);
        let (status, _, actual_message) = get(&emulator, &forged).await.error();
        assert!(status == 400 && actual_message.contains("$skiptoken"), "{forged}: {actual_message}");
    }
    let one = send(&emulator, "GET", DEVICES, &[TOKEN, "Prefer: odata.maxpagesize=1"], "").await;
    assert_eq!((ids(&one).as_str(), one.header("preference-applied")), ("1", Some("odata.maxpagesize=1")));
    let top = list(&emulator, "$top=1").await;
    assert!(top.json()["@odata.nextLink"].as_str().unwrap().contains("$top=1&$skiptoken="));
}

#[tokio::test]
async fn later_enum_members_are_shown_only_on_request() {
    let emulator = devices().start().await;
    let header = "Prefer: include-unknown-enum-members";
    let answer = send(&emulator, "GET", &format!("{DEVICES}/1"), &[TOKEN, header], "").await;
    assert_eq!(answer.header("preference-applied"), Some("include-unknown-enum-members"));
    assert_eq!(answer.json()["channel"], "preview");
    assert_eq!(get(&emulator, &format!("{DEVICES}/1")).await.json()["channel"], "unknownFutureValue");
    assert_eq!(get(&emulator, &format!("{DEVICES}/2")).await.json()["channel"], "stable");
}

/// The URL of a request in a batch can be as long as the batch, longer than any HTTP request target.
#[tokio::test]
async fn a_filter_of_any_length_is_applied_or_refused() {
    let emulator = Emulator::builder().seed::<ManagedDevice>(["1"], json!({"isLost": true})).start().await;
    let cases = [
        ("contains(".repeat(100_000), "recursion limit"),
        ("notes/any(n:".repeat(100_000), "Syntax error"),
        (format!("isLost{}", " and isLost".repeat(100_000)), "limit of 1000"),
        (format!("isLost{}", " or isLost".repeat(100_000)), "limit of 1000"),
        (format!("not {}", "not ".repeat(100_000)), "recursion limit"),
        (format!("size in (1{})", ",1".repeat(100_000)), ""),
        (format!("isLost{}", " and isLost".repeat(900)), ""),
    ];
    for (filter, words) in cases {
        let url = format!("/deviceManagement/managedDevices?$filter={filter}");
        let body = json!({"requests": [{"id": "a", "method": "GET", "url": url}]}).to_string();
        let answer = send(&emulator, "POST", "/v1.0/$batch", &[TOKEN, JSON], &body).await.json();
        let answer = &answer["responses"][0];
        let actual_message = answer["body"]["error"]["message"].as_str().unwrap_or_default();
        let expected = if words.is_empty() { 200 } else { 400 };
        assert!(
            answer["status"] == expected && actual_message.contains(words),
            "{words}: {}",
            &actual_message[..actual_message.len().min(200)]
        );
    }
}
