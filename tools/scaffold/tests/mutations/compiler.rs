//! A crate with generated source and a lock, and what the compiler reports about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::FILE;

/// Held while a test compiles: they all write the same crate.
pub(crate) fn lock() -> MutexGuard<'static, ()> {
    static COMPILED: Mutex<()> = Mutex::new(());
    // A test that failed has written all of it anew.
    COMPILED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asserts that source compiles beside its lock.
pub(crate) fn assert_accepted(text: &str, lock: &str) {
    let found = reported(text, lock);
    assert!(found.is_empty(), "before any edit: {found:#?}");
}

/// Writes a crate, without a lock.
pub(crate) fn package(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("Cargo.toml"), manifest(name)).expect("a file");
    fs::write(folder.join(FILE), text).expect("a file");
    // The versions of the workspace, so that nothing is looked up.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a file");
    folder
}

/// A command in the folder of a crate. All crates have their build output together, so that what they depend on
/// is compiled once.
pub(crate) fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("RUSTFLAGS");
    command
}

/// The errors of the compiler by their lines.
pub(crate) fn reported(text: &str, lock: &str) -> BTreeMap<usize, Vec<String>> {
    let folder = package("mutations", text);
    fs::write(folder.join("graph-schema.lock"), lock).expect("a file");
    let output = command(env!("CARGO"), &folder)
        .args(["check", "--quiet", "--message-format", "json"])
        .output()
        .expect("cargo");
    let mut found = BTreeMap::<usize, Vec<String>>::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("JSON");
        let message = &message["message"];
        let span = message["spans"].as_array().into_iter().flatten().find(|span| span["is_primary"] == true);
        if let (Some("error"), Some(span)) = (message["level"].as_str(), span) {
            let line = usize::try_from(span["line_start"].as_u64().expect("a line")).expect("a line");
            let message = message["message"].as_str().expect("a message");
            // The fields of an enumeration whose `flags` was edited: the model's own rule.
            if !message.contains("the members of the enumeration are") {
                found.entry(line).or_default().push(message.to_owned());
            }
        }
    }
    let has_failed = !output.status.success();
    assert_eq!(has_failed, !found.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    found
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// The runtime is the only dependency: generated source needs no other.
fn manifest(name: &str) -> String {
    let runtime = workspace().join("runtime");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         graph-entity = {{ path = '{}', default-features = false }}\n",
        runtime.display()
    )
}
