//! One item of a page of changes, without its type.

use core::fmt::Write as _;
use core::ops::Range;

use graph_entity_model::model::read::{data_error, of_parts};
use graph_entity_model::model::{ReadError, Slot, members, read, write_copy};
use serde_json::value::RawValue;

use super::RemovedReason;

/// An object as JSON, and the positions of its members.
#[derive(Clone, PartialEq)]
pub(super) struct Item {
    json: Box<str>,
    members: Vec<(Box<str>, Range<usize>)>,
    pub(super) id: String,
    /// Why the entity was removed, if it was.
    pub(super) removed: Option<RemovedReason>,
}

impl Item {
    /// Reads an object whose key has the given wire name.
    ///
    /// # Errors
    /// The text is not an object or has no key.
    pub(super) fn read(json: &str, key: &str) -> Result<Self, ReadError> {
        let members: Vec<_> = members(json.as_bytes())?
            .into_iter()
            .map(|(name, value)| {
                // The value's text is a slice of the object's text.
                let start = value.get().as_ptr() as usize - json.as_ptr() as usize;
                (name.into(), start..start + value.get().len())
            })
            .collect();
        let mut item = Self { json: json.into(), members, id: String::new(), removed: None };
        item.id = item.key(key)?;
        item.removed = item.member("@removed").filter(|removed| *removed != "null").map(RemovedReason::read);
        Ok(item)
    }

    fn key(&self, name: &str) -> Result<String, ReadError> {
        let id = self.member(name).unwrap_or("null");
        match serde_json::from_str(id) {
            Ok(serde_json::Value::String(id)) => Ok(id),
            Ok(serde_json::Value::Number(_)) => Ok(id.to_owned()),
            _ => Err(data_error(name, "expected the item's key, a text or a number")),
        }
    }

    pub(super) fn json(&self) -> &str {
        &self.json
    }

    /// The JSON of a member. For a repeated name the last one counts, as in other JSON readers.
    pub(super) fn member(&self, name: &str) -> Option<&str> {
        let (_, range) = self.members.iter().rfind(|(known, _)| **known == *name)?;
        Some(&self.json[range.clone()])
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| &**name)
    }

    /// The JSON of a property by its path, `deviceHealth/status`. A segment with a dot is the name of a type
    /// and is skipped. The members of a null value are null.
    ///
    /// # Errors
    /// A value on the path is not an object.
    pub(super) fn find(&self, path: &str) -> Result<Option<String>, ReadError> {
        let mut way = path.split('/').filter(|segment| !segment.contains('.'));
        let first = way.next().and_then(|name| self.member(name)).map(str::to_owned);
        way.try_fold(first, |found, name| match found.as_deref() {
            None | Some("null") => Ok(found),
            Some(json) => {
                let inner = members(json.as_bytes())?;
                Ok(inner
                    .into_iter()
                    .rfind(|(known, _)| known == name)
                    .map(|(_, value)| value.get().to_owned()))
            }
        })
    }

    /// The JSON of a value, with this item's members in place of its own.
    ///
    /// # Errors
    /// The value has no JSON.
    pub(super) fn over(&self, value: &dyn Slot) -> Result<String, ReadError> {
        let copy = write_copy(value)?;
        let mut json = String::from("{");
        let mut put = |name: &str, value: &str| {
            let comma = if json.len() > 1 { "," } else { "" };
            // Writing a text cannot fail.
            let _ = write!(json, "{comma}{}:{value}", serde_json::Value::from(name));
        };
        for (name, value) in members(&copy)? {
            if self.member(&name).is_none() {
                put(&name, value.get());
            }
        }
        for (name, range) in &self.members {
            put(name, &self.json[range.clone()]);
        }
        json.push('}');
        Ok(json)
    }
}

/// The items of a list, whose key has the given wire name.
pub(super) fn items(json: &str, key: &str) -> Result<Vec<Item>, ReadError> {
    let items: Vec<&RawValue> = serde_json::from_str(json).map_err(|error| of_parts(&error))?;
    let item = |(at, item): (usize, &&RawValue)| {
        Item::read(item.get(), key).map_err(|error| within(&format!("[{at}]"), error))
    };
    items.iter().enumerate().map(item).collect()
}

/// The same error with the path to the value. Line and column are removed, because they refer to the value
/// only.
pub(super) fn within(place: &str, error: ReadError) -> ReadError {
    without_position(read::within(error, place, 0, 0))
}

/// Removes line and column, which would refer to a text that the user has never seen.
pub(super) fn without_position(mut error: ReadError) -> ReadError {
    (error.line, error.column) = (0, 0);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(item: &Item, path: &str) -> Option<String> {
        item.find(path).expect("objects on the way")
    }

    #[test]
    fn members_are_found_as_they_stand_in_the_text() {
        let json = " {\"id\" : \"\\u00e9\u{6f22}\\n\", \"a\\u002f\\\"b\":  1.50 ,\"n\":1,\"n\":2,\n\"o\":{ \"p\":{\"q\":[1, 2]}, \"z\":null }} ";
        let item = Item::read(json, "id").expect("an item");
        assert_eq!((item.id.as_str(), item.json()), ("\u{e9}\u{6f22}\n", json));
        assert_eq!(item.member("a/\"b"), Some("1.50"));
        assert_eq!(item.member("n"), Some("2"), "a reader takes the last, too");
        assert_eq!(found(&item, "o/p/q").as_deref(), Some("[1, 2]"));
        assert_eq!(found(&item, "microsoft.graph.x/o/microsoft.graph.y/p/q").as_deref(), Some("[1, 2]"));
        assert_eq!(
            (found(&item, "o/z/w").as_deref(), found(&item, "o/w"), found(&item, "w")),
            (Some("null"), None, None)
        );
        assert!(item.find("n/x").is_err());
    }

    #[test]
    fn an_invalid_item_is_refused() {
        for json in
            ["", "[]", "null", "{}", "{\"id\":null}", "{\"id\":{}}", "{\"id\":\"1\"", "{\"id\":\"1\"} x"]
        {
            assert!(Item::read(json, "id").is_err(), "{json}");
        }
        let number = Item::read("{\"id\":12345678901234567890}", "id").expect("a number");
        assert_eq!(number.id, "12345678901234567890");
    }

    #[test]
    fn a_value_keeps_what_an_item_lacks() {
        let value = serde_json::json!({ "a": 1, "b\"": 2 });
        let item = Item::read("{\"id\":\"1\",\"b\\\"\":null}", "id").expect("an item");
        let json: serde_json::Value =
            serde_json::from_str(&item.over(&value).expect("an object")).expect("JSON");
        assert_eq!(json, serde_json::json!({ "a": 1, "id": "1", "b\"": null }));
    }
}
