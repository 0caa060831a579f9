//! Changes of actions and functions.

use std::collections::BTreeMap;

use super::members::in_words;
use super::{About, Changes, Element};
use crate::metadata::Metadata;
use crate::operation::{Operation, OperationKind};

/// The overloads of an operation: by its name and the type that it is called on.
type Overloads<'a> = BTreeMap<String, Vec<&'a Operation>>;

fn overloads(metadata: &Metadata) -> Overloads<'_> {
    let mut found = Overloads::new();
    for operation in metadata.operations() {
        found.entry(subject(operation)).or_default().push(operation);
    }
    found
}

/// `microsoft.graph.wipe(microsoft.graph.managedDevice)`, as annotations name an operation.
pub(super) fn subject(operation: &Operation) -> String {
    let binding = operation.binding().map_or_else(String::new, ToString::to_string);
    format!("{}({binding})", operation.name)
}

impl Changes {
    pub(super) fn operations(&mut self, old: &Metadata, new: &Metadata) {
        let (old, new) = (overloads(old), overloads(new));
        for (subject, after) in &new {
            let about = About { element: Element::Operation, subject, member: None };
            match (old.get(subject).map(Vec::as_slice), after.as_slice()) {
                (Some([was]), [is]) => self.operation(about, was, is),
                (before, after) => {
                    let before = before.unwrap_or_default();
                    for operation in after.iter().filter(|it| !before.iter().any(|other| is_same(it, other)))
                    {
                        self.added(about, &operation.source, &called(operation));
                    }
                }
            }
        }
        for (subject, before) in &old {
            let about = About { element: Element::Operation, subject, member: None };
            let after = new.get(subject).map(Vec::as_slice).unwrap_or_default();
            if before.len() == 1 && after.len() == 1 {
                continue;
            }
            for operation in before.iter().filter(|it| !after.iter().any(|other| is_same(it, other))) {
                self.removed(about, &operation.source, &called(operation));
            }
        }
    }

    fn operation(&mut self, about: About<'_>, was: &Operation, is: &Operation) {
        let what = called(is);
        if was.kind != is.kind {
            self.changed(about, &is.source, format!("{what} is now {}", with_article(is.kind)));
        }
        let result = |operation: &Operation| {
            operation.result.as_ref().map_or("nothing".to_owned(), |result| in_words(&result.kind))
        };
        if result(was) != result(is) {
            let message = format!("{what} now returns {}, not {}", result(is), result(was));
            self.changed(about, &is.source, message);
        }
        self.deprecation(about, &what, &was.annotations, &is.annotations);
        for parameter in is.arguments() {
            let about = about.of(Element::Parameter, &parameter.name);
            let named = format!("parameter `{}` of {what}", parameter.name);
            match was.arguments().iter().find(|it| it.name == parameter.name) {
                None => self.new_of_type(about, &parameter.source, &named, &parameter.kind),
                Some(before) => {
                    if before.kind != parameter.kind {
                        let message = format!(
                            "{named} is now {}, not {}",
                            in_words(&parameter.kind),
                            in_words(&before.kind)
                        );
                        self.changed(about, &parameter.source, message);
                    }
                    let is_required = |nullable: bool, is_optional: bool| !nullable && !is_optional;
                    let required = is_required(parameter.nullable, parameter.is_optional);
                    if required != is_required(before.nullable, before.is_optional) {
                        let message =
                            format!("{named} is {} required", if required { "now" } else { "no longer" });
                        self.changed(about, &parameter.source, message);
                    }
                    self.deprecation(about, &named, &before.annotations, &parameter.annotations);
                }
            }
        }
        for gone in was.arguments().iter().filter(|it| !is.arguments().iter().any(|new| new.name == it.name))
        {
            let about = about.of(Element::Parameter, &gone.name);
            self.removed(about, &gone.source, &format!("parameter `{}` of {what}", gone.name));
        }
    }
}

/// Whether two overloads have the same parameters and the same result.
fn is_same(a: &Operation, b: &Operation) -> bool {
    let parameters = |operation: &Operation| -> Vec<(String, String)> {
        operation.arguments().iter().map(|it| (it.name.clone(), it.kind.to_string())).collect()
    };
    let result = |operation: &Operation| operation.result.as_ref().map(|result| result.kind.to_string());
    a.kind == b.kind && parameters(a) == parameters(b) && result(a) == result(b)
}

fn called(operation: &Operation) -> String {
    let noun = match operation.kind {
        OperationKind::Action => "action",
        OperationKind::Function => "function",
    };
    let on = operation.binding().map_or_else(String::new, |binding| format!(" of {}", in_words(binding)));
    format!("{noun} `{}`{on}", operation.local_name())
}

fn with_article(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Action => "an action",
        OperationKind::Function => "a function",
    }
}
