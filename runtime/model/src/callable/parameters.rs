//! Writes parameters: those of an action as a JSON object, those of a function in the path.

use percent_encoding::utf8_percent_encode;

use super::Argument;
use crate::base::{Body, Gaps, InvalidRequestError, LITERAL};
use crate::model::literal::Literal;
use crate::model::{IS_ENCRYPTED, PropertyInfo, Slot, View, is_masked, member, write_request_value};

/// The body of an action: an object with the parameters that are set, `{}` if there are none.
///
/// Source: OData JSON Format 4.01, "Action Invocation".
pub fn body(
    parameters: &[PropertyInfo],
    given: &[Option<Argument<'_>>],
) -> Result<Body, InvalidRequestError> {
    check_masked(parameters, given)?;
    let (mut out, mut gaps) = (vec![b'{'], Gaps::default());
    for (parameter, argument) in pairs(parameters, given) {
        if out.len() > 1 {
            out.push(b',');
        }
        // The macro has checked that the name needs no escape.
        out.extend_from_slice(format!("\"{}\":", parameter.name).as_bytes());
        let bodies = match argument {
            Argument::Null => {
                out.extend_from_slice(b"null");
                continue;
            }
            Argument::Value(value) => {
                write_request_value(&mut out, parameter, value)?;
                continue;
            }
            Argument::Body(body) => body.to_member(),
            Argument::Bodies(list) => list.to_member(),
        };
        let bodies = bodies.and_then(|bodies| member(parameter, bodies));
        let bodies = bodies.map_err(|error| error.within(parameter.name))?;
        gaps.add(&bodies.gaps, out.len());
        out.extend_from_slice(&bodies.bytes);
    }
    out.push(b'}');
    Ok(Body { bytes: out.into(), gaps })
}

/// The parameters of a function after its name: `(templateId='4',top=3)`.
///
/// Source: OData URL Conventions 4.01, "Addressing Functions", "Inline Parameters".
pub fn inline(
    parameters: &[PropertyInfo],
    given: &[Option<Argument<'_>>],
) -> Result<String, InvalidRequestError> {
    check_masked(parameters, given)?;
    let mut text = String::from("(");
    for (parameter, argument) in pairs(parameters, given) {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(parameter.name);
        text.push('=');
        text.extend(utf8_percent_encode(&literal(parameter, argument)?, LITERAL));
    }
    text.push(')');
    Ok(text)
}

fn pairs<'a>(
    parameters: &'a [PropertyInfo],
    given: &'a [Option<Argument<'a>>],
) -> impl Iterator<Item = (&'a PropertyInfo, Argument<'a>)> {
    parameters.iter().zip(given).filter_map(|(parameter, value)| Some((parameter, (*value)?)))
}

/// Refuses a masked secret beside a parameter that states that the value is encrypted.
fn check_masked(
    parameters: &[PropertyInfo],
    given: &[Option<Argument<'_>>],
) -> Result<(), InvalidRequestError> {
    let values = || {
        pairs(parameters, given).filter_map(|(parameter, argument)| match argument {
            Argument::Value(value) => Some((parameter, value.view())),
            _ => None,
        })
    };
    let masks = |(parameter, view): (&PropertyInfo, View<'_>)| {
        parameter.name == IS_ENCRYPTED && matches!(view, View::Bool(true))
    };
    if !values().any(masks) {
        return Ok(());
    }
    match values().find(|(_, view)| is_masked(view)) {
        Some((parameter, _)) => {
            Err(InvalidRequestError::MaskedSecret { property: parameter.name.to_owned() })
        }
        None => Ok(()),
    }
}

/// A parameter as a URL literal: a single value in its own form, a value with parts as JSON.
fn literal(parameter: &PropertyInfo, argument: Argument<'_>) -> Result<String, InvalidRequestError> {
    let text = match argument {
        Argument::Null => "null".to_owned(),
        Argument::Value(value) => literal_of(parameter, value)?,
        // Cannot happen: the macro accepts only `ByValue` types as the parameters of a function.
        Argument::Body(_) | Argument::Bodies(_) => {
            let reason = "a create body cannot be a part of an address".to_owned();
            return Err(InvalidRequestError::NoWireForm { property: parameter.name.to_owned(), reason });
        }
    };
    match text.chars().find(|c| matches!(c, '/' | '\\') || c.is_control()) {
        Some(c) => Err(InvalidRequestError::NoWireForm {
            property: parameter.name.to_owned(),
            reason: format!("it holds {c:?}, which Graph cannot take within an address, escaped or not"),
        }),
        None => Ok(text),
    }
}

fn literal_of(parameter: &PropertyInfo, value: &dyn Slot) -> Result<String, InvalidRequestError> {
    match value.view() {
        View::Null => Ok("null".to_owned()),
        View::List(_) | View::Object(_) | View::Derived(_) | View::Untyped(_) => {
            let mut json = Vec::new();
            write_request_value(&mut json, parameter, value)?;
            Ok(String::from_utf8_lossy(&json).into_owned())
        }
        view if parameter.is_sensitive() && is_masked(&view) => {
            Err(InvalidRequestError::MaskedSecret { property: parameter.name.to_owned() })
        }
        _ => {
            let literal = Literal::of(value);
            if let Some(error) = literal.error(parameter.name) {
                return Err(error);
            }
            Ok(literal.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Binary, DateTimeOffset, Edm};

    const NAMES: [&str; 2] = ["first", "second"];

    fn parameter<T: Edm>(name: &'static str) -> PropertyInfo {
        PropertyInfo::of::<T>(name, 0)
    }

    fn inlined<T: Edm>(value: &T) -> Result<String, InvalidRequestError> {
        inline(&[parameter::<T>("x")], &[Some(Argument::Value(value))])
    }

    fn read<T: Edm>(json: &str) -> T {
        crate::model::from_slice(json.as_bytes()).expect("a value")
    }

    #[test]
    fn a_value_is_a_literal_of_its_kind() {
        let text = |text: &str| inlined(&text.to_owned()).unwrap();
        assert_eq!(text("parameterValue"), "(x='parameterValue')");
        assert_eq!(text("O'Neil & Sons"), "(x='O''Neil%20%26%20Sons')");
        assert_eq!(text("a',b='c"), "(x='a''%2Cb%3D''c')");
        assert_eq!(text("?x=1#y%2F+(é)"), "(x='%3Fx%3D1%23y%252F%2B%28%C3%A9%29')");
        assert_eq!(text(""), "(x='')");
        assert_eq!(inlined(&-3_i32).unwrap(), "(x=-3)");
        assert_eq!(inlined(&true).unwrap(), "(x=true)");
        assert_eq!(inlined(&uuid::Uuid::nil()).unwrap(), "(x=00000000-0000-0000-0000-000000000000)");
        let time: DateTimeOffset = "2017-01-01T00:02:58.4418045+01:00".parse().unwrap();
        assert_eq!(inlined(&time).unwrap(), "(x=2017-01-01T00:02:58.4418045%2B01:00)");
        assert_eq!(inlined(&read::<Binary>(r#""+/8=""#)).unwrap(), "(x=binary'-_8%3D')");
        assert_eq!(
            inlined(&vec!["1".to_owned(), "b c".to_owned()]).unwrap(),
            "(x=%5B%221%22%2C%22b%20c%22%5D)"
        );
    }

    #[test]
    fn a_parameter_that_is_left_out_leaves_no_comma() {
        let parameters = NAMES.map(parameter::<i32>);
        let both = [Some(Argument::Value(&1_i32)), Some(Argument::Value(&2_i32))];
        let body = |given: &[Option<Argument<'_>>]| body(&parameters, given).unwrap().bytes;
        assert_eq!(inline(&parameters, &both).unwrap(), "(first=1,second=2)");
        assert_eq!(inline(&parameters, &[None, both[1]]).unwrap(), "(second=2)");
        for null in [Argument::Null, Argument::Value(&None::<i32>)] {
            assert_eq!(inline(&parameters, &[None, Some(null)]).unwrap(), "(second=null)");
            assert_eq!(body(&[None, Some(null)]), r#"{"second":null}"#);
        }
        assert_eq!(inline(&[], &[]).unwrap(), "()");
        assert_eq!(body(&both), r#"{"first":1,"second":2}"#);
        assert_eq!(body(&[None, None]), "{}");
    }

    #[test]
    fn a_value_that_no_url_can_hold_is_refused_by_name() {
        for text in ["a/b", "a\\b", "a\nb"] {
            let error = inlined(&text.to_owned()).unwrap_err();
            assert_eq!(error.property(), Some("x"), "{text}: {error}");
        }
        assert!(inlined(&vec!["a/b".to_owned()]).is_err());
    }
}
