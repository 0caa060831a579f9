//! Where the examples work. They lie beside this file, one a task; `README.md` lists them with their commands.

use std::env;
use std::process::ExitCode;

use graph_entity::{AccessToken, Client};
use graph_entity_emulator::{Builder, Emulator, StartError};

/// The Graph that an example works on.
pub struct Graph {
    endpoint: String,
    token: String,
    /// Held, since it stops when it is dropped.
    emulator: Option<Emulator>,
}

/// What every example can be told by the environment, for its `--help`.
pub const ENVIRONMENT: &str = "\
Without GRAPH_ENDPOINT and GRAPH_ACCESS_TOKEN in the environment, this works on a Graph on loopback that the program
starts and fills. With both set, it works there: GRAPH_ENDPOINT=https://graph.microsoft.com";

/// The exit code of a program that ended so; an error is told first.
pub fn exit(ended: Result<(), Box<dyn std::error::Error>>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Graph {
    /// The Graph that `GRAPH_ENDPOINT` and `GRAPH_ACCESS_TOKEN` name, or one on loopback where neither is set.
    ///
    /// They are no options: a token on a command line is there for every user of the machine to see.
    ///
    /// # Errors
    /// Where one is set without the other, or the loopback's cannot start.
    pub async fn open(otherwise: Builder) -> Result<Self, Box<dyn std::error::Error>> {
        match (env::var("GRAPH_ENDPOINT"), env::var("GRAPH_ACCESS_TOKEN")) {
            (Ok(endpoint), Ok(token)) => Ok(Self { endpoint, token, emulator: None }),
            (Err(_), Err(_)) => Ok(Self::on_loopback(otherwise).await?),
            _ => Err("set both GRAPH_ENDPOINT and GRAPH_ACCESS_TOKEN, or neither".into()),
        }
    }

    /// A Graph on loopback, whatever the environment says.
    ///
    /// # Errors
    /// Where it cannot start.
    pub async fn on_loopback(builder: Builder) -> Result<Self, StartError> {
        let emulator = builder.try_start().await?;
        let (endpoint, token) = (emulator.endpoint().to_owned(), emulator.token().to_owned());
        println!("A Graph on loopback, {endpoint}, holds what this example needs.\n");
        Ok(Self { endpoint, token, emulator: Some(emulator) })
    }

    /// Where it is.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The token that it takes.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The one on loopback, if it is that.
    pub fn emulator(&self) -> Option<&Emulator> {
        self.emulator.as_ref()
    }

    /// A client of it with the default settings.
    ///
    /// # Errors
    /// Where the endpoint is no address, the token no token, or the system's certificates cannot be read.
    pub fn client(&self) -> Result<Client, graph_entity::Error> {
        Client::builder().endpoint(self.endpoint.as_str()).credential(AccessToken::new(&self.token)?).build()
    }
}
