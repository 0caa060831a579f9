//! Actions and functions: their addresses, parameters and results.

use super::types::Place;
use super::{Comparison, Difference, DifferenceKind, Severity, words_of};
use crate::address::Target;
use crate::declared::{Address, Property, Returned};
use crate::operation::{Operation, OperationKind};
use crate::suggest::{hint, nearest};

impl Comparison<'_> {
    pub(super) fn call(
        &mut self,
        kind: OperationKind,
        addresses: &[Address],
        parameters: &[Property],
        result: &Returned,
    ) {
        for address in addresses {
            let before = self.found.len();
            self.call_at(kind, address, parameters, result);
            // The same parameter would be reported again for another address.
            if self.found.len() > before {
                break;
            }
        }
    }

    fn call_at(
        &mut self,
        kind: OperationKind,
        address: &Address,
        parameters: &[Property],
        result: &Returned,
    ) {
        let (text, at) = (&address.text, address.position.as_ref());
        let (_, own) = words_of(kind);
        let message = match self.metadata.resolve(text) {
            Ok(Target::Operations(overloads)) => {
                let (fitting, others): (Vec<_>, Vec<_>) =
                    overloads.into_iter().partition(|overload| overload.kind == kind);
                if fitting.is_empty() {
                    let Some((attribute, noun)) = others.first().map(|other| words_of(other.kind)) else {
                        return;
                    };
                    format!("the address is that of {noun}: write `#[{attribute}]`")
                } else {
                    return self.best_of(&fitting, parameters, result);
                }
            }
            Ok(Target::Entity(target)) => format!("the address is that of a `{target}`, not of {own}"),
            Ok(Target::Collection(target)) => {
                format!("the address is that of a collection of `{target}`, not of {own}")
            }
            Ok(Target::Value(value)) => {
                format!("the address is that of a property of type `{}`, not of {own}", value.name)
            }
            Ok(Target::Stream) => format!("the address is that of bytes, not of {own}"),
            Err(error) => self.not_an_address(text, &error.reason),
        };
        self.report(DifferenceKind::Address, None, at, message);
    }

    /// Reports the differences from the overload that has the fewest errors. Of several, it is the one with most of
    /// the declared names, since a type is changed more often than meant for another overload.
    fn best_of(&mut self, overloads: &[&Operation], parameters: &[Property], result: &Returned) {
        let before = self.found.len();
        // Advice never decides against an overload without an error.
        let rank = |found: &[Difference]| {
            let errors = found.iter().filter(|it| it.severity == Severity::Error).count();
            let unknown = found.iter().filter(|it| it.kind == DifferenceKind::UnknownParameter).count();
            (errors, unknown, found.len())
        };
        let mut best: Option<Vec<Difference>> = None;
        for overload in overloads {
            for parameter in parameters {
                self.member(&parameter.name, parameter.differs.as_ref(), false, |it| {
                    it.parameter(parameter, overload);
                });
            }
            self.result(result, overload);
            let found = self.found.split_off(before);
            if best.as_ref().is_none_or(|best| rank(&found) < rank(best)) {
                best = Some(found);
            }
        }
        self.found.extend(best.unwrap_or_default());
    }

    fn parameter(&mut self, parameter: &Property, overload: &Operation) {
        let (name, at) = (&parameter.name, parameter.position.as_ref());
        let Some(known) = overload.arguments().iter().find(|known| &known.name == name) else {
            let near = nearest(name, overload.arguments().iter().map(|known| known.name.as_str()));
            let message = format!("`{}` has no parameter `{name}`{}", overload.local_name(), hint(near));
            let near = near.map(str::to_owned);
            let difference = self.report(DifferenceKind::UnknownParameter, Some(name), at, message);
            difference.near = near;
            difference.stated = Some(overload.source.clone());
            return;
        };
        let before = self.found.len();
        self.type_of(name, &parameter.value, &known.kind, Place::Parameter);
        if let Some(difference) = self.found.get_mut(before) {
            difference.stated = Some(known.source.clone());
            return;
        }
        let is_required = !known.nullable && !known.is_optional && !known.kind.is_collection;
        if is_required && parameter.value.is_optional {
            let message = format!("`{name}` is required: write its type without the `Option`");
            let difference = self.report(DifferenceKind::Nullability, Some(name), at, message);
            difference.severity = Severity::Advice;
            difference.stated = Some(known.source.clone());
        }
    }

    /// A call may ignore its result.
    fn result(&mut self, given: &Returned, overload: &Operation) {
        let at = match given {
            Returned::Nothing => return,
            Returned::Stream(position) => position.as_ref(),
            Returned::Value(value) => value.position.as_ref(),
        };
        let before = self.found.len();
        match (&overload.result, given) {
            (None, _) => {
                let message = format!("`{}` returns nothing: remove `result`", overload.local_name());
                self.report(DifferenceKind::Result, None, at, message);
            }
            (Some(known), Returned::Stream(_)) if known.kind.name == "Edm.Stream" => {}
            (Some(known), Returned::Value(_)) if known.kind.name == "Edm.Stream" => {
                self.report(DifferenceKind::Result, None, at, "it returns bytes: write `result = stream`");
            }
            (Some(known), Returned::Stream(_)) => {
                let (found, rust) = self.words(&known.kind.name, known.kind.is_collection, Place::Result);
                let message = format!("the result is {found}: write `result = {rust}`");
                self.report(DifferenceKind::Result, None, at, message);
            }
            (Some(known), Returned::Value(value)) => self.type_of("", value, &known.kind, Place::Result),
            (_, Returned::Nothing) => {}
        }
        let source = overload.result.as_ref().map_or(&overload.source, |result| &result.source);
        if let Some(difference) = self.found.get_mut(before) {
            difference.stated = Some(source.clone());
        }
    }
}
