//! An entity as a data file or a seed has it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::data::properties::Properties;

/// The members of an object. Those that are annotations of the object itself are looked up by name; the others are a
/// list, since a map of them takes longer to make than all that is done with them.
#[derive(Default)]
pub(super) struct Given<'t> {
    pub(super) annotations: Properties,
    pub(super) members: Vec<(Cow<'t, str>, Value)>,
}

impl<'t> Given<'t> {
    fn add(&mut self, name: Cow<'t, str>, value: Value) {
        if name.starts_with('@') {
            self.annotations.insert(name.into_owned(), value);
        } else {
            self.members.push((name, value));
        }
    }
}

impl From<Properties> for Given<'_> {
    fn from(properties: Properties) -> Self {
        let mut given = Self::default();
        properties.into_iter().for_each(|(name, value)| given.add(name.into(), value));
        given
    }
}

impl<'de> Deserialize<'de> for Given<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

/// A name, which is copied only if it has escapes.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'de> Visitor<'de> for Members {
    type Value = Given<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<'de>, A::Error> {
        let mut given = Given::default();
        while let Some((Name(name), value)) = map.next_entry()? {
            given.add(name, value);
        }
        Ok(given)
    }
}
