//! Compares an item with `graph-schema.lock`, a file beside the manifest that lists what Graph has.
//!
//! A declaration may be stricter than Graph and may leave things out. Whether a property may be null is not
//! compared: the published metadata does not say it reliably. Without a lock, nothing is compared.

mod compare;
mod facts;
mod find;
mod read;

use std::path::PathBuf;

use proc_macro2::Span;

use self::compare::Comparison;
pub(crate) use self::compare::{Assertion, Expected};
pub(crate) use self::facts::TypeRef;
use self::facts::{Api, Facts, Form};
use crate::ctxt::Ctxt;
use crate::model::callable::Callable;
use crate::model::entity::Entity;
use crate::model::enumeration::Enumeration;
use crate::model::one_of::OneOf;
use crate::model::structured::Structured;
use crate::model::variants::EnumItem;
use crate::package::Package;

/// What remains to be done after a comparison.
#[derive(Default)]
pub(crate) struct Checked {
    /// The lock, if the emitted code must make the compiler track it.
    pub(crate) untracked: Option<PathBuf>,
    /// What the compiler must check.
    pub(crate) assertions: Vec<Assertion>,
    /// The properties whose keys `navigation` and `key` have been reported.
    marked_wrongly: Vec<String>,
}

pub(crate) fn entity(entity: &mut Entity<'_>, package: &Package, ctxt: &mut Ctxt) -> Checked {
    let mut item = Item::of_struct(&entity.structured);
    item.version = Some(entity.route.version());
    let checked = item.compare(package, ctxt, |comparison| comparison.entity(entity));
    for property in &mut entity.structured.properties {
        // Otherwise the compiler would report the same error at the type, as it does without a lock.
        property.has_errors |= checked.marked_wrongly.contains(&property.wire);
    }
    checked
}

pub(crate) fn complex(complex: &Structured<'_>, package: &Package, ctxt: &mut Ctxt) -> Checked {
    Item::of_struct(complex)
        .compare(package, ctxt, |comparison| comparison.structured(complex, Form::Complex))
}

pub(crate) fn callable(callable: &Callable<'_>, package: &Package, ctxt: &mut Ctxt) -> Checked {
    let mut item = Item::of_struct(&callable.structured);
    item.version = Some(callable.route.version());
    item.compare(package, ctxt, |comparison| comparison.callable(callable))
}

pub(crate) fn enumeration(enumeration: &Enumeration<'_>, package: &Package, ctxt: &mut Ctxt) -> Checked {
    Item::of_enum(&enumeration.item).compare(package, ctxt, |comparison| comparison.enumeration(enumeration))
}

pub(crate) fn one_of(one_of: &OneOf<'_>, package: &Package, ctxt: &mut Ctxt) -> Checked {
    Item::of_enum(&one_of.item).compare(package, ctxt, |comparison| comparison.one_of(one_of))
}

/// What all sorts of items have in common.
struct Item {
    type_name: String,
    type_span: Span,
    /// The version of the item's path, if it has one. An item without a version must agree with any one of
    /// them.
    version: Option<String>,
    /// Whether it is not compared, because it differs deliberately or has errors in its keys.
    is_skipped: bool,
}

impl Item {
    fn of_struct(item: &Structured<'_>) -> Self {
        Self {
            type_name: item.odata_type(),
            type_span: item.type_span(),
            version: None,
            is_skipped: item.keys.differs.is_some() || item.has_errors,
        }
    }

    fn of_enum(item: &EnumItem<'_>) -> Self {
        Self {
            type_name: item.odata_type(),
            type_span: item.type_span(),
            version: None,
            is_skipped: item.differs.is_some() || item.has_errors,
        }
    }

    fn compare(&self, package: &Package, ctxt: &mut Ctxt, compare: impl Fn(&mut Comparison<'_>)) -> Checked {
        // A build that notes the items is the first step of writing the lock, which may be outdated.
        let folder = package.folder.as_ref().filter(|_| package.notes.is_none());
        let Some(found) = folder.and_then(|folder| find::find(folder)) else { return Checked::default() };
        let mut checked = Checked { untracked: found.untracked, ..Checked::default() };
        match found.facts {
            Err(fault) if found.is_first => ctxt.error(Span::call_site(), fault),
            Ok(facts) if !self.is_skipped => {
                let comparisons = self.comparisons(&facts, package, compare);
                checked.settle(comparisons, ctxt);
            }
            _ => {}
        }
        checked
    }

    /// The comparisons with the item's version, or with each version that has its type.
    fn comparisons<'a>(
        &self,
        facts: &'a Facts,
        package: &'a Package,
        compare: impl Fn(&mut Comparison<'_>),
    ) -> Vec<Comparison<'a>> {
        let is_compared = |version: &str, api: &Api| match &self.version {
            Some(own) => own == version,
            None => api.types.contains_key(&self.type_name),
        };
        let mut comparisons: Vec<_> = facts
            .apis()
            .filter(|(version, api)| is_compared(version, api))
            .map(|(version, api)| Comparison::new(version, api, facts, package))
            .collect();
        if comparisons.is_empty() {
            // An item without a version, whose type no version has.
            comparisons.push(Comparison::without_version(facts, package));
            comparisons[0].type_is_unknown(&self.type_name, self.type_span);
            return comparisons;
        }
        for comparison in &mut comparisons {
            compare(comparison);
        }
        comparisons
    }
}

impl Checked {
    /// Reports the errors of the comparison that has the fewest. Of its assertions, keeps those that all
    /// other comparisons make too.
    fn settle(&mut self, mut comparisons: Vec<Comparison<'_>>, ctxt: &mut Ctxt) {
        let best = (0..comparisons.len()).min_by_key(|&at| comparisons[at].errors.len()).unwrap_or_default();
        let best = comparisons.swap_remove(best);
        for (at, message) in best.errors {
            ctxt.error(at, message);
        }
        self.marked_wrongly = best.marked_wrongly;
        self.assertions = best.assertions;
        self.assertions.retain_mut(|assertion| {
            comparisons.iter().all(|other| {
                let same = other.assertions.iter().find(|known| known.is_same(assertion));
                same.map(|same| assertion.allow(same)).is_some()
            })
        });
    }
}
