//! The query options of one request, and their place in an address.

use core::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Expand, Filter, Order, Selection, select};
use crate::structured::Structured;

/// The query options of a request, in the order they were given; most may be given once, and the last one wins.
#[derive(Clone, Default)]
pub(crate) struct Options {
    options: Vec<(&'static str, String)>,
}

impl Options {
    pub(crate) fn set(&mut self, name: &'static str, value: String) {
        match self.options.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => self.options.push((name, value)),
        }
    }

    /// Adds to what an option holds already.
    fn append(&mut self, name: &'static str, separator: &str, value: &str) {
        match self.options.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => {
                place.push_str(separator);
                place.push_str(value);
            }
            None => self.options.push((name, value.to_owned())),
        }
    }

    pub(crate) fn select<E: Structured>(&mut self, selection: impl Selection<E>) {
        self.set("$select", select::names(selection).join(","));
    }

    pub(crate) fn filter<E: ?Sized>(&mut self, filter: Filter<E>) {
        self.set("$filter", filter.into_text());
    }

    pub(crate) fn order_by<E: ?Sized>(&mut self, order: Order<E>) {
        self.append("$orderby", ",", &order.into_text());
    }

    pub(crate) fn expand<E: ?Sized, T>(&mut self, expand: Expand<E, T>) {
        self.append("$expand", ",", &expand.into_text());
    }

    /// The query of an address: `$filter=...&$top=...`, percent-encoded.
    pub(crate) fn to_query(&self) -> String {
        let mut query = String::new();
        for (name, value) in &self.options {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.extend(utf8_percent_encode(value, QUERY));
        }
        query
    }

    /// The same inside of the parentheses of an expansion.
    pub(crate) fn to_nested(&self) -> String {
        self.options.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";")
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.options.is_empty()
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.options.iter().map(|(name, _)| name)).finish()
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
