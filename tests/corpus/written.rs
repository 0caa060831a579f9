//! The written crate: a module a row, compiled as a user's crate would be.
//!
//! It stands in the target directory, a workspace of its own with the project's lock file, and is compiled again only
//! where a row or the project has changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs, io};

use crate::source::Source;

/// What the compiler says of each line's module.
pub(crate) type Refused = BTreeMap<usize, String>;

/// The faults of each line, as the written crate's checks print them.
pub(crate) type Found = BTreeMap<usize, Vec<(String, String)>>;

/// The crate: its name, and its directory.
pub(crate) struct Written {
    name: &'static str,
    directory: PathBuf,
}

/// The files that the rows' modules need beside them, as they are here.
pub(crate) struct Support {
    /// What a row is.
    pub(crate) row: &'static str,
    /// How it is checked.
    pub(crate) runner: &'static str,
}

/// What every module of the crate needs; the versions are those of the project's lock file.
const MANIFEST: &str = r#"# Written by the project's corpus test.
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[dependencies]
graph-entity = { path = "RUNTIME", default-features = false }
serde = { version = "1", default-features = false, features = ["std"] }
serde_json = { version = "1", default-features = false, features = ["std"] }
http = { version = "1", default-features = false, features = ["std"] }
uuid = { version = "1", default-features = false, features = ["std"] }

[profile.dev]
opt-level = 0
debug = false
incremental = false
"#;

const MAIN: &str = r#"//! Written by the project's corpus test.
#![allow(warnings)]

mod row;
mod rows;
mod runner;

fn main() -> std::io::Result<()> {
    let path = std::env::args_os().nth(1).expect("the file of rows");
    let lines = std::io::BufReader::new(std::fs::File::open(path)?);
    runner::run(lines, rows::CHECKS, std::io::stdout().lock())
}
"#;

impl Written {
    /// A crate in the test's directory, with nothing of an earlier one but what is the same.
    pub(crate) fn create(name: &'static str, support: &Support) -> io::Result<Self> {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(directory.join("src/rows"))?;
        let runtime = project().join("runtime").display().to_string().replace('\\', "/");
        let manifest = MANIFEST.replace("RUNTIME", &runtime).replace("NAME", name);
        put(&directory.join("Cargo.toml"), &manifest)?;
        put(&directory.join("src/main.rs"), MAIN)?;
        put(&directory.join("src/row.rs"), support.row)?;
        put(&directory.join("src/runner.rs"), support.runner)?;
        fs::copy(project().join("Cargo.lock"), directory.join("Cargo.lock"))?;
        Ok(Self { name, directory })
    }

    /// Writes the modules, and takes away those of other rows.
    pub(crate) fn put_rows(&self, rows: &BTreeMap<usize, Source>) -> io::Result<()> {
        let directory = self.directory.join("src/rows");
        for entry in fs::read_dir(&directory)? {
            let path = entry?.path();
            if !rows.keys().any(|line| path.ends_with(format!("{}.rs", module(*line)))) {
                fs::remove_file(path)?;
            }
        }
        for (line, source) in rows {
            put(&directory.join(format!("{}.rs", module(*line))), &source.text)?;
        }
        put(&self.directory.join("src/rows.rs"), &index(rows))
    }

    /// Compiles the crate, or says which rows keep it from that; all of the compiler's words where none does.
    pub(crate) fn build(&self) -> io::Result<Result<(), Refused>> {
        let output = self.cargo().output()?;
        if output.status.success() {
            return Ok(Ok(()));
        }
        let words = String::from_utf8_lossy(&output.stderr);
        let refused = refused(&words);
        if refused.is_empty() {
            Err(io::Error::other(format!("cargo says\n{words}")))
        } else {
            Ok(Err(refused))
        }
    }

    /// Runs the checks over the file of rows.
    pub(crate) fn run(&self, rows: &Path) -> io::Result<Found> {
        let program = self.target().join("debug").join(format!("{}{}", self.name, env::consts::EXE_SUFFIX));
        let Output { status, stdout, stderr } = Command::new(program).arg(rows).output()?;
        if !status.success() {
            return Err(io::Error::other(format!("{status}\n{}", String::from_utf8_lossy(&stderr))));
        }
        let lines = stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Ok(lines.map(serde_json::from_slice).collect::<Result<_, _>>()?)
    }

    /// The build, where the project's own settings hold.
    fn cargo(&self) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(project()).args(["build", "--offline", "--message-format", "short"]);
        command.arg("--manifest-path").arg(self.directory.join("Cargo.toml"));
        command.arg("--target-dir").arg(self.target());
        command
    }

    /// One for all written crates, which share what they depend on.
    fn target(&self) -> PathBuf {
        self.directory.with_file_name("corpus-target")
    }
}

/// The project's root.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The name of a line's module.
fn module(line: usize) -> String {
    format!("row_{line:04}")
}

/// The module that lists the rows, each with its check.
fn index(rows: &BTreeMap<usize, Source>) -> String {
    let mut text = "use crate::runner::{Check, check};\n\n".to_owned();
    for line in rows.keys() {
        let _ = writeln!(text, "mod {};", module(*line));
    }
    text.push_str("\npub static CHECKS: &[Check] = &[\n");
    for (line, source) in rows {
        let _ = writeln!(text, "    ({line}, check::<{}::{}>),", module(*line), source.type_name);
    }
    text.push_str("];\n");
    text
}

/// The lines whose modules the compiler refuses, `src/rows/row_0012.rs:3:5: error: ...`, each with its first error.
fn refused(words: &str) -> Refused {
    let mut refused = Refused::new();
    for message in words.lines().filter(|message| message.contains(": error")) {
        let line = message.split_once("row_").and_then(|(_, rest)| rest.split_once(".rs:"));
        if let Some(Ok(line)) = line.map(|(line, _)| line.parse()) {
            refused.entry(line).or_insert_with(|| message.to_owned());
        }
    }
    refused
}

/// Writes a file unless it is there: its age tells cargo what to compile again.
fn put(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) { Ok(()) } else { fs::write(path, text) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_compilers_words_name_the_rows() {
        let words = "   Compiling x\nsrc/rows/row_0012.rs:3:5: error: first\nsrc/rows/row_0012.rs:4:5: error[E0277]: second\nsrc/rows/row_0013.rs:1:1: warning: unused\nerror: could not compile";
        let refused = super::refused(words);
        assert_eq!(
            refused.into_iter().collect::<Vec<_>>(),
            [(12, "src/rows/row_0012.rs:3:5: error: first".to_owned())]
        );
    }
}
