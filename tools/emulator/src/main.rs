//! Microsoft Graph on loopback, for any language: serves what a JSON file describes until Ctrl-C.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use graph_entity_emulator::{Emulator, TypeAnnotations, UpdateAnswer};

/// Microsoft Graph on loopback: serves the entities that a file describes, as Graph would.
#[derive(Parser)]
#[command(name = "graph-emulator", version, after_long_help = FORM)]
struct Options {
    /// The JSON file with the entities, their types and their data; --help shows its form.
    #[arg(long, value_name = "FILE")]
    descriptor: PathBuf,
    /// The port of 127.0.0.1 to listen on [default: a free one].
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// The bearer token to take.
    #[arg(long, default_value = "emulator-token")]
    token: String,
    /// What a PATCH is answered with.
    #[arg(long, value_enum, default_value_t)]
    update_answer: Answer,
    /// When a reply carries @odata.type.
    #[arg(long, value_enum, default_value_t)]
    type_annotations: Annotations,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Answer {
    /// 200 with the entity.
    #[default]
    Entity,
    /// 204.
    NoContent,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Annotations {
    /// Where several types share an address, as Graph does.
    #[default]
    WhereDerived,
    /// On every entity, as the documentation's examples do.
    Always,
}

const FORM: &str = concat!(
    "The file, for example:\n\n",
    include_str!("description.example.json"),
    "\n",
    include_str!("description.txt")
);

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let served =
        runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(options)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("graph-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let text = read(&options.descriptor)?;
    let emulator = Emulator::builder()
        .description(&text)
        .port(options.port)
        .token(options.token)
        .update_answer(match options.update_answer {
            Answer::Entity => UpdateAnswer::Entity,
            Answer::NoContent => UpdateAnswer::NoContent,
        })
        .type_annotations(match options.type_annotations {
            Annotations::WhereDerived => TypeAnnotations::WhereDerived,
            Annotations::Always => TypeAnnotations::Always,
        })
        .try_start()
        .await
        .map_err(|error| error.to_string())?;
    greet(&emulator);
    tokio::signal::ctrl_c().await.map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
    println!("Served {} requests.", emulator.requests().len());
    emulator.shutdown().await;
    Ok(())
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// Says where it is and how to ask it, one line an entity.
fn greet(emulator: &Emulator) {
    let (endpoint, token) = (emulator.endpoint(), emulator.token());
    println!("Endpoint: {endpoint}\nToken:    {token}\nStop with Ctrl-C. Ask, for example:");
    for url in emulator.urls() {
        println!("  curl -H 'Authorization: Bearer {token}' '{url}'");
    }
}
