//! The parameters of a call: checked, and in the spelling of the declaration.
//!
//! Source: OData URL Conventions 4.01, "Inline Parameters", "Parameter Aliases".

use serde_json::Value;

use crate::data::check::Check;
use crate::data::properties::Properties;
use crate::refusals::Refusal;
use crate::routing::target::options;
use crate::schema::names::Spelled;
use crate::schema::operation::Operation;
use crate::schema::types::{Primitive, Type};

/// Checks the parameters of an operation.
pub(crate) fn check(
    operation: &Operation,
    given: Properties,
    check: &Check<'_>,
) -> Result<Properties, Refusal> {
    for name in given.keys().filter(|name| !name.contains('@')) {
        if matches!(operation.parameters.spelled(name), Spelled::Unknown) {
            return Err(Refusal::unknown_parameter(name, &operation.name));
        }
    }
    let checked = check.object(&operation.parameters, with_booleans(operation, given), None)?;
    let is_missing = |name: &&String| !checked.contains_key(*name);
    let missing: Vec<&str> = operation.required.iter().filter(is_missing).map(String::as_str).collect();
    if missing.is_empty() { Ok(checked) } else { Err(Refusal::missing_parameters(&missing, &operation.name)) }
}

/// The parameters with booleans in place of their texts, which actions take too.
///
/// Source: Microsoft Graph, "user: sendMail", whose example has `"saveToSentItems": "false"`.
fn with_booleans(operation: &Operation, mut given: Properties) -> Properties {
    for (name, value) in &mut given {
        let parameter = operation.parameters.spelled(name).declared();
        let is_boolean = parameter.is_some_and(|it| matches!(it.kind, Type::Primitive(Primitive::Boolean)));
        if let Some(text) = value.as_str().filter(|_| is_boolean)
            && let Ok(boolean) = text.to_ascii_lowercase().parse::<bool>()
        {
            *value = boolean.into();
        }
    }
    given
}

/// The parameters in the address of a function, each with its literal: `templateId='1',top=@t`.
pub(crate) struct Inline<'t>(Vec<(&'t str, String)>);

impl<'t> Inline<'t> {
    /// Reads the text between the parentheses. The values of aliases are options of the query.
    pub(crate) fn read(text: &'t str, query: &str) -> Result<Self, Refusal> {
        let mut all = Vec::new();
        for part in parts(text) {
            let malformed = || Refusal::malformed_argument(part);
            let (name, literal) = part.split_once('=').ok_or_else(malformed)?;
            let literal = match literal.trim() {
                alias if alias.starts_with('@') => {
                    let value = options(query).find(|(name, _)| name == alias).map(|(_, value)| value);
                    value.ok_or_else(|| Refusal::unknown_alias(alias))?
                }
                literal => literal.to_owned(),
            };
            all.push((name.trim(), literal));
        }
        Ok(Self(all))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'t str> + Clone {
        self.0.iter().map(|(name, _)| *name)
    }

    /// The values as a body has them.
    pub(crate) fn values(&self, operation: &Operation) -> Properties {
        let value = |(name, literal): &(&str, String)| {
            let property = operation.parameters.spelled(name).declared();
            let value = property.map_or(Value::Null, |property| value(literal, &property.kind));
            ((*name).to_owned(), value)
        };
        self.0.iter().map(value).collect()
    }
}

/// The parameters, split at the commas between them.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut is_quoted, mut start) = (0_usize, false, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// A literal as JSON. A literal of another type than the parameter's becomes a value that the check refuses.
fn value(literal: &str, kind: &Type) -> Value {
    if literal == "null" {
        return Value::Null;
    }
    let text = || Value::from(text(literal, kind));
    match kind {
        // A text is quoted, so that a number or a word in its place is another type.
        Type::Primitive(Primitive::String) if !literal.ends_with('\'') => json(literal).unwrap_or_else(text),
        Type::Primitive(Primitive::String | Primitive::Text(_)) | Type::Enumeration(_) => text(),
        _ => json(literal).unwrap_or_else(text),
    }
}

fn json(literal: &str) -> Option<Value> {
    serde_json::from_str(literal).ok()
}

/// The text of a literal without its quotes and its prefix: `duration'PT1S'`, `microsoft.graph.state'on'`.
fn text(literal: &str, kind: &Type) -> String {
    let quoted = literal.strip_suffix('\'').and_then(|rest| rest.split_once('\''));
    let text = quoted.map_or_else(|| literal.to_owned(), |(_, text)| text.replace("''", "'"));
    match kind {
        Type::Primitive(Primitive::Text(form)) => form.json_text(text),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::form::Form;

    #[test]
    fn parameters_are_split_outside_of_texts_and_lists() {
        assert_eq!(parts("a='x,y',b=[1,2],c=3"), ["a='x,y'", "b=[1,2]", "c=3"]);
        assert_eq!(parts(" "), [""; 0]);
        assert_eq!(parts("a='o''x,',b=1"), ["a='o''x,'", "b=1"]);
    }

    #[test]
    fn a_literal_is_the_json_of_its_type() {
        let text = Type::Primitive(Primitive::String);
        let cases = [
            ("'o''x'", &text, json!("o'x")),
            ("7", &text, json!(7)),
            ("null", &text, json!(null)),
            ("7", &Type::Primitive(Primitive::INT32), json!(7)),
            ("'7'", &Type::Primitive(Primitive::INT32), json!("7")),
            ("true", &Type::Primitive(Primitive::Boolean), json!(true)),
            (
                "2017-01-01T00:00:00Z",
                &Type::Primitive(Primitive::Text(Form::DateTimeOffset)),
                json!("2017-01-01T00:00:00Z"),
            ),
            ("duration'PT1S'", &Type::Primitive(Primitive::Text(Form::Duration)), json!("PT1S")),
            (
                "microsoft.graph.state'on'",
                &Type::Enumeration("microsoft.graph.state".to_owned()),
                json!("on"),
            ),
            ("[\"a\",\"b\"]", &Type::Collection(Box::new(text.clone())), json!(["a", "b"])),
        ];
        for (literal, kind, expected) in cases {
            assert_eq!(value(literal, kind), expected, "{literal}");
        }
    }

    #[test]
    fn the_value_of_an_alias_is_an_option_of_the_query() {
        let inline = Inline::read("a=@p,b=1", "@p='x%2Cy'").unwrap_or_else(|refusal| panic!("{refusal:?}"));
        assert_eq!(inline.0, [("a", "'x,y'".to_owned()), ("b", "1".to_owned())]);
        assert!(Inline::read("a=@q", "@p=1").is_err());
        assert!(Inline::read("a", "").is_err());
    }
}
