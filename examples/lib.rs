//! The endpoint of the examples. The examples are beside this file, one per task; `README.md` lists their
//! commands.

use std::env;
use std::process::ExitCode;

use graph_entity::{AccessToken, Client};
use graph_entity_emulator::{Builder, Emulator, StartError};
use tokio::runtime::{self, Runtime};

/// Compiles the programs of the README beside the lock of this package.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The Graph that an example talks to.
pub struct Graph {
    endpoint: String,
    token: String,
    /// Kept, because the emulator stops when it is dropped.
    emulator: Option<Emulator>,
    /// The runtime of the emulator, if the program has none.
    _runtime: Option<Runtime>,
}

/// The part of `--help` about environment variables, the same for every example.
pub const ENVIRONMENT: &str = "\
Without GRAPH_ENDPOINT and GRAPH_ACCESS_TOKEN in the environment, the program talks to an emulator of Graph that it
starts and seeds. With both set, it talks to that endpoint: GRAPH_ENDPOINT=https://graph.microsoft.com";

/// Returns the exit code for the result of a program, and prints the error, if any.
pub fn exit(result: Result<(), Box<dyn std::error::Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Graph {
    /// Returns the Graph that `GRAPH_ENDPOINT` and `GRAPH_ACCESS_TOKEN` name, or an emulator if neither is
    /// set.
    ///
    /// They are not command line options, because every user of the machine can see a token on a command
    /// line.
    ///
    /// # Errors
    /// If only one of them is set, or the emulator cannot start.
    pub async fn open(emulator: Builder) -> Result<Self, Box<dyn std::error::Error>> {
        match (env::var("GRAPH_ENDPOINT"), env::var("GRAPH_ACCESS_TOKEN")) {
            (Ok(endpoint), Ok(token)) => Ok(Self { endpoint, token, emulator: None, _runtime: None }),
            (Err(_), Err(_)) => Ok(Self::on_loopback(emulator).await?),
            _ => Err("set both GRAPH_ENDPOINT and GRAPH_ACCESS_TOKEN, or neither".into()),
        }
    }

    /// The same for a program without a runtime: the emulator has one, on a thread beside the program.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), or if the thread cannot be started.
    pub fn open_blocking(emulator: Builder) -> Result<Self, Box<dyn std::error::Error>> {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let graph = runtime.block_on(Self::open(emulator))?;
        Ok(Self { _runtime: Some(runtime), ..graph })
    }

    /// Starts an emulator on loopback, regardless of the environment.
    ///
    /// # Errors
    /// If it cannot start.
    pub async fn on_loopback(builder: Builder) -> Result<Self, StartError> {
        let emulator = builder.try_start().await?;
        let (endpoint, token) = (emulator.endpoint().to_owned(), emulator.token().to_owned());
        eprintln!("The emulator at {endpoint} holds what this example needs.\n");
        Ok(Self { endpoint, token, emulator: Some(emulator), _runtime: None })
    }

    /// Returns the endpoint.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the token that it accepts.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Returns the emulator, or `None` if the environment names another endpoint.
    pub fn emulator(&self) -> Option<&Emulator> {
        self.emulator.as_ref()
    }

    /// Returns a client with default settings for this Graph.
    ///
    /// # Errors
    /// If the endpoint is not a URL, the token is not a valid token, or the system's certificates cannot be
    /// read.
    pub fn client(&self) -> Result<Client, graph_entity::Error> {
        Client::builder().endpoint(self.endpoint.as_str()).credential(AccessToken::new(&self.token)?).build()
    }
}
