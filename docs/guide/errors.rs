//! The catalogue of errors in the guide has each variant of each public enum of errors, in the order of the
//! source, and no other.

use std::fs;
use std::path::Path;

/// The headings of the catalogue that are not an enum's, and the enum whose table is below them.
const UNDER_ANOTHER: [(&str, &str); 1] = [("`Arrival` says", "Arrival")];

/// The enums of the catalogue, each with the file that declares it.
const ENUMS: [(&str, &str); 14] = [
    ("ErrorKind", "runtime/src/error/kind.rs"),
    ("Error", "runtime/src/error.rs"),
    ("InvalidRequestError", "runtime/model/src/base/invalid.rs"),
    ("PathValueErrorKind", "runtime/model/src/base/invalid.rs"),
    ("CredentialErrorKind", "runtime/src/credential/error.rs"),
    ("DeadlineStage", "runtime/src/error/deadline.rs"),
    ("TransportErrorKind", "runtime/src/transport/error.rs"),
    ("Arrival", "runtime/src/transport/error.rs"),
    ("ReplyErrorKind", "runtime/src/error/unreadable.rs"),
    ("BatchErrorKind", "runtime/src/error/batch.rs"),
    ("UploadErrorReason", "runtime/src/error/upload.rs"),
    ("ReadErrorKind", "runtime/model/src/model/read.rs"),
    ("ValueErrorKind", "runtime/model/src/model/slot.rs"),
    ("PatchErrorKind", "runtime/model/src/entity/patch/error.rs"),
];

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The variants of an enum: the lines of its body that are indented by one step and start with a capital
/// letter.
fn variants(source: &str, name: &str) -> Vec<String> {
    let start = format!("pub enum {name} {{\n");
    let (_, body) = source.split_once(&start).unwrap_or_else(|| panic!("there is no enum {name}"));
    let (body, _) = body.split_once("\n}").expect("the end of the enum");
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    names.map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

/// The names in the first column of the table after a heading.
fn rows(catalogue: &str, name: &str) -> Vec<String> {
    let heading = UNDER_ANOTHER.iter().find(|(_, under)| *under == name);
    let heading = heading.map_or_else(|| format!("\n## `{name}`\n"), |(text, _)| format!("\n{text}"));
    let (_, section) = catalogue.split_once(&heading).unwrap_or_else(|| panic!("{name} has no heading"));
    let table =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let names = table.filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()));
    names.collect()
}

#[test]
fn the_catalogue_has_every_variant() {
    let catalogue = read("docs/guide/src/errors.md");
    for (name, file) in ENUMS {
        let declared = variants(&read(file), name);
        assert!(!declared.is_empty(), "{name}");
        assert_eq!(
            rows(&catalogue, name),
            declared,
            "{name}: a row for each variant in src/errors.md, in this order"
        );
    }
}

/// Every public enum of the crates whose name says that it is an error's is in the catalogue.
#[test]
fn the_catalogue_has_every_enum() {
    let mut found = Vec::new();
    for folder in ["runtime/src", "runtime/model/src"] {
        enums(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder), &mut found);
    }
    found.sort();
    let mut listed: Vec<_> = ENUMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    listed.retain(|name| name.contains("Error"));
    listed.sort();
    assert_eq!(found, listed, "a table for each enum in src/errors.md, and its file in `ENUMS`");
}

/// Adds the public enums of the files in a folder whose names contain `Error`.
fn enums(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            enums(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("a source");
            let names = source.lines().filter_map(|line| line.strip_prefix("pub enum "));
            let names = names.filter_map(|rest| rest.split([' ', '<']).next());
            found.extend(names.filter(|name| name.contains("Error")).map(str::to_owned));
        }
    }
}
