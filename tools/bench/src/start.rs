//! The time from the start of a process to its first reply, over https from the emulator.
//!
//! It has the start of the runtime, the certificates that the system trusts, the handshake, and one PATCH. The
//! emulator's certificate is added to the system's in a file that `SSL_CERT_FILE` names, so that as many are
//! read as without it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{fs, io};

use graph_entity_emulator::Emulator;

use crate::process::Subprocess;
use crate::programs::{BASELINE, PROGRAMS, Program, STARTED};
use crate::run::annotated::ManagedDevice;
use crate::table::{AGAIN, Goal, Row, Table};
use crate::workspace::Workspace;

/// Options of measuring the first reply.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Starts of each program; the result is their median.
    #[arg(long, default_value_t = 51, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// As fast as the handwritten program.
const GOAL: f64 = 1.0;

pub(crate) fn measure(options: &Options) -> Result<Table, Box<dyn Error>> {
    let packages: Vec<_> = PROGRAMS[..STARTED].iter().map(Program::package).collect();
    let workspace = Workspace::generate(&packages, false)?;
    let mut programs = Vec::new();
    for package in &packages {
        eprintln!("release build: {}", package.name);
        programs.push(workspace.program(package)?);
    }
    let trusted = workspace.root().join("certificates.pem");
    let mut server =
        Subprocess::start(&["serve-emulator".to_owned(), format!("--certificates={}", trusted.display())])?;
    let endpoint = server.line()?;
    let start = |program: &PathBuf| time_to_reply(program, &endpoint, &trusted);
    // A warm-up without measurement: reads the programs from the disk.
    programs.iter().try_for_each(|program| start(program).map(drop))?;
    let mut rounds = Vec::new();
    for _ in 0..options.rounds {
        // The baseline is started once more at the end of a round.
        let starts = programs.iter().chain([&programs[BASELINE]]).map(&start);
        rounds.push(starts.collect::<Result<Vec<f64>, _>>()?);
    }
    server.finish()?;
    let compared = |label: String, baseline, measured: usize, other: usize| {
        let pairs = rounds.iter().map(|times| [times[measured], times[other]]);
        Row::compared(label, "ms", baseline, pairs)
    };
    let baseline = PROGRAMS[BASELINE].label;
    let mut rows = Vec::new();
    for (index, program) in PROGRAMS[..STARTED].iter().enumerate().filter(|(index, _)| *index != BASELINE) {
        let row = compared(format!("first reply: {}", program.label), baseline, index, BASELINE);
        rows.push(if index == 0 { row.goal(Goal::Ratio(GOAL)) } else { row });
    }
    rows.push(compared(format!("noise: {baseline}"), AGAIN, STARTED, BASELINE));
    let heading = format!(
        "from the start of a process to its first reply, over https from the emulator, median of {} (least..most)",
        options.rounds
    );
    Ok(Table { heading, notes: Vec::new(), rows })
}

/// Returns the milliseconds until a program has printed the id of its reply.
fn time_to_reply(program: &Path, endpoint: &str, trusted: &Path) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let output = Command::new(program)
        .args([endpoint, TOKEN])
        .env("SSL_CERT_FILE", trusted)
        .env("NO_PROXY", "*")
        .output()
        .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
    let time = start.elapsed();
    if output.status.success() && output.stdout == b"1\n" {
        Ok(time.as_secs_f64() * 1_000.0)
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!("{} has no reply:\n{stderr}", program.display()).into())
    }
}

const TOKEN: &str = "token-of-the-start";

/// Where systems keep the certificates that they trust.
const SYSTEM_CERTIFICATES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// The emulator, in a process of its own.
#[derive(clap::Args)]
pub(crate) struct Served {
    /// The file to write: the certificates that the system trusts, and the emulator's.
    #[arg(long)]
    certificates: PathBuf,
}

/// Serves one device over https until standard input is closed.
pub(crate) fn serve(options: &Served) -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let emulator = Emulator::builder()
        .https()
        .token(TOKEN)
        .seed::<ManagedDevice>(["1"], serde_json::json!({ "id": "1", "deviceName": "Device Name value" }))
        .try_start();
    let emulator = runtime.block_on(emulator)?;
    let system = SYSTEM_CERTIFICATES.iter().find_map(|file| fs::read_to_string(file).ok());
    let certificate = emulator.certificate().ok_or("the emulator has no certificate")?;
    fs::write(&options.certificates, system.unwrap_or_default() + certificate)?;
    println!("{}", emulator.endpoint());
    io::copy(&mut io::stdin().lock(), &mut io::sink())?;
    Ok(String::new())
}
