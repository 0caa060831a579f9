//! Runs every example against the emulator, and compares what it prints with what README.md shows.
//! `UPDATE_EXAMPLES=1` writes what they print into it.

mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use shown::{Readme, Shown, printed, run};

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
    // The commands of one example in their order, because one may read what another wrote; most of their time is waiting.
    let mut commands = BTreeMap::<String, Vec<Shown>>::new();
    for shown in readme.shown() {
        let name = match shown.words()[..] {
            ["cargo", "run", "--example", name, ..] => name.to_owned(),
            _ => continue,
        };
        commands.entry(name).or_default().push(shown);
    }
    assert_eq!(
        commands.keys().collect::<Vec<_>>(),
        names().iter().collect::<Vec<_>>(),
        "what the README shows"
    );
    let folder = &folder;
    let printed = thread::scope(|scope| {
        let examples = commands.into_iter();
        let running: Vec<_> =
            examples.map(|(name, shown)| scope.spawn(move || print(&name, shown, folder))).collect();
        running.into_iter().flat_map(|example| example.join().expect("its output")).collect()
    });
    readme.compare(printed);
}

/// Runs the commands of an example one after the other.
fn print(name: &str, commands: Vec<Shown>, folder: &Path) -> Vec<(Shown, String)> {
    let (program, source) = (program_of(name), fs::read_to_string(source_of(name)).expect("its source"));
    let print = |shown: Shown| {
        let text = printed(&run(&program, shown.arguments(), folder), &source);
        (shown, text)
    };
    commands.into_iter().map(print).collect()
}

#[test]
fn every_example_says_how_to_use_it() {
    for name in names() {
        let (text, status) = run(&program_of(&name), &["--help".to_owned()], folder());
        assert!(status.success() && text.contains("Usage: "), "{name} --help: {text}");
    }
}
