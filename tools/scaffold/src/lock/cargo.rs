//! What cargo is asked for: the packages of a workspace, and to check them.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use graph_entity_schema::declared::Item;
use serde_json::Value;

use super::LockError;
use crate::notes;
use crate::source::Source;

/// A workspace as `cargo metadata` describes it.
pub(super) struct Workspace {
    packages: Vec<Package>,
    manifest: Option<PathBuf>,
    target: PathBuf,
}

/// A package of the workspace.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) folder: PathBuf,
    /// The root file of each target that may declare something.
    roots: Vec<PathBuf>,
    /// The folder of the library, whose documentation is tested.
    library: Option<PathBuf>,
}

/// The folder of the notes, which is removed in the end.
pub(super) struct Notes(PathBuf);

impl Notes {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        // Best effort: it lies in the folder of build output.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Workspace {
    pub(super) fn of(manifest: Option<&Path>) -> Result<Self, LockError> {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1"]);
        if let Some(manifest) = manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| LockError::Cargo(format!("cargo cannot be run: {error}")))?;
        if !output.status.success() {
            return Err(LockError::Cargo("`cargo metadata` failed".to_owned()));
        }
        let read: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
            LockError::Cargo(format!("`cargo metadata` did not answer with JSON: {error}"))
        })?;
        let packages = read["packages"].as_array().into_iter().flatten().filter_map(Package::of);
        let target = read["target_directory"].as_str().map(PathBuf::from);
        let target =
            target.ok_or_else(|| LockError::Cargo("`cargo metadata` names no target folder".to_owned()))?;
        Ok(Self { packages: packages.collect(), manifest: manifest.map(Path::to_owned), target })
    }

    /// All packages, or the one whose folder is the innermost around the manifest or the current folder.
    pub(super) fn packages(&self, is_workspace: bool) -> Result<Vec<&Package>, LockError> {
        if is_workspace {
            return Ok(self.packages.iter().collect());
        }
        let here = match self.manifest.as_deref().and_then(Path::parent) {
            Some(folder) => std::path::absolute(folder),
            None => env::current_dir(),
        };
        let here = here.and_then(fs::canonicalize).map_err(|error| LockError::Cargo(error.to_string()))?;
        let around = |package: &&Package| {
            fs::canonicalize(&package.folder).is_ok_and(|folder| here.starts_with(folder))
        };
        let found =
            self.packages.iter().filter(around).max_by_key(|package| package.folder.components().count());
        match found {
            Some(package) => Ok(vec![package]),
            None => Err(LockError::Cargo(
                "no package is here: choose one with `--manifest-path`, or all with `--workspace`".to_owned(),
            )),
        }
    }

    /// Has packages compiled while the macros note their items.
    pub(super) fn check(
        &self,
        packages: &[&Package],
        is_workspace: bool,
        arguments: &[String],
    ) -> Result<Notes, LockError> {
        let notes = Notes(self.target.join(format!("graph-entity-notes-{}", std::process::id())));
        fs::create_dir_all(&notes.0).map_err(|error| LockError::File(notes.0.clone(), error))?;
        for package in packages {
            package.touch()?;
        }
        let mut command = cargo();
        command.args(["check", "--quiet", "--all-targets"]);
        if let Some(manifest) = &self.manifest {
            command.arg("--manifest-path").arg(manifest);
        }
        if is_workspace {
            command.arg("--workspace");
        } else {
            command.args(packages.iter().flat_map(|package| ["--package", &package.name]));
        }
        command.args(arguments).env(notes::VARIABLE, &notes.0).stdout(Stdio::null());
        let status =
            command.status().map_err(|error| LockError::Cargo(format!("cargo cannot be run: {error}")))?;
        if status.success() { Ok(notes) } else { Err(LockError::Check) }
    }
}

impl Package {
    fn of(read: &Value) -> Option<Self> {
        let is_compiled = |target: &&Value| {
            let kinds = target["kind"].as_array().into_iter().flatten();
            !kinds.into_iter().any(|kind| kind == "custom-build")
        };
        let targets = read["targets"].as_array()?.iter().filter(is_compiled);
        let library = targets.clone().find(|target| target["doctest"] == true);
        let library = library.and_then(|target| Path::new(target["src_path"].as_str()?).parent());
        Some(Self {
            name: read["name"].as_str()?.to_owned(),
            folder: Path::new(read["manifest_path"].as_str()?).parent()?.to_owned(),
            library: library.map(Path::to_owned),
            roots: targets.filter_map(|target| target["src_path"].as_str()).map(PathBuf::from).collect(),
        })
    }

    /// What the code in the documentation of the library declares.
    pub(super) fn documented(&self) -> Result<Vec<Item>, LockError> {
        let Some(library) = &self.library else { return Ok(Vec::new()) };
        Source::documented(library).map_err(LockError::Source)
    }

    /// Makes cargo compile the package again: it knows neither the variable nor, before it is there, the lock.
    pub(super) fn touch(&self) -> Result<(), LockError> {
        for root in &self.roots {
            let touched = File::options().append(true).open(root);
            let touched = touched.and_then(|file| file.set_modified(SystemTime::now()));
            touched.map_err(|error| LockError::File(root.clone(), error))?;
        }
        Ok(())
    }
}

/// Cargo itself: the one that runs this command, if one does.
fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
