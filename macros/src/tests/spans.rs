//! What an editor relies on: an emitted name has the span of the name that the user wrote, and its docs.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use super::{GRAPH_ACTION, GRAPH_ENTITY, Macro, tokens};

const ITEM: &str = "
/// A device.
pub struct Device {
    pub id: String,
    /// What it is called.
    pub display_name: Option<String>,
    #[deprecated = \"too old\"]
    pub r#type: Option<RunState>,
    #[graph(read_only)]
    pub serial_number: Option<String>,
    #[graph(create_only)]
    pub kind: Option<i32>,
    #[graph(navigation)]
    pub owner: Option<User>,
}";

const ARGS: &str = r#"path = "/devices/{deviceId}""#;

#[test]
fn every_setter_has_the_position_of_its_field() {
    let item = tokens(ITEM);
    let output = GRAPH_ENTITY.derive(&tokens(ARGS), &item);
    for field in ["display_name", "r#type", "serial_number", "kind", "owner", "id"] {
        let written = position(find(&item, "", field));
        assert_eq!(position(find(&output, "fn", field)), written, "{field}");
    }
    for (method, field) in
        [("clear_display_name", "display_name"), ("clear_type", "r#type"), ("bind_owner", "owner")]
    {
        assert_eq!(position(find(&output, "fn", method)), position(find(&item, "", field)), "{method}");
    }
}

#[test]
fn the_patch_has_the_position_of_the_struct() {
    let item = tokens(ITEM);
    let output = GRAPH_ENTITY.derive(&tokens(ARGS), &item);
    assert_eq!(position(find(&output, "struct", "DevicePatch")), position(find(&item, "struct", "Device")));
}

#[test]
fn a_parameter_has_the_position_of_the_path() {
    let args = tokens(ARGS);
    let output = GRAPH_ENTITY.derive(&args, &tokens(ITEM));
    let path = args.into_iter().last().expect("the path");
    assert_eq!(position(find(&output, "", "device_id")), position(path.span()));
}

#[test]
fn a_call_has_the_position_of_its_address() {
    let args =
        tokens(r#"path = "/devices/{deviceId}/wipe", path(user = "/users/{userId}/wipe"), result = Report"#);
    let output = GRAPH_ACTION.derive(&args, &tokens("pub struct Wipe { pub code: Option<Code> }"));
    assert_eq!(position(find(&output, "fn", "call_user")), position(find(&args, "", "user")));
    assert_eq!(position(find(&output, "", "Report")), position(find(&args, "", "Report")));
    let path = args.into_iter().nth(2).expect("the path");
    assert_eq!(position(find(&output, "", "device_id")), position(path.span()));
}

#[test]
fn a_setter_has_the_docs_of_its_field_and_one_line_more() {
    let setter = before(GRAPH_ENTITY, "display_name");
    let docs = "# [doc = \" What it is called.\"] # [doc = \"\"] # [doc = \" Sets `displayName`.\"]";
    assert!(setter.ends_with(&format!("{docs} # [inline] pub fn")), "{setter}");
}

#[test]
fn a_setter_is_deprecated_with_its_field() {
    let setter = before(GRAPH_ENTITY, "r#type");
    assert!(setter.contains("# [deprecated = \"too old\"]"), "{setter}");
}

/// The tokens between the end of the previous method and the name of a method.
fn before(target: Macro, method: &str) -> String {
    let output = target.derive(&tokens(ARGS), &tokens(ITEM)).to_string();
    let end = output.find(&format!("fn {method} ")).expect("the method") + 2;
    let start = output[..end].rfind('}').map_or(0, |brace| brace + 1);
    output[start..end].trim().to_owned()
}

/// Line and column: two spans that are equal in both may still differ in hygiene.
fn position(span: Span) -> (usize, usize) {
    (span.start().line, span.start().column)
}

/// The span of the first occurrence of a name, after a keyword unless that is empty.
fn find(tokens: &TokenStream, keyword: &str, name: &str) -> Span {
    occurrence(tokens, keyword, name).unwrap_or_else(|| panic!("`{keyword} {name}` is nowhere in {tokens}"))
}

fn occurrence(tokens: &TokenStream, keyword: &str, name: &str) -> Option<Span> {
    let mut last: Option<Ident> = None;
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => {
                if let Some(found) = occurrence(&group.stream(), keyword, name) {
                    return Some(found);
                }
            }
            TokenTree::Ident(ident) => {
                let follows = keyword.is_empty() || last.as_ref().is_some_and(|last| last == keyword);
                if follows && ident == name {
                    return Some(ident.span());
                }
                last = Some(ident);
            }
            _ => last = None,
        }
    }
    None
}
