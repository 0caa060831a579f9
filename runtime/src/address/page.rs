//! One page of a collection.

use core::fmt;
use core::ops::Range;

use graph_entity_model::model::read::{data_error, has_member_value, within};
use graph_entity_model::model::{
    ComplexType, Composite, Field, Kind, PropertyInfo, ReadError, Slot, Structured, TypeInfo, from_slice,
    key_name, members,
};
use serde_json::value::RawValue;

use crate::request::{Request, RequestSpec};

/// One page of a collection. Graph decides its size, and it may be empty.
///
/// Source: Microsoft Graph, "Paging Microsoft Graph data".
///
/// `Debug` shows whether there are links and never a link, which may hold ids.
#[derive(Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items that could be read, in their order: `value` on the wire.
    pub items: Vec<T>,
    /// The URL of the next page, absolute and opaque. `None` on the last page.
    pub next_link: Option<String>,
    /// The URL from which a later delta query starts, on the last page of changes.
    pub delta_link: Option<String>,
    /// The total number of items, if it was requested, and sometimes if not. Graph is known to return wrong
    /// values here.
    pub count: Option<i64>,
    /// The items that could not be read and are not in [`items`](Self::items). One bad value does not make
    /// the page unreadable.
    pub unreadable: Vec<UnreadableItem>,
}

/// An item of a page that could not be read: a value is not of its property's type, a property is missing
/// although its field is not an `Option`, or the item is of another type.
///
/// `Debug` and `Display` show the index, never the id.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableItem {
    /// The index of the item in its page, from 0.
    pub index: usize,
    /// The `id` of the item. `None` if it has none, or none that can be read.
    pub id: Option<String>,
    /// The error. Its property has the path from the page on: `value[57].displayName`.
    pub error: ReadError,
    /// Boxed to keep the type small, because it is an error type.
    pub(super) part: Box<Part>,
}

/// Where an item is in its page.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The bytes of its JSON.
    pub(super) range: Range<usize>,
    /// Line and column of the error within them.
    pub(super) place: (usize, usize),
}

impl fmt::Debug for UnreadableItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableItem")
            .field("index", &self.index)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for UnreadableItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for UnreadableItem {}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |link: &Option<String>| link.as_ref().map(|_| format_args!(".."));
        f.debug_struct("Page")
            .field("items", &self.items)
            .field("next_link", &shown(&self.next_link))
            .field("delta_link", &shown(&self.delta_link))
            .field("count", &self.count)
            .field("unreadable", &self.unreadable)
            .finish()
    }
}

impl<T> Page<T> {
    /// The items, if all of them could be read.
    ///
    /// # Errors
    /// The first item that could not be read.
    pub fn into_items(self) -> Result<Vec<T>, UnreadableItem> {
        self.unreadable.into_iter().next().map_or(Ok(self.items), Err)
    }
}

impl<T: Field> Composite for Page<T> {
    type Form = ComplexType;
}

/// A page is read like any object: its items are the property `value`.
impl<T: Field> Structured for Page<T> {
    const INFO: &'static TypeInfo = &TypeInfo::envelope(
        "a page",
        &[
            PropertyInfo::of::<Option<i64>>("@odata.count", 0),
            PropertyInfo::of::<Option<String>>("@odata.nextLink", 0),
            PropertyInfo::of::<Option<String>>("@odata.deltaLink", 0),
            PropertyInfo::value("value", Kind::Collection(&T::KIND), false, 0),
        ],
    );
    const VACANT: Self =
        Self { items: Vec::new(), next_link: None, delta_link: None, count: None, unreadable: Vec::new() };

    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
        visit(&mut [&mut self.count, &mut self.next_link, &mut self.delta_link, &mut self.items]);
    }

    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot])) {
        visit(&[&self.count, &self.next_link, &self.delta_link, &self.items]);
    }
}

/// A request whose reply is a page.
pub(super) fn reading<T: Field>(spec: RequestSpec) -> Request<Page<T>> {
    Request::new(spec.replied(T::KIND), |_, body| read(body))
}

/// Reads a page. A reply without a `value` array is an error, not an empty page: that is how a URL that is
/// not a collection answers.
pub(crate) fn read<T: Field>(json: &[u8]) -> Result<Page<T>, ReadError> {
    let page = match from_slice::<Page<T>>(json) {
        Ok(page) => page,
        Err(error) => {
            let mut items = Vec::new();
            let Parts { next_link, delta_link, count, unreadable } =
                read_item_by_item(json, error, key_name(T::KIND), &mut |item| {
                    from_slice(item).map(|item| items.push(item))
                })?;
            return Ok(Page { items, next_link, delta_link, count, unreadable });
        }
    };
    // Checked only if there are no items, because it parses the body again.
    if page.items.is_empty() && !has_member_value(json) {
        return Err(data_error("value", "it is missing, and a list is expected there"));
    }
    Ok(page)
}

/// The parts of a page besides the items that could be read.
struct Parts {
    next_link: Option<String>,
    delta_link: Option<String>,
    count: Option<i64>,
    unreadable: Vec<UnreadableItem>,
}

/// Reads a page item by item, after reading it as a whole failed at one of the items.
///
/// # Errors
/// The error of reading the whole page, if it is not about an item.
fn read_item_by_item(
    json: &[u8],
    page_error: ReadError,
    key: &str,
    read: &mut dyn FnMut(&[u8]) -> Result<(), ReadError>,
) -> Result<Parts, ReadError> {
    let is_an_item_s = page_error.property.as_deref().is_some_and(|property| property.starts_with("value["));
    let (true, Ok(text), Ok(members)) = (is_an_item_s, core::str::from_utf8(json), members(json)) else {
        return Err(page_error);
    };
    let mut parts = Parts { next_link: None, delta_link: None, count: None, unreadable: Vec::new() };
    for (name, value) in members {
        let outcome = match &*name {
            "value" => serde_json::from_str::<Vec<&RawValue>>(value.get()).map(|items| {
                // A second `value` replaces the first, as in other JSON readers.
                parts.unreadable.clear();
                let mut lines = Lines::default();
                for (index, item) in items.into_iter().enumerate() {
                    if let Err(error) = read(item.get().as_bytes()) {
                        let start = item.get().as_ptr() as usize - text.as_ptr() as usize;
                        lines.go_to(text, start);
                        parts.unreadable.push(UnreadableItem::new((index, item.get(), key), error, &lines));
                    }
                }
            }),
            "@odata.nextLink" => serde_json::from_str(value.get()).map(|link| parts.next_link = link),
            "@odata.deltaLink" => serde_json::from_str(value.get()).map(|link| parts.delta_link = link),
            "@odata.count" => serde_json::from_str(value.get()).map(|count| parts.count = count),
            _ => Ok(()),
        };
        if outcome.is_err() {
            return Err(page_error);
        }
    }
    Ok(parts)
}

/// A position in a text that only moves forward, so that lines are counted once for many positions.
#[derive(Default)]
struct Lines {
    at: usize,
    /// The line ends before the place.
    ends: usize,
    /// Where the line at the place starts.
    start: usize,
}

impl Lines {
    fn go_to(&mut self, text: &str, at: usize) {
        let passed = &text[self.at..at];
        self.ends += passed.bytes().filter(|byte| *byte == b'\n').count();
        if let Some(end) = passed.rfind('\n') {
            self.start = self.at + end + 1;
        }
        self.at = at;
    }
}

impl UnreadableItem {
    /// `item` is a part of the page and starts at `lines`. `key` is the name of its key.
    fn new((index, item, key): (usize, &str, &str), error: ReadError, lines: &Lines) -> Self {
        let part = Part { range: lines.at..lines.at + item.len(), place: (error.line, error.column) };
        let error = within(error, &format!("value[{index}]"), lines.ends, lines.at - lines.start);
        let members = members(item.as_bytes()).unwrap_or_default();
        let id = members.iter().rfind(|(name, _)| name == key).map(|(_, value)| value.get());
        let id = match id.and_then(|id| serde_json::from_str(id).ok()) {
            Some(serde_json::Value::String(id)) => Some(id),
            Some(serde_json::Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        Self { index, id, error, part: Box::new(part) }
    }
}
