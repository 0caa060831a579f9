//! Changes of actions and functions.

use std::collections::BTreeMap;

use super::members::{in_words, items_in_words};
use super::{About, Changes, Element, adverb};
use crate::metadata::Metadata;
use crate::operation::{Operation, OperationKind, Parameter};

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
                    for is in after {
                        let same = before.unwrap_or_default().iter().find(|was| is_same(was, is));
                        match same {
                            Some(was) => self.operation(about, was, is),
                            None => self.added(about, &is.source, &called(is)),
                        }
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
        let (what, source) = (called(is), &is.source);
        if was.kind != is.kind {
            self.changed(about, source, format!("{what} is now {}", with_article(is.kind)));
        }
        for (was, is, fact) in [
            (was.is_composable, is.is_composable, "allows further segments and query options"),
            (
                was.requires_explicit_binding,
                is.requires_explicit_binding,
                "is called only on types that name it",
            ),
        ] {
            if was != is {
                self.changed(about, source, format!("{what} {} {fact}", adverb(is)));
            }
        }
        self.result(about, &what, was, is);
        self.annotations(about, &what, source, &was.annotations, &is.annotations);
        for parameter in is.arguments() {
            let about = about.of(Element::Parameter, &parameter.name);
            let named = format!("parameter `{}` of {what}", parameter.name);
            match was.arguments().iter().find(|it| it.name == parameter.name) {
                None => self.new_of_type(about, &parameter.source, &named, &parameter.kind),
                Some(before) => self.parameter(about, &named, before, parameter),
            }
        }
        for gone in was.arguments().iter().filter(|it| !is.arguments().iter().any(|new| new.name == it.name))
        {
            let about = about.of(Element::Parameter, &gone.name);
            self.removed(about, &gone.source, &format!("parameter `{}` of {what}", gone.name));
        }
    }

    fn result(&mut self, about: About<'_>, what: &str, was: &Operation, is: &Operation) {
        let in_words = |operation: &Operation| {
            operation.result.as_ref().map_or("nothing".to_owned(), |result| in_words(&result.kind))
        };
        let (before, after) = (in_words(was), in_words(is));
        if before != after {
            return self.changed(about, &is.source, format!("{what} now returns {after}, not {before}"));
        }
        let (Some(was), Some(is)) = (&was.result, &is.result) else { return };
        if was.nullable != is.nullable {
            let fact = if is.nullable { "may now return null" } else { "now never returns null" };
            self.changed(about, &is.source, format!("{what} {fact}"));
        }
        if was.nullable_items != is.nullable_items {
            let fact = items_in_words(is.nullable_items);
            self.changed(about, &is.source, format!("the result of {what} {fact}"));
        }
        if was.is_delta != is.is_delta {
            self.changed(about, &is.source, format!("{what} {} returns changes", adverb(is.is_delta)));
        }
    }

    fn parameter(&mut self, about: About<'_>, what: &str, was: &Parameter, is: &Parameter) {
        if was.kind != is.kind {
            let message = format!("{what} is now {}, not {}", in_words(&is.kind), in_words(&was.kind));
            self.changed(about, &is.source, message);
        }
        let is_required = |parameter: &Parameter| !parameter.nullable && !parameter.is_optional;
        if is_required(was) != is_required(is) {
            self.changed(about, &is.source, format!("{what} is {} required", adverb(is_required(is))));
        } else if was.is_optional != is.is_optional {
            self.changed(about, &is.source, format!("{what} may {} be left out", adverb(is.is_optional)));
        } else if was.nullable != is.nullable {
            self.changed(about, &is.source, format!("{what} may {} be null", adverb(is.nullable)));
        }
        if was.nullable_items != is.nullable_items && was.kind == is.kind {
            let fact = items_in_words(is.nullable_items);
            self.changed(about, &is.source, format!("{what} {fact}"));
        }
        self.annotations(about, what, &is.source, &was.annotations, &is.annotations);
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
