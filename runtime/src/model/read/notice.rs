//! What a reader passes over and a developer should hear of: events for `tracing`, and nothing without it.

use crate::model::{Kind, PropertyInfo, TypeInfo};

/// An empty text was read as null.
#[cfg(feature = "tracing")]
pub(super) fn empty_text(kind: Kind, property: Option<&PropertyInfo>) {
    let property = property.map_or("an item", |property| property.name);
    tracing::debug!(property, %kind, "an empty text was read as null");
}

/// A reply holds a property that is not declared. Where a declared one differs from it by case alone, one of the two is
/// misspelt, and the declared one would stay `None` for ever: said once for each type.
#[cfg(feature = "tracing")]
pub(super) fn near_name(info: &'static TypeInfo, name: &str) {
    use std::collections::HashSet;
    use std::hash::{BuildHasher as _, RandomState};
    use std::sync::{LazyLock, Mutex, PoisonError};

    /// What has been looked at, as hashes of type and name, so that a name is compared with the declared ones once only;
    /// and the types that have been told of.
    #[derive(Default)]
    struct Seen {
        names: HashSet<u64>,
        types: HashSet<&'static str>,
    }

    /// Enough for every name of a large program; a service that makes up names does not fill the memory.
    const MOST_NAMES: usize = 10_000;

    static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);

    if !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    let key = HASH.hash_one((info.name, name));
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.names.len() >= MOST_NAMES || !seen.names.insert(key) {
        return;
    }
    let Some(near) = info.properties.iter().find(|property| property.name.eq_ignore_ascii_case(name)) else {
        return;
    };
    if seen.types.insert(info.name) {
        // A subscriber may read a reply itself.
        drop(seen);
        tracing::warn!(
            r#type = info.name,
            declared = near.name,
            received = name,
            "a property of the reply differs from a declared one by case alone: correct its wire name with `#[graph(name = \"...\")]`"
        );
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) fn empty_text(_: Kind, _: Option<&PropertyInfo>) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn near_name(_: &'static TypeInfo, _: &str) {}
