//! The guide of graph-entity. Each chapter is a file in `src/`, and each Rust block of a chapter is a doc
//! test of this package, which runs against the emulator.

use graph_entity::{AccessToken, Client, Error};
use graph_entity_emulator::{Builder, Emulator};

/// Starts an emulator, and builds a client that talks to it. The blocks hide this call, since a program has
/// its own client.
///
/// # Errors
/// The client's settings are invalid.
pub async fn open(graph: Builder) -> Result<(Emulator, Client), Error> {
    let emulator = graph.start().await;
    let token = AccessToken::new(emulator.token())?;
    let client = Client::builder().endpoint(emulator.endpoint()).credential(token).build()?;
    Ok((emulator, client))
}

/// Makes a chapter's blocks doc tests.
macro_rules! chapters {
    ($($module:ident = $file:literal;)+) => {$(
        #[cfg(doctest)]
        #[doc = include_str!($file)]
        mod $module {}
    )+};
}

chapters! {
    first_entity = "src/first-entity.md";
    reading_and_changing = "src/reading-and-changing.md";
    queries = "src/queries.md";
    polymorphism = "src/polymorphism.md";
    calls = "src/calls.md";
    batches = "src/batches.md";
    deltas = "src/deltas.md";
    files = "src/files.md";
    errors = "src/errors.md";
    throttling = "src/throttling.md";
    credentials = "src/credentials.md";
    other_libraries = "src/other-libraries.md";
    testing = "src/testing.md";
    keeping_up = "src/keeping-up.md";
    types = "src/types.md";
    how_it_works = "src/how-it-works.md";
    coming_from = "src/coming-from.md";
}
