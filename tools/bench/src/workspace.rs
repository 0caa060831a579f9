//! Packages that are generated, and what cargo does with them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;
use std::{env, fs, process};

use crate::process::children_cpu_time;

/// A cargo command that users wait for.
pub(crate) struct Step {
    pub(crate) label: &'static str,
    cargo: &'static [&'static str],
    pub(crate) goal: f64,
}

pub(crate) const STEPS: [Step; 3] = [
    Step { label: "cargo check", cargo: &["check"], goal: 0.33 },
    Step { label: "cargo build", cargo: &["build"], goal: 0.30 },
    Step { label: "cargo build --release", cargo: &["build", "--release"], goal: 0.15 },
];

/// A generated package.
pub(crate) struct Package {
    pub(crate) name: String,
    /// The file that `source` goes to.
    file: &'static str,
    source: String,
    /// Lines of the manifest.
    dependencies: String,
}

impl Package {
    /// A library of entities: the same dependencies for each side, and no transport, which is not measured with
    /// it.
    pub(crate) fn entities(name: &str, source: String) -> Self {
        const DEPENDENCIES: &str = r#"
graph-entity = { path = "PROJECT/runtime", default-features = false }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;
        Self { name: name.to_owned(), file: "lib.rs", source, dependencies: DEPENDENCIES.to_owned() }
    }

    /// A program, with its own dependencies.
    pub(crate) fn program(name: &str, source: &str, dependencies: &str) -> Self {
        let (name, source, dependencies) = (name.to_owned(), source.to_owned(), dependencies.to_owned());
        Self { name, file: "main.rs", source, dependencies }
    }

    /// Returns the manifest. `PROJECT` in the dependencies is the root of the repository.
    fn manifest(&self, project: &Path) -> String {
        let Self { name, dependencies, .. } = self;
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]{}",
            dependencies.replace("PROJECT", &project.display().to_string())
        )
    }
}

/// A workspace of generated crates in a temporary directory.
pub(crate) struct Workspace {
    root: PathBuf,
    keep: bool,
    /// The number of measurements so far, so that no two write the same source.
    measured: Cell<u64>,
}

impl Workspace {
    pub(crate) fn generate(packages: &[Package], keep: bool) -> Result<Self, Box<dyn Error>> {
        let root = env::temp_dir().join(format!("graph-entity-bench-{}", process::id()));
        fs::create_dir(&root).map_err(|error| format!("cannot create {}: {error}", root.display()))?;
        if keep {
            eprintln!("kept in {}", root.display());
        }
        let workspace = Self { root, keep, measured: Cell::new(0) };
        let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        workspace.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
        let project = project();
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            let (from, to) = (project.join(file), workspace.root.join(file));
            fs::copy(&from, &to).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
        }
        for package in packages {
            workspace.write(&format!("{}/Cargo.toml", package.name), &package.manifest(&project))?;
            workspace.write_source(package, "dependencies")?;
        }
        Ok(workspace)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file of the workspace.
    pub(crate) fn write(&self, file: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.root.join(file);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }

    /// Writes the crate's source with a new comment at the end, so that cargo compiles it again.
    fn write_source(&self, package: &Package, comment: &str) -> Result<(), Box<dyn Error>> {
        self.write(
            &format!("{}/src/{}", package.name, package.file),
            &format!("{}// {comment}\n", package.source),
        )
    }

    /// Compiles the dependencies, and the crates themselves once, without measuring.
    pub(crate) fn build_dependencies(&self, step: &Step, packages: &[Package]) -> Result<(), Box<dyn Error>> {
        eprintln!("{}: dependencies", step.label);
        packages.iter().try_for_each(|package| self.compile(step, &package.name, "target").map(drop))
    }

    /// Returns the milliseconds that cargo takes to compile one crate from scratch.
    pub(crate) fn time(&self, step: &Step, package: &Package) -> Result<f64, Box<dyn Error>> {
        self.change(package)?;
        let start = Instant::now();
        self.compile(step, &package.name, "target")?;
        Ok(start.elapsed().as_secs_f64() * 1_000.0)
    }

    /// Returns the seconds of processor time of the same. Unlike [`time`](Self::time), they do not grow with what
    /// else runs on the machine, but they are counted in hundredths.
    pub(crate) fn processor_time(&self, step: &Step, package: &Package) -> Result<f64, Box<dyn Error>> {
        self.change(package)?;
        let before = children_cpu_time()?;
        self.compile(step, &package.name, "target")?;
        Ok(children_cpu_time()?.saturating_sub(before).as_secs_f64())
    }

    /// Changes the source of a package, so that cargo compiles it again.
    fn change(&self, package: &Package) -> Result<(), Box<dyn Error>> {
        self.measured.update(|count| count + 1);
        self.write_source(package, &format!("measurement {}", self.measured.get()))
    }

    /// Returns the seconds of processor time of a debug build of a package and all that it needs, from nothing.
    pub(crate) fn clean_build(&self, package: &Package) -> Result<f64, Box<dyn Error>> {
        const FOLDER: &str = "clean";
        let folder = self.root.join(FOLDER);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let before = children_cpu_time()?;
        self.compile(&STEPS[1], &package.name, FOLDER)?;
        Ok(children_cpu_time()?.saturating_sub(before).as_secs_f64())
    }

    /// Builds a program for release, and returns its path.
    pub(crate) fn program(&self, package: &Package) -> Result<PathBuf, Box<dyn Error>> {
        self.compile(&STEPS[2], &package.name, "target")?;
        Ok(self.root.join("target/release").join(&package.name))
    }

    /// Returns the number of crates that a package is built of, without itself.
    pub(crate) fn crates(&self, package: &Package) -> Result<f64, Box<dyn Error>> {
        let tree = self.cargo(&[&TREE, ["--package", &package.name].as_slice()].concat(), "target")?;
        #[expect(clippy::cast_precision_loss, reason = "a count of crates")]
        let crates = count_crates(&tree) as f64;
        Ok(crates - 1.0)
    }

    /// Compiles one crate. Fails if it was fresh.
    fn compile(&self, step: &Step, name: &str, target: &str) -> Result<(), Box<dyn Error>> {
        let arguments = [step.cargo, &["--color", "never", "--package", name]].concat();
        let output = self.cargo(&arguments, target)?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let compiled = [format!("Compiling {name} v"), format!("Checking {name} v")];
        if compiled.iter().any(|line| stderr.contains(line)) {
            Ok(())
        } else {
            Err(format!("{} found the {name} crate fresh, so nothing was measured", step.label).into())
        }
    }

    /// Runs cargo in the workspace, with its own profiles and target folder.
    fn cargo(&self, arguments: &[&str], target: &str) -> Result<Output, Box<dyn Error>> {
        let mut command = cargo(&self.root, arguments);
        command
            .env("CARGO_TARGET_DIR", self.root.join(target))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("CARGO_PROFILE_DEV_DEBUG");
        output(&mut command)
    }
}

/// Returns a command of cargo in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(folder);
    command
}

/// Returns the output of a command that succeeds.
pub(crate) fn output(command: &mut Command) -> Result<Output, Box<dyn Error>> {
    let output = command.output().map_err(|error| format!("cannot start {command:?}: {error}"))?;
    if output.status.success() {
        Ok(output)
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("{command:?} failed:\n{stderr}").into())
    }
}

/// The crates that a package is built of, as [`count_crates`] reads them: dependencies on this platform, and those of
/// build scripts and of macros.
pub(crate) const TREE: [&str; 7] = ["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];

/// Returns the number of different crates in the output of [`TREE`].
pub(crate) fn count_crates(tree: &Output) -> usize {
    count(&String::from_utf8_lossy(&tree.stdout))
}

fn count(tree: &str) -> usize {
    // A crate that was listed before is marked after its name and version.
    let crates = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words.next()?))
    });
    crates.collect::<BTreeSet<_>>().len()
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if !self.keep {
            // If this fails, the system cleans up its temporary directory.
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// Returns the root of the repository, two directories above this crate.
pub(crate) fn project() -> PathBuf {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.ancestors().nth(2).unwrap_or(bench).to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_crate_is_counted_once_and_each_of_its_versions() {
        let tree = "a v0.1.0 (/x)\nsyn v2.0.1\nserde v1.0.2\nsyn v3.0.0\nserde v1.0.2 (*)\n\ne v1.0.0 (proc-macro)\n";
        assert_eq!(super::count(tree), 5);
    }
}
