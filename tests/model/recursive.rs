//! Types that contain values of themselves: in plain, navigation and complex properties, and in a choice.

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Additional, Client, Patch, from_slice, graph_action, graph_complex, graph_entity,
    graph_enum, graph_one_of,
};
use serde_json::{Value, json};

/// Refers to itself by a navigation property, as the type of this name in Intune does.
#[graph_entity(path = "/deviceManagement/groupPolicyCategories/{groupPolicyCategoryId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
struct GroupPolicyCategory {
    id: String,
    display_name: Option<String>,
    #[graph(navigation)]
    parent: Option<Box<GroupPolicyCategory>>,
    #[graph(navigation)]
    children: Vec<GroupPolicyCategory>,
    error: Option<Box<ServiceError>>,
    rule: Option<Box<Expression>>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq, Default)]
struct ServiceError {
    code: Option<String>,
    #[graph(read_only)]
    date: Option<String>,
    inner_error: Option<Box<ServiceError>>,
    severity: Option<Severity>,
    #[graph(additional)]
    more: Additional,
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum Severity {
    Low,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_one_of(odata_type = "microsoft.graph.expression")]
#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Not(Box<NotExpression>),
    All(AllExpression),
    Literal(LiteralExpression),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct NotExpression {
    of: Option<Expression>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct AllExpression {
    of: Vec<Expression>,
    except: Option<Box<Expression>>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct LiteralExpression {
    value: Option<bool>,
}

/// An alias hides the `Box` from the macro.
type Hidden = Option<Box<ServiceError>>;

#[graph_entity(path = "/reports/{reportId}", odata_type = never)]
#[derive(Debug, Clone, PartialEq)]
struct Report {
    id: String,
    cause: Hidden,
}

#[graph_action(path = "/reports/{reportId}/explain", result = ServiceError)]
#[derive(Debug)]
struct Explain {
    cause: Option<Box<ServiceError>>,
}

fn category() -> Value {
    json!({
        "id": "3",
        "parent": { "id": "2", "parent": { "id": "1", "displayName": "Root", "children": [{ "id": "9" }] } },
        "error": { "code": "a", "innerError": { "code": "b", "innerError": { "date": "d", "new": 1 } } },
        "rule": not(not(json!({
            "@odata.type": "#microsoft.graph.allExpression",
            "of": [literal(true), not(literal(false))],
            "except": literal(true),
        }))),
    })
}

#[allow(clippy::needless_pass_by_value, reason = "made for it")]
fn not(of: Value) -> Value {
    // The type comes last, so that the value is kept until it is known.
    let mut value = json!({ "of": of });
    value["@odata.type"] = "#microsoft.graph.notExpression".into();
    value
}

fn literal(value: bool) -> Value {
    json!({ "@odata.type": "#microsoft.graph.literalExpression", "value": value })
}

fn read(json: &Value) -> GroupPolicyCategory {
    from_slice(json.to_string().as_bytes()).expect("the category")
}

#[test]
fn boxed_values_are_read() {
    let category = read(&category());
    let root = category.parent.as_deref().and_then(|parent| parent.parent.as_deref()).expect("the root");
    assert_eq!((root.display_name.as_deref(), &root.children[0].id[..]), (Some("Root"), "9"));
    let inner = category.error.and_then(|error| error.inner_error).expect("an inner error");
    assert_eq!(inner.code.as_deref(), Some("b"));
    let innermost = inner.inner_error.expect("the innermost error");
    assert_eq!((innermost.date.as_deref(), innermost.more.get("new")), (Some("d"), Some(&json!(1))));
    let Some(Expression::Not(not)) = category.rule.as_deref() else { panic!("a negation") };
    let Some(Expression::Not(not)) = &not.of else { panic!("a negation within") };
    let Some(Expression::All(all)) = &not.of else { panic!("a conjunction") };
    assert!(matches!(&all.of[1], Expression::Not(not) if matches!(not.of, Some(Expression::Literal(_)))));
    assert!(
        matches!(all.except.as_deref(), Some(Expression::Literal(literal)) if literal.value == Some(true))
    );
}

#[test]
fn boxed_values_are_null_or_missing() {
    let json = json!({ "id": "1", "parent": null, "error": null });
    let category = read(&json);
    assert_eq!((category.parent, category.error, category.rule), (None, None, None));
}

#[test]
fn boxed_values_are_written_as_they_were_read() {
    let read = read(&category());
    let mut written = serde_json::to_value(&read).expect("JSON");
    for way in ["", "/parent", "/parent/parent", "/parent/parent/children/0"] {
        let value = written.pointer_mut(way).expect("a category").as_object_mut().expect("an object");
        assert_eq!(value.remove("@odata.type"), Some(json!("#microsoft.graph.groupPolicyCategory")));
        // A collection that Graph left out is written as an empty one.
        if value["children"] == json!([]) {
            value.remove("children");
        }
    }
    assert_eq!(written, category());
    assert_eq!(serde_json::from_value::<GroupPolicyCategory>(written).expect("the category"), read);
}

#[test]
fn the_fault_in_a_boxed_value_is_named_with_the_way_to_it() {
    let json = br#"{"id":"1","error":{"innerError":{"innerError":{"code":5}}}}"#;
    let error = from_slice::<GroupPolicyCategory>(json).expect_err("a number is no code");
    assert_eq!(error.property.as_deref(), Some("error.innerError.innerError.code"));
}

#[test]
fn a_patch_takes_the_value_itself() {
    let error = ServiceError {
        code: Some("a".into()),
        inner_error: Some(Box::new(ServiceError { date: Some("d".into()), ..ServiceError::default() })),
        ..ServiceError::default()
    };
    let not = NotExpression { of: Some(LiteralExpression { value: Some(true) }.into()) };
    let patch = GroupPolicyCategory::patch().error(error).rule(not.into());
    let error = json!({
        "code": "a", "severity": null,
        "innerError": { "code": null, "innerError": null, "severity": null },
    });
    assert_eq!(value(patch.get("error")), error);
    assert_eq!(value(patch.get("rule")), not_of_literal());
    let cleared = GroupPolicyCategory::patch().clear_error();
    assert_eq!(cleared.get("error"), Some("null"));
}

fn not_of_literal() -> Value {
    not(literal(true))
}

fn value(json: Option<&str>) -> Value {
    serde_json::from_str(json.expect("a property")).expect("JSON")
}

#[test]
fn a_patch_from_json_takes_boxed_values() {
    let json = json!({ "error": { "innerError": { "code": "b" } }, "rule": not(literal(true)) });
    let patch = GroupPolicyCategoryPatch::<graph_entity::Update>::from_json(json).expect("a patch");
    assert_eq!(value(patch.get("error"))["innerError"]["code"], "b");
    let read_only = json!({ "error": { "innerError": { "date": "d" } } });
    let error =
        GroupPolicyCategoryPatch::<graph_entity::Update>::from_json(read_only).expect_err("read-only");
    assert!(error.to_string().contains("error.innerError.date"), "{error}");
}

#[test]
fn a_difference_of_boxed_values_is_found_and_applied() {
    let before = read(&category());
    assert!(GroupPolicyCategoryPatch::diff(&before, &before.clone()).expect("no change").is_empty());
    let mut after = before.clone();
    let inner = after.error.as_mut().and_then(|error| error.inner_error.as_mut()).expect("an inner error");
    inner.code = Some("c".into());
    after.rule = None;
    let patch = GroupPolicyCategoryPatch::diff(&before, &after).expect("a patch");
    assert_eq!(value(patch.get("error"))["innerError"]["code"], "c");
    assert_eq!(patch.get("rule"), Some("null"));
    assert_eq!(patch.len(), 2);
    let mut applied = before;
    patch.apply(&mut applied).expect("the change fits");
    assert_eq!(applied, after);
}

#[test]
fn a_related_entity_is_created_bound_expanded_and_selected() {
    let grandparent = GroupPolicyCategory::new_body().display_name("Root");
    let parent = GroupPolicyCategory::new_body().display_name("Middle").parent(grandparent);
    let body = GroupPolicyCategory::new_body().display_name("Leaf").parent(parent);
    assert_eq!(value(body.get("parent"))["parent"]["displayName"], "Root");
    let bound = GroupPolicyCategory::new_body().bind_parent(GroupPolicyCategory::at("1"));
    let http = GroupPolicyCategory::within()
        .create(bound)
        .to_http("https://graph.microsoft.com")
        .expect("a request");
    let link = "https://graph.microsoft.com/beta/deviceManagement/groupPolicyCategories/1";
    let sent: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!(sent["parent@odata.bind"], link);

    let grandparent = GroupPolicyCategory::PARENT.expand().select(GroupPolicyCategory::DISPLAY_NAME);
    let parent = GroupPolicyCategory::PARENT.expand().expand(grandparent);
    let code = GroupPolicyCategory::ERROR.then(ServiceError::INNER_ERROR).then(ServiceError::CODE);
    let request =
        GroupPolicyCategory::at("3").get().select((code, GroupPolicyCategory::DISPLAY_NAME)).expand(parent);
    let http = request.to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(
        http.uri().query(),
        Some(
            "$select=error/innerError/code,displayName,id\
             &$expand=parent($expand=parent($select=displayName,id))"
        )
    );
    let request =
        GroupPolicyCategory::at("3").set_reference(GroupPolicyCategory::PARENT, GroupPolicyCategory::at("2"));
    let http = request.to_http("https://graph.microsoft.com").expect("a request");
    assert!(http.uri().path().ends_with("/3/parent/$ref"), "{}", http.uri());
}

#[test]
fn looking_for_evolvable_enumerations_ends_on_a_recursive_type() {
    let http = GroupPolicyCategory::at("3").get().to_http("https://graph.microsoft.com").expect("a request");
    let prefer = http.headers().get("prefer").and_then(|value| value.to_str().ok());
    assert_eq!(prefer, Some("include-unknown-enum-members"));
    let call = Explain { cause: None }.call("1").to_http("https://graph.microsoft.com").expect("a request");
    assert!(call.headers().contains_key("prefer"));
}

#[test]
fn a_box_that_the_macro_does_not_see_is_read_and_written() {
    let report: Report = from_slice(br#"{"id":"1","cause":{"innerError":{"code":"b"}}}"#).expect("a report");
    let inner = report.cause.as_ref().and_then(|cause| cause.inner_error.as_ref()).expect("an inner error");
    assert_eq!(inner.code.as_deref(), Some("b"));
    assert_eq!(value(Report::patch().cause(report.cause).get("cause"))["innerError"]["code"], "b");
}

#[test]
fn a_parameter_is_boxed() {
    let cause = ServiceError { code: Some("a".into()), ..ServiceError::default() };
    let call = Explain { cause: Some(Box::new(cause)) }.call("1");
    let http = call.to_http("https://graph.microsoft.com").expect("a request");
    assert_eq!(serde_json::from_slice::<Value>(http.body()).expect("JSON")["cause"]["code"], "a");
}

#[tokio::test]
async fn a_box_is_what_a_reply_is_read_as() {
    let transport = from_fn(|_: http::Request<Bytes>| http::Response::new(Bytes::from(r#"{"id":"1"}"#)));
    let token = AccessToken::new("token-of-a-test").expect("a token");
    let client = Client::builder().credential(token).transport(transport).build().expect("a client");
    let request = GroupPolicyCategory::at("1").get().read_as::<Box<GroupPolicyCategory>>();
    assert_eq!(request.send(&client).await.expect("a reply").into_value().id, "1");
    let items: Vec<Box<ServiceError>> = from_slice(br#"[{"code":"a"}]"#).expect("a list");
    assert_eq!(items[0].code.as_deref(), Some("a"));
}

#[test]
fn many_levels_of_boxes_are_an_error_and_never_the_end_of_the_process() {
    let levels = 100_000;
    let json = format!("{}null{}", r#"{"id":"1","parent":"#.repeat(levels), "}".repeat(levels));
    let read = std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(move || from_slice::<GroupPolicyCategory>(json.as_bytes()).map(drop).expect_err("too deep"));
    let error = read.expect("a thread").join().expect("no overflow");
    assert!(error.message.contains("recursion limit"), "{error}");
}
