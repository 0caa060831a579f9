//! The timestamps that the service sets.

use time::OffsetDateTime;

use crate::data::properties::Properties;
use crate::schema::form::Form;
use crate::schema::structure::Structure;
use crate::schema::types::{Primitive, Type};

const CREATED: &str = "createdDateTime";
const MODIFIED: [&str; 2] = ["lastModifiedDateTime", "modifiedDateTime"];

/// Sets the timestamps of a new entity, if its type has them.
pub(crate) fn created(structure: &Structure, properties: &mut Properties) {
    set(structure, properties, CREATED);
    changed(structure, properties);
}

/// Sets the timestamp of a change, if the type has it.
pub(crate) fn changed(structure: &Structure, properties: &mut Properties) {
    for name in MODIFIED {
        set(structure, properties, name);
    }
}

fn set(structure: &Structure, properties: &mut Properties, name: &str) {
    let kind = structure.property(name).map(|property| &property.kind);
    if matches!(kind, Some(Type::Primitive(Primitive::Text(Form::DateTimeOffset)))) {
        properties.insert(name.to_owned(), now().into());
    }
}

/// The current time, as Intune writes it.
pub(crate) fn now() -> String {
    text(OffsetDateTime::now_utc())
}

/// A time in UTC, with seven fractional digits as Intune writes it.
pub(crate) fn text(now: OffsetDateTime) -> String {
    let (hour, minute, second) = now.to_hms();
    let (year, month, day) = (now.year(), u8::from(now.month()), now.day());
    let fraction = now.nanosecond() / 100;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:07}Z")
}
