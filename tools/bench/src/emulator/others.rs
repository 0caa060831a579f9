//! The servers that the emulator is compared with, each in a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use super::load::{Target, first_line};
use super::{Compared, Repeated};

/// A server that is compared with the emulator.
pub(super) struct Other {
    name: &'static str,
    process: Child,
    target: Target,
    /// What it is sent instead of a request to the emulator.
    query: fn(&Repeated) -> &'static str,
}

impl Other {
    /// A mock that answers the requests to the emulator.
    pub(super) fn mock(data: &Path) -> Result<Self, String> {
        let name = "a mock in Node";
        let command = node(include_str!("mock.js"), data);
        Self::start(name, command, |request| request.target)
            .map_err(|reason| format!("Not compared with {name}: {reason}"))
    }

    /// json-server, which has no `$select`, and its own words for the other options.
    pub(super) fn json_server(data: &Path) -> Result<Self, String> {
        let name = "json-server";
        let started = packages().and_then(|packages| {
            let mut command = node(include_str!("json_server/server.js"), data);
            command.env("NODE_PATH", packages);
            Self::start(name, command, |request| request.json_server)
        });
        started.map_err(|reason| format!("Not compared with {name}: {reason}"))
    }

    fn start(
        name: &'static str,
        mut command: Command,
        query: fn(&Repeated) -> &'static str,
    ) -> Result<Self, String> {
        let started = command.stdout(Stdio::piped()).spawn();
        let mut process = started.map_err(|error| format!("node cannot be started: {error}"))?;
        let address = process.stdout.take().and_then(first_line).unwrap_or_default();
        let other = Self { name, process, target: Target { address, authorization: None }, query };
        if other.target.address.is_empty() {
            Err("it ended without an address".to_owned())
        } else {
            Ok(other)
        }
    }

    pub(super) fn compared(&self, request: &Repeated) -> Compared<'_> {
        Compared { name: self.name, target: &self.target, query: (self.query)(request) }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // Fails if it has already ended, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn node(script: &str, data: &Path) -> Command {
    let mut command = Command::new("node");
    command.args(["-e", script]).arg(data);
    command
}

/// The packages of json-server, which are installed once: npm's registry is needed for the first run.
fn packages() -> Result<PathBuf, String> {
    const WANTED: &str = include_str!("json_server/package.json");
    let program = env::current_exe().map_err(|error| error.to_string())?;
    // The program is two folders deep in cargo's target folder.
    let target = program.ancestors().nth(2).ok_or("this program is in no folder of cargo")?;
    let folder = target.join("json-server");
    let packages = folder.join("node_modules");
    // Written last, so that it is not there after half an installation.
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|text| text == WANTED) {
        return Ok(packages);
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join("package.json"), WANTED))
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"];
    let npm = Command::new("npm")
        .args(["install", "--prefix"])
        .arg(&folder)
        .args(options)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("npm cannot be started: {error}"))?;
    if !npm.success() {
        return Err(format!("npm did not install it: {npm}"));
    }
    fs::write(&installed, WANTED)
        .map_err(|error| format!("{} cannot be written: {error}", installed.display()))?;
    Ok(packages)
}
