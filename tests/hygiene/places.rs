//! Items in functions, blocks and nested modules, with every visibility, and several in one place.

#![deny(warnings, unused, unreachable_pub)]
#![allow(missing_docs)]

use graph_entity::{graph_action, graph_entity, graph_function};

mod outer {
    pub(crate) mod inner {
        use graph_entity::{graph_complex, graph_entity, graph_enum};

        #[graph_entity(path = "/a/{id}")]
        #[derive(Debug, Default, Clone)]
        struct Private {
            id: String,
            name: Option<String>,
            part: Option<Part>,
        }

        #[graph_entity(path = "/b/{id}")]
        #[derive(Debug)]
        pub(super) struct Super {
            pub(super) id: String,
            pub(in crate::outer) name: Option<String>,
            kind: Option<Kind>,
        }

        #[graph_entity(path = "/c/{id}")]
        #[derive(Debug)]
        pub(crate) struct Crate {
            pub(crate) id: String,
            pub(self) secret: Option<String>,
            pub(crate) name: Option<String>,
            #[graph(read_only)]
            pub(super) serial: Option<String>,
        }

        #[graph_complex]
        #[derive(Debug, Clone)]
        struct Part {
            name: Option<String>,
        }

        #[graph_enum]
        #[derive(Debug)]
        enum Kind {
            First,
            #[graph(unrecognized)]
            Other(String),
        }

        #[test]
        fn a_private_entity_works() {
            let patch = Private::patch().name("n").part(Part { name: None });
            assert_eq!(patch.get("part"), Some(r#"{"name":null}"#));
            assert_eq!(Private::default().id, "");
            let patch = Super::patch().kind(Kind::First);
            assert_eq!(patch.get("kind"), Some("\"first\""));
            assert_eq!(Crate::patch().secret("s").get("secret"), Some("\"s\""));
        }
    }

    #[test]
    fn an_entity_of_a_nested_module_works() {
        assert_eq!(inner::Super::patch().name("n").get("name"), Some("\"n\""));
    }
}

#[test]
fn an_entity_of_the_crate_works() {
    use outer::inner::Crate;
    assert_eq!(Crate::patch().name("n").get("name"), Some("\"n\""));
    assert_eq!(Crate::update("1", Crate::patch().name("n")).template(), "/c/{id}");
}

#[test]
fn items_of_a_function_work() {
    use graph_entity::{graph_complex, graph_enum, graph_one_of};

    #[graph_enum]
    #[derive(Debug, PartialEq)]
    enum Kind {
        First,
        #[graph(unrecognized)]
        Other(String),
    }

    #[graph_complex(odata_type = always)]
    #[derive(Debug, PartialEq)]
    struct Part {
        kind: Option<Kind>,
    }

    #[graph_one_of]
    #[derive(Debug, PartialEq)]
    enum Parts {
        Part(Part),
        #[graph(unrecognized)]
        Other(serde_json::Value),
    }

    #[graph_entity(path = "/a/{id}")]
    #[derive(Debug)]
    struct Local {
        id: String,
        parts: Vec<Parts>,
        #[graph(read_only)]
        serial: Option<String>,
    }

    let local: Local = serde_json::from_str(
        r##"{"id":"1","parts":[{"@odata.type":"#microsoft.graph.part","kind":"first"}]}"##,
    )
    .expect("an entity");
    assert_eq!(local.parts, [Parts::Part(Part { kind: Some(Kind::First) })]);
    assert_eq!((local.id.as_str(), local.serial), ("1", None));
    let patch = Local::patch().parts(vec![Parts::Part(Part { kind: None })]);
    assert_eq!(Local::update("1", patch).template(), "/a/{id}");
}

#[test]
fn items_of_a_block_work() {
    let first = {
        #[graph_entity(path = "/a/{id}")]
        struct Same {
            id: String,
            name: Option<String>,
        }
        let same: Same = serde_json::from_str(r#"{"id":"1","name":"n"}"#).expect("an entity");
        assert_eq!(same.name.as_deref(), Some("n"));
        same.id
    };
    let second = {
        #[graph_entity(path = "/b/{id}")]
        struct Same {
            id: i64,
        }
        let same: Same = serde_json::from_str(r#"{"id":1}"#).expect("an entity");
        same.id
    };
    assert_eq!(first, second.to_string());
}

mod derives {
    use std::collections::HashSet;

    use graph_entity::{graph_complex, graph_entity, graph_enum};

    #[derive(Debug, Clone)]
    #[graph_entity(path = "/a/{id}")]
    #[derive(PartialEq, Default)]
    struct Both {
        id: String,
        name: Option<String>,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
    #[graph_complex]
    struct Above {
        size: Option<i32>,
    }

    #[graph_enum]
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Below {
        First,
        #[graph(unrecognized)]
        Other(String),
    }

    #[test]
    fn derives_above_and_below_work() {
        let both = Both { id: "1".into(), ..Both::default() };
        assert_eq!(both.clone(), both);
        assert_eq!(HashSet::from([Above::default(), Above { size: None }]).len(), 1);
        assert!(Below::First < Below::from("second"));
        assert_eq!(Both::patch().clear_name().get("name"), Some("null"));
    }
}

mod conditional {
    use graph_entity::{graph_complex, graph_entity, graph_enum};

    #[graph_entity(path = "/a/{id}")]
    #[derive(Debug)]
    struct Device {
        id: String,
        #[cfg(any())]
        gone: NoSuchType,
        #[cfg(not(any()))]
        #[graph(not_null)]
        here: Option<bool>,
        #[cfg_attr(not(any()), graph(name = "renamed"))]
        other: Option<bool>,
        #[cfg_attr(any(), graph(read_only))]
        free: Option<bool>,
    }

    #[graph_complex]
    struct Part {
        #[cfg(any())]
        gone: NoSuchType,
        here: Option<bool>,
    }

    #[graph_enum]
    #[derive(Debug, PartialEq)]
    enum Kind {
        #[cfg(any())]
        Gone,
        Here,
        #[graph(unrecognized)]
        Other(String),
    }

    #[test]
    fn what_is_configured_out_is_not_emitted() {
        assert_eq!(Device::ABOUT.structure().properties().len(), 4);
        let patch = Device::patch().here(true).other(false).free(true);
        assert_eq!(patch.get("renamed"), Some("false"));
        assert_eq!(Kind::from("gone"), Kind::Other("gone".into()));
        assert_eq!(Kind::from("here"), Kind::Here);
        let part: Part = serde_json::from_str(r#"{"here":true,"gone":1}"#).expect("a value");
        assert_eq!(part.here, Some(true));
        let device: Device = serde_json::from_str(r#"{"id":"1"}"#).expect("an entity");
        assert_eq!((device.id.as_str(), device.here, device.other, device.free), ("1", None, None, None));
    }
}

mod own_path {
    pub(super) mod reexport {
        pub(crate) use graph_entity as runtime;
    }

    mod below {
        #[super::reexport::runtime::graph_entity(path = "/a/{id}", crate = "super::reexport::runtime")]
        struct Device {
            name: Option<String>,
        }

        #[graph_entity::graph_entity(path = "/a/{id}", crate = "crate::own_path::reexport::runtime")]
        struct Other {
            name: Option<String>,
        }

        #[test]
        fn a_path_of_this_crate_leads_to_the_runtime() {
            assert_eq!(Device::patch().name("n").get("name"), Some("\"n\""));
            assert_eq!(Other::patch().name("n").get("name"), Some("\"n\""));
            let device: Device = serde_json::from_str(r#"{"name":"n"}"#).expect("an entity");
            let other: Other = serde_json::from_str(r#"{"name":"n"}"#).expect("an entity");
            assert_eq!(device.name, other.name);
        }
    }
}

#[test]
fn calls_of_a_function_work() {
    #[graph_action(path = "/a/{id}/act")]
    struct Act {
        name: Option<String>,
    }

    {
        #[graph_function(path = "/a/{id}/f", result = bool)]
        struct F;
        assert_eq!(F.call("1").template(), "/a/{id}/f");
    }
    assert_eq!(Act { name: None }.call("1").template(), "/a/{id}/act");
}
