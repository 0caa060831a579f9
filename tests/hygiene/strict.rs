//! The same lints as in `src/lib.rs` for private and mostly unused items, as in a binary.

#![deny(warnings, unused, missing_docs, unreachable_pub, rust_2018_idioms, future_incompatible)]
#![deny(
    missing_debug_implementations,
    unused_qualifications,
    unused_lifetimes,
    unused_results,
    unnameable_types
)]
#![deny(clippy::all, clippy::pedantic)]

use graph_entity::{graph_action, graph_complex, graph_entity, graph_enum, graph_function};
use graph_entity_hygiene::{Device, RunState};

#[graph_enum]
#[derive(Debug, PartialEq)]
enum Mine {
    First,
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// An unused action.
#[graph_action(path = "/unused/{id}/act")]
#[derive(Debug)]
struct Unused;

#[graph_action(path = "/mine/{id}/act", result = Vec<Mine>)]
#[derive(Debug)]
struct Act {
    mine: Option<Mine>,
}

#[graph_function(path = "/mine/count", result = i64)]
#[derive(Debug)]
struct Count {
    of: String,
}

#[test]
fn private_calls_work() {
    assert_eq!(Act { mine: None }.call("1").method().as_str(), "POST");
    assert_eq!(Count { of: "x".to_owned() }.call().method().as_str(), "GET");
}

#[graph_complex]
#[derive(Debug)]
struct Part {
    name: Option<String>,
}

#[graph_entity(path = "/mine/{id}")]
#[derive(Debug)]
struct Private {
    id: String,
    kind: Option<Mine>,
    part: Option<Part>,
    #[graph(read_only)]
    serial: Option<String>,
    #[graph(create_only)]
    once: Option<String>,
    names: Vec<String>,
}

#[test]
fn a_private_entity_gives_no_warnings_about_unused_items() {
    let private: Private =
        serde_json::from_str(r#"{"id":"1","kind":"first","part":{"name":"p"}}"#).expect("an entity");
    assert_eq!(private.id, "1");
    assert_eq!(private.kind, Some(Mine::First));
    assert_eq!(private.part.and_then(|part| part.name).as_deref(), Some("p"));
    assert!(private.serial.is_none() && private.once.is_none() && private.names.is_empty());
}

#[test]
fn a_setter_may_have_a_name_that_lints_object_to() {
    let patch = Device::patch().is_default(true).to_recipients(vec![]).add(0.5).not(false).hash("h").len(1);
    assert_eq!(patch.get("isDefault"), Some("true"));
    assert_eq!(patch.get("add"), Some("0.5"));
    assert_eq!(patch.state(RunState::Failure).get("state"), Some("\"failure\""));
}

#[test]
#[expect(deprecated, reason = "the setter of a deprecated property is deprecated with it")]
fn the_setter_of_a_deprecated_property_is_deprecated() {
    assert_eq!(Device::patch().label("old").get("label"), Some("\"old\""));
}

#[test]
#[expect(deprecated, reason = "so is its handle")]
fn the_handle_of_a_deprecated_property_is_deprecated() {
    assert_eq!(Device::LABEL.as_str(), "label");
}

#[test]
#[expect(deprecated, reason = "and so are the other methods that are named after it")]
fn clearing_a_deprecated_property_is_deprecated() {
    assert_eq!(Device::patch().clear_label().get("label"), Some("null"));
}

/// Deprecated as a whole, and in its parts: the attributes give no warning for their own item.
#[allow(dead_code, reason = "nothing uses them")]
mod dropped {
    use graph_entity::{graph_action, graph_complex, graph_entity, graph_enum, graph_one_of};

    #[graph_entity(path = "/dropped/{id}")]
    #[derive(Debug)]
    #[deprecated = "use `Device`"]
    struct Dropped {
        id: String,
        #[deprecated]
        name: Option<String>,
        #[deprecated]
        #[graph(navigation)]
        owners: Vec<graph_entity_hygiene::Owner>,
    }

    #[graph_complex]
    #[derive(Debug)]
    #[deprecated]
    struct Part {
        #[deprecated]
        name: Option<String>,
    }

    #[graph_complex]
    #[derive(Debug)]
    struct Rest {
        name: Option<String>,
    }

    #[graph_enum]
    #[derive(Debug)]
    #[deprecated]
    enum Kind {
        #[deprecated]
        Old,
        #[graph(unrecognized)]
        Unrecognized(String),
    }

    #[graph_one_of]
    #[derive(Debug)]
    #[deprecated]
    enum Parts {
        #[deprecated]
        Rest(Rest),
        #[graph(unrecognized)]
        Unrecognized(serde_json::Value),
    }

    #[graph_action(path = "/dropped/{id}/act")]
    #[derive(Debug)]
    #[deprecated]
    struct Act {
        #[deprecated]
        name: Option<String>,
    }
}
