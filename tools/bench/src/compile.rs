//! Compile time per entity.
//!
//! A generated crate is compiled from scratch at each reading: `CARGO_INCREMENTAL=0`, and its source is touched before.
//! Its dependencies are built before the first. The sides take turns in each round, and what an empty crate takes in
//! the same round is taken off, so that cargo, rustc's start and the machine's drift are no part of a reading.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use crate::generate::{Shape, Side};
use crate::table::{Row, Spread, Table};

/// How to measure compile time.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Entities in each generated crate.
    #[arg(long, default_value_t = 100, value_parser = at_least_one)]
    entities: usize,
    /// Properties of each entity, the key included.
    #[arg(long, default_value_t = 10, value_parser = at_least_one)]
    properties: usize,
    /// Readings of each step; the median counts.
    #[arg(long, default_value_t = 5, value_parser = at_least_one)]
    rounds: usize,
    /// Reads replies on the annotated side as a sent request does, not with `serde_json::from_slice`.
    #[arg(long)]
    through_requests: bool,
    /// Keeps the generated crates and says where they are.
    #[arg(long)]
    keep: bool,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&count| count > 0).ok_or_else(|| "expected a number above zero".to_owned())
}

/// What a user waits for.
struct Step {
    label: &'static str,
    cargo: &'static [&'static str],
    goal: f64,
}

const STEPS: [Step; 3] = [
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
    let workspace = Workspace::generate(Shape { entities, properties, through_requests }, keep)?;
    for step in &STEPS {
        eprintln!("{}: dependencies", step.label);
        workspace.build_dependencies(step)?;
    }
    let mut readings: [Vec<Round>; STEPS.len()] = Default::default();
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for (step, readings) in STEPS.iter().zip(&mut readings) {
            readings.push(workspace.round(step, round)?);
        }
    }
    let heading = format!(
        "{entities} entities of {properties} properties, from scratch without incremental state, median of {rounds} (least..most),\n\
         per entity, what an empty crate takes already taken off; replies read {}",
        if through_requests { "through requests" } else { "by serde_json::from_slice" }
    );
    Ok(Table {
        heading,
        unit: "ms",
        rows: STEPS.iter().zip(&readings).map(|(step, rounds)| row(step, rounds)).collect(),
    })
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

/// The generated crates, one workspace in a temporary directory.
struct Workspace {
    root: PathBuf,
    shape: Shape,
    keep: bool,
}

impl Workspace {
    fn generate(shape: Shape, keep: bool) -> Result<Self, Box<dyn Error>> {
        let root = env::temp_dir().join(format!("graph-entity-bench-{}", process::id()));
        fs::create_dir(&root).map_err(|error| format!("cannot create {}: {error}", root.display()))?;
        if keep {
            eprintln!("kept in {}", root.display());
        }
        let workspace = Self { root, shape, keep };
        workspace.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"annotated\", \"by-hand\", \"empty\"]\n",
        )?;
        let project = project();
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            let (from, to) = (project.join(file), workspace.root.join(file));
            fs::copy(&from, &to).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
        }
        for side in Side::ALL {
            workspace.write(&format!("{}/Cargo.toml", side.name()), &manifest(side, &project))?;
            workspace.write_source(side, "dependencies")?;
        }
        Ok(workspace)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.root.join(file);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }

    /// The crate's source with a last comment that is new, so that it is compiled again.
    fn write_source(&self, side: Side, comment: &str) -> Result<(), Box<dyn Error>> {
        self.write(
            &format!("{}/src/lib.rs", side.name()),
            &format!("{}// {comment}\n", side.source(self.shape)),
        )
    }

    /// Compiles every dependency and, once and unmeasured, the crates themselves.
    fn build_dependencies(&self, step: &Step) -> Result<(), Box<dyn Error>> {
        Side::ALL.into_iter().try_for_each(|side| self.cargo(step, side).map(drop))
    }

    fn round(&self, step: &Step, round: usize) -> Result<Round, Box<dyn Error>> {
        let time = |side| {
            self.write_source(side, &format!("{} {round}", step.label))?;
            self.cargo(step, side).map(|time| time.as_secs_f64() * 1_000.0)
        };
        let empty = time(Side::Empty)?;
        let per_entity = |side| -> Result<f64, Box<dyn Error>> {
            #[expect(clippy::cast_precision_loss, reason = "a count of entities")]
            let entities = self.shape.entities as f64;
            Ok((time(side)? - empty) / entities)
        };
        Ok(Round { ours: per_entity(Side::Annotated)?, by_hand: per_entity(Side::ByHand)? })
    }

    /// How long cargo takes over one crate.
    fn cargo(&self, step: &Step, side: Side) -> Result<Duration, Box<dyn Error>> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(step.cargo)
            .args(["--color", "never", "--package", side.name()])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env("CARGO_INCREMENTAL", "0");
        let start = Instant::now();
        let output = command.output().map_err(|error| format!("cannot start cargo: {error}"))?;
        let time = start.elapsed();
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("{} of the {} crate failed:\n{said}", step.label, side.name()).into());
        }
        let compiled = [format!("Compiling {} v", side.name()), format!("Checking {} v", side.name())];
        if !compiled.iter().any(|line| said.contains(line)) {
            return Err(format!(
                "{} found the {} crate fresh, so nothing was measured",
                step.label,
                side.name()
            )
            .into());
        }
        Ok(time)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed is left to the system, whose directory it is.
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// The project's root, two directories above this crate.
fn project() -> PathBuf {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.ancestors().nth(2).unwrap_or(bench).to_owned()
}

/// The same dependencies for each side. The runtime comes without a transport, which has no part in this.
fn manifest(side: Side, project: &Path) -> String {
    format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n\
         graph-entity = {{ path = {:?}, default-features = false }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = \"1\"\n",
        side.name(),
        project.join("runtime").display().to_string(),
    )
}
