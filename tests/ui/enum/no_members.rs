//! Even an enumeration without known members keeps the unknown ones.

use graph_entity::graph_enum;

#[graph_enum]
enum State {}

fn main() {}
