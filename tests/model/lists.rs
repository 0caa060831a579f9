//! A list with items that cannot be read: each of them is an error of its own, and the other items are
//! returned.

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, ErrorKind, ReplyErrorKind, Transport, graph_entity};
use serde_json::{Value, json};

#[graph_entity(path = "/deviceManagement/devices/{deviceId}")]
#[derive(Debug, Clone, PartialEq)]
struct Device {
    id: String,
    name: Option<String>,
    size: Option<i32>,
}

fn client_of(transport: impl Transport) -> Client {
    let token = AccessToken::new("token-of-a-test").expect("a token");
    Client::builder().credential(token).transport(transport).build().expect("a client")
}

/// A client that receives these pages, the first one from the list's own address.
fn client(pages: Vec<Value>) -> Client {
    let transport = from_fn(move |request: http::Request<Bytes>| {
        let at = request
            .uri()
            .query()
            .and_then(|query| query.strip_prefix("page="))
            .map_or(0, |at| at.parse().expect("a page"));
        let mut page = pages[at].clone();
        if at + 1 < pages.len() {
            let next = at + 1;
            page["@odata.nextLink"] =
                format!("https://graph.microsoft.com/v1.0/deviceManagement/devices?page={next}").into();
        }
        http::Response::new(Bytes::from(page.to_string()))
    });
    client_of(transport)
}

/// A hundred items. The one at the index `wrong` has a number instead of a text.
fn hundred(wrong: usize) -> Value {
    let items: Vec<_> = (0..100)
        .map(|at| {
            if at == wrong {
                json!({ "id": format!("secret-{at}"), "name": 5 })
            } else {
                json!({ "id": format!("{at}"), "name": "n" })
            }
        })
        .collect();
    json!({ "value": items, "@odata.count": 100 })
}

#[tokio::test]
async fn a_page_keeps_what_could_be_read() {
    let client = client(vec![hundred(57), hundred(0)]);
    let mut pages = Device::within().list().pages(&client);
    let page = pages.next().await.expect("a page").expect("a page");
    assert_eq!((page.items.len(), page.count, page.unreadable.len()), (99, Some(100), 1));
    let item = &page.unreadable[0];
    assert_eq!((item.index, item.id.as_deref()), (57, Some("secret-57")));
    assert_eq!(item.error.property.as_deref(), Some("value[57].name"));
    assert!(!format!("{item:?} {item}").contains("secret-57"), "{item:?}");
    assert!(page.into_items().is_err());

    let page = pages.next().await.expect("a page").expect("a page");
    assert_eq!((page.items.len(), page.unreadable[0].index), (99, 0));
    assert!(pages.next().await.is_none());

    let page = Device::within().list().send(&client).await.expect("a page").into_value();
    assert_eq!((page.items.len(), page.unreadable.len()), (99, 1));
    let page =
        Device::within().list().send(&self::client(vec![json!({ "value": [] })])).await.expect("a page");
    assert_eq!(page.into_value().into_items(), Ok(vec![]));
}

#[tokio::test]
async fn items_go_on_behind_an_error_in_its_place() {
    let client = client(vec![hundred(57), hundred(99)]);
    let mut items = Device::within().list().items(&client);
    let mut at = 0;
    let mut errors = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(device) => assert_eq!(device.id, (at % 100).to_string()),
            Err(error) => errors.push((at, error)),
        }
        at += 1;
    }
    assert_eq!(at, 200);
    assert_eq!(errors.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [57, 199]);
    let error = &errors[0].1;
    assert_eq!(
        (error.index(), error.id(), error.property()),
        (Some(57), Some("secret-57"), Some("value[57].name"))
    );
    assert_eq!(
        (error.kind(), error.reply_error_kind()),
        (ErrorKind::WrongType, Some(ReplyErrorKind::WrongType))
    );
    assert!(!error.write_in_doubt());
    assert!(error.to_string().contains("value[57].name"), "{error}");
}

#[tokio::test]
async fn a_strict_list_ends_at_the_first_unreadable_item() {
    let client = client(vec![hundred(100), hundred(57), hundred(100)]);
    let mut items = Device::within().list().items(&client).strict();
    for _ in 0..100 {
        items.next().await.expect("an item").expect("a readable one");
    }
    let error = items.next().await.expect("an error").expect_err("the page is not given");
    assert_eq!(error.index(), Some(57));
    assert!(items.link().is_some_and(|link| link.ends_with("page=1")), "where to go on");
    assert!(items.next().await.is_none());

    let mut pages = Device::within().list().pages(&client).strict();
    assert!(pages.next().await.expect("a page").is_ok());
    assert!(pages.next().await.expect("a page").is_err());
    assert!(pages.next().await.is_none());

    assert!(matches!(Device::within().list().items(&client).into_vec().await, Err(Error::Unreadable(_))));
}

#[tokio::test]
async fn a_page_of_unreadable_items_is_no_empty_page() {
    let client = client(vec![json!({ "value": [5, null, "x", [], { "name": "no key" }, { "id": 7 }] })]);
    let page = Device::within().list().pages(&client).next().await.expect("a page").expect("a page");
    assert!(page.items.is_empty());
    let places: Vec<_> =
        page.unreadable.iter().map(|item| (item.index, item.error.property.as_deref())).collect();
    assert_eq!(
        places,
        [
            (0, Some("value[0]")),
            (1, Some("value[1]")),
            (2, Some("value[2]")),
            (3, Some("value[3]")),
            (4, Some("value[4].id")),
            (5, Some("value[5].id"))
        ]
    );
    assert_eq!(page.unreadable[5].id.as_deref(), Some("7"));
}

#[tokio::test]
async fn the_place_in_the_text_is_that_of_the_page() {
    let body = "{\n \"value\": [\n  { \"id\": \"1\" }, { \"id\": \"2\",\n   \"size\": \"big\" }\n ]\n}";
    let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(Bytes::from(body)));
    let client = client_of(transport);
    let page = Device::within().list().send(&client).await.expect("a page").into_value();
    let whole = serde_json::from_str::<Vec<Device>>(&body[12..]).expect_err("the same fault");
    let error = &page.unreadable[0].error;
    assert_eq!((error.line, error.column), (4, whole.column()), "{error}");
}

#[tokio::test]
async fn what_is_wrong_with_the_page_itself_is_an_error_of_the_page() {
    for body in [
        r#"{"value":[{"id":"1"},{"id":5},"#,
        r#"{"value":[{"id":5}],"@odata.nextLink":7}"#,
        r#"{"value":5}"#,
        "{}",
    ] {
        let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(Bytes::from(body)));
        let client = client_of(transport);
        let error = Device::within().list().send(&client).await.expect_err("no page");
        assert_eq!((error.index(), error.id()), (None, None), "{body}: {error}");
    }
}
