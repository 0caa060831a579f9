//! The switches: where services of Graph differ, and how this one behaves.
//!
//! All that a switch is lies here: its type, which is that of the binary's option too, its field, its default, and its row on
//! the page and in the greeting. Beside that it takes a method of the builder, an option of the binary, and what heeds it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::schema::model::Schema;
use crate::schema::structure::Structure;

/// What a PATCH is answered with, unless the request's `Prefer` says otherwise.
///
/// Intune's pages document 200 with the entity; some of its services, and most of Graph's others, send 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum UpdateAnswer {
    /// 200 with the updated entity.
    #[default]
    Entity,
    /// 204 with nothing.
    NoContent,
}

/// When a reply carries `@odata.type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum TypeAnnotations {
    /// Where the entity's type is other than the declared type of its address, as Graph does.
    ///
    /// Entities annotated in Rust that share one address are other than its declared type, which none of them names.
    #[default]
    WhereDerived,
    /// On every entity, as the documentation's examples show it.
    Always,
}

/// What becomes of a value for a property that the request may not set, unless it is the value that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum ReadOnlyWrites {
    /// 400, which names the property. Some of Intune's services do so.
    #[default]
    Refused,
    /// It is passed over.
    ///
    /// Source: OData Protocol 4.01, "Update an Entity".
    Ignored,
}

/// What a complex value in an update does to the one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum NestedWrites {
    /// Its members are changed one by one, and those it leaves out stay: what OData says, and Entra does.
    #[default]
    Merged,
    /// It takes the place of the other, and the members it leaves out are reset: what some of Intune's services do.
    Replaced,
}

/// All switches, each as the builder sets it.
pub(crate) struct Settings {
    pub(crate) is_https: bool,
    pub(crate) connections: usize,
    pub(crate) read_timeout: Duration,
    pub(crate) update_answer: UpdateAnswer,
    /// The same for the types that have one of their own, by their names.
    pub(crate) update_answers: HashMap<String, UpdateAnswer>,
    pub(crate) type_annotations: TypeAnnotations,
    pub(crate) body_limit: usize,
    pub(crate) read_only_writes: ReadOnlyWrites,
    pub(crate) page_size: Option<usize>,
    pub(crate) shows_etags: bool,
    pub(crate) faults_in_batches: bool,
    pub(crate) nested_writes: NestedWrites,
    pub(crate) recording_limit: usize,
    pub(crate) data_file: Option<PathBuf>,
}

/// A switch in words: what it is about, and how it is set.
pub(crate) type Switch = (&'static str, String);

/// Graph takes 4 MB in one request.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// More than a test sends.
const RECORDING_LIMIT: usize = 10_000;
/// More than a client opens, and fewer than the files that a process may have open by default.
const CONNECTIONS: usize = 512;
const READ_TIMEOUT: Duration = Duration::from_secs(30);

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_https: false,
            connections: CONNECTIONS,
            read_timeout: READ_TIMEOUT,
            update_answer: UpdateAnswer::default(),
            update_answers: HashMap::new(),
            type_annotations: TypeAnnotations::default(),
            body_limit: BODY_LIMIT,
            read_only_writes: ReadOnlyWrites::default(),
            page_size: None,
            shows_etags: false,
            faults_in_batches: false,
            nested_writes: NestedWrites::default(),
            recording_limit: RECORDING_LIMIT,
            data_file: None,
        }
    }
}

impl Settings {
    /// What a change of an entity of a type is answered with: what was set for the type, or for the nearest that it
    /// extends.
    pub(crate) fn answer(&self, schema: &Schema, structure: &Structure) -> UpdateAnswer {
        let mut lineage =
            std::iter::successors(Some(structure), |structure| schema.structure(structure.base.as_deref()?));
        let own = lineage.find_map(|structure| self.update_answers.get(&structure.name));
        own.copied().unwrap_or(self.update_answer)
    }

    /// Every switch in words, with how it is set.
    pub(crate) fn texts(&self) -> Vec<Switch> {
        let mut answers: Vec<_> =
            self.update_answers.iter().map(|(name, answer)| format!("{name}: {answer:?}")).collect();
        answers.sort_unstable();
        let none = || "none".to_owned();
        vec![
            ("Answer to an update", format!("{:?}", self.update_answer)),
            ("Answer to an update of a type", if answers.is_empty() { none() } else { answers.join(", ") }),
            ("Type annotations", format!("{:?}", self.type_annotations)),
            ("Writes to read-only properties", format!("{:?}", self.read_only_writes)),
            ("Complex values in updates", format!("{:?}", self.nested_writes)),
            ("Largest body", format!("{} bytes", self.body_limit)),
            ("Page of a list", self.page_size.map_or("all".to_owned(), |size| size.to_string())),
            ("Annotation @odata.etag", self.shows_etags.to_string()),
            ("Time for headers, and for a body", format!("{:?}", self.read_timeout)),
            ("Most connections", self.connections.to_string()),
            ("Faults inside of batches", self.faults_in_batches.to_string()),
            ("Requests recorded", self.recording_limit.to_string()),
            ("Data file", self.data_file.as_ref().map_or_else(none, |file| file.display().to_string())),
        ]
    }
}
