//! Runs the example against the emulator, and compares what it prints with what the README of the examples shows.

#[path = "../../tests/shown/mod.rs"]
mod shown;

use std::path::Path;

use shown::{Readme, printed, run};

#[test]
fn the_example_prints_what_the_readme_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = Readme::open(&folder.join("../README.md"));
    let command = readme.shown().into_iter().find(|shown| shown.words().contains(&env!("CARGO_PKG_NAME")));
    let command = command.expect("the README shows this package");
    let program = Path::new(env!("CARGO_BIN_EXE_azure-identity-example"));
    let text = printed(&run(program, command.arguments(), folder), include_str!("../main.rs"));
    readme.compare(vec![(command, text)]);
}
