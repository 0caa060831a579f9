//! A result of flags has a set as its type, as a property has.
//!
//! Errors: 2

use graph_entity::{Flags, graph_action, graph_enum, graph_function};

#[graph_enum(flags)]
enum Day {
    Monday,
    #[graph(unrecognized)]
    Other(String),
}

#[graph_enum]
enum State {
    Ready,
    #[graph(unrecognized)]
    Other(String),
}

#[graph_action(path = "/devices/{deviceId}/wipe", result = Vec<Day>)]
struct Wipe;

#[graph_function(path = "/devices/{deviceId}/states", result = Option<Flags<State>>)]
struct States;

fn main() {}
