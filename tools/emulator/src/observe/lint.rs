//! Checks requests for findings.

use crate::data::properties::Properties;
use crate::data::undeclared::Undeclared;
use crate::observe::kind::{FindingKind, Remark};
use crate::observe::retry_log::Wait;
use crate::observe::summary::Summary;
use crate::routing::resource::Resource;
use crate::routing::target::{Target, options};
use crate::schema::address::{Address, Step};
use crate::schema::structure::{Access, Role, Structure};

/// With more properties than this, a read should use `$select`.
const MAX_WITHOUT_SELECT: usize = 10;
/// A change with at least this many unchanged values was probably made from a whole entity.
const MIN_REPEATED: usize = 6;

/// The request has no id by which support can find it.
pub(crate) fn no_client_request_id() -> Remark {
    let sentence = "The request has no header `client-request-id`, by which support finds a request that was not \
                    answered: send a new Guid with each.";
    Remark { kind: FindingKind::NoClientRequestId, subject: String::new(), sentence: sentence.into() }
}

/// The request was retried too early.
pub(crate) fn too_early(wait: &Wait) -> Remark {
    let (delay, waited) = (wait.retry_after.unwrap_or_default(), wait.waited.unwrap_or_default());
    let sentence = format!(
        "A request of this method and target came again after {:.3} s, where `Retry-After` asked for {:.3} s: wait as long as it says.",
        waited.as_secs_f64(),
        delay.as_secs_f64()
    );
    let path = wait.target.split('?').next().unwrap_or_default();
    Remark {
        kind: FindingKind::TooEarly,
        subject: format!("{} {path}", wait.method),
        sentence: sentence.into(),
    }
}

/// A change omits members of complex values, whose paths are in `partial`.
pub(crate) fn partial_values(address: &Address, partial: &[String]) -> Option<Remark> {
    let names: Vec<&str> = partial.iter().map(String::as_str).collect();
    let sentence = format!(
        "The change leaves out members of {}, and those have values: a service that replaces complex values resets them. \
         Send every member that can be set.",
        listed(&names)
    );
    let subject = shape(address);
    (!partial.is_empty()).then_some(Remark {
        kind: FindingKind::PartialComplexValue,
        subject,
        sentence: sentence.into(),
    })
}

/// A change sets properties that their open type does not declare: one remark for each.
pub(crate) fn undeclared(address: &Address, found: &[Undeclared<'_>]) -> Vec<Remark> {
    let remark = |found: &Undeclared<'_>| {
        let Undeclared { path, structure, near } = found;
        let (kind, advice) = match near {
            Some(near) => (FindingKind::MisspelledProperty, format!("send `{near}` if that is meant")),
            None => (FindingKind::UndeclaredProperty, "it is stored as it was sent".to_owned()),
        };
        let sentence = format!("The open type `{structure}` does not declare `{path}`: {advice}.");
        Remark { kind, subject: format!("{} {path}", shape(address)), sentence: sentence.into() }
    };
    found.iter().map(remark).collect()
}

/// Entities of a type were read that differs from the annotated ones of the address.
pub(crate) fn other_type(resource: &Resource<'_>, answer: &Summary) -> Option<Remark> {
    let annotated = resource.annotated;
    let other = answer.types.iter().find(|name| !annotated.contains(name))?;
    let expected: Vec<&str> = annotated.iter().map(String::as_str).collect();
    let sentence = format!(
        "An entity of the type `{other}` was read where {} is expected: read it with its own type too, or keep the name of \
         its type.",
        listed(&expected)
    );
    let subject = format!("{} {other}", shape(&resource.address));
    (!annotated.is_empty()).then_some(Remark {
        kind: FindingKind::OtherType,
        subject,
        sentence: sentence.into(),
    })
}

/// Many properties were read without `$select`.
pub(crate) fn no_select(resource: &Resource<'_>, target: Target<'_>, answer: &Summary) -> Option<Remark> {
    let count = answer.properties;
    let mut names = options(target.query).map(|(name, _)| name);
    if count <= MAX_WITHOUT_SELECT
        || names.any(|name| name.strip_prefix('$').unwrap_or(&name).eq_ignore_ascii_case("select"))
    {
        return None;
    }
    let sentence =
        format!("{count} properties of an entity were read: name those that are needed in `$select`.");
    Some(Remark { kind: FindingKind::NoSelect, subject: shape(&resource.address), sentence: sentence.into() })
}

/// A change sends back what was read.
pub(crate) fn whole_entity(
    address: &Address,
    structure: &Structure,
    current: &Properties,
    body: &Properties,
) -> Option<Remark> {
    let sentence = repeats(structure, current, body)?;
    Some(Remark { kind: FindingKind::WholeEntity, subject: shape(address), sentence: sentence.into() })
}

/// What a change repeats of the current entity, if it repeats so much that it was probably made from a read.
fn repeats(structure: &Structure, current: &Properties, body: &Properties) -> Option<String> {
    let sent = body.iter().filter_map(|(name, value)| Some((structure.spelled(name).declared()?, value)));
    let (mut all, mut repeated, mut read_only) = (0, Vec::new(), Vec::new());
    for (property, value) in sent {
        all += 1;
        if current.get(&property.name) != Some(value) {
            continue;
        }
        repeated.push(property.name.as_str());
        if property.access == Access::ReadOnly && property.role != Role::Key {
            read_only.push(property.name.as_str());
        }
    }
    let advice = "Send only what changes: the rest undoes what others have changed since it was read";
    if !read_only.is_empty() {
        let names = listed(&read_only);
        return Some(format!(
            "The change sends back what only the service sets ({names}), as it was read. {advice}."
        ));
    }
    let count = repeated.len();
    (count >= MIN_REPEATED && count * 2 >= all).then(|| {
        let names = listed(&repeated);
        format!("{count} of the {all} properties that the change sends have the values that were there ({names}). {advice}.")
    })
}

/// The first few names of a list.
fn listed(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(5));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    format!("{}{more}", shown.join(", "))
}

/// An address without its keys, which is the same for all entities of a collection.
fn shape(address: &Address) -> String {
    let mut shape = address.version.clone();
    for step in &address.steps {
        let segment = match step {
            Step::Name(name) => name,
            Step::Key(_) => "{}",
        };
        shape.extend(["/", segment]);
    }
    shape
}
