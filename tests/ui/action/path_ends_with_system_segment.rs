//! A system segment such as `$value` is no action.
//!
//! Check: `callable_path_ends_with_name`

use graph_entity::graph_action;

#[graph_action(path = "/me/photo/$value")]
struct Photo;

fn main() {}
