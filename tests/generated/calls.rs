//! What was generated from documentation pages only makes the requests of every action and function that a page
//! describes: to each of its addresses, with the example of its parameters. It reads the example of the reply.
//!
//! Needs the folder of the pages in `GRAPH_DOCS`. `GRAPH_GENERATE=all` generates what every page describes.

mod examples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use graph_entity::FurtherPath;
use graph_entity::callable::{CallableSort, Returns};
use graph_entity::http::StatusCode;
use graph_entity::model::{Kind, PropertyInfo, TypeInfo};
use graph_entity_generated::{CALLS, Call, Prepared};
use graph_entity_schema::declared::Address;
use graph_entity_schema::page::{Documentation, Documented, Page, PageKind};
use serde_json::Value;

use examples::{Object, TYPE, stated};

/// Why an example is not what is sent or received as it stands, with the number of pages.
const MENDS: &[(&str, usize)] = &[(READ_ONLY, 43), (ABSTRACT, 4), (UNKNOWN, 11), (WRAPPED, 32)];

const ABSTRACT: &str = "a body states an abstract type: one that derives from it is stated instead";
const READ_ONLY: &str = "a body has what only the service sets: it is left out";
const UNKNOWN: &str = "a value has a stream or what the page of its type does not list: it is left out";
const WRAPPED: &str =
    "the reply wraps an object, which the specification of OData does not: it is the reply itself";

#[test]
fn the_examples_of_actions_and_functions_are_sent_and_read() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
        return println!("skipped: GRAPH_DOCS does not name the folder of the documentation's pages");
    };
    let documentation = Documentation::read(Path::new(&folder)).expect("the pages");
    let is_all = std::env::var("GRAPH_GENERATE").is_ok_and(|value| value == "all");
    let (mut count, mut addresses) = (0, 0);
    let mut faults = Vec::new();
    let mut mends: BTreeMap<&str, usize> = BTreeMap::new();
    for documented in documentation.pages().filter(|documented| is_of_call(documented)) {
        match CALLS.iter().find(|call| call.page == documented.path) {
            Some(call) => {
                count += 1;
                addresses += documented.page.addresses.len();
                let mut found = Mends::new();
                let fault = fault_of(call, documented, &mut found);
                faults.extend(fault.map(|fault| format!("{}: {fault}", call.page)));
                for mend in found {
                    *mends.entry(mend).or_default() += 1;
                }
            }
            None if is_all => faults.push(format!("{}: nothing is generated", documented.path)),
            None => {}
        }
    }
    println!("{} of {count} pages, at {addresses} addresses", count - faults.len());
    for (mend, count) in &mends {
        println!("{mend}: {count} pages");
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    if is_all {
        assert_eq!((count, addresses), (255, 514));
        let mends: Vec<_> = mends.into_iter().collect();
        assert_eq!(mends, MENDS);
    }
}

fn is_of_call(documented: &Documented) -> bool {
    matches!(documented.page.kind, PageKind::Action | PageKind::Function)
}

fn fault_of(call: &Call, documented: &Documented, mends: &mut Mends) -> Option<String> {
    let page = &documented.page;
    if let Some(fault) = declaration_fault(call, page) {
        return Some(fault);
    }
    let (Some(example), Some(reply)) =
        (RequestExample::of(call, page, mends), ReplyExample::of(call, page, mends))
    else {
        return Some("an example is missing".to_owned());
    };
    let requests = match (call.requests)(&example.parameters) {
        Ok(requests) => requests,
        Err(error) => return Some(format!("the parameter {error}")),
    };
    page.templates().find_map(|template| {
        let further = call.info.further().iter().map(FurtherPath::path);
        let mut paths = std::iter::once(call.info.path()).chain(further).zip(&requests);
        let Some((path, request)) = paths.find(|(path, _)| shape(path) == shape(template)) else {
            return Some(format!("nothing is at `{template}`"));
        };
        let path = format!("/{}{path}", documented.version);
        let fault = request_fault(call, &example, &path, request);
        fault.or_else(|| reply_fault(call, &reply, request)).map(|fault| format!("`{template}`: {fault}"))
    })
}

/// Returns what of a declaration is not as the page has it.
fn declaration_fault(call: &Call, page: &Page) -> Option<String> {
    let sort = if page.kind == PageKind::Action { CallableSort::Action } else { CallableSort::Function };
    let declared: BTreeSet<&str> = call.info.parameters().iter().map(PropertyInfo::name).collect();
    let listed: BTreeSet<&str> = page.properties.iter().map(|row| row.name.as_str()).collect();
    let stated = page.result.as_ref().and_then(|result| result.kind.as_ref());
    let result = match call.info.result() {
        Returns::Value(kind) => Some(kind.is_collection()),
        Returns::Stream => Some(false),
        _ => None,
    };
    if call.info.sort() != sort {
        Some(format!("it is declared as {}", call.info.sort()))
    } else if declared != listed {
        Some(format!("the parameters {declared:?} for {listed:?}"))
    } else if result != stated.map(|stated| stated.kind.is_collection) {
        Some(format!("the result is {:?}", call.info.result()))
    } else {
        None
    }
}

/// What was changed of the examples of a page.
type Mends = BTreeSet<&'static str>;

/// An example of a request.
struct RequestExample {
    parameters: Object,
    /// The text after the name of a function, `(top=3)`.
    inline: String,
}

impl RequestExample {
    fn of(call: &Call, page: &Page, mends: &mut Mends) -> Option<Self> {
        let request = page.requests.first()?;
        if page.kind == PageKind::Function {
            let inline = request.url.find('(').map_or("()", |start| &request.url[start..]);
            return Some(Self { parameters: inline_values(inline), inline: inline.to_owned() });
        }
        let mut parameters = page.request_object().cloned().unwrap_or_default();
        for parameter in call.info.parameters() {
            if let Some(value) = parameters.get_mut(parameter.name()) {
                *value = mended(parameter.kind(), value, true, mends);
            }
        }
        Some(Self { parameters, inline: String::new() })
    }
}

/// An example of a reply.
struct ReplyExample {
    status: StatusCode,
    body: Value,
    /// The value in the body.
    value: Value,
}

impl ReplyExample {
    fn of(call: &Call, page: &Page, mends: &mut Mends) -> Option<Self> {
        let status = StatusCode::from_u16(page.responses.last()?.status).ok()?;
        let mut body = page.response_object().cloned().map_or(Value::Null, Value::Object);
        let Returns::Value(kind) = call.info.result() else {
            return Some(Self { status, body, value: Value::Null });
        };
        let is_whole = matches!(kind, Kind::Complex(_) | Kind::Entity(_) | Kind::OneOf(_) | Kind::Untyped);
        if is_whole && body["value"].is_object() {
            mends.insert(WRAPPED);
            body = body["value"].take();
        }
        let value = if is_whole { &body } else { &body["value"] };
        Some(Self { status, value: mended(kind, value, false, mends), body })
    }
}

/// Returns a value of an example as it can be sent or received.
fn mended(kind: Kind, value: &Value, is_sent: bool, mends: &mut Mends) -> Value {
    match (kind, value) {
        (Kind::Collection(item), Value::Array(items)) => {
            items.iter().map(|value| mended(*item, value, is_sent, mends)).collect()
        }
        (Kind::Complex(info) | Kind::Entity(info), Value::Object(members)) => {
            mended_object(info(), members, is_sent, mends)
        }
        (Kind::OneOf(info), Value::Object(members)) => {
            let mut types = info.types();
            // Only the body of an entity needs the struct of its type. Other values are kept as they come.
            let is_entity = |info: &&TypeInfo| info.properties().iter().any(PropertyInfo::is_key);
            let first = info.types().next().filter(|info| is_sent && is_entity(info));
            match (types.find(|info| Some(info.name()) == stated(members)), first) {
                (Some(info), _) => mended_object(info, members, is_sent, mends),
                (None, Some(info)) => {
                    mends.insert(ABSTRACT);
                    let mut members = members.clone();
                    members.insert(TYPE.to_owned(), format!("#{}", info.name()).into());
                    mended_object(info, &members, is_sent, mends)
                }
                (None, None) => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

fn mended_object(info: &TypeInfo, members: &Object, is_sent: bool, mends: &mut Mends) -> Value {
    let members = members.iter().filter_map(|(name, value)| {
        let member = match info.property(name) {
            _ if name.contains('@') => Some(value.clone()),
            None => {
                mends.insert(UNKNOWN);
                None
            }
            Some(property) if is_sent && property.is_read_only() => {
                mends.insert(READ_ONLY);
                None
            }
            Some(property) => Some(mended(property.kind(), value, is_sent, mends)),
        };
        Some((name.clone(), member?))
    });
    Value::Object(members.collect())
}

/// Returns the values in a text such as `(id='x',top=3)`, which are a string and a number. A list is JSON.
fn inline_values(inline: &str) -> Object {
    let inner = inline.trim_start_matches('(').trim_end_matches(')');
    let mut values = Object::new();
    for pair in inner.split(',') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let text = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
        let value = text.map_or_else(|| serde_json::from_str(value).ok(), |text| Some(text.into()));
        values.extend(value.map(|value| (name.trim().to_owned(), value)));
    }
    values
}

/// Returns what of a request to a path is not as in the example.
fn request_fault(call: &Call, example: &RequestExample, path: &str, request: &Prepared) -> Option<String> {
    let http = match &request.http {
        Ok(http) => http,
        Err(error) => return Some(error.to_string()),
    };
    let method = if call.info.sort() == CallableSort::Action { "POST" } else { "GET" };
    let sent = in_order(&format!("{} {}", http.method(), decoded(http.uri().path())));
    let expected = in_order(&format!("{method} {path}{}", example.inline));
    if sent != expected {
        return Some(format!("{sent} is sent for {expected}"));
    }
    if method == "GET" {
        return None;
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(http.body()) else {
        return Some("the body is not an object".to_owned());
    };
    example.parameters.keys().chain(body.keys()).find_map(|name| {
        let parameter = call.info.parameters().iter().find(|parameter| parameter.name() == name);
        let kind = parameter.map_or(Kind::Untyped, PropertyInfo::kind);
        let of = |object: &Object| object.get(name).cloned().unwrap_or_default();
        let fault = difference(kind, &of(&example.parameters), &of(&body))?;
        Some(format!("`{name}`: {fault}"))
    })
}

/// Returns what of the value of a reply is not as in the example.
fn reply_fault(call: &Call, example: &ReplyExample, request: &Prepared) -> Option<String> {
    let value = match (request.reply)(example.status, &example.body) {
        Ok(value) => value,
        Err(error) => return Some(format!("the reply: {error}")),
    };
    let fault = match call.info.result() {
        Returns::Value(kind) => difference(kind, &example.value, &value),
        _ => (!value.is_null()).then(|| value.to_string()),
    };
    fault.map(|fault| format!("the reply: {fault}"))
}

/// Returns what was written for a value of an example, if it is another value.
fn difference(kind: Kind, example: &Value, written: &Value) -> Option<String> {
    let (example, written) = (examples::value(kind, example), examples::value(kind, written));
    let is_same = example == written || is_empty(&example) && is_empty(&written);
    (!is_same).then(|| format!("{written} for {example}"))
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Returns a path with `{}` for each placeholder.
fn shape(path: &str) -> String {
    Address { text: path.to_owned(), position: None }.lookup()
}

/// Returns an address without white space and with sorted parameters, because a few pages order them in two ways.
fn in_order(address: &str) -> String {
    let address: String = address.split_whitespace().collect();
    let (path, inline) = address.split_once('(').unwrap_or((&address, ""));
    let mut parameters: Vec<&str> = inline.trim_end_matches(')').split(',').collect();
    parameters.sort_unstable();
    format!("{path}({})", parameters.join(","))
}

/// Returns an address without its percent-encoding.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|_| byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(code) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
