//! Compiles every program of this folder beside a lock and compares the compiler's output.
//!
//! `TRYBUILD=overwrite cargo test -p graph-entity-ui-lock` writes the `.stderr` files. Read the diff.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The lock of the package, and the name of a lock beside a manifest.
const LOCK: &str = "graph-schema.lock";

#[test]
fn every_contradiction_of_the_lock_gives_the_output_beside_it() {
    let project = Project::of_trybuild();
    let (own, shared): (Vec<_>, Vec<_>) = rules().into_iter().partition(|rule| lock_of(rule).exists());
    assert!(own.len() >= 3 && shared.len() >= 20, "{} and {} rules", own.len(), shared.len());
    project.compile(&shared, &root().join(LOCK));
    // The same package with one lock after the other: each is noticed, since the macros track it.
    for rule in own {
        let lock = lock_of(&rule);
        project.compile(&[rule], &lock);
    }
}

/// The package in which trybuild compiles the programs. They are copied into it, since it is their package:
/// that decides which lock they are compared with, and whose items they are.
struct Project {
    folder: PathBuf,
}

impl Project {
    fn of_trybuild() -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
        let folder = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
        // What a removed rule has left.
        let _ = fs::remove_dir_all(folder.join("rules"));
        Self { folder }
    }

    /// Compiles the programs beside a lock.
    fn compile(&self, rules: &[PathBuf], lock: &Path) {
        copy(lock, &self.folder.join(LOCK));
        let copies: Vec<_> = rules.iter().map(|rule| (rule, self.copy_of(rule))).collect();
        let cases = trybuild::TestCases::new();
        for (rule, inside) in &copies {
            copy(rule, inside);
            if output_of(rule).exists() {
                copy(&output_of(rule), &output_of(inside));
            }
            cases.compile_fail(inside);
        }
        // It compiles them now, and fails the test if an output differs.
        drop(cases);
        if std::env::var_os("TRYBUILD").is_some_and(|update| update == "overwrite") {
            for (rule, inside) in &copies {
                copy(&output_of(inside), &output_of(rule));
            }
        }
    }

    fn copy_of(&self, rule: &Path) -> PathBuf {
        self.folder.join("rules").join(rule.strip_prefix(root()).expect("a rule of this package"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The programs: `<family>/<rule>.rs`.
fn rules() -> Vec<PathBuf> {
    let families = entries(root()).into_iter().filter(|path| path.is_dir());
    families
        .flat_map(|family| entries(&family))
        .filter(|path| path.extension() == Some(OsStr::new("rs")))
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

fn output_of(rule: &Path) -> PathBuf {
    rule.with_extension("stderr")
}

fn lock_of(rule: &Path) -> PathBuf {
    rule.with_extension("lock")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    // Written, not copied: a copy keeps the read-only mark of a checkout.
    let content = fs::read(from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
    fs::write(to, content).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
}
