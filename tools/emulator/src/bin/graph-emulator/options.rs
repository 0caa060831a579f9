//! The options of the binary: what is served, and how.

use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use clap_complete::Shell;
use graph_entity_emulator::{
    Builder, DefaultProperties, Names, NestedWrites, ReadOnlyWrites, TypeAnnotations, UndeclaredProperties,
    UpdateAnswer, VersionStores,
};

use crate::fault_options::FaultOptions;
use crate::read;

/// Microsoft Graph on loopback: serves what a metadata document or a file of entities declares, as Graph
/// would.
#[derive(Parser)]
#[command(name = "graph-emulator", version, after_help = MORE, after_long_help = FILES)]
#[command(group = clap::ArgGroup::new("served").required(true).multiple(true))]
#[command(mut_args(with_heading_in_long_help))]
pub(crate) struct Options {
    /// A metadata document (CSDL) to serve completely.
    ///
    /// A file whose name begins with beta or v1 is served as that version, any other as both; `beta=FILE` and
    /// `v1.0=FILE` choose the version. May be given more than once.
    #[arg(long, value_name = "FILE", group = "served")]
    metadata: Vec<String>,
    /// A JSON file with entities, their types and their data: --help shows an example.
    #[arg(long, value_name = "FILE", group = "served")]
    descriptor: Option<PathBuf>,
    /// The port of 127.0.0.1 to listen on [default: a free one].
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Serve over TLS, and write the certificate for clients to trust to this file, as PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) https: Option<PathBuf>,
    /// A bearer token to accept [default: emulator-token].
    ///
    /// A JSON Web Token has the permissions of its scp and roles; any other may do everything. May be given
    /// more than once.
    #[arg(long)]
    token: Vec<String>,
    /// The JSON file to load the entities from, if it exists, and to save them to.
    ///
    /// They are saved at the end, on SIGHUP, and on POST /emulator/save.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// A folder of documentation pages, *-get.md and *-update.md, whose examples to start with.
    ///
    /// May be given more than once.
    #[arg(long, value_name = "DIR")]
    seed_docs: Vec<PathBuf>,
    /// A JSON file with the answers of actions and functions: --help shows an example.
    ///
    /// May be given more than once.
    #[arg(long, value_name = "FILE")]
    calls: Vec<PathBuf>,
    /// The content of a report of Intune: `Devices=devices.csv`.
    ///
    /// The archive of an export job has it. May be given more than once.
    #[arg(long, value_name = "NAME=FILE")]
    report: Vec<String>,
    /// Print the completions for bash, elvish, fish, powershell or zsh, and stop.
    #[arg(long, value_name = "SHELL", exclusive = true, group = "served", hide_possible_values = true)]
    pub(crate) completions: Option<Shell>,
    /// Print the man page, and stop.
    #[arg(long, exclusive = true, group = "served")]
    pub(crate) man: bool,
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    faults: FaultOptions,
}

/// Where services of Graph differ.
#[derive(clap::Args)]
#[command(next_help_heading = "Where services differ")]
struct Rules {
    /// How a PATCH or a PUT is answered: as documented, 204 for users, groups and other types of the directory.
    #[arg(long, value_enum, default_value_t)]
    update_answer: UpdateAnswer,
    /// The same for one type and those derived from it: `microsoft.graph.user=no-content`. May be given more
    /// than once.
    #[arg(long, value_name = "TYPE=ANSWER", value_parser = answer_of)]
    update_answer_of: Vec<(String, UpdateAnswer)>,
    /// How the names of a type are compared, also in those derived from it: `microsoft.graph.message=exact`. May
    /// be given more than once [default: any-case, and exact in drives and eDiscovery].
    #[arg(long, value_name = "TYPE=NAMES", value_parser = names_of)]
    names_of: Vec<(String, Names)>,
    /// How a changed value for a property that the request may not set is treated.
    #[arg(long, value_enum, default_value_t)]
    read_only_writes: ReadOnlyWrites,
    /// How a property that an open type does not declare is treated.
    #[arg(long, value_enum, default_value_t)]
    undeclared_properties: UndeclaredProperties,
    /// How a complex value in a PATCH is applied to the existing one.
    #[arg(long, value_enum, default_value_t)]
    nested_writes: NestedWrites,
    /// Whether /v1.0 and /beta have the same entities.
    #[arg(long, value_enum, default_value_t)]
    version_stores: VersionStores,
    /// When an entity in a response has @odata.type.
    #[arg(long, value_enum, default_value_t)]
    type_annotations: TypeAnnotations,
    /// What a read without $select returns.
    #[arg(long, value_enum, default_value_t)]
    default_properties: DefaultProperties,
    /// Write @odata.etag into entities.
    #[arg(long)]
    etag_annotations: bool,
    /// The most entities in one page of a list [default: no limit].
    #[arg(long, value_name = "ENTITIES")]
    page_size: Option<usize>,
    /// Accept only tokens with these claims, given as a claims request, and challenge any other:
    /// `{"access_token": {"acrs": {"value": "c1"}}}`.
    #[arg(long, value_name = "JSON")]
    claims_challenge: Option<String>,
}

/// The limits of the server.
#[derive(clap::Args)]
#[command(next_help_heading = "Limits")]
struct Limits {
    /// A host that requests may be sent to, beside this machine's and Graph's. May be given more than once.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// An origin whose pages may send requests, beside this machine's. May be given more than once.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// The most concurrent connections.
    #[arg(long, default_value_t = 512)]
    connections: usize,
    /// The largest body to read [default: 4 MB].
    #[arg(long, value_name = "BYTES")]
    body_limit: Option<usize>,
    /// How long headers may take to arrive, and then a body [default: 30].
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    read_timeout: Option<std::time::Duration>,
    /// How many requests are recorded; the newest ones are kept [default: 10000].
    #[arg(long, value_name = "REQUESTS")]
    recording_limit: Option<usize>,
}

/// Leaves the options under a heading to the long help.
fn with_heading_in_long_help(arg: clap::Arg) -> clap::Arg {
    let has_heading = arg.get_help_heading().is_some();
    arg.hide_short_help(has_heading)
}

/// The end of the short help, which has the options that every user needs.
const MORE: &str = "More: --help, with the rules of services, the limits, faults, and the form of the files.";

/// The forms of the files, each with an example.
pub(crate) const FILES: &str = concat!(
    "The file of --descriptor, for example:\n\n",
    include_str!("../../sources/json.example.json"),
    "\n",
    include_str!("../../sources/json.txt"),
    "\nThe file of --calls, for example:\n\n",
    include_str!("../../calls/json.example.json"),
    "\n",
    include_str!("../../calls/json.txt")
);

impl Options {
    /// Configures the builder. Returns a line for the greeting with the seed of the random faults.
    pub(crate) fn apply(&self, mut builder: Builder) -> Result<(Builder, Option<String>), String> {
        for given in &self.metadata {
            let (versions, file) = versions(given);
            let document = read(file)?;
            builder = versions.iter().fold(builder, |builder, version| builder.metadata(version, &*document));
        }
        if let Some(file) = &self.descriptor {
            builder = builder.json(&read(file)?);
        }
        if let Some(file) = &self.data {
            builder = builder.data_file(file);
        }
        for file in &self.calls {
            builder = builder.answer_calls_from(read(file)?);
        }
        for report in &self.report {
            let (name, file) = report.split_once('=').ok_or("a report is given as NAME=FILE")?;
            builder = builder.report(name, read(Path::new(file))?);
        }
        if self.https.is_some() {
            builder = builder.https();
        }
        builder = self.seed_docs.iter().fold(builder, Builder::seed_docs).port(self.port);
        builder = self.token.iter().fold(builder, Builder::token);
        self.faults.apply(self.limits.apply(self.rules.apply(builder)))
    }
}

impl Rules {
    fn apply(&self, builder: Builder) -> Builder {
        let builder = builder
            .update_answer(self.update_answer)
            .read_only_writes(self.read_only_writes)
            .undeclared_properties(self.undeclared_properties)
            .nested_writes(self.nested_writes)
            .version_stores(self.version_stores)
            .type_annotations(self.type_annotations)
            .default_properties(self.default_properties)
            .etag_annotations(self.etag_annotations);
        let of_types = self.update_answer_of.iter();
        let builder =
            of_types.fold(builder, |builder, (name, answer)| builder.update_answer_of(name, *answer));
        let of_types = self.names_of.iter();
        let builder = of_types.fold(builder, |builder, (name, names)| builder.names_of(name, *names));
        let builder = self.page_size.into_iter().fold(builder, Builder::page_size);
        self.claims_challenge.iter().fold(builder, |builder, claims| builder.claims_challenge(claims))
    }
}

impl Limits {
    fn apply(&self, builder: Builder) -> Builder {
        let builder = builder.connections(self.connections);
        let builder = self.allow_host.iter().fold(builder, Builder::allow_host);
        let builder = self.allow_origin.iter().fold(builder, Builder::allow_origin);
        let builder = self.body_limit.into_iter().fold(builder, Builder::body_limit);
        let builder = self.read_timeout.into_iter().fold(builder, Builder::read_timeout);
        self.recording_limit.into_iter().fold(builder, Builder::recording_limit)
    }
}

fn answer_of(text: &str) -> Result<(String, UpdateAnswer), String> {
    of_type(text, "expected TYPE=entity or TYPE=no-content")
}

fn names_of(text: &str) -> Result<(String, Names), String> {
    of_type(text, "expected TYPE=exact or TYPE=any-case")
}

/// Reads a switch of one type.
fn of_type<T: ValueEnum>(text: &str, expected: &str) -> Result<(String, T), String> {
    let (name, value) = text.split_once('=').ok_or(expected)?;
    Ok((name.to_owned(), T::from_str(value, false)?))
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds = text.parse::<f64>().map_err(|error| error.to_string())?;
    std::time::Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
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
