//! The query options of one request, and their place in an address.

use core::fmt;
use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::filter::Condition;
use super::{Expand, Filter, Order, Selection, select};
use crate::base::InvalidRequest;
use crate::model::{Kind, Structured, TypeInfo};

/// The query options of a request, in the order they were given. Filters hold together, selections, expansions and
/// sortings add up; of every other option the last one stands.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pairs: Vec<(Cow<'static, str>, String)>,
    filter: Option<Condition>,
    selected: Vec<String>,
    fault: Option<InvalidRequest>,
}

impl Options {
    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: String) {
        let name = name.into();
        match self.pairs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.pairs.push((name, value)),
        }
    }

    /// Adds to a list that an option holds already.
    fn append(&mut self, name: &'static str, value: &str) {
        match self.pairs.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => {
                place.push(',');
                place.push_str(value);
            }
            None => self.pairs.push((name.into(), value.to_owned())),
        }
    }

    pub(crate) fn select<E: Structured>(&mut self, selection: impl Selection<E>) {
        self.add_selected(select::names(selection));
    }

    fn add_selected(&mut self, names: Vec<String>) {
        for name in names {
            if !self.selected.contains(&name) {
                self.selected.push(name);
            }
        }
        self.set("$select", self.selected.join(","));
    }

    /// The same with what is selected already.
    pub(crate) fn select_again(&mut self, names: Vec<String>, base: &TypeInfo, kind: Kind) {
        self.add_selected(names);
        self.select_of_derived(base, kind);
    }

    /// Adds what the derived types cannot be read without, where there is a selection at all.
    pub(crate) fn select_of_derived(&mut self, base: &TypeInfo, kind: Kind) {
        if let (false, Kind::OneOf(info)) = (self.selected.is_empty(), kind) {
            self.add_selected(select::needed_of_derived(base, info().types));
        }
    }

    pub(crate) fn filter<E: ?Sized>(&mut self, filter: Filter<E>) {
        let given = filter.into_condition();
        let all = match self.filter.take() {
            Some(known) => known.and(given),
            None => given,
        };
        self.fault = self.fault.take().or_else(|| all.fault.clone());
        self.set("$filter", all.text.clone());
        self.filter = Some(all);
    }

    pub(crate) fn order_by<E: ?Sized>(&mut self, order: Order<E>) {
        self.append("$orderby", &order.into_text());
    }

    pub(crate) fn expand<E: ?Sized, T>(&mut self, expand: Expand<E, T>) {
        let (text, fault) = expand.into_parts();
        self.fault = self.fault.take().or(fault);
        self.append("$expand", &text);
    }

    /// Puts the options into the query of an address, percent-encoded: `$filter=...&$top=...`.
    pub(crate) fn add_to(&self, query: &mut String) {
        let mut pairs: Vec<String> =
            query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
        for (name, value) in &self.pairs {
            let head = format!("{}=", utf8_percent_encode(name, NAME));
            let value = utf8_percent_encode(value, QUERY).to_string();
            match pairs.iter_mut().find(|pair| pair.starts_with(&head)) {
                Some(pair) => merge(pair, &head, &value),
                None => pairs.push(head + &value),
            }
        }
        *query = pairs.join("&");
    }

    /// The same inside of the parentheses of an expansion.
    pub(crate) fn to_nested(&self) -> String {
        self.pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Why the request must not be sent, if so.
    pub(crate) fn into_fault(self) -> Option<InvalidRequest> {
        self.fault
    }
}

/// Adds to an option that a query holds already. An option may stand in it once.
fn merge(pair: &mut String, head: &str, value: &str) {
    match head {
        "$select=" => {
            for name in value.split(',') {
                if !pair[head.len()..].split(',').any(|known| known == name) {
                    pair.push(',');
                    pair.push_str(name);
                }
            }
        }
        "$expand=" => {
            pair.push(',');
            pair.push_str(value);
        }
        _ => *pair = format!("{head}{value}"),
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

/// What is escaped in a query's value: RFC 3986 "query" without what separates options, and `+`, which servers read as
/// a space.
const QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'&')
    .add(b'+')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']');

/// The same in an option's name, which ends at the first `=`.
const NAME: &AsciiSet = &QUERY.add(b'=');
