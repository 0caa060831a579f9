//! A system segment such as `$value` is not the name of an action.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(path = "/me/photo/$value")]
struct Photo;

fn main() {}
