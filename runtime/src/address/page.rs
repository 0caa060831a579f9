//! One page of a collection.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::model::{
    Annotation, Edm, Kind, PropertyInfo, ReadError, ReadFault, Slot, Structured, TypeInfo, from_slice,
};
use crate::request::{Request, RequestSpec};

/// One page of a collection, as Graph cut it: of any size, empty ones included.
///
/// Source: Microsoft Graph, "Paging Microsoft Graph data".
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The address of the next page, absolute and opaque; the last page has none.
    pub next_link: Option<String>,
    /// The address that a later call starts from, after the last page of changes.
    pub delta_link: Option<String>,
    /// The number of items in all, where it was asked for, and sometimes where not. It is seen to be wrong.
    pub count: Option<i64>,
}

/// A page is read as any object is: the items are its property `value`.
impl<T: Edm> Structured for Page<T> {
    const INFO: &'static TypeInfo = &TypeInfo::new(
        "a page",
        Annotation::Never,
        &[
            PropertyInfo::of::<Option<i64>>("@odata.count", 0),
            PropertyInfo::of::<Option<String>>("@odata.nextLink", 0),
            PropertyInfo::of::<Option<String>>("@odata.deltaLink", 0),
            PropertyInfo::new("value", Kind::Collection(&T::KIND), false, 0),
        ],
        &[],
        false,
    );
    const KIND: Kind = Kind::Complex(info::<T>);
    const VACANT: Self = Self { items: Vec::new(), next_link: None, delta_link: None, count: None };

    fn slots(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Slot])) {
        visit(&mut [&mut self.count, &mut self.next_link, &mut self.delta_link, &mut self.items]);
    }

    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Slot])) {
        visit(&[&self.count, &self.next_link, &self.delta_link, &self.items]);
    }
}

/// A request whose reply is a page.
pub(super) fn reading<T: Edm>(spec: RequestSpec) -> Request<Page<T>> {
    Request { spec, read: |_, body| read(body) }
}

/// Reads a page. A reply without a list in it is no empty list: an address that is no collection's answers so.
pub(crate) fn read<T: Edm>(json: &[u8]) -> Result<Page<T>, ReadError> {
    let page: Page<T> = from_slice(json)?;
    if page.items.is_empty() && !holds_a_list(json) {
        return Err(ReadError {
            fault: ReadFault::Data,
            property: Some("value".to_owned()),
            message: "it is missing, and a list is expected there".to_owned(),
            line: 0,
            column: 0,
        });
    }
    Ok(page)
}

pub(crate) fn holds_a_list(json: &[u8]) -> bool {
    let members: Result<HashMap<String, &RawValue>, _> = serde_json::from_slice(json);
    members.is_ok_and(|members| members.contains_key("value"))
}

fn info<T: Edm>() -> &'static TypeInfo {
    <Page<T> as Structured>::INFO
}
