//! The generated types, and a table of them.

#![allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    dead_code,
    reason = "generated files are for a user's crate, which has its own lints"
)]

mod requests;

use graph_entity::model::{Structured, TypeInfo};
use graph_entity::{Entity, Patch, PatchBody, PatchError};
use serde::Serialize;
use serde_json::Value;

pub use requests::{Call, ParameterError, Prepared};

/// What was generated from a document.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub name: &'static str,
    /// The structs.
    pub types: &'static [Type],
    /// What the document has and the types do not.
    pub left_out: &'static [&'static str],
}

/// A generated struct.
#[derive(Debug)]
pub struct Type {
    /// The qualified name of the structured type.
    pub name: &'static str,
    /// Its description by the attribute.
    pub info: &'static TypeInfo,
    /// Reads a value from JSON and writes it again.
    pub read_and_write: fn(&[u8]) -> Result<Value, String>,
}

impl Type {
    const fn of<T: Structured + Serialize>(name: &'static str) -> Self {
        Self { name, info: T::INFO, read_and_write: read_and_write::<T> }
    }
}

fn read_and_write<T: Structured + Serialize>(json: &[u8]) -> Result<Value, String> {
    let value: T = graph_entity::from_slice(json).map_err(|error| error.to_string())?;
    serde_json::to_value(&value).map_err(|error| error.to_string())
}

/// Everything that was generated. The tables are empty without documents.
pub const DOCUMENTS: &[Document] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// A documentation page of an update, and the struct that was generated from pages for its type.
#[derive(Debug)]
pub struct Update {
    /// The path of the page.
    pub page: &'static str,
    /// The struct.
    pub entity: Type,
    /// Makes a patch from JSON.
    pub patch: fn(Value) -> Result<PatchBody, PatchError>,
}

impl Update {
    const fn of<E>(page: &'static str, name: &'static str) -> Self
    where
        E: Entity + Structured + Serialize,
    {
        Self { page, entity: Type::of::<E>(name), patch: patch::<E> }
    }
}

fn patch<E: Entity>(json: Value) -> Result<PatchBody, PatchError> {
    Ok(E::Patch::from_json(json)?.into())
}

/// The update pages of the types that were generated from pages.
pub const UPDATES: &[Update] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The pages of the actions and functions that were generated from pages.
pub const CALLS: &[Call] = include!(concat!(env!("OUT_DIR"), "/calls.rs"));

pub mod pages_v1 {
    include!(concat!(env!("OUT_DIR"), "/pages_v1.rs"));
}

pub mod pages_beta {
    include!(concat!(env!("OUT_DIR"), "/pages_beta.rs"));
}

pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/v1.rs"));
}

pub mod beta {
    include!(concat!(env!("OUT_DIR"), "/beta.rs"));
}
