//! Concrete addresses, and the three ways in which Graph writes them.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The address of an entity, a collection or a property: a version and steps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Address {
    pub(crate) version: String,
    pub(crate) steps: Vec<Step>,
}

/// One segment of an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A singleton, an entity set, a navigation property or a cast.
    Name(String),
    /// The key of an entity in the set before it.
    Key(String),
}

/// The name of a segment and the text in its parentheses: `users` and `'7'` of `users('7')`. `None` without
/// parentheses at its end.
pub(crate) fn in_parentheses(segment: &str) -> Option<(&str, &str)> {
    segment.strip_suffix(')')?.split_once('(')
}

/// The characters that are not percent-encoded in a segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

impl Address {
    /// The path as a client writes it: `/beta/deviceManagement/deviceCategories/42`.
    pub(crate) fn path(&self) -> String {
        let mut path = format!("/{}", self.version);
        for step in &self.steps {
            let (Step::Name(segment) | Step::Key(segment)) = step;
            let _ = write!(path, "/{}", utf8_percent_encode(segment, SEGMENT));
        }
        path
    }

    /// The segments after the version, decoded.
    pub(crate) fn segments(&self) -> Vec<String> {
        let segments = self.steps.iter().map(|(Step::Name(segment) | Step::Key(segment))| segment.clone());
        segments.collect()
    }

    /// The address as Intune's services write it: `deviceManagement/deviceCategories('42')`.
    pub(crate) fn keyed(&self) -> String {
        keyed(&self.steps)
    }

    /// The address in `@odata.context`: the set that an entity is from, or the singleton, with the selected
    /// properties.
    pub(crate) fn context(&self, selected: &[&str]) -> String {
        let selected = listed(selected);
        match self.steps.as_slice() {
            [set @ .., Step::Key(_)] => format!("{}{selected}/$entity", keyed(set)),
            [_] => format!("{}{selected}", self.keyed()),
            steps => format!("{}{selected}/$entity", keyed(steps)),
        }
    }

    /// The address of a collection in `@odata.context`.
    pub(crate) fn set_context(&self, selected: &[&str]) -> String {
        format!("{}{}", self.keyed(), listed(selected))
    }

    /// The shape as Intune's errors write it: `~/singleton/navigation/key`.
    pub(crate) fn shape(&self) -> String {
        let mut shape = "~".to_owned();
        for (index, step) in self.steps.iter().enumerate() {
            shape.push_str(match step {
                Step::Key(_) => "/key",
                Step::Name(name) if name.contains('.') => "/cast",
                Step::Name(_) if index > 0 => "/navigation",
                Step::Name(_) if matches!(self.steps.get(1), Some(Step::Key(_))) => "/entityset",
                Step::Name(_) => "/singleton",
            });
        }
        shape
    }

    /// Whether this address equals another one, or is beneath it.
    pub(crate) fn is_beneath(&self, other: &Self) -> bool {
        self.version == other.version && self.steps.starts_with(&other.steps)
    }

    /// The address of an entity in this collection.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        self.child(Step::Key(key.to_owned()))
    }

    /// The address followed by a step.
    pub(crate) fn child(&self, step: Step) -> Self {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Self { version: self.version.clone(), steps }
    }

    /// The key at its end.
    pub(crate) fn key(&self) -> Option<&str> {
        match self.steps.last()? {
            Step::Key(key) => Some(key),
            Step::Name(_) => None,
        }
    }
}

fn listed(selected: &[&str]) -> String {
    if selected.is_empty() { String::new() } else { format!("({})", selected.join(",")) }
}

fn keyed(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Name(name) if text.is_empty() => text.push_str(name),
            Step::Name(name) => text.extend(["/", name]),
            Step::Key(key) => text.extend(["('", &key.replace('\'', "''"), "')"]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_in_each_form() {
        let (name, key) = (|text: &str| Step::Name(text.to_owned()), |text: &str| Step::Key(text.to_owned()));
        let deep = vec![name("deviceManagement"), name("scripts"), key("o'x"), name("states"), key("b c")];
        let cast = vec![name("users"), key("1"), name("microsoft.graph.agent"), name("manager")];
        let cases = [
            (
                deep,
                "/beta/deviceManagement/scripts/o%27x/states/b%20c",
                "deviceManagement/scripts('o''x')/states/$entity",
                "~/singleton/navigation/key/navigation/key",
            ),
            (
                cast,
                "/beta/users/1/microsoft.graph.agent/manager",
                "users('1')/microsoft.graph.agent/manager/$entity",
                "~/entityset/key/cast/navigation",
            ),
            (vec![name("deviceManagement")], "/beta/deviceManagement", "deviceManagement", "~/singleton"),
            (vec![], "/beta", "/$entity", "~"),
        ];
        for (steps, path, context, shape) in cases {
            let address = Address { version: "beta".to_owned(), steps };
            assert_eq!((address.path().as_str(), address.shape().as_str()), (path, shape));
            assert_eq!(address.context(&[]), context);
            assert_eq!(address.context(&["id"]).matches("(id)").count(), 1);
        }
    }
}
