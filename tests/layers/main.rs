//! Checks the rooms of each crate: a room may only use the rooms above it in the list that the crate's
//! documentation shows.
//!
//! A room is a top-level module: a file of `src` or a folder. `lib.rs` and `__private.rs` are exempt, since
//! they re-export items of the rooms, and so are the binaries (`main.rs`, `bin`). The list is under
//! `## Rooms` in the documentation of `lib.rs`, with one line for each room:
//!
//! ```text
//! //! ## Rooms
//! //!
//! //! - `base`: what every room uses
//! //! - `client`: sends requests
//! ```
//!
//! Every path in every file counts: in `use` with its groups, renames and globs, in signatures and bodies, in
//! macro invocations, in macro definitions (`$crate::`), in attributes, and in `super::` chains that leave
//! the room. A name that the crate's root re-exports belongs to the room that `lib.rs` imports it from. Code
//! that is only compiled for tests (`#[cfg(test)]`) is exempt: a test may use every room.

mod finder;
mod krate;
mod planted;
mod rooms;

use std::path::Path;

use krate::Crate;

/// The checked crates: the name, and the folder of the package.
const CRATES: &[(&str, &str)] = &[
    ("graph-entity-macros", "macros"),
    ("graph-entity-model", "runtime/model"),
    ("graph-entity", "runtime"),
    ("graph-entity-emulator", "tools/emulator"),
    ("cargo-graph-entity", "tools/scaffold"),
    ("cargo-graph-entity", "tools/scaffold"),
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
