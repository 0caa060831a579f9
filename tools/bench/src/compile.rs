//! Compile time per entity.
//!
//! Each measurement compiles a generated crate from scratch: with `CARGO_INCREMENTAL=0`, and after a change
//! of its source. Its dependencies are built before the first measurement. The sides take turns in each
//! round, and the time of an empty crate in the same round is subtracted, to leave out cargo, the start of
//! rustc and drift of the machine.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use crate::generate::{Shape, Side};
use crate::table::{Row, Spread, Table};

/// Options of measuring compile time.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Entities in each generated crate.
    #[arg(long, default_value_t = 100, value_parser = at_least_one)]
    entities: usize,
    /// Properties of each entity, the key included.
    #[arg(long, default_value_t = 10, value_parser = at_least_one)]
    properties: usize,
    /// Measurements of each step; the result is their median.
    #[arg(long, default_value_t = 5, value_parser = at_least_one)]
    rounds: usize,
    /// Read replies on the annotated side as a sent request does, not with `serde_json::from_slice`.
    #[arg(long)]
    through_requests: bool,
    /// Keep the generated crates and print their folder.
    #[arg(long)]
    keep: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or_else(|| "expected a number above zero".to_owned())
}

/// A cargo command that users wait for.
pub(crate) struct Step {
    pub(crate) label: &'static str,
    cargo: &'static [&'static str],
    goal: f64,
}

pub(crate) const STEPS: [Step; 3] = [
    Step { label: "cargo check", cargo: &["check"], goal: 0.35 },
    Step { label: "cargo build", cargo: &["build"], goal: 0.33 },
    Step { label: "cargo build --release", cargo: &["build", "--release"], goal: 0.18 },
];

/// One round of a step.
struct Round {
    ours: f64,
    by_hand: f64,
}

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let Options { entities, properties, rounds, through_requests, keep } = *options;
    let shape = Shape { entities, properties, through_requests };
    let package = |side: Side| Package { name: side.name().to_owned(), source: side.source(shape) };
    let packages = [Side::Empty, Side::Annotated, Side::ByHand].map(package);
    let workspace = Workspace::generate(&packages, keep)?;
    for step in &STEPS {
        workspace.build_dependencies(step, &packages)?;
    }
    let mut readings: [Vec<Round>; STEPS.len()] = Default::default();
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for (step, readings) in STEPS.iter().zip(&mut readings) {
            readings.push(self::round(&workspace, step, &packages, entities, round)?);
        }
    }
    let heading = format!(
        "{entities} entities of {properties} properties, from scratch without incremental state, median of {rounds} (least..most),\n\
         per entity, less the time of an empty crate; replies read {}",
        if through_requests { "through requests" } else { "by serde_json::from_slice" }
    );
    Ok(Table {
        heading,
        unit: "ms",
        rows: STEPS.iter().zip(&readings).map(|(step, rounds)| row(step, rounds)).collect(),
    })
}

fn round(
    workspace: &Workspace,
    step: &Step,
    [empty, annotated, by_hand]: &[Package; 3],
    entities: usize,
    round: usize,
) -> Result<Round, Box<dyn Error>> {
    let empty = workspace.time(step, empty, round)?;
    let per_entity = |package| -> Result<f64, Box<dyn Error>> {
        #[expect(clippy::cast_precision_loss, reason = "a count of entities")]
        let entities = entities as f64;
        Ok((workspace.time(step, package, round)? - empty) / entities)
    };
    Ok(Round { ours: per_entity(annotated)?, by_hand: per_entity(by_hand)? })
}

fn row(step: &Step, rounds: &[Round]) -> Row {
    Row {
        label: step.label.to_owned(),
        ours: Spread::of(rounds.iter().map(|round| round.ours)),
        by_hand: Spread::of(rounds.iter().map(|round| round.by_hand)),
        ratio: Spread::of(rounds.iter().map(|round| round.ours / round.by_hand)).median,
        goal: step.goal,
    }
}

/// A generated crate.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) source: String,
}

/// A workspace of generated crates in a temporary directory.
pub(crate) struct Workspace {
    root: PathBuf,
    keep: bool,
}

impl Workspace {
    pub(crate) fn generate(packages: &[Package], keep: bool) -> Result<Self, Box<dyn Error>> {
        let root = env::temp_dir().join(format!("graph-entity-bench-{}", process::id()));
        fs::create_dir(&root).map_err(|error| format!("cannot create {}: {error}", root.display()))?;
        if keep {
            eprintln!("kept in {}", root.display());
        }
        let workspace = Self { root, keep };
        let members: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
        workspace.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
        let project = project();
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            let (from, to) = (project.join(file), workspace.root.join(file));
            fs::copy(&from, &to).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
        }
        for package in packages {
            workspace.write(&format!("{}/Cargo.toml", package.name), &manifest(&package.name, &project))?;
            workspace.write_source(package, "dependencies")?;
        }
        Ok(workspace)
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
        self.write(&format!("{}/src/lib.rs", package.name), &format!("{}// {comment}\n", package.source))
    }

    /// Compiles the dependencies, and the crates themselves once, without measuring.
    pub(crate) fn build_dependencies(&self, step: &Step, packages: &[Package]) -> Result<(), Box<dyn Error>> {
        eprintln!("{}: dependencies", step.label);
        packages.iter().try_for_each(|package| self.cargo(step, &package.name).map(drop))
    }

    /// Returns the milliseconds that cargo takes to compile one crate from scratch.
    pub(crate) fn time(&self, step: &Step, package: &Package, round: usize) -> Result<f64, Box<dyn Error>> {
        self.write_source(package, &format!("{} {round}", step.label))?;
        self.cargo(step, &package.name).map(|time| time.as_secs_f64() * 1_000.0)
    }

    /// Returns the time that cargo takes for one crate. Fails if cargo did not compile it.
    fn cargo(&self, step: &Step, name: &str) -> Result<Duration, Box<dyn Error>> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(step.cargo)
            .args(["--color", "never", "--package", name])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("CARGO_INCREMENTAL", "0");
        let start = Instant::now();
        let output = command.output().map_err(|error| format!("cannot start cargo: {error}"))?;
        let time = start.elapsed();
        let stderr = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("{} of the {} crate failed:\n{stderr}", step.label, name).into());
        }
        let compiled = [format!("Compiling {name} v"), format!("Checking {name} v")];
        if !compiled.iter().any(|line| stderr.contains(line)) {
            return Err(
                format!("{} found the {} crate fresh, so nothing was measured", step.label, name).into()
            );
        }
        Ok(time)
    }
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
fn project() -> PathBuf {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.ancestors().nth(2).unwrap_or(bench).to_owned()
}

/// Returns the manifest: the same dependencies for each side, and no transport, which is not measured here.
fn manifest(name: &str, project: &Path) -> String {
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n\
         graph-entity = {{ path = {:?}, default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = \"1\"\n",
        name,
        project.join("runtime").display().to_string(),
    )
}
