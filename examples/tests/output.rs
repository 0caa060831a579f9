//! Runs every example against the emulator, and compares what it prints with what README.md shows.
//! `UPDATE_EXAMPLES=1` writes what they print into it.

mod shown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use shown::{Readme, printed, run};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of all examples: the files beside the library that are programs.
fn names() -> BTreeSet<String> {
    let files = fs::read_dir(folder()).expect("the folder").map(|file| file.expect("a file").path());
    let is_program = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "rs")
            && fs::read_to_string(path).is_ok_and(|text| text.contains("fn main()"))
    };
    let name = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    files.filter(is_program).filter_map(name).collect()
}

fn source_of(name: &str) -> PathBuf {
    folder().join(name).with_extension("rs")
}

/// The program of an example, which cargo builds before this test, beside the folder of this test.
fn program_of(name: &str) -> PathBuf {
    let this = env::current_exe().expect("this test");
    let target = this.ancestors().nth(2).expect("the folder of the target");
    let program = target.join("examples").join(name).with_extension(env::consts::EXE_EXTENSION);
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let is_built = changed(&program).is_some_and(|built| Some(built) > changed(&source_of(name)));
    assert!(is_built, "`{name}` is not built: run `cargo test -p graph-entity-examples` without `--test`");
    program
}

#[test]
fn every_example_prints_what_the_readme_shows() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("output");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the files that examples write");
    let readme = Readme::open(&self::folder().join("README.md"));
    let mut shown = Vec::new();
    let mut names = names();
    for command in readme.shown() {
        let words: Vec<_> = command.command.iter().map(String::as_str).collect();
        let ["cargo", "run", "--example", name, ..] = words[..] else { continue };
        names.remove(name);
        let arguments: Vec<_> =
            command.command.iter().skip_while(|word| *word != "--").skip(1).cloned().collect();
        let source = fs::read_to_string(source_of(name)).expect("its source");
        let text = printed(&run(&program_of(name), &arguments, &folder), &source);
        shown.push((command, text));
    }
    assert!(names.is_empty(), "the README does not show {names:?}");
    readme.compare(&shown);
}

#[test]
fn every_example_says_how_to_use_it() {
    for name in names() {
        let (text, status) = run(&program_of(&name), &["--help".to_owned()], folder());
        assert!(status.success() && text.contains("Usage: "), "{name} --help: {text}");
    }
}
