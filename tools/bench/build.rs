//! Generates the entities that `linear` reads replies into, and the two modules that a test compares.

#[allow(dead_code, reason = "the program uses the rest")]
#[path = "src/generate.rs"]
mod generate;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use generate::{Shape, Side};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/generate.rs");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let wide = [10, 100, 293].map(|properties| (format!("of_{properties}"), Side::Annotated, 1, properties));
    write_modules(&out.join("wide.rs"), &wide)?;
    let pair = [("annotated", Side::Annotated), ("by_hand", Side::ByHand)];
    write_modules(&out.join("pair.rs"), &pair.map(|(name, side)| (name.to_owned(), side, 2, 10)))
}

fn write_modules(file: &Path, modules: &[(String, Side, usize, usize)]) -> io::Result<()> {
    let mut source = String::new();
    for (name, side, entities, properties) in modules {
        let shape = Shape { entities: *entities, properties: *properties, through_requests: false };
        let _ = writeln!(source, "pub mod {name} {{\n{}}}", side.items(shape));
    }
    fs::write(file, source)
}
