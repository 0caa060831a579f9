//! Events for what a reader skips but a developer should know. They need the feature `tracing`.

use crate::model::{Kind, PropertyInfo, TypeInfo};

/// An empty string was read as null.
#[cfg(feature = "tracing")]
pub(super) fn empty_text(kind: Kind, property: Option<&PropertyInfo>) {
    let property = property.map_or("an item", |property| property.name);
    tracing::debug!(property, %kind, "an empty text was read as null");
}

/// A reply contains an undeclared property. If a declared one differs from it only by case, one of the two is
/// misspelt, and the declared one would always be `None`. Reported once for each type.
#[cfg(feature = "tracing")]
pub(super) fn near_name(info: &'static TypeInfo, name: &str) {
    use std::collections::HashSet;
    use std::hash::{BuildHasher as _, RandomState};
    use std::sync::{LazyLock, Mutex, PoisonError};

    /// The hashes of description and name that were looked at, so that each name is compared with the declared
    /// ones once, and those of the declarations that were reported.
    #[derive(Default)]
    struct Seen {
        names: HashSet<u64>,
        declarations: HashSet<u64>,
    }

    /// Enough for every name of a large program. The limit stops a service with generated names from filling
    /// the memory.
    const MOST_NAMES: usize = 10_000;

    static HASH: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);

    if !tracing::enabled!(tracing::Level::WARN) {
        return;
    }
    // A description is a constant, of which a program may have several copies: each looks at a name again.
    let key = HASH.hash_one((core::ptr::from_ref(info).addr(), name));
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.names.len() >= MOST_NAMES || !seen.names.insert(key) {
        return;
    }
    let Some(near) = info.properties.iter().find(|property| property.name.eq_ignore_ascii_case(name)) else {
        return;
    };
    // Several structs may be of one type, and each has its own declarations.
    let declared: Vec<&str> = info.properties.iter().map(|property| property.name).collect();
    if seen.declarations.insert(HASH.hash_one((info.name, declared))) {
        // A subscriber may itself read a reply, which would take the lock again.
        drop(seen);
        tracing::warn!(
            r#type = info.name,
            declared = near.name,
            received = name,
            "a property of the reply differs from a declared one only by case: correct its wire name with `#[graph(name = \"...\")]`"
        );
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) fn empty_text(_: Kind, _: Option<&PropertyInfo>) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn near_name(_: &'static TypeInfo, _: &str) {}
