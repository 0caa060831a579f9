//! The generated crate: a module per row, compiled as a user's crate is.
//!
//! It is in the target directory, as a workspace of its own with the project's lock file, and is compiled
//! again only after a row or the project has changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs, io};

use crate::source::Source;

/// The errors of each line, as printed by the generated crate's checks.
pub(crate) type Found = BTreeMap<usize, Vec<(String, String)>>;

/// The crate, by its directory.
pub(crate) struct Written {
    directory: PathBuf,
}

/// The name of the crate.
const NAME: &str = "calls";

/// The files of this folder that the modules need.
pub(crate) struct Support {
    /// The row.
    pub(crate) row: &'static str,
    /// The checks.
    pub(crate) runner: &'static str,
}

/// The dependencies of the crate, with the versions of the project's lock file.
const MANIFEST: &str = r#"# Written by the project's test of the documented calls.
[package]
name = "calls"
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

const MAIN: &str = r#"//! Written by the project's test of the documented calls.
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
    /// Creates the crate in the test's directory.
    pub(crate) fn create(support: &Support) -> io::Result<Self> {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(NAME);
        fs::create_dir_all(directory.join("src/rows"))?;
        let runtime = project().join("runtime").display().to_string().replace('\\', "/");
        let manifest = MANIFEST.replace("RUNTIME", &runtime);
        put(&directory.join("Cargo.toml"), &manifest)?;
        put(&directory.join("src/main.rs"), MAIN)?;
        put(&directory.join("src/row.rs"), support.row)?;
        put(&directory.join("src/runner.rs"), support.runner)?;
        fs::copy(project().join("Cargo.lock"), directory.join("Cargo.lock"))?;
        Ok(Self { directory })
    }

    /// Writes the modules, and removes those of other rows.
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

    /// Compiles the crate. The error has the compiler's output, which names the modules of the rows.
    pub(crate) fn build(&self) -> io::Result<()> {
        let output = self.cargo().output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("cargo failed:\n{}", String::from_utf8_lossy(&output.stderr))))
    }

    /// Runs the checks on the file of rows.
    pub(crate) fn run(&self, rows: &Path) -> io::Result<Found> {
        let program = self.target().join("debug").join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
        let Output { status, stdout, stderr } = Command::new(program).arg(rows).output()?;
        if !status.success() {
            return Err(io::Error::other(format!("{status}\n{}", String::from_utf8_lossy(&stderr))));
        }
        let lines = stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        Ok(lines.map(serde_json::from_slice).collect::<Result<_, _>>()?)
    }

    /// Returns the cargo command, with the project's own settings.
    fn cargo(&self) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(project()).args(["build", "--offline"]);
        command.arg("--manifest-path").arg(self.directory.join("Cargo.toml"));
        command.arg("--target-dir").arg(self.target());
        command
    }

    /// Returns the target directory, which is not that of the project: two cargos would wait for each other.
    fn target(&self) -> PathBuf {
        self.directory.with_file_name("calls-target")
    }
}

/// Returns the root of the project.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the name of a line's module.
fn module(line: usize) -> String {
    format!("row_{line:04}")
}

/// Returns the module that lists the rows with their checks.
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

/// Writes a file unless it is unchanged, because cargo compiles by modification times.
fn put(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) { Ok(()) } else { fs::write(path, text) }
}
