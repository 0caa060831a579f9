//! What the emulator says on the wire, asked by hand-written HTTP and by no client of ours.

mod answers;
mod entities;
mod lifecycle;
mod malformed;
mod refusals;
mod wire;
