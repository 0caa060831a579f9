//! Items that come out of a user's `macro_rules!`.

#![deny(warnings, unused)]
#![allow(missing_docs)]

use graph_entity::{graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of};

macro_rules! entity {
    ($(#[$meta:meta])* $vis:vis $name:ident at $path:literal { $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[graph_entity(path = $path)]
        #[derive(Debug, Clone)]
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $ty,)*
        }
    };
}

entity! {
    /// Made by a macro.
    pub Device at "/devices/{id}" {
        pub id: String,
        /// A text.
        pub name: Option<String>,
        #[graph(name = "labels", not_null)]
        pub tags: Option<Vec<String>>,
        pub(crate) r#type: Option<i32>,
        #[graph(read_only)]
        pub serial: Option<String>,
    }
}

entity! {
    Private at "/private/{id}" {
        name: Option<String>,
    }
}

macro_rules! callable {
    ($attribute:ident $name:ident at $path:literal gives $result:ty { $($(#[$meta:meta])* $field:ident: $ty:ty,)* }) => {
        #[$attribute(path = $path, result = $result)]
        #[derive(Clone)]
        pub struct $name {
            $($(#[$meta])* pub $field: $ty,)*
        }
    };
}

callable! {
    graph_action Wipe at "/devices/{id}/wipe" gives () {
        reason: Option<String>,
        #[graph(sensitive)]
        code: String,
    }
}

callable! {
    graph_action Assign at "/devices/{id}/assign" gives Vec<Device> {
        parts: Vec<Part>,
    }
}

callable! {
    graph_function Count at "/devices/count" gives Option<i64> {
        of: String,
    }
}

#[test]
fn generated_calls_work() {
    let wipe = Wipe { reason: None, code: "1".into() };
    assert!(format!("{wipe:?}").contains("[redacted]"));
    assert_eq!(wipe.call("1").method().as_str(), "POST");
    let pages: graph_entity::Request<graph_entity::Page<Device>> = Assign { parts: Vec::new() }.call("1");
    assert_eq!(pages.template(), "/devices/{id}/assign");
    assert_eq!(Count { of: "x".into() }.call().method().as_str(), "GET");
}

macro_rules! of_items {
    ($($item:item)*) => { $($item)* };
}

of_items! {
    #[graph_complex]
    #[derive(Debug, Clone)]
    pub struct Part {
        pub name: Option<String>,
    }

    #[graph_one_of]
    #[derive(Debug, Clone)]
    pub enum Parts {
        Part(Part),
        #[graph(unrecognized)]
        Unrecognized(serde_json::Value),
    }
}

macro_rules! on_item {
    ($item:item) => {
        #[graph_entity(path = "/on/{id}")]
        $item
    };
}

on_item! {
    #[derive(Debug, Clone)]
    pub struct On {
        pub id: String,
        pub name: Option<String>,
    }
}

macro_rules! enumeration {
    ($name:ident { $($variant:ident = $wire:literal is $value:expr,)* } $($args:tt)*) => {
        #[graph_enum($($args)*)]
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $(#[graph(name = $wire, value = $value)] $variant,)*
            #[graph(unrecognized)]
            Unrecognized(String),
        }
    };
}

enumeration!(Kind { First = "one" is 1, Last = "last" is -1, } evolvable);

macro_rules! with_permissions {
    ($type:literal, $runtime:literal, $($scope:literal),*) => {
        #[graph_entity(path = "/x", odata_type = $type, crate = $runtime, permissions(delegated = [$($scope),*]))]
        pub struct Allowed {
            pub name: Option<String>,
        }
    };
}

with_permissions!("microsoft.graph.allowed", "::graph_entity", "A.Read", "B.Read");

macro_rules! local {
    ($name:ident) => {{
        #[graph_entity(path = "/local/{name}")]
        #[derive(Debug)]
        struct Local {
            $name: Option<String>,
            value: Option<String>,
            #[graph(create_only)]
            once: Option<String>,
        }
        let local: Local = serde_json::from_str(r#"{"value":"v"}"#).expect("an entity");
        assert!(local.$name.is_none() && local.once.is_none());
        assert_eq!(local.value.as_deref(), Some("v"));
        Local::patch().$name("n").value("v").len()
    }};
}

#[test]
fn entities_of_a_macro_work() {
    let patch = Device::patch().name("n").tags(vec![]).r#type(1);
    assert_eq!(patch.get("labels"), Some("[]"));
    assert_eq!(patch.get("name"), Some("\"n\""));
    assert_eq!(Device::update("1", patch).template(), "/devices/{id}");
    assert_eq!(Private::patch().clear_name().get("name"), Some("null"));
    assert_eq!(On::patch().name("n").get("name"), Some("\"n\""));
    assert_eq!(local!(name), 2);
    assert_eq!(Allowed::ABOUT.permissions().delegated(), ["A.Read", "B.Read"]);
}

#[test]
fn enums_of_a_macro_work() {
    assert_eq!(Kind::First.as_str(), "one");
    assert_eq!(Kind::from("last"), Kind::Last);
    let parts = Parts::from(Part { name: None });
    assert!(matches!(parts, Parts::Part(_)));
}
