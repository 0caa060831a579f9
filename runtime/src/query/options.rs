//! The query options of a request, and their form in a URL.

use core::fmt;
use std::borrow::Cow;

use graph_entity_model::base::InvalidRequestError;
use graph_entity_model::model::{Kind, OneOfInfo, Structured, TypeInfo};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::filter::Condition;
use super::{Criterion, Expand, Selection, Sorting, advanced, select};

/// The query options of a request, in the order they were given. Filters are combined with `and`. Selections,
/// expansions and orderings are appended. For any other option, the last value counts.
///
/// Boxed, because most requests have none and every request is moved with its options.
#[derive(Clone, Default)]
pub(crate) struct QueryOptions(Option<Box<Content>>);

#[derive(Clone, Default)]
struct Content {
    options: Vec<QueryOption>,
    /// The type that is read in place of the declared one. A selection gains the properties that the derived
    /// types require.
    derived: Option<Derived>,
}

#[derive(Clone)]
enum QueryOption {
    Select(Vec<String>),
    Filter(Condition),
    OrderBy(String),
    Expand(Vec<Expansion>),
    Other { name: Cow<'static, str>, value: String },
}

/// A navigation property to expand.
#[derive(Clone)]
pub(super) struct Expansion {
    pub(super) path: String,
    pub(super) options: QueryOptions,
}

#[derive(Clone, Copy)]
struct Derived {
    base: &'static TypeInfo,
    types: &'static OneOfInfo,
}

impl QueryOptions {
    pub(crate) fn select<E: Structured>(&mut self, selection: impl Selection<E>) {
        let names = select::names(selection);
        match self.find(SELECT) {
            Some(QueryOption::Select(selected)) => {
                for name in names {
                    select::add(selected, name);
                }
            }
            _ => self.add(QueryOption::Select(names)),
        }
    }

    /// Sets that the reply is read as another type than the declared one.
    pub(crate) fn read_as(&mut self, base: &'static TypeInfo, kind: Kind) {
        if let Kind::OneOf(types) = kind {
            self.0.get_or_insert_default().derived = Some(Derived { base, types });
        }
    }

    pub(crate) fn filter<E: ?Sized>(&mut self, filter: impl Criterion<E>) {
        let given = filter.into_filter().into_condition();
        match self.find(FILTER) {
            Some(QueryOption::Filter(condition)) => condition.narrow(given),
            _ => self.add(QueryOption::Filter(given)),
        }
    }

    pub(crate) fn order_by<E: ?Sized>(&mut self, order: impl Sorting<E>) {
        let given = order.into_order().into_text();
        match self.find(ORDER_BY) {
            Some(QueryOption::OrderBy(order)) => {
                order.push(',');
                order.push_str(&given);
            }
            _ => self.add(QueryOption::OrderBy(given)),
        }
    }

    pub(crate) fn expand<E: ?Sized, T>(&mut self, expand: Expand<E, T>) {
        let given = expand.into_expansion();
        match self.find(EXPAND) {
            Some(QueryOption::Expand(expansions)) => expansions.push(given),
            _ => self.add(QueryOption::Expand(vec![given])),
        }
    }

    pub(crate) fn top(&mut self, count: u32) {
        self.set("$top", count.to_string());
    }

    pub(crate) fn skip(&mut self, count: u32) {
        self.set("$skip", count.to_string());
    }

    /// Sets an option as text. Replaces an earlier value.
    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: String) {
        let name = name.into();
        let option = match &*name {
            SELECT => QueryOption::Select(value.split(',').map(str::to_owned).collect()),
            FILTER => QueryOption::Filter(Condition::raw(value)),
            ORDER_BY => QueryOption::OrderBy(value),
            EXPAND => QueryOption::Expand(vec![Expansion { path: value, options: Self::default() }]),
            _ => QueryOption::Other { name, value },
        };
        // Replaced in place, so that the URL has the order in which options were first set.
        match self.find(option.name()) {
            Some(place) => *place = option,
            None => self.add(option),
        }
    }

    /// Keeps only the options that choose entities, as a request for their number takes them.
    pub(crate) fn retain_criteria(&mut self) {
        if let Some(content) = &mut self.0 {
            content.options.retain(|option| matches!(option.name(), FILTER | "$search"));
        }
    }

    fn find(&mut self, name: &str) -> Option<&mut QueryOption> {
        self.0.as_mut()?.options.iter_mut().find(|option| option.name() == name)
    }

    fn add(&mut self, option: QueryOption) {
        self.0.get_or_insert_default().options.push(option);
    }

    fn iter(&self) -> impl Iterator<Item = &QueryOption> {
        self.0.iter().flat_map(|content| &content.options)
    }

    /// The query part of a URL, percent-encoded: `$filter=...&$top=...`. Empty if there are no options.
    pub(crate) fn to_query(&self) -> String {
        let mut query = String::new();
        for option in self.iter() {
            if !query.is_empty() {
                query.push('&');
            }
            query.extend(utf8_percent_encode(option.name(), NAME));
            query.push('=');
            query.extend(utf8_percent_encode(&self.text(option), QUERY));
        }
        query
    }

    /// The options inside the parentheses of an expansion. They are encoded together with the expansion.
    fn to_nested(&self) -> String {
        let texts = self.iter().map(|option| format!("{}={}", option.name(), self.text(option)));
        texts.collect::<Vec<_>>().join(";")
    }

    fn text<'a>(&self, option: &'a QueryOption) -> Cow<'a, str> {
        match option {
            QueryOption::Select(names) => match self.0.as_ref().and_then(|content| content.derived) {
                Some(Derived { base, types }) => {
                    let mut names = names.clone();
                    for name in select::needed_of_derived(base, types) {
                        select::add(&mut names, name);
                    }
                    names.join(",").into()
                }
                None => names.join(",").into(),
            },
            QueryOption::Filter(condition) => (&*condition.text).into(),
            QueryOption::OrderBy(value) | QueryOption::Other { value, .. } => value.into(),
            QueryOption::Expand(expansions) => {
                expansions.iter().map(Expansion::to_text).collect::<Vec<_>>().join(",").into()
            }
        }
    }

    /// The first part that directory objects answer only with `ConsistencyLevel: eventual`.
    ///
    /// Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".
    pub(crate) fn advanced(&self) -> Option<&'static str> {
        self.iter().find_map(|option| match option {
            QueryOption::Filter(condition) => advanced::operator(&condition.text),
            QueryOption::Other { name, value } => match &**name {
                "$search" => Some("$search"),
                "$count" if value == "true" => Some("$count"),
                _ => None,
            },
            _ => None,
        })
    }

    /// The first error in the options, if the request must not be sent.
    pub(crate) fn error(&self) -> Option<&InvalidRequestError> {
        self.iter().find_map(|option| match option {
            QueryOption::Filter(condition) => condition.error.as_ref(),
            QueryOption::Expand(expansions) => {
                expansions.iter().find_map(|expansion| expansion.options.error())
            }
            _ => None,
        })
    }
}

const SELECT: &str = "$select";
const FILTER: &str = "$filter";
const ORDER_BY: &str = "$orderby";
const EXPAND: &str = "$expand";

impl QueryOption {
    fn name(&self) -> &str {
        match self {
            QueryOption::Select(_) => SELECT,
            QueryOption::Filter(_) => FILTER,
            QueryOption::OrderBy(_) => ORDER_BY,
            QueryOption::Expand(_) => EXPAND,
            QueryOption::Other { name, .. } => name,
        }
    }
}

impl Expansion {
    fn to_text(&self) -> Cow<'_, str> {
        let Self { path, options } = self;
        if options.iter().next().is_none() {
            return path.into();
        }
        format!("{path}({})", options.to_nested()).into()
    }
}

/// Shows the names of the options, never a value.
impl fmt::Debug for QueryOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(QueryOption::name)).finish()
    }
}

/// Generates the methods for query options on a type, from their names and parameter types. The type returns
/// its options from `query_mut`.
///
/// Names and types come from the place where the macro is used, so that compiler messages point there. They
/// show its line, which for `select` says what to write in place of two arguments.
macro_rules! query_methods {
    ($($name:ident $(<$related:ident>)? ($type:ty);)*) => {$(
        #[doc = query_methods!(@doc $name)]
        pub fn $name $(<$related>)? (mut self, $name: $type) -> Self {
            self.query_mut().$name($name);
            self
        }
    )*};
    (@doc select) => {
        "These properties alone; the key and every property whose field is not an `Option` are added, and the other \
        fields are `None`. A second selection adds to the first."
    };
    (@doc filter) => {
        "The entities for which an expression holds. A second filter narrows the first: both must hold."
    };
    (@doc order_by) => {
        "Sorted by a property, ascending unless its handle says `desc()`; a second call sorts what the first left \
        equal."
    };
    (@doc expand) => { "Reads related entities along with each item: `$expand`." };
    (@doc top) => {
        "At most so many in the reply: `$top`. Where more remain, Graph takes it for the size of a page and links to \
        the next one."
    };
    (@doc skip) => { "Skips this number of items at the start: `$skip`." };
}

pub(crate) use query_methods;

/// The characters that are escaped in a query's value: those outside RFC 3986 "query", the separator of
/// options, and `+`, which servers read as a space.
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
