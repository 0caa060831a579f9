//! Tests of the emulator over HTTP, with handwritten requests and without this project's client.

mod answers;
mod batches;
mod collections;
mod conditions;
mod control;
mod control_faults;
mod data;
mod deltas;
mod directory;
mod entities;
mod faults;
mod https;
mod lifecycle;
mod limits;
mod malformed;
mod metadata;
mod mutated;
mod mutator;
mod observation;
mod queries;
mod references;
mod refusals;
mod throttling;
mod tokens;
mod unserved;
mod wire;
