//! The switches: where services of Graph differ, and how the emulator behaves.
//!
//! This file has everything about a switch: its type, which is also that of the binary's option, its field,
//! its default, and its text on the page and in the greeting. A new switch also needs a method of the
//! builder, an option of the binary, and the code that uses it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::schema::declared_type::DIRECTORY;
use crate::schema::model::Schema;
pub use crate::schema::names::Names;
use crate::schema::structure::Structure;

/// How a PATCH is answered, unless the request's `Prefer` says otherwise.
///
/// Intune's documentation has 200 with the entity, as Outlook's has; some of Intune's services send 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum UpdateAnswer {
    /// 204 for the directory's types, such as users, groups and applications, and 200 with the updated entity for
    /// all others.
    ///
    // Source: Microsoft Graph, "Update user", "Update group", "Update application".
    #[default]
    Documented,
    /// 200 with the updated entity.
    Entity,
    /// 204 without a body.
    NoContent,
}

/// When an entity in a response has `@odata.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum TypeAnnotations {
    /// If the entity's type is not the declared type of its address, as in Graph.
    ///
    /// Entities annotated in Rust that share one address all differ from its declared type, which none of
    /// them names.
    #[default]
    WhereDerived,
    /// Always, as in the documentation's examples.
    Always,
}

/// How a value for a property that the request may not set is treated, unless it equals the current value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum ReadOnlyWrites {
    /// It is refused with 400 and the name of the property, as by some of Intune's services.
    #[default]
    Refused,
    /// It is ignored.
    ///
    /// Source: OData Protocol 4.01, "Update an Entity".
    Ignored,
}

/// How a complex value in an update is applied to the existing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum NestedWrites {
    /// Its members are changed one by one, and the omitted ones are kept, as in OData and Entra.
    #[default]
    Merged,
    /// It replaces the existing value, and the omitted members are reset, as in some of Intune's services.
    Replaced,
}

/// How a property that an open type does not declare is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum UndeclaredProperties {
    /// It is stored, and reported by a finding.
    ///
    /// Source: OData Protocol 4.01, "Dynamic Properties".
    #[default]
    Stored,
    /// It is refused, as for a type that is not open.
    Refused,
}

/// The properties that a read without `$select` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum DefaultProperties {
    /// The documented properties: of a user only eleven.
    ///
    /// Source: Microsoft Graph, "Get a user".
    #[default]
    Documented,
    /// All properties of the entity.
    All,
}

/// Whether the versions of Graph have the same entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum VersionStores {
    /// What is written under `/beta` is read under `/v1.0`, and the reverse, as far as both declare it.
    ///
    /// Source: Microsoft Graph, "Versioning, support, and breaking change policies for Microsoft Graph".
    #[default]
    Shared,
    /// Each version has its own entities.
    Separate,
}

/// All switches, as the builder sets them.
pub(crate) struct Settings {
    pub(crate) is_https: bool,
    /// Names that `Host` may have beside this machine's and Graph's.
    pub(crate) allowed_hosts: Vec<String>,
    /// Origins beside those of this machine.
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) connections: usize,
    pub(crate) read_timeout: Duration,
    pub(crate) update_answer: UpdateAnswer,
    /// The answers for single types, by their names.
    pub(crate) update_answers: HashMap<String, UpdateAnswer>,
    /// How names are compared in single types, by the types' names.
    pub(crate) names: HashMap<String, Names>,
    pub(crate) type_annotations: TypeAnnotations,
    pub(crate) default_properties: DefaultProperties,
    pub(crate) body_limit: usize,
    pub(crate) read_only_writes: ReadOnlyWrites,
    pub(crate) undeclared_properties: UndeclaredProperties,
    pub(crate) page_size: Option<usize>,
    pub(crate) shows_etags: bool,
    pub(crate) faults_in_batches: bool,
    pub(crate) nested_writes: NestedWrites,
    pub(crate) version_stores: VersionStores,
    pub(crate) recording_limit: usize,
    pub(crate) data_file: Option<PathBuf>,
    /// The contents of reports, by their names.
    pub(crate) reports: BTreeMap<String, String>,
}

/// A switch in words: its description and its value.
pub(crate) type Switch = (&'static str, String);

/// Graph's limit for a request is 4 MB.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// More than a test sends.
const RECORDING_LIMIT: usize = 10_000;
/// More than a client opens, and fewer than the default limit of open files of a process.
const CONNECTIONS: usize = 512;
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The types of the workloads that compare names exactly: a name, or the start of names.
///
/// Source: Microsoft Graph, "Traverse the Microsoft Graph" and "Use the Microsoft Graph API".
const EXACT: [(&str, bool); 4] = [
    ("microsoft.graph.drive", true),
    ("microsoft.graph.driveItem", true),
    ("microsoft.graph.ediscovery.", false),
    ("microsoft.graph.security.ediscovery", false),
];

/// The values of a switch for single types, in words.
fn of_types(values: &HashMap<String, impl std::fmt::Debug>) -> String {
    let mut texts: Vec<_> = values.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    texts.sort_unstable();
    listed(&texts)
}

fn listed(texts: &[String]) -> String {
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_https: false,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            connections: CONNECTIONS,
            read_timeout: READ_TIMEOUT,
            update_answer: UpdateAnswer::default(),
            update_answers: HashMap::new(),
            names: HashMap::new(),
            type_annotations: TypeAnnotations::default(),
            default_properties: DefaultProperties::default(),
            body_limit: BODY_LIMIT,
            read_only_writes: ReadOnlyWrites::default(),
            undeclared_properties: UndeclaredProperties::default(),
            page_size: None,
            shows_etags: false,
            faults_in_batches: false,
            nested_writes: NestedWrites::default(),
            version_stores: VersionStores::default(),
            recording_limit: RECORDING_LIMIT,
            data_file: None,
            reports: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// How a change of an entity is answered: as set for its type, or for the nearest type that it derives
    /// from.
    pub(crate) fn answer(&self, schema: &Schema, structure: &Structure) -> UpdateAnswer {
        let mut lineage =
            std::iter::successors(Some(structure), |structure| schema.structure(structure.base.as_deref()?));
        let own = lineage.find_map(|structure| self.update_answers.get(&structure.name));
        match own.copied().unwrap_or(self.update_answer) {
            UpdateAnswer::Documented if schema.is_derived(&structure.name, DIRECTORY) => {
                UpdateAnswer::NoContent
            }
            UpdateAnswer::Documented => UpdateAnswer::Entity,
            set => set,
        }
    }

    /// How the names of a type are compared, as set or as its workload was seen to do. `None` if only its base
    /// types could say.
    pub(crate) fn names_of(&self, name: &str) -> Option<Names> {
        let is_exact = || {
            EXACT.iter().any(|(prefix, is_whole)| {
                name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || !is_whole)
            })
        };
        self.names.get(name).copied().or_else(|| is_exact().then_some(Names::Exact))
    }

    /// Every switch in words, with its value.
    pub(crate) fn texts(&self) -> Vec<Switch> {
        let none = || "none".to_owned();
        vec![
            ("Answer to an update", format!("{:?}", self.update_answer)),
            ("Answer to an update of a type", of_types(&self.update_answers)),
            ("Names of a type", of_types(&self.names)),
            ("Type annotations", format!("{:?}", self.type_annotations)),
            ("Properties without $select", format!("{:?}", self.default_properties)),
            ("Writes to read-only properties", format!("{:?}", self.read_only_writes)),
            ("Undeclared properties of open types", format!("{:?}", self.undeclared_properties)),
            ("Complex values in updates", format!("{:?}", self.nested_writes)),
            ("Entities of the versions", format!("{:?}", self.version_stores)),
            ("Largest body", format!("{} bytes", self.body_limit)),
            ("Page of a list", self.page_size.map_or("all".to_owned(), |size| size.to_string())),
            ("Annotation @odata.etag", self.shows_etags.to_string()),
            ("Time for headers, and for a body", format!("{:?}", self.read_timeout)),
            ("Allowed hosts", listed(&self.allowed_hosts)),
            ("Allowed origins", listed(&self.allowed_origins)),
            ("Most connections", self.connections.to_string()),
            ("Faults inside of batches", self.faults_in_batches.to_string()),
            ("Reports", listed(&self.reports.keys().cloned().collect::<Vec<_>>())),
            ("Requests recorded", self.recording_limit.to_string()),
            ("Data file", self.data_file.as_ref().map_or_else(none, |file| file.display().to_string())),
        ]
    }
}
