//! The rooms of each crate stand in the order that its documentation shows: a room uses only rooms above it.
//!
//! A room is a top-level module, a file of `src` or a folder. `lib.rs` and `__private.rs` stand outside, for they show what the
//! rooms hold, and so do the binaries (`main.rs`, `bin`). The order is the list under `## Rooms` in the documentation of `lib.rs`, one line a room:
//!
//! ```text
//! //! ## Rooms
//! //!
//! //! - `base`: what every room uses
//! //! - `client`: sends requests
//! ```
//!
//! Every path of every file counts, wherever it stands: `use` with its groups, renames and globs, paths in signatures and
//! bodies, in macro invocations, in macro definitions (`$crate::`), in attributes, and `super::` chains that leave the room.
//! A name that the crate's root re-exports belongs to the room that `lib.rs` takes it from. What is compiled for tests alone
//! (`#[cfg(test)]`) is exempt, for a test may look at its room from above.

mod finder;
mod krate;
mod planted;
mod rooms;

use std::path::Path;

use krate::Crate;

/// The crates with floors: a name, and the folder of its package.
const CRATES: &[(&str, &str)] = &[
    ("graph-entity-macros", "macros"),
    ("graph-entity", "runtime"),
    ("graph-entity-emulator", "tools/emulator"),
];

#[test]
fn every_room_uses_only_rooms_above_it() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let violations: Vec<String> = CRATES
        .iter()
        .flat_map(|(name, folder)| {
            let violations = Crate::read(&workspace.join(folder).join("src")).violations();
            violations.into_iter().map(move |violation| format!("{name}: {folder}/src/{violation}"))
        })
        .collect();
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}
