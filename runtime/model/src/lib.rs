#![doc = include_str!("../README.md")]
//!
//! ## Rooms
//!
//! The crate's modules, in the order in which they build on one another. Each uses only those above it.
//!
//! - `base`: leaves: path, permissions, bodies, invalid requests
//! - `model`: the OData type system: types as data, slots, reader and writer; no HTTP, no async
//! - `entity`: entities, their patches, their operations and what refers to them
//! - `callable`: actions and functions as data: their parameters and results

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod base;
pub mod callable;
pub mod entity;
pub mod model;
