//! Microsoft Graph on loopback, for any language: serves what a JSON file describes until Ctrl-C.

mod bad_days;
mod signals;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use graph_entity_emulator::{Builder, Emulator, TypeAnnotations, UpdateAnswer};

use crate::bad_days::BadDays;
use crate::signals::{Signal, Signals};

/// Microsoft Graph on loopback: serves the entities that a file describes, as Graph would.
#[derive(Parser)]
#[command(name = "graph-emulator", version, after_long_help = FORM)]
#[command(group = clap::ArgGroup::new("served").required(true).multiple(true))]
struct Options {
    /// A metadata document (CSDL) to serve all of. A file whose name begins with beta or v1 is served as that version,
    /// another one as both; `beta=FILE` and `v1.0=FILE` say which. May be given more than once.
    #[arg(long, value_name = "FILE", group = "served")]
    metadata: Vec<String>,
    /// A JSON file with entities, their types and their data; --help shows its form.
    #[arg(long, value_name = "FILE", group = "served")]
    descriptor: Option<PathBuf>,
    /// The port of 127.0.0.1 to listen on [default: a free one].
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Serve over TLS, and write the certificate that clients are to trust to this file, as PEM.
    #[arg(long, value_name = "FILE")]
    https: Option<PathBuf>,
    /// The most entities in one page of a list [default: no limit].
    #[arg(long, value_name = "ENTITIES")]
    page_size: Option<usize>,
    /// A bearer token to take, may be given several times [default: emulator-token]. A JSON Web Token says what it may
    /// do, by scp and roles; any other may do everything.
    #[arg(long)]
    token: Vec<String>,
    /// The most connections at once.
    #[arg(long, default_value_t = 512)]
    connections: usize,
    /// What a PATCH is answered with.
    #[arg(long, value_enum, default_value_t)]
    update_answer: Answer,
    /// When a reply carries @odata.type.
    #[arg(long, value_enum, default_value_t)]
    type_annotations: Annotations,
    /// The JSON file to load the entities from, if it is there, and to save them to: at the end, on SIGHUP, and on
    /// POST /emulator/save.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// A folder of documentation pages, *-get.md and *-update.md, whose examples to start with.
    #[arg(long, value_name = "DIR")]
    seed_docs: Vec<PathBuf>,
    #[command(flatten)]
    bad_days: BadDays,
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
    "The file of --descriptor, for example:\n\n",
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
    let mut builder = Emulator::builder();
    for given in &options.metadata {
        let (versions, file) = versions(given);
        let document = read(file)?;
        builder = versions.iter().fold(builder, |builder, version| builder.metadata(version, &*document));
    }
    if let Some(file) = &options.descriptor {
        builder = builder.description(&read(file)?);
    }
    if let Some(file) = &options.data {
        builder = builder.data_file(file);
    }
    builder = options
        .seed_docs
        .iter()
        .fold(builder, Builder::seed_docs)
        .port(options.port)
        .connections(options.connections)
        .update_answer(match options.update_answer {
            Answer::Entity => UpdateAnswer::Entity,
            Answer::NoContent => UpdateAnswer::NoContent,
        })
        .type_annotations(match options.type_annotations {
            Annotations::WhereDerived => TypeAnnotations::WhereDerived,
            Annotations::Always => TypeAnnotations::Always,
        });
    builder = options.token.into_iter().fold(builder, Builder::token);
    let (mut builder, faults) = options.bad_days.apply(builder)?;
    if let Some(entities) = options.page_size {
        builder = builder.page_size(entities);
    }
    if options.https.is_some() {
        builder = builder.https();
    }
    let emulator = builder.try_start().await.map_err(|error| error.to_string())?;
    if let (Some(file), Some(certificate)) = (&options.https, emulator.certificate()) {
        write(file, certificate)?;
    }
    // Before it says that it is there: who reads that may tell it to stop.
    let mut signals = Signals::new().map_err(|error| format!("cannot wait for signals: {error}"))?;
    greet(&emulator, options.https.as_deref());
    if let Some(faults) = faults {
        println!("{faults}");
    }
    let has_data = options.data.is_some();
    // Without a file to save to, a hangup is the end.
    while signals.next().await == Signal::Save && has_data {
        match emulator.save() {
            Ok(file) => say(format_args!("Saved to {}.", file.display())),
            Err(error) => say(format_args!("Not saved: {error}")),
        }
    }
    let saved = has_data.then(|| emulator.save()).transpose();
    say(format_args!("Served {} requests.", emulator.request_count()));
    for finding in emulator.findings() {
        say(format_args!("  {finding}"));
    }
    emulator.shutdown().await;
    if let Some(file) = saved.map_err(|error| error.to_string())? {
        say(format_args!("Saved to {}.", file.display()));
    }
    Ok(())
}

/// Says something to whoever still listens: a terminal that has hung up is no reason to stop.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The versions that a metadata file is served as, and the file.
fn versions(given: &str) -> (&'static [&'static str], &Path) {
    const BETA: &[&str] = &["beta"];
    const STABLE: &[&str] = &["v1.0"];
    if let Some(file) = given.strip_prefix("beta=") {
        return (BETA, Path::new(file));
    }
    if let Some(file) = given.strip_prefix("v1.0=") {
        return (STABLE, Path::new(file));
    }
    let file = Path::new(given);
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    let versions = match () {
        () if name.starts_with("beta") => BETA,
        () if name.starts_with("v1") => STABLE,
        () => &["v1.0", "beta"],
    };
    (versions, file)
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// So many entities are shown at the start.
const MOST_URLS: usize = 20;

/// Says where it is and how to ask it: what its addresses begin with, and one line an entity.
fn greet(emulator: &Emulator, certificate: Option<&Path>) {
    let (endpoint, token) = (emulator.endpoint(), emulator.token());
    let trust = certificate.map_or(String::new(), |file| format!(" --cacert '{}'", file.display()));
    println!("Endpoint: {endpoint}\nToken:    {token}");
    for (version, roots) in emulator.roots() {
        println!("Serves {} sets and singletons of /{version}: {}", roots.len(), roots.join(", "));
    }
    println!("Stop with Ctrl-C. See {endpoint}/, or ask, for example:");
    let first = |(version, roots): (&str, Vec<&str>)| {
        roots.first().map(|root| format!("{endpoint}/{version}/{root}"))
    };
    let examples = emulator.roots().into_iter().filter_map(first);
    let urls = emulator.urls();
    for url in examples.chain(urls.iter().take(MOST_URLS).cloned()) {
        println!("  curl{trust} -H 'Authorization: Bearer {token}' '{url}'");
    }
    if urls.len() > MOST_URLS {
        println!("and {} more.", urls.len() - MOST_URLS);
    }
    let mut not_served = emulator.not_served().peekable();
    if not_served.peek().is_some() {
        println!("Not served, as asked:");
    }
    for route in not_served {
        println!("  {route}");
    }
    let unused = emulator.unused_pages();
    if emulator.used_pages() + unused.len() > 0 {
        println!("Documentation pages: {} used, {} not.", emulator.used_pages(), unused.len());
    }
    for page in unused {
        eprintln!("not used: {page}");
    }
}
