//! Nested values: they are read to the depth that `serde_json` allows, and deeper ones are an error, not a
//! stack overflow.

use core::mem::ManuallyDrop;

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Additional, Change, Client, Create, Error, InvalidRequestError, Patch, PatchBody,
    PatchErrorKind, Update, from_slice, graph_action, graph_complex, graph_entity, graph_function,
    graph_one_of,
};
use serde_json::{Value, json};

const ENDPOINT: &str = "https://graph.microsoft.com";

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Group(Group),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_complex(odata_type = always)]
#[derive(Debug, Clone, PartialEq)]
struct Group {
    name: Option<String>,
    members: Vec<Expression>,
    declared: Vec<Declared>,
}

/// A value without `@odata.type` is of the declared type, which here contains such values again.
#[graph_one_of(odata_type = "microsoft.graph.group")]
#[derive(Debug, Clone, PartialEq)]
enum Declared {
    Group(Group),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Node {
    children: Vec<Node>,
}

#[graph_entity(path = "/deviceManagement/rules/{ruleId}")]
#[derive(Debug, Clone, PartialEq)]
struct Rule {
    id: String,
    expression: Option<Expression>,
    declared: Option<Declared>,
    tree: Option<Node>,
    anything: Option<Value>,
    #[graph(additional)]
    extra: Additional,
}

/// Ways to nest values: the property of the rule that contains them, and the text of a level before and after
/// the next one.
const FORMS: [(&str, &str, &str); 8] = [
    // With the type first, as Graph writes it, with the type last, and without it.
    ("expression", r##"{"@odata.type":"#microsoft.graph.group","members":["##, "]}"),
    ("expression", r#"{"members":["#, r##"],"@odata.type":"#microsoft.graph.group"}"##),
    ("expression", r#"{"members":["#, "]}"),
    ("declared", r#"{"declared":["#, "]}"),
    // With an unknown type, so that the value is kept as JSON.
    ("expression", r#"{"members":["#, r##"],"@odata.type":"#microsoft.graph.novelty"}"##),
    ("tree", r#"{"children":["#, "]}"),
    ("anything", r#"{"any":["#, "]}"),
    ("novelty", r#"{"any":["#, "]}"),
];

/// A reply with a value of `levels` levels, each of which is an object and an array.
fn reply((property, before, after): (&str, &str, &str), levels: usize) -> String {
    format!(r#"{{"id":"1","{property}":{}{}}}"#, before.repeat(levels), after.repeat(levels))
}

/// Runs with a quarter of the stack that a thread has by default.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(512 << 10)
        .spawn(run)
        .expect("a thread")
        .join()
        .expect("an outcome")
}

#[test]
fn a_hundred_levels_are_read_and_written_back() {
    for form in FORMS {
        let json = reply(form, 50);
        on_a_small_stack(move || {
            let rule: Rule = from_slice(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"));
            let copy = serde_json::to_string(&rule).expect("JSON");
            assert_eq!(from_slice::<Rule>(copy.as_bytes()).expect("what was written"), rule);
            assert_eq!(serde_json::from_str::<Rule>(&json).expect("by serde's own front"), rule);
        });
    }
}

#[test]
fn the_limit_is_one_whatever_holds_the_levels() {
    // With the rule itself, 63 levels are 127 objects and arrays, the limit of `serde_json`.
    for form in FORMS {
        assert!(from_slice::<Rule>(reply(form, 63).as_bytes()).is_ok(), "{form:?}");
        assert!(from_slice::<Rule>(reply(form, 64).as_bytes()).is_err(), "{form:?}");
    }
    // Objects whose type comes last, and undeclared values inside them.
    let mixed = |outer: usize, inner: usize| {
        let (_, before, after) = FORMS[1];
        let held = r#"{"any":["#.repeat(inner) + &"]}".repeat(inner);
        let (before, after) = (before.repeat(outer), after.repeat(outer));
        format!(r#"{{"id":"1","expression":{before}{held}{after}}}"#)
    };
    assert!(from_slice::<Rule>(mixed(30, 33).as_bytes()).is_ok());
    assert!(from_slice::<Rule>(mixed(30, 34).as_bytes()).is_err());
    assert!(from_slice::<Rule>(mixed(60, 60).as_bytes()).is_err());
}

#[test]
fn deeper_ones_are_an_error_and_not_the_end() {
    for levels in [1_000, 50_000] {
        for form in FORMS {
            let json = reply(form, levels);
            on_a_small_stack(move || {
                let error = from_slice::<Rule>(json.as_bytes()).expect_err("too deep");
                assert_eq!(error.message, "recursion limit exceeded");
                assert!(serde_json::from_str::<Rule>(&json).is_err());
            });
        }
    }
}

/// An array that is nested `levels` deep.
fn arrays(levels: usize) -> Value {
    (1..levels).fold(Value::Array(Vec::new()), |inner, _| vec![inner].into())
}

#[test]
fn a_patch_of_a_program_s_own_json_has_the_same_limit() {
    // With the body around the value, 126 levels are 127 objects and arrays.
    for levels in [126, 127, 2_000, 100_000] {
        on_a_small_stack(move || {
            for property in ["tree", "expression", "anything"] {
                let mut json = serde_json::json!({});
                json[property] = arrays(levels);
                let outcome = RulePatch::<Update>::from_json(json);
                let expected = (property == "anything") == outcome.is_ok();
                assert!(levels == 126 && expected || outcome.is_err(), "{property} {levels}");
                if let (true, Err(error)) = (levels > 126, outcome) {
                    let PatchErrorKind::WrongType { message, .. } = &error.kinds()[0] else {
                        panic!("{error}")
                    };
                    assert_eq!(message, "recursion limit exceeded");
                }
            }
            let patch = Rule::patch().raw("novelty", arrays(levels));
            let outcome = PatchBody::from(patch).into_bytes();
            assert_eq!(outcome.is_ok(), levels == 126);
            if let Err(fault) = outcome {
                assert!(
                    matches!(&fault, InvalidRequestError::NoWireForm { property, .. } if property == "novelty"),
                    "{fault}"
                );
            }
        });
    }
}

#[test]
fn a_deep_value_in_place_of_a_type_name_is_an_error_and_not_the_end() {
    on_a_small_stack(|| {
        let mut json = serde_json::json!({ "anything": 1 });
        json["@odata.type"] = arrays(100_000);
        assert!(RulePatch::<Update>::from_json(json).is_err());
    });
}

#[test]
fn the_difference_of_deep_values_is_an_error_and_not_the_end() {
    on_a_small_stack(|| {
        let before: Rule = from_slice(br#"{"id":"1"}"#).expect("a rule");
        let mut after = before.clone();
        after.anything = Some(arrays(100_000));
        let outcome = RulePatch::diff(&before, &after);
        // `Value` drops itself level by level.
        core::mem::forget(after);
        assert!(outcome.is_err());
    });
}

#[test]
fn a_change_of_a_value_that_is_too_deep_on_both_sides_is_not_dropped() {
    on_a_small_stack(|| {
        let mut before: Rule = from_slice(br#"{"id":"1"}"#).expect("a rule");
        let mut after = before.clone();
        before.anything = Some(serde_json::json!({ "a": arrays(127) }));
        after.anything = Some(serde_json::json!({ "b": arrays(127) }));
        let error = RulePatch::diff(&before, &after).expect_err("too deep");
        assert!(
            matches!(
                error.kinds(),
                [PatchErrorKind::WrongType { property, .. }] if property == "anything"
            ),
            "{error}"
        );
        let group = |anything| Group {
            name: None,
            members: vec![Expression::Unrecognized(anything)],
            declared: vec![],
        };
        before.expression = Some(Expression::Group(group(arrays(128))));
        after.expression = before.expression.clone();
        let error = RulePatch::diff(&before, &after).expect_err("too deep");
        assert!(error.to_string().contains("`expression.members[0]`"), "{error}");
        // A value that can be sent replaces one that cannot.
        after.expression = None;
        after.anything = Some(true.into());
        let patch = RulePatch::diff(&before, &after).expect("a patch");
        assert_eq!((patch.get("anything"), patch.get("expression")), (Some("true"), Some("null")));
    });
}

#[graph_entity(path = "/deviceManagement/audits/{auditId}", operations(get, list, delta))]
#[derive(Debug, Clone, PartialEq)]
struct Audit {
    id: String,
    size: Option<i32>,
    details: Vec<Option<Value>>,
}

#[tokio::test]
async fn a_change_of_an_entity_with_a_value_that_is_too_deep_is_an_error_with_its_property() {
    let page = r#"{"value":[{"id":"1","size":5}],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/deviceManagement/audits/delta?$deltatoken=a"}"#;
    let transport = from_fn(move |_: http::Request<Bytes>| http::Response::new(Bytes::from(page)));
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let client = Client::builder().credential(token).transport(transport).build().expect("a client");
    let Some(Ok(Change::Changed(change))) = Audit::within().delta().changes(&client).next().await else {
        panic!("one item was changed")
    };
    let mut audit = Audit { id: "1".to_owned(), size: None, details: vec![None, Some(arrays(128))] };
    let before = audit.clone();
    let error = change.apply_to(&mut audit).expect_err("too deep");
    assert_eq!(error.property.as_deref(), Some("details[1]"));
    assert_eq!((error.message.as_str(), &audit), ("recursion limit exceeded", &before));
    audit.details.clear();
    change.apply_to(&mut audit).expect("a change");
    assert_eq!(audit.size, Some(5));
}

/// A type that may contain values of itself, in every way there is.
#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Link {
    next: Option<Box<Link>>,
    all: Vec<Link>,
    held: Vec<Option<Held>>,
    anything: Option<Value>,
    #[graph(additional)]
    extra: Additional,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
enum Held {
    Link(Box<Link>),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_entity(
    path = "/deviceManagement/chains/{chainId}",
    operations(get, list, create, update, replace, delta)
)]
#[derive(Debug, Clone, PartialEq)]
struct Chain {
    id: String,
    link: Option<Link>,
    links: Vec<Link>,
    #[graph(navigation)]
    parent: Option<Box<Chain>>,
    #[graph(navigation)]
    children: Vec<Chain>,
    anything: Option<Value>,
}

#[graph_action(path = "/deviceManagement/chains/{chainId}/add")]
#[derive(Debug)]
struct Add {
    link: Option<Link>,
    chain: Option<ChainPatch<Create>>,
    chains: Vec<ChainPatch<Create>>,
}

#[graph_function(path = "/deviceManagement/find", result = bool)]
#[derive(Debug)]
struct Find {
    link: Link,
}

const END: Link =
    Link { next: None, all: Vec::new(), held: Vec::new(), anything: None, extra: Additional::new() };

/// A way to nest typed values: the number of levels that one adds, and how it holds the next one.
type Holder = (usize, fn(Link) -> Link);

const HOLDERS: [Holder; 3] = [
    (1, |inner| Link { next: Some(Box::new(inner)), ..END }),
    (2, |inner| Link { all: vec![inner], ..END }),
    (2, |inner| Link { held: vec![Some(Held::Link(Box::new(inner)))], ..END }),
];

/// A typed value of so many levels, with this value at its end.
fn chain_of((step, hold): Holder, levels: usize, end: Link) -> Link {
    (0..(levels - 1) / step).fold(end, |inner, _| hold(inner))
}

fn chain(link: Option<Link>) -> Chain {
    let (links, children) = (Vec::new(), Vec::new());
    Chain { id: "1".to_owned(), link, links, parent: None, children, anything: None }
}

fn is_too_deep(error: &InvalidRequestError, property: &str) -> bool {
    let InvalidRequestError::NoWireForm { property: found, reason } = error else { return false };
    found.starts_with(property) && reason.contains("127 objects and arrays")
}

#[test]
fn typed_values_of_a_program_have_the_same_limit() {
    for holder in HOLDERS {
        // The empty lists of the innermost value are one more level, as is the object around all of them.
        for (levels, fits) in [(101, true), (125, true), (127, false), (3_001, false), (100_001, false)] {
            on_a_small_stack(move || {
                // A derived `drop` and `clone` recurse.
                let link = || chain_of(holder, levels, END);
                let whole = ManuallyDrop::new(chain(Some(link())));
                let json = serde_json::to_string(&*whole);
                assert_eq!(json.is_ok(), fits, "{levels}");
                if let Ok(json) = json {
                    let read = from_slice::<Chain>(json.as_bytes()).expect("what was written");
                    assert_eq!(&read, &*whole);
                }
                let difference = ChainPatch::diff(&chain(None), &whole);
                assert_eq!(difference.is_ok(), fits, "{levels}");
                assert_eq!(ChainPatch::copy_of(&whole).is_ok(), fits, "{levels}");
                let action = ManuallyDrop::new(Add { link: Some(link()), chain: None, chains: vec![] });
                let sent = [action.call("1").to_http(ENDPOINT)];
                let function = ManuallyDrop::new(Find { link: link() });
                for sent in sent.into_iter().chain([function.call().to_http(ENDPOINT)]) {
                    assert_eq!(sent.is_ok(), fits, "{levels}");
                    let Err(Error::Invalid(error)) = sent else { continue };
                    assert!(is_too_deep(&error, "link"), "{error}");
                }
            });
        }
    }
    for (levels, fits) in [(125, true), (127, false), (201, false)] {
        on_a_small_stack(move || {
            for holder in HOLDERS {
                for patch in [
                    Chain::patch().link(chain_of(holder, levels, END)),
                    Chain::patch().links(vec![chain_of(holder, levels - 2, END)]),
                ] {
                    let outcome = PatchBody::from(patch).into_bytes();
                    assert_eq!(outcome.is_ok(), fits, "{levels}");
                    assert!(outcome.err().is_none_or(|error| is_too_deep(&error, "link")));
                }
            }
        });
    }
}

#[test]
fn what_is_inside_a_typed_value_has_no_levels_of_its_own() {
    let extra: Link = from_slice(format!(r#"{{"novelty":{}}}"#, arrays(26)).as_bytes()).expect("a link");
    for (levels, fits) in [(100, true), (101, false)] {
        let end = Link { anything: Some(arrays(26)), ..END };
        let link = chain_of(HOLDERS[0], levels, end);
        let whole = chain(Some(link.clone()));
        assert_eq!(serde_json::to_string(&whole).is_ok(), fits);
        assert_eq!(ChainPatch::diff(&chain(None), &whole).is_ok(), fits);
        let outcome = PatchBody::from(Chain::patch().link(link)).into_bytes();
        assert_eq!(outcome.is_ok(), fits);
        assert!(outcome.err().is_none_or(|error| is_too_deep(&error, "link.next.next")));

        let whole = chain(Some(chain_of(HOLDERS[0], levels, extra.clone())));
        assert_eq!(serde_json::to_string(&whole).is_ok(), fits);
    }
    // A property is compared without the object around it.
    for (levels, fits) in [(101, true), (102, false)] {
        let whole = chain(Some(chain_of(HOLDERS[0], levels, extra.clone())));
        let difference = ChainPatch::diff(&chain(None), &whole);
        assert_eq!(difference.is_ok(), fits);
        assert!(difference.err().is_none_or(|error| error.to_string().contains("next.novelty`")));
    }
}

#[test]
fn bodies_inside_one_another_have_the_same_limit() {
    let nested = |levels: usize| {
        let body = Chain::new_body().anything(Value::Bool(true));
        (1..levels).fold(body, |inner, _| Chain::new_body().parent(inner))
    };
    let sent = |body: ChainPatch<Create>| PatchBody::from(body).into_bytes();
    assert!(sent(nested(127)).is_ok());
    for levels in [128, 400] {
        assert!(is_too_deep(&sent(nested(levels)).expect_err("too deep"), "parent"), "{levels}");
    }
    assert!(sent(Chain::new_body().children(vec![nested(125)])).is_ok());
    let error = sent(Chain::new_body().children(vec![nested(126)])).expect_err("too deep");
    assert!(is_too_deep(&error, "children"), "{error}");
    let call = |chain, chains| Add { link: None, chain, chains }.call("1").to_http(ENDPOINT);
    assert!(call(Some(nested(126)), vec![]).is_ok() && call(None, vec![nested(125)]).is_ok());
    for (http, property) in
        [(call(Some(nested(127)), vec![]), "chain"), (call(None, vec![nested(126)]), "chains")]
    {
        let Err(Error::Invalid(error)) = http else { panic!("{property} is too deep") };
        assert!(is_too_deep(&error, property), "{error}");
    }
    // From JSON, which has the levels of the whole body.
    for (levels, fits) in [(127, true), (128, false)] {
        let start = json!({ "anything": true });
        let json = (1..levels).fold(start, |inner, _| json!({ "parent": inner }));
        assert_eq!(ChainPatch::<Create>::from_json(json).is_ok(), fits, "{levels}");
    }
}
