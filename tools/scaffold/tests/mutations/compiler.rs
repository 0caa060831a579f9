//! A crate with generated source and a lock, and what the compiler reports about it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::FILE;

/// Asserts that source compiles beside its lock.
pub(crate) fn assert_accepted(text: &str, lock: &str) {
    let found = reported(text, lock);
    assert!(found.is_empty(), "before any edit: {found:#?}");
}

/// The errors of the compiler by their lines.
pub(crate) fn reported(text: &str, lock: &str) -> BTreeMap<usize, Vec<String>> {
    let folder = folder();
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("Cargo.toml"), manifest()).expect("a file");
    fs::write(folder.join("graph-schema.lock"), lock).expect("a file");
    fs::write(folder.join(FILE), text).expect("a file");
    // The versions of the workspace, so that nothing is looked up.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a file");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--message-format", "json"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("RUSTFLAGS")
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

/// A folder of build output, which keeps what was compiled.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutations")
}

fn manifest() -> String {
    let runtime = workspace().join("runtime");
    format!(
        "[package]\nname = \"mutations\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         graph-entity = {{ path = '{}', default-features = false }}\nserde_json = \"1\"\nuuid = \"1\"\n",
        runtime.display()
    )
}
