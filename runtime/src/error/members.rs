//! A lean reader of the JSON of an error: only the members that are asked for, as text, and no tree.

use core::fmt;
use std::borrow::Cow;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

/// The maximum number of items of a list that are read. The body of an error can have many more than anybody
/// reads.
pub(super) const MOST_ITEMS: usize = 100;

/// Members of a JSON object, each with its JSON.
pub(crate) struct Members<'t>(Vec<(&'static str, &'t str)>);

impl<'t> Members<'t> {
    /// The members with these names. Of two with the same name, the last one counts. `None` if the text is not
    /// a JSON object.
    pub(crate) fn of(json: &'t str, names: &'static [&'static str]) -> Option<Self> {
        Self::read(json, Wanted { names, is_same: str::eq })
    }

    /// The same in any case.
    pub(super) fn in_any_case(json: &'t str, names: &'static [&'static str]) -> Option<Self> {
        Self::read(json, Wanted { names, is_same: str::eq_ignore_ascii_case })
    }

    fn read(json: &'t str, wanted: Wanted) -> Option<Self> {
        let mut reader = Deserializer::from_str(json);
        let members = reader.deserialize_map(wanted).ok()?;
        reader.end().ok().map(|()| members)
    }

    /// The JSON of a member.
    pub(crate) fn json(&self, name: &str) -> Option<&'t str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, json)| *json)
    }

    /// A member that is a string and not empty.
    pub(crate) fn string(&self, name: &str) -> Option<String> {
        let json = self.json(name).filter(|json| json.starts_with('"'))?;
        serde_json::from_str(json).ok().filter(|text: &String| !text.is_empty())
    }

    /// A member as text: a string as it is, `None` for null or an empty string, any other value as its JSON.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        text(self.json(name)?)
    }
}

/// A value as text, as a member is.
pub(super) fn text(json: &str) -> Option<String> {
    let text = match json.as_bytes().first()? {
        b'n' => return None,
        // A string that is not valid Unicode is shown as its JSON.
        b'"' => serde_json::from_str(json).unwrap_or_else(|_| json.to_owned()),
        _ => json.to_owned(),
    };
    Some(text).filter(|text| !text.is_empty())
}

impl<'t> FromIterator<(&'static str, &'t str)> for Members<'t> {
    fn from_iter<I: IntoIterator<Item = (&'static str, &'t str)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

struct Wanted {
    names: &'static [&'static str],
    is_same: fn(&str, &str) -> bool,
}

impl<'t> Visitor<'t> for Wanted {
    type Value = Members<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found: Vec<(&'static str, &'t str)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(wanted) = self.names.iter().find(|wanted| (self.is_same)(wanted, &name)) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let json = map.next_value::<&RawValue>()?.get();
            match found.iter_mut().find(|(known, _)| known == wanted) {
                Some((_, known)) => *known = json,
                None => found.push((wanted, json)),
            }
        }
        Ok(Members(found))
    }
}

/// The JSON of the first items of an array, or `None` if the text is not one.
pub(super) fn items(json: &str) -> Option<Vec<&str>> {
    Deserializer::from_str(json).deserialize_seq(Items).ok()
}

struct Items;

impl<'t> Visitor<'t> for Items {
    type Value = Vec<&'t str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while found.len() < MOST_ITEMS
            && let Some(item) = items.next_element::<&RawValue>()?
        {
            found.push(item.get());
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }
}

/// JSON that was cut off, up to its last whole member or item, with an end. `None` if it has no such member.
pub(super) fn closed(json: &str) -> Option<Cow<'_, str>> {
    let open = |json: &str, until: usize| {
        let (mut open, mut comma) = (Vec::new(), None);
        let (mut in_text, mut is_escaped) = (false, false);
        for (at, byte) in json.bytes().enumerate().take(until) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = in_text,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' => open.push(b'}'),
                b'[' => open.push(b']'),
                b'}' | b']' => drop(open.pop()),
                b',' => comma = Some(at),
                _ => {}
            }
        }
        (open, comma)
    };
    let end = open(json, json.len()).1?;
    let ends = open(json, end).0;
    let closing = ends.iter().rev().map(|end| char::from(*end));
    Some(json[..end].chars().chain(closing).collect::<String>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_as_text() {
        let json = r#"{"a":"x\u0041","b":[1, 2],"c":null,"d":"","e":1.50,"A":"other","e":2,"f":"\ud800"}"#;
        let members = Members::of(json, &["a", "b", "c", "d", "e", "f", "g"]).unwrap();
        let texts = ["a", "b", "c", "d", "e", "f", "g"].map(|name| members.text(name));
        assert_eq!(
            texts.each_ref().map(Option::as_deref),
            [Some("xA"), Some("[1, 2]"), None, None, Some("2"), Some(r#""\ud800""#), None]
        );
        let members = Members::in_any_case(r#"{"INNERerror":{}}"#, &["innerError"]).unwrap();
        assert_eq!(members.json("innerError"), Some("{}"));
        for json in ["", "[]", "{", "{}x", "null", "{\"a\":}"] {
            assert!(Members::of(json, &["a"]).is_none(), "{json}");
        }
    }

    #[test]
    fn the_number_of_items_is_bounded() {
        assert_eq!(items("[1, {\"a\":[2]} ,null]").unwrap(), ["1", "{\"a\":[2]}", "null"]);
        assert_eq!(items(&format!("[{}0]", "{},".repeat(10_000))).unwrap().len(), MOST_ITEMS);
        assert_eq!(items("{}"), None);
    }

    #[test]
    fn what_is_cut_off_is_read_up_to_its_last_whole_member() {
        let json = r#"{"a":"x,\"{","b":{"c":[1,{"d":2}],"e":"é"},"f":[3,4]}"#;
        let whole: serde_json::Value = serde_json::from_str(json).unwrap();
        for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
            let Some(closed) = closed(&json[..end]) else {
                assert!(!json[..end].contains(",\"b"), "{end}");
                continue;
            };
            let read: serde_json::Value = serde_json::from_str(&closed).expect(&closed);
            assert_eq!(read["a"], whole["a"], "{closed}");
        }
    }
}
