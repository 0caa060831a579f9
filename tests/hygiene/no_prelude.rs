//! Items in a module without the standard prelude.
//!
//! The `diagnostic` of `#[diagnostic::on_unimplemented]` comes with the prelude and has no other path. The
//! key `no_prelude` therefore leaves out the messages of refusals.

#![no_implicit_prelude]
#![allow(missing_docs)]

use ::graph_entity::{graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of};

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum RunState {
    Success,
    #[graph(unrecognized)]
    Unrecognized(::std::string::String),
}

#[graph_enum(flags)]
#[derive(Debug, Clone, PartialEq)]
pub enum Day {
    Monday,
    #[graph(unrecognized)]
    Unrecognized(::std::string::String),
}

#[graph_complex(odata_type = always)]
#[derive(Clone, PartialEq)]
pub struct Part {
    #[graph(sensitive)]
    pub name: ::std::option::Option<::std::string::String>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub enum Parts {
    Part(Part),
    #[graph(unrecognized)]
    Unrecognized(::serde_json::Value),
}

#[graph_entity(path = "/devices/{deviceId}", no_prelude, operations(get, update))]
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    pub id: ::std::string::String,
    #[graph(create_only)]
    pub kind: ::std::option::Option<::std::string::String>,
    pub name: ::std::option::Option<::std::string::String>,
    pub state: ::std::option::Option<RunState>,
    pub days: ::std::option::Option<::graph_entity::Flags<Day>>,
    pub part: ::std::option::Option<Part>,
    pub parts: ::std::vec::Vec<Parts>,
    #[graph(additional)]
    pub extra: ::graph_entity::Additional,
}

#[graph_action(path = "/devices/{deviceId}/wipe", result = Device)]
#[derive(Clone)]
pub struct Wipe {
    #[graph(sensitive)]
    pub code: ::std::option::Option<::std::string::String>,
    pub part: ::std::option::Option<::graph_entity::Nullable<Part>>,
}

#[graph_function(path = "/devices/count", result = ::std::vec::Vec<i64>)]
pub struct Count {
    pub days: ::graph_entity::Flags<Day>,
}

#[test]
fn calls_are_made() {
    let wipe = Wipe { code: ::std::option::Option::None, part: ::std::option::Option::None };
    ::std::assert_eq!(wipe.call("1").method().as_str(), "POST");
    ::std::assert_eq!(
        Count { days: ::std::convert::From::from([Day::Monday]) }.call().method().as_str(),
        "GET"
    );
}

#[test]
fn requests_are_made() {
    let part = Part { name: ::std::option::Option::None };
    let patch = Device::patch()
        .name("x")
        .state(RunState::Success)
        .clear_days()
        .parts(::std::vec![::std::convert::Into::into(part)]);
    ::std::assert_eq!(patch.get("name"), ::std::option::Option::Some("\"x\""));
    ::std::assert_eq!(patch.get("state"), ::std::option::Option::Some("\"success\""));
    ::std::assert_eq!(Device::update("1", patch).method().as_str(), "PATCH");
    ::std::assert_eq!(::std::format!("{}", RunState::Success), "success");
}
