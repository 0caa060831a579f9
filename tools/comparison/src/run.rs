//! Runs the peers on all cases.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Handle;

use crate::cases::{Addresses, CASES, Case, TOKEN, event};
use crate::service;
use crate::tls::Tls;

/// A peer that says nothing for so long does not belong into the table with this case.
const LONGEST: Duration = Duration::from_secs(180);

/// What was observed of one case.
pub struct Observed {
    /// What the peer wrote.
    pub outcome: Value,
    /// The requests that the service received.
    pub requests: usize,
    /// The writes among them.
    pub writes: usize,
    /// The time between the first request and the second.
    pub wait: Option<Duration>,
    /// Whether the other host received a request, and with the token.
    pub other: Option<bool>,
}

/// A peer and what was observed of it.
pub struct Column {
    /// The name of the peer.
    pub name: &'static str,
    /// The versions of what it uses.
    pub version: String,
    /// One for each case.
    pub observed: Vec<Observed>,
}

/// The peers, of which each is a program.
struct Peer {
    name: &'static str,
    scheme: &'static str,
    command: Command,
}

/// Runs all peers at the same time, each with a server of its own.
///
/// # Errors
/// If a peer cannot be started, or does not answer.
pub fn all(handle: &Handle, python: &Path, javascript: &Path) -> Result<Vec<Column>, Box<dyn Error>> {
    let tls = Tls::new()?;
    let certificate = std::env::temp_dir().join(format!("comparison-{}.pem", std::process::id()));
    std::fs::write(&certificate, &tls.certificate)?;
    let here = std::env::current_exe()?;
    let program = |name: &str| Command::new(here.with_file_name(name));
    let script = |program: &str, path: &Path| {
        let mut command = Command::new(program);
        command.arg(path).env("NODE_EXTRA_CA_CERTS", &certificate);
        command
    };
    let peers = [
        Peer { name: "graph-entity", scheme: "http", command: program("peer-graph-entity") },
        Peer { name: "reqwest by hand", scheme: "http", command: program("peer-reqwest") },
        Peer { name: "graph-rs-sdk", scheme: "http", command: program("peer-graph-rs-sdk") },
        Peer { name: "Microsoft's SDK for Python", scheme: "http", command: script("python3", python) },
        // It sends its token only over TLS.
        Peer { name: "Microsoft's SDK for JavaScript", scheme: "https", command: script("node", javascript) },
    ];
    let columns = std::thread::scope(|scope| {
        let threads =
            peers.map(|peer| scope.spawn(|| one(handle, &tls, peer).map_err(|error| error.to_string())));
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Result<Vec<_>, _>>()
    });
    std::fs::remove_file(&certificate)?;
    Ok(columns?)
}

fn one(handle: &Handle, tls: &Tls, peer: Peer) -> Result<Column, Box<dyn Error>> {
    let Peer { name, scheme, mut command } = peer;
    let child = command.arg(TOKEN).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut running = Running::new(child.map_err(|error| format!("{name} cannot be started: {error}"))?);
    let version = running.line().ok_or_else(|| format!("{name} does not start"))?;
    let mut observed = Vec::new();
    for case in &CASES {
        let (server, port) = handle.block_on(service::start(tls.acceptor.clone()))?;
        let (other, other_port) = handle.block_on(service::start(tls.acceptor.clone()))?;
        let own = format!("{scheme}://127.0.0.1:{port}");
        // Another host, and not only another port.
        let addresses = Addresses { own, other: format!("{scheme}://localhost:{other_port}") };
        server.answer((case.replies)(&addresses));
        other.answer([event()]);
        let outcome = running.ask(case, &addresses.own);
        let outcome = outcome.ok_or_else(|| format!("{name} does not answer: {}", case.name))?;
        let received = server.received();
        let times: Vec<_> = received.iter().map(|request| request.at).collect();
        observed.push(Observed {
            outcome: serde_json::from_str(&outcome)?,
            requests: received.len(),
            writes: server.committed(),
            wait: times.get(1).map(|second| second.duration_since(times[0])),
            other: other.received().first().map(|request| request.has_token),
        });
    }
    Ok(Column { name, version, observed })
}

/// A peer that was started. It is stopped when this is dropped.
struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Running {
    fn new(mut child: Child) -> Self {
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, input, lines }
    }

    fn ask(&mut self, case: &Case, endpoint: &str) -> Option<String> {
        writeln!(self.input, "{} {endpoint}", case.operation).ok()?;
        self.line()
    }

    fn line(&mut self) -> Option<String> {
        self.lines.recv_timeout(LONGEST).ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
