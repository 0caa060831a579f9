//! Even an enumeration without known members must keep the unknown ones.

use graph_entity::graph_enum;

#[graph_enum]
enum State {}

fn main() {}
