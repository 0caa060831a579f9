//! Items with an error, as every item is while it is typed. Names and types are still emitted, so that code
//! that uses the item completes in an editor and has no further errors.

use super::{GRAPH_ACTION, GRAPH_COMPLEX, GRAPH_ENTITY, GRAPH_ENUM, GRAPH_FUNCTION, GRAPH_ONE_OF, tokens};

const ARGS: &str = r#"path = "/devices/{deviceId}""#;

#[test]
fn an_invalid_entity_keeps_its_names() {
    for (fault, args, last) in [
        ("an unsupported type", ARGS, "pub count: Option<u32>,"),
        ("an attribute without its end", ARGS, "#[graph(] pub count: Option<i32>,"),
        ("an unknown key", ARGS, "#[graph(red_only)] pub count: Option<i32>,"),
        ("a key without its value", ARGS, "#[graph(name =)] pub count: Option<i32>,"),
        ("no path yet", "", "pub count: Option<i32>,"),
        ("a path without its value", "path =", "pub count: Option<i32>,"),
        ("half a path", r#"path = "/devices/{""#, "pub count: Option<i32>,"),
        ("half a key", r#"path = "/devices/{deviceId}", perm"#, "pub count: Option<i32>,"),
        ("a list without its inside", r#"path = "/a", permissions(delegated"#, "pub count: Option<i32>,"),
        ("a wire name twice", ARGS, r#"#[graph(name = "name")] pub count: Option<i32>,"#),
    ] {
        let item = format!("pub struct Device {{ pub id: String, pub name: Option<String>, {last} }}");
        let output = GRAPH_ENTITY.derive(&closed(args), &closed(&item)).to_string();
        assert!(output.contains("compile_error"), "{fault} is not an error: {output}");
        for name in [
            "pub struct DevicePatch <",
            "pub fn patch () -> DevicePatch",
            "pub fn new_body () -> DevicePatch",
            "pub fn at (",
            "pub fn update (",
            "pub fn name (self , value :",
            "pub fn clear_name (self)",
            "pub fn count (self , value :",
        ] {
            assert!(output.contains(name), "{fault}: `{name}` is gone from {output}");
        }
    }
}

#[test]
fn an_unsupported_type_is_still_the_type_of_the_setter() {
    let item = tokens("pub struct Device { pub size: Option<u32> }");
    let output = GRAPH_ENTITY.derive(&tokens(ARGS), &item).to_string();
    assert!(output.contains("pub fn size (self , value : u32)"), "{output}");
    assert!(!output.contains("Structured"), "the type is named to the runtime: {output}");
}

#[test]
fn an_invalid_complex_type_keeps_its_traits() {
    let item = tokens("pub struct Part { #[graph(red_only)] pub name: Option<String> }");
    let output = GRAPH_COMPLEX.derive(&tokens(""), &item).to_string();
    assert!(output.contains("compile_error") && output.contains("__g :: Structured for Part"), "{output}");
}

#[test]
fn an_invalid_enum_keeps_its_names() {
    for item in [
        "pub enum Kind { First, Second(u8), #[graph(unrecognized)] Other(String) }",
        "pub enum Kind { First, Second }",
        "pub enum Kind { #[graph(nam = \"x\")] First, #[graph(unrecognized)] Other(String) }",
    ] {
        let output = GRAPH_ENUM.derive(&tokens(""), &tokens(item)).to_string();
        assert!(output.contains("compile_error"), "{output}");
        for name in ["pub fn as_str", "__g :: Composite for Kind", "__g :: From < & str > for Kind"] {
            assert!(output.contains(name), "`{name}` is gone from {output}");
        }
    }
}

#[test]
fn an_invalid_one_of_keeps_its_traits() {
    for item in [
        "pub enum Rule { File(FileRule) }",
        "pub enum Rule { File(FileRule), Registry, #[graph(unrecognized)] Other(serde_json::Value) }",
    ] {
        let output = GRAPH_ONE_OF.derive(&tokens(""), &tokens(item)).to_string();
        assert!(output.contains("compile_error"), "{output}");
        for name in
            ["__g :: Composite for Rule", "__g :: Polymorphic for Rule", "__g :: From < FileRule > for Rule"]
        {
            assert!(output.contains(name), "`{name}` is gone from {output}");
        }
    }
}

#[test]
fn an_invalid_action_keeps_its_requests() {
    for (fault, args, item) in [
        ("an unsupported type", r#"path = "/a/{deviceId}/wipe""#, "pub struct Wipe { code: Option<u32> }"),
        (
            "an unknown key",
            r#"path = "/a/{deviceId}/wipe""#,
            "pub struct Wipe { #[graph(nam)] code: Option<i32> }",
        ),
        ("an unsupported result", r#"path = "/a/{deviceId}/wipe", result = u32"#, "pub struct Wipe;"),
        ("a result without its type", r#"path = "/a/{deviceId}/wipe", result ="#, "pub struct Wipe;"),
        ("half a path", r#"path = "/a/{deviceId}/""#, "pub struct Wipe;"),
        ("half a key", r#"path = "/a/{deviceId}/wipe", perm"#, "pub struct Wipe;"),
    ] {
        let output = GRAPH_ACTION.derive(&tokens(args), &tokens(item)).to_string();
        assert!(output.contains("compile_error"), "{fault} is not an error: {output}");
        assert!(output.contains("pub fn call (& self , device_id :"), "{fault}: {output}");
    }
    let output =
        GRAPH_FUNCTION.derive(&tokens(""), &tokens("pub struct Get { code: Option<i32> }")).to_string();
    assert!(output.contains("compile_error") && output.contains("pub fn call (& self)"), "{output}");
}

/// The tokens of a text with unclosed brackets. The compiler closes them before a macro sees the tokens.
fn closed(text: &str) -> proc_macro2::TokenStream {
    let text = text.replace("#[graph(]", "#[graph()] #[graph(na)]");
    let missing = text.matches('(').count().saturating_sub(text.matches(')').count());
    tokens(&format!("{text}{}", ")".repeat(missing)))
}
