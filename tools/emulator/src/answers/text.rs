//! JSON that is written as text at once, without a tree of its values.

use serde::Serialize;

use crate::data::json::Json;

/// An object that is written member by member. The names must differ.
pub(crate) struct ObjectText<'t> {
    text: &'t mut Vec<u8>,
    is_empty: bool,
    /// The number of members that are not annotations.
    properties: usize,
}

impl<'t> ObjectText<'t> {
    /// Begins an object at the end of a text.
    pub(crate) fn begin(text: &'t mut Vec<u8>) -> Self {
        text.push(b'{');
        Self { text, is_empty: true, properties: 0 }
    }

    /// Writes a member.
    pub(crate) fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        let text = self.value_of(name);
        write(text, value);
    }

    /// Writes a member whose value is text already.
    pub(crate) fn raw(&mut self, name: &str, value: Json<'_>) {
        self.value_of(name).extend_from_slice(value.text().as_bytes());
    }

    /// Writes the name of a member, and returns the text, to which its value is to be written.
    pub(crate) fn value_of(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.is_empty {
            self.text.push(b',');
        }
        self.is_empty = false;
        self.properties += usize::from(!name.contains('@'));
        write(self.text, name);
        self.text.push(b':');
        self.text
    }

    /// Ends the object, and returns the number of its members that are not annotations.
    pub(crate) fn end(self) -> usize {
        self.text.push(b'}');
        self.properties
    }
}

/// Writes the items of an array.
pub(crate) fn array<T>(
    text: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    text.push(b'[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        write(text, item);
    }
    text.push(b']');
}

fn write(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing to memory does not fail, and only texts and JSON are written.
    let _ = serde_json::to_writer(text, value);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut text = Vec::new();
        let mut object = ObjectText::begin(&mut text);
        object.member("a\"é", "b\\\n");
        object.raw("raw", Json::new("[1.0,{}]"));
        array(object.value_of("items"), 0..3, |text, number| {
            let mut item = ObjectText::begin(text);
            if number > 0 {
                item.member("number", &number);
            }
            item.end();
        });
        array(object.value_of("none"), [(); 0], |_, ()| {});
        assert_eq!(object.end(), 4);
        let expected = json!({"a\"é": "b\\\n", "raw": [1.0, {}], "items": [{}, {"number": 1}, {"number": 2}], "none": []});
        assert_eq!(serde_json::from_slice::<Value>(&text).unwrap(), expected);
    }
}
