//! What the emulator says on the wire, asked by hand-written HTTP and by no client of ours.

mod answers;
mod batches;
mod collections;
mod conditions;
mod entities;
mod faults;
mod lifecycle;
mod malformed;
mod queries;
mod refusals;
mod wire;
