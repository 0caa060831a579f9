//! Lists of many pages, over closure transports.

use std::collections::HashMap;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, ErrorKind, InvalidRequestError, Transport};
use serde_json::{Value, json};

use crate::entities::{AnyApp, App, Category, Device};

const FIRST: &str = "https://graph.microsoft.com/v1.0/categories";
const TOKEN: &str = "token-of-a-test";

fn client(transport: impl Transport) -> Client {
    let token = AccessToken::new(TOKEN).expect("a token");
    Client::builder().credential(token).transport(transport).build().expect("a client")
}

fn link(name: &str) -> String {
    format!("{FIRST}?$skiptoken={name}")
}

/// Returns a page of categories with these keys.
fn page(keys: &[&str], next: Option<&str>) -> Value {
    let items: Vec<_> = keys.iter().map(|key| json!({ "id": key, "displayName": "x" })).collect();
    let mut page = json!({ "value": items });
    if let Some(next) = next {
        page["@odata.nextLink"] = next.into();
    }
    page
}

/// The requests that were sent, in order.
type Requests = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// Returns a Graph with these pages by address. Other addresses are not found.
fn graph(pages: impl IntoIterator<Item = (String, Value)>) -> (Client, Requests) {
    let pages: HashMap<String, Value> = pages.into_iter().collect();
    let requests = Requests::default();
    let seen = Arc::clone(&requests);
    let client = client(from_fn(move |request| {
        let found = pages.get(&request.uri().to_string()).cloned();
        seen.lock().expect("a lock").push(request);
        let status = if found.is_some() { 200 } else { 404 };
        let body = found.unwrap_or_else(|| json!({ "error": { "code": "NotFound", "message": "x" } }));
        http::Response::builder().status(status).body(body.to_string()).expect("a response")
    }));
    (client, requests)
}

fn three_pages() -> (Client, Requests) {
    graph([
        (FIRST.to_owned(), page(&["1", "2"], Some(&link("b")))),
        (link("b"), page(&["3"], Some(&link("c")))),
        (link("c"), page(&["4", "5"], None)),
    ])
}

fn addresses(requests: &Requests) -> Vec<String> {
    requests.lock().expect("a lock").iter().map(|request| request.uri().to_string()).collect()
}

async fn keys(mut items: graph_entity::Items<Category>) -> (Vec<String>, Option<Error>) {
    let mut keys = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => keys.push(item.id),
            Err(error) => return (keys, Some(error)),
        }
    }
    (keys, None)
}

#[tokio::test]
async fn items_of_all_pages_are_in_order() {
    let (client, requests) = three_pages();
    let (keys, error) = keys(Category::within().list().items(&client)).await;
    assert_eq!(keys, ["1", "2", "3", "4", "5"]);
    assert!(error.is_none());
    assert_eq!(addresses(&requests), [FIRST.to_owned(), link("b"), link("c")]);
}

#[tokio::test]
async fn a_page_is_read_on_demand() {
    let (client, requests) = three_pages();
    let mut pages = Category::within().list().pages(&client);
    assert_eq!((addresses(&requests).len(), pages.link()), (0, None));
    let first = pages.next().await.expect("a page").expect("its items");
    assert_eq!((first.items.len(), addresses(&requests).len()), (2, 1));
    assert_eq!(pages.link(), Some(link("b").as_str()));
    assert_eq!(first.next_link, Some(link("b")));
    pages.next().await.expect("a page").expect("its items");
    pages.next().await.expect("a page").expect("its items");
    assert_eq!((pages.link(), addresses(&requests).len()), (None, 3));
    assert!(pages.next().await.is_none());
    assert!(pages.next().await.is_none(), "the end stays the end");
    assert_eq!(addresses(&requests).len(), 3);
}

#[tokio::test]
async fn the_next_page_is_read_after_all_items() {
    let (client, requests) = three_pages();
    let mut items = Category::within().list().items(&client);
    items.next().await.expect("an item").expect("an item");
    items.next().await.expect("an item").expect("an item");
    assert_eq!(addresses(&requests).len(), 1);
    assert_eq!(items.link(), Some(link("b").as_str()));
    items.next().await.expect("an item").expect("an item");
    assert_eq!(addresses(&requests).len(), 2);
}

#[tokio::test]
async fn headers_are_sent_with_every_page_and_options_only_with_the_first() {
    let start = format!("{FIRST}?$top=2");
    let (client, requests) =
        graph([(start.clone(), page(&["1"], Some(&link("b")))), (link("b"), page(&["2"], None))]);
    let list = Category::within().list().top(2).header("ConsistencyLevel", "eventual").page_size(2);
    let (keys, _) = keys(list.items(&client)).await;
    assert_eq!(keys, ["1", "2"]);
    assert_eq!(addresses(&requests), [start, link("b")]);
    for request in requests.lock().expect("a lock").iter() {
        assert_eq!(request.method(), "GET");
        assert_eq!(request.headers()["consistencylevel"], "eventual");
        assert_eq!(request.headers()["prefer"], "odata.maxpagesize=2");
        assert_eq!(request.headers()["authorization"], format!("Bearer {TOKEN}"));
    }
}

#[tokio::test]
async fn a_link_is_followed_unchanged() {
    for odd in [
        "https://graph.microsoft.com/v1.0/categories?$skiptoken=X%27445%2c+a=='&%24top=2&$filter=a%20eq%20'b'",
        "https://graph.microsoft.com/beta/elsewhere('1')/x?skipToken=a%2Fb//c;d,e:@!*~",
        "https://graph.microsoft.com:443/v1.0/categories?a=b?c",
        "https://GRAPH.microsoft.com/v1.0/categories?$skiptoken=1",
    ] {
        let (client, requests) =
            graph([(FIRST.to_owned(), page(&["1"], Some(odd))), (odd.to_owned(), page(&["2"], None))]);
        let (keys, error) = keys(Category::within().list().items(&client)).await;
        assert_eq!(
            addresses(&requests).last().map(|address| address.to_lowercase()),
            Some(odd.to_lowercase())
        );
        assert!(keys.len() == 2 || error.is_some_and(|error| error.kind() == ErrorKind::NotFound));
    }
}

/// Some services write what no address may contain. Everything else in a link is left as it came.
#[tokio::test]
async fn a_link_with_raw_characters_is_followed() {
    for (raw, followed) in [
        ("categories?$filter=name eq 'a b'", "categories?$filter=name%20eq%20'a%20b'"),
        ("categories?$skiptoken=a\"b", "categories?$skiptoken=a%22b"),
        ("categories?$skiptoken=äß%20\u{2028}", "categories?$skiptoken=%C3%A4%C3%9F%20%E2%80%A8"),
        ("a b/ü?x=<1>", "a%20b/%C3%BC?x=%3C1%3E"),
        ("categories?$skiptoken={a|b}^`\\", "categories?$skiptoken=%7Ba%7Cb%7D%5E%60%5C"),
        ("categories?$skiptoken=%22%2b+~'()*!;:@&=$,/?", "categories?$skiptoken=%22%2b+~'()*!;:@&=$,/?"),
    ] {
        let [raw, followed] = [raw, followed].map(|link| format!("https://graph.microsoft.com/v1.0/{link}"));
        let (client, requests) =
            graph([(FIRST.to_owned(), page(&["1"], Some(&raw))), (followed.clone(), page(&["2"], None))]);
        let (keys, error) = keys(Category::within().list().items(&client)).await;
        assert_eq!(addresses(&requests).last(), Some(&followed), "{raw}");
        assert!(keys.len() == 2 && error.is_none(), "{raw}: {error:?}");
    }
}

#[tokio::test]
async fn the_token_is_not_sent_to_another_host() {
    for elsewhere in [
        "https://evil.example/v1.0/categories",
        "http://graph.microsoft.com/v1.0/categories",
        "https://graph.microsoft.com:8443/v1.0/categories",
        "https://graph.microsoft.com@evil.example/",
        "https://graph.microsoft.com @evil.example/",
        "https://graph.microsoft.com\\@evil.example/",
        "https://evil.example\\.graph.microsoft.com/",
        "https://graph.microsoft.com\u{ff0e}evil.example/",
        "https://user:password@graph.microsoft.com/v1.0/categories",
        "https://graph.microsoft.com.evil.example/",
        "//evil.example/v1.0/categories",
        "ftp://graph.microsoft.com/",
        "not a link",
        "",
    ] {
        let (client, requests) = graph([(FIRST.to_owned(), page(&["1"], Some(elsewhere)))]);
        let mut pages = Category::within().list().pages(&client);
        assert_eq!(pages.next().await.expect("a page").expect("its items").items.len(), 1, "{elsewhere}");
        let error = pages.next().await.expect("an error").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::ForeignLink, "{elsewhere}");
        assert_eq!(addresses(&requests).len(), 1, "{elsewhere}: nothing was sent");
        assert!(!format!("{error} {error:?}").contains("password"));
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn a_relative_link_is_an_error() {
    let (client, requests) = graph([(FIRST.to_owned(), page(&["1"], Some("/v1.0/categories?x")))]);
    let (keys, error) = keys(Category::within().list().items(&client)).await;
    assert_eq!(keys, ["1"]);
    assert!(error.is_some(), "{:?}", addresses(&requests));
    assert_eq!(addresses(&requests).len(), 1);
}

#[tokio::test]
async fn a_link_to_start_from_is_checked() {
    let (client, requests) = graph([]);
    let mut pages = Category::within().list().pages_from(&client, "https://evil.example/");
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::ForeignLink);
    assert!(addresses(&requests).is_empty());
}

#[tokio::test]
async fn empty_pages_are_skipped() {
    let (client, requests) = graph([
        (FIRST.to_owned(), page(&[], Some(&link("b")))),
        (link("b"), page(&[], Some(&link("c")))),
        (link("c"), page(&["1"], Some(&link("d")))),
        (link("d"), page(&[], None)),
    ]);
    let mut pages = Category::within().list().pages(&client);
    assert_eq!(pages.next().await.expect("a page").expect("its items").items.len(), 1);
    assert!(pages.next().await.is_none());
    assert_eq!(addresses(&requests).len(), 4);
}

#[tokio::test]
async fn an_empty_list_is_not_an_error() {
    let (client, _) = graph([(FIRST.to_owned(), page(&[], None))]);
    assert_eq!(Category::within().list().items(&client).into_vec().await.expect("a list"), []);
}

#[tokio::test]
async fn a_cycle_of_links_is_an_error_after_the_items() {
    let (client, requests) = graph([
        (FIRST.to_owned(), page(&["1"], Some(&link("b")))),
        (link("b"), page(&["2"], Some(&link("c")))),
        (link("c"), page(&["3"], Some(&link("b")))),
    ]);
    let (keys, error) = keys(Category::within().list().items(&client)).await;
    assert_eq!(keys, ["1", "2", "3"], "each item once, and none lost");
    let error = error.expect("an error");
    assert_eq!(
        crate::refusal::<()>(Err(error)),
        InvalidRequestError::RepeatedLink { template: "/categories".into() }
    );
    assert_eq!(addresses(&requests).len(), 3);
}

#[tokio::test]
async fn a_page_that_links_to_itself_is_an_error_even_as_the_start() {
    let own = || [(link("b"), page(&["2"], Some(&link("b"))))];
    let (client, requests) = graph(own());
    let (keys, error) = keys(Category::within().list().items_from(&client, &link("b"))).await;
    assert_eq!(keys, ["2"]);
    assert_eq!(error.expect("an error").kind(), ErrorKind::InvalidRequest);
    assert_eq!(addresses(&requests).len(), 1);
}

#[tokio::test]
async fn a_cycle_of_empty_pages_is_an_error() {
    let (client, _) =
        graph([(FIRST.to_owned(), page(&[], Some(&link("b")))), (link("b"), page(&[], Some(&link("b"))))]);
    let (keys, error) = keys(Category::within().list().items(&client)).await;
    assert_eq!((keys.len(), error.is_some()), (0, true));
}

/// Distinct links and no items: the list would never end.
#[tokio::test]
async fn endless_empty_pages_end_in_a_named_error() {
    let number = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&number);
    let client = client(from_fn(move |_| {
        let next = counted.fetch_add(1, Ordering::SeqCst);
        http::Response::new(page(&[], Some(&link(&next.to_string()))).to_string())
    }));
    let mut pages = Category::within().list().pages(&client);
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert!(error.to_string().starts_with("10000 pages of /categories in a row are empty"), "{error}");
    let (sent, last) = (number.load(Ordering::SeqCst), link("9999"));
    assert_eq!((sent, pages.link()), (10_000, Some(last.as_str())), "where to continue");
    assert!(pages.next().await.is_none());
}

/// The hint stands on the service's refusal: the client does not know whether the objects are the directory's.
#[tokio::test]
async fn a_refused_query_of_the_directory_names_what_it_needs() {
    let refusing = |code: &'static str| {
        client(from_fn(move |_| {
            let body = json!({ "error": { "code": code, "message": "Unsupported." } }).to_string();
            http::Response::builder().status(400).body(body).expect("a response")
        }))
    };
    let hinted = |error: Error| {
        let text = error.to_string();
        let needs = error.graph().expect("Graph's error").needs_eventual;
        assert_eq!(text.contains("`eventual()` on the list"), needs, "{text}");
        needs
    };
    let list = || Category::within().list();
    let client = refusing("Request_UnsupportedQuery");
    let search = || list().query("$search", "\"displayName:x\"");
    assert!(hinted(search().send(&client).await.expect_err("400")));
    assert!(hinted(list().number().send(&client).await.expect_err("400")));
    assert!(!hinted(search().eventual().send(&client).await.expect_err("400")));
    assert!(!hinted(list().send(&client).await.expect_err("400")));
    assert!(!hinted(search().send(&refusing("BadRequest")).await.expect_err("400")));
}

#[tokio::test]
async fn a_list_continues_at_the_link_that_failed() {
    let works = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&works);
    let client = client(from_fn(move |request: http::Request<Bytes>| {
        let address = request.uri().to_string();
        let (status, body) = if address == FIRST {
            (200, page(&["1", "2"], Some(&link("b"))))
        } else if switch.load(Ordering::SeqCst) {
            (200, page(&["3"], None))
        } else {
            (403, json!({ "error": { "code": "Forbidden", "message": "x" } }))
        };
        http::Response::builder().status(status).body(body.to_string()).expect("a response")
    }));
    let list = Category::within().list().header("x-own", "1");
    let mut items = list.clone().items(&client);
    assert_eq!(items.next().await.expect("an item").expect("an item").id, "1");
    assert_eq!(items.next().await.expect("an item").expect("an item").id, "2");
    assert!(items.next().await.expect("an error").is_err());
    let at = items.link().expect("a link").to_owned();
    assert_eq!(at, link("b"));
    assert!(items.next().await.is_none(), "nothing follows an error");
    works.store(true, Ordering::SeqCst);
    let (keys, error) = keys(list.items_from(&client, &at)).await;
    assert_eq!((keys, error.is_none()), (vec!["3".to_owned()], true));
}

#[tokio::test]
async fn an_error_of_the_first_page_names_no_link() {
    let (client, _) = graph([]);
    let mut pages = Category::within().list().pages(&client);
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!((error.kind(), pages.link()), (ErrorKind::NotFound, None));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn an_invalid_list_sends_nothing() {
    let (client, requests) = graph([]);
    let mut pages = Device::within("").list().pages(&client);
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(addresses(&requests).is_empty());
}

#[tokio::test]
async fn a_reply_without_a_list_is_an_error() {
    for body in [json!({ "id": "1", "displayName": "an entity" }), json!({})] {
        let (client, _) = graph([(FIRST.to_owned(), body)]);
        let error = Category::within().list().send(&client).await.expect_err("an error");
        assert_eq!((error.kind(), error.property()), (ErrorKind::WrongType, Some("value")));
    }
}

#[tokio::test]
async fn an_invalid_item_is_reported_with_its_index() {
    let body = json!({ "value": [{ "id": "1", "displayName": "x" }, { "id": "2", "displayName": 5 }] });
    let (client, _) = graph([(FIRST.to_owned(), body)]);
    let error = Category::within().list().items(&client).into_vec().await.expect_err("an error");
    assert_eq!(error.property(), Some("value[1].displayName"));
}

#[tokio::test]
async fn a_single_page_has_count_and_link() {
    let mut body = page(&["1"], Some(&link("b")));
    body["@odata.count"] = 7.into();
    body["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#categories".into();
    let (client, _) = graph([(format!("{FIRST}?$count=true"), body)]);
    let page = Category::within().list().count().send(&client).await.expect("a page").into_value();
    assert_eq!((page.count, page.items.len(), page.next_link), (Some(7), 1, Some(link("b"))));
}

#[tokio::test]
async fn the_type_of_the_list_itself_is_no_type_of_an_item() {
    for envelope in
        [json!("#Collection(microsoft.graph.category)"), json!("#collection(Categories)"), json!(null)]
    {
        let mut body = page(&["1", "2"], None);
        body["@odata.type"] = envelope.clone();
        let (client, _) = graph([(FIRST.to_owned(), body)]);
        let items = Category::within().list().items(&client).into_vec().await;
        assert_eq!(items.unwrap_or_else(|error| panic!("{envelope}: {error}")).len(), 2);
    }
    // The items keep their own types, and one that cannot be read is still an error of its own.
    let body = json!({
        "@odata.type": "#Collection(microsoft.graph.category)",
        "value": [{ "@odata.type": "#microsoft.graph.other", "id": "1", "displayName": "x" }, { "id": "2", "displayName": "x" }],
    });
    let (client, _) = graph([(FIRST.to_owned(), body)]);
    let page = Category::within().list().send(&client).await.expect("a page").into_value();
    assert_eq!((page.items.len(), page.unreadable.len()), (1, 1));
    assert_eq!(page.unreadable[0].index, 0);
}

#[tokio::test]
async fn a_polymorphic_list_is_read_as_its_types() {
    let body = json!({ "value": [
        { "@odata.type": "#microsoft.graph.win32App", "id": "1", "name": "a", "setupFile": "a.exe" },
        { "@odata.type": "#microsoft.graph.newApp", "id": "2" },
    ] });
    let (client, _) = graph([("https://graph.microsoft.com/v1.0/apps".to_owned(), body)]);
    let apps = App::within().list().read_as::<AnyApp>().items(&client).into_vec().await.expect("apps");
    assert!(matches!(&apps[..], [AnyApp::Win32(app), AnyApp::Other(_)] if app.setup_file == "a.exe"));
}

#[tokio::test]
async fn dropping_the_future_of_next_loses_nothing_and_sends_once() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let gate = Arc::new(AtomicBool::new(false));
    let open = Arc::clone(&gate);
    let client = client(move |_: http::Request<Bytes>| {
        count.fetch_add(1, Ordering::SeqCst);
        let open = Arc::clone(&open);
        async move {
            poll_fn(|_| if open.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }).await;
            Ok::<_, std::convert::Infallible>(http::Response::new(Bytes::from(
                page(&["1"], None).to_string(),
            )))
        }
    });
    let mut pages = Category::within().list().pages(&client);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        let mut next = Box::pin(pages.next());
        assert!(next.as_mut().poll(&mut context).is_pending());
    }
    gate.store(true, Ordering::SeqCst);
    assert_eq!(pages.next().await.expect("a page").expect("its items").items.len(), 1);
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

/// Sets a flag when it is dropped.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn dropping_the_stream_cancels_the_request() {
    let is_dropped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_dropped);
    let client = client(move |_: http::Request<Bytes>| {
        let guard = Guard(Arc::clone(&flag));
        async move {
            let _guard = guard;
            pending::<()>().await;
            Ok::<_, std::convert::Infallible>(http::Response::new(Bytes::new()))
        }
    });
    let mut items = Category::within().list().items(&client);
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut items).poll_next(&mut context).is_pending());
    assert!(!is_dropped.load(Ordering::SeqCst));
    drop(items);
    assert!(is_dropped.load(Ordering::SeqCst));
}

#[tokio::test]
async fn lists_are_streams_that_report_their_end() {
    let (client, _) = three_pages();
    let mut items = Category::within().list().items(&client);
    let mut keys = Vec::new();
    assert!(!items.is_terminated());
    while let Some(item) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
        keys.push(item.expect("an item").id);
    }
    assert_eq!(keys, ["1", "2", "3", "4", "5"]);
    assert!(items.is_terminated());

    let mut pages = Category::within().list().pages(&client);
    let mut sizes = Vec::new();
    while let Some(page) = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await {
        assert_eq!(pages.is_terminated(), pages.link().is_none());
        sizes.push(page.expect("a page").items.len());
    }
    assert_eq!((sizes, pages.is_terminated()), (vec![2, 1, 2], true));
}

#[tokio::test]
async fn a_list_can_be_read_on_another_thread() {
    let (client, _) = three_pages();
    let list = Category::within().list().items(&client);
    let items = tokio::spawn(list.into_vec()).await.expect("a task").expect("a list");
    assert_eq!(items.len(), 5);
}

#[tokio::test]
async fn debug_of_a_stream_shows_no_link() {
    let (client, _) = three_pages();
    let mut items = Category::within().list().items(&client);
    items.next().await.expect("an item").expect("an item");
    let shown = format!("{items:?}");
    assert!(!shown.contains("skiptoken"), "{shown}");
}

#[tokio::test]
async fn only_one_page_is_in_memory() {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let client = client(from_fn(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        let next = (number < 500).then(|| link(&number.to_string()));
        http::Response::new(page(&["a", "b", "c"], next.as_deref()).to_string())
    }));
    let mut items = Category::within().list().items(&client);
    let mut seen = 0;
    while let Some(item) = items.next().await {
        item.expect("an item");
        assert_eq!(requests.load(Ordering::SeqCst), seen / 3 + 1, "no page is read ahead");
        seen += 1;
        let at_hand = (3 - seen % 3) % 3;
        assert!(format!("{items:?}").contains(&format!("at_hand: {at_hand},")), "{items:?}");
    }
    assert_eq!(seen, 1_500);
}

#[tokio::test]
async fn an_empty_page_of_changes_has_its_delta_link() {
    let body = json!({ "value": [], "@odata.deltaLink": link("later") });
    let (client, _) = graph([(FIRST.to_owned(), body)]);
    let mut pages = Category::within().list().pages(&client);
    let last = pages.next().await.expect("a page").expect("its link");
    assert_eq!(last.delta_link, Some(link("later")));
    assert!(pages.next().await.is_none());
}

#[test]
fn pages_are_read_without_a_client() {
    let reply = |page: &Value| http::Response::new(page.to_string());
    let first = Category::within().list().top(1).header("x-test", "1").into_request();
    let page_1 = first.read(reply(&page(&["1"], Some(&link("2"))))).expect("a page").into_value();
    let second = first.after(&page_1).expect("a second page");
    let http = second.to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!((http.method().as_str(), http.uri().to_string()), ("GET", link("2")));
    assert_eq!(http.headers()["x-test"], "1");
    let page_2 = second.read(reply(&page(&["2"], None))).expect("a page").into_value();
    assert_eq!([&page_1.items[0].id, &page_2.items[0].id], ["1", "2"]);
    assert!(second.after(&page_2).is_none());

    let elsewhere = page(&["1"], Some("https://elsewhere.example/v1.0/categories"));
    let page_1 = first.read(reply(&elsewhere)).expect("a page").into_value();
    let error = first.after(&page_1).expect("a link").to_http("https://graph.microsoft.com").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignLink);
}
