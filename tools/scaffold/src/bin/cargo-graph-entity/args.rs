//! The command line.

use std::path::PathBuf;

use cargo_graph_entity::{Document, Sources};
use clap::{Args, Parser, Subcommand, ValueEnum};
use graph_entity::Endpoint;

/// The cargo command that this is a subcommand of.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo")]
pub(crate) enum Cargo {
    GraphEntity(Arguments),
}

/// Writes annotated entities of Microsoft Graph from its metadata.
#[derive(Debug, Args)]
#[command(
    version,
    after_help = "Exit status: 0 if it is done, 1 if `check` or `diff` finds something, 2 for a failure"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes entities, and everything that they need, as annotated Rust
    New(New),
    /// Lists the types with a text in their name or address
    List(List),
    /// Shows the properties, addresses and operations of a type
    Show(Show),
    /// Compares annotated source with metadata
    Check(Check),
    /// Shows what changed between two metadata documents
    Diff(Diff),
    /// Writes `graph-schema.lock`, which the compiler compares with
    Lock(Lock),
    /// Downloads the metadata document of a version
    Metadata(Metadata),
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// Types, as `managedDevice`, `microsoft.graph.security.alert` or `/deviceManagement/managedDevices`
    #[arg(value_name = "ENTITY", required_unless_present_any = ["all", "under"])]
    pub(crate) entities: Vec<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    /// The file to write. Items that it has are never changed [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Everything in the document
    #[arg(long, conflicts_with_all = ["entities", "under", "select"])]
    pub(crate) all: bool,
    /// Every entity type with an address below this path
    #[arg(long, value_name = "PATH")]
    pub(crate) under: Vec<String>,
    /// The properties to keep beside the key, and the actions and functions [default: all of them]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Print JSON: the text or what happened to the file, and what is left out
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// A part of a name or an address [default: all types]
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) text: String,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A type, as for `new`
    #[arg(value_name = "ENTITY")]
    pub(crate) entity: String,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 if the source agrees, 1 if it differs (with --strict, for advice, too), 2 for a failure"
)]
pub(crate) struct Check {
    /// Source files, or folders of them
    #[arg(value_name = "SRC", default_value = "src")]
    pub(crate) sources: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// The version of a document that is given without one
    #[arg(long, value_name = "VERSION")]
    pub(crate) api: Option<Api>,
    /// Fail for advice, too: about null and evolvable enumerations, where metadata is often wrong
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 if nothing changed (with SRC: nothing that a declaration is concerned by), 1 if something did, 2 for a failure"
)]
pub(crate) struct Diff {
    /// The earlier metadata document
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The later one
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Source files, or folders of them, whose declarations may be concerned
    #[arg(value_name = "SRC")]
    pub(crate) sources: Vec<PathBuf>,
    /// The version that the documents describe, if there are declarations of both
    #[arg(long, value_name = "VERSION")]
    pub(crate) api: Option<Api>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Lock {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// Write a lock for each package of the workspace that declares something
    #[arg(long)]
    pub(crate) workspace: bool,
    /// The manifest of the package or the workspace [default: that of the current folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Further arguments of `cargo check`, such as `--all-features`
    #[arg(last = true, value_name = "ARGUMENTS")]
    pub(crate) arguments: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Metadata {
    /// The version
    #[arg(long, value_name = "VERSION", default_value = "v1.0")]
    pub(crate) api: Api,
    /// The cloud
    #[arg(long, default_value = "global")]
    pub(crate) cloud: Cloud,
    /// Another service, such as an emulator: `http://127.0.0.1:8080`
    #[arg(long, value_name = "URL", conflicts_with = "cloud")]
    pub(crate) endpoint: Option<Endpoint>,
    /// The file to write [default: the version and the day, `beta-2026-11-29.xml`, after the cloud if it is not the
    /// global one]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace a file that has other content
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A cloud with a service of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cloud {
    /// graph.microsoft.com
    Global,
    /// US Government L4, graph.microsoft.us
    UsGov,
    /// US Government L5 (DOD), dod-graph.microsoft.us
    UsDod,
    /// China, operated by 21Vianet, microsoftgraph.chinacloudapi.cn
    China,
}

impl Cloud {
    pub(crate) fn endpoint(self) -> Endpoint {
        match self {
            Self::Global => Endpoint::global(),
            Self::UsGov => Endpoint::us_government(),
            Self::UsDod => Endpoint::us_government_dod(),
            Self::China => Endpoint::china(),
        }
    }

    /// What the name of a file begins with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Global => "",
            Self::UsGov => "us-gov-",
            Self::UsDod => "us-dod-",
            Self::China => "china-",
        }
    }
}

/// Metadata documents, one for each version, and documentation pages.
#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// A metadata document, with its version before it: `beta=metadata.xml` [default: what the lock was written
    /// from]
    #[arg(long, value_name = "[VERSION=]FILE")]
    pub(crate) csdl: Vec<Document>,
    /// A folder of documentation pages, or one page: by itself, or added to the metadata
    #[arg(long, value_name = "FOLDER|PAGE")]
    pub(crate) docs: Vec<PathBuf>,
}

impl From<Documents> for Sources {
    fn from(given: Documents) -> Self {
        Self { documents: given.csdl, pages: given.docs, lock: None }
    }
}

/// Where facts about Graph come from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// A metadata document, as served at <https://graph.microsoft.com/v1.0/$metadata>
    #[arg(long, value_name = "[VERSION=]FILE", required_unless_present = "docs")]
    pub(crate) csdl: Option<Document>,
    /// A folder of documentation pages, or one page: by itself, or added to the document
    #[arg(long, value_name = "FOLDER|PAGE")]
    pub(crate) docs: Vec<PathBuf>,
    /// The version [default: beta if the document's name contains it, or else v1.0; of pages, the one that has the
    /// types]
    #[arg(long, value_name = "VERSION")]
    pub(crate) api: Option<Api>,
}

/// A version of Graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Api {
    #[value(name = "v1.0")]
    V1,
    Beta,
}

impl Api {
    /// The version as it is written in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}
