//! A user's crate that re-exports the runtime for its own users.

pub use graph_entity;

/// Writes items that only this crate can change.
#[macro_export]
macro_rules! items_of_the_sdk {
    () => {
        #[$crate::graph_entity::graph_entity(path = "/sdk/items/{id}", crate = "my_sdk::graph_entity")]
        struct OfTheSdk {
            id: String,
            part: Option<PartOfTheSdk>,
        }

        #[$crate::graph_entity::graph_complex(crate = "my_sdk::graph_entity")]
        struct PartOfTheSdk {
            name: Option<String>,
        }

        #[$crate::graph_entity::graph_action(path = "/sdk/items/{id}/run", crate = "my_sdk::graph_entity")]
        struct RunOfTheSdk;
    };
}
