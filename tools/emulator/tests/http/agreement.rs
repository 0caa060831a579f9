//! Entities that are served beside a metadata document must be as the document has them.

use graph_entity::{graph_complex, graph_entity, graph_enum, graph_one_of};
use graph_entity_emulator::{Emulator, StartError, check_entities};
use serde_json::Value;

use crate::metadata::DOCUMENT;

/// The apps of the document, as they are, with what differs deliberately.
mod right {
    use super::*;

    #[graph_enum]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) enum Channel {
        Stable,
        #[graph(differs = "the service knows it")]
        Nightly,
        #[graph(unrecognized)]
        Unrecognized(String),
    }

    #[graph_complex]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct FileRule {
        pub(super) path: Option<String>,
        pub(super) note: Option<String>,
    }

    #[graph_one_of]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) enum Rule {
        File(FileRule),
        #[graph(unrecognized)]
        Unrecognized(Value),
    }

    #[graph_complex(differs = "it has been renamed")]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Dimension {
        pub(super) bytes: Option<i64>,
    }

    #[graph_entity(
        path = "/apps/{appId}/microsoft.graph.win32App",
        path(stored = "/store/apps/{appId}"),
        version = "beta"
    )]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Win32App {
        pub(super) id: String,
        pub(super) name: Option<String>,
        pub(super) channel: Option<Channel>,
        #[graph(read_only)]
        pub(super) score: Option<i32>,
        pub(super) rule: Option<Rule>,
        pub(super) rules: Vec<Rule>,
        #[graph(differs = "it has been renamed")]
        pub(super) size: Option<Dimension>,
        #[graph(differs = "the service knows it")]
        pub(super) colour: Option<String>,
    }
}

/// The same with one fault of each kind.
mod wrong {
    use super::*;

    #[graph_enum(flags)]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) enum Channel {
        Stabel,
        #[graph(unrecognized)]
        Unrecognized(String),
    }

    #[graph_complex]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Size {
        pub(super) byts: Option<i64>,
    }

    #[graph_entity(path = "/store/app/{appId}", version = "beta")]
    #[derive(Debug, Clone, PartialEq)]
    pub(super) struct Win32App {
        pub(super) id: String,
        pub(super) nmae: Option<String>,
        pub(super) file: Option<i32>,
        pub(super) channel: Option<graph_entity::Flags<Channel>>,
        pub(super) score: Option<i32>,
        pub(super) publisher: Option<Value>,
        pub(super) size: Vec<Size>,
    }
}

const FAULTS: [&str; 9] = [
    "Win32App: `/store/app/{appId}` is not an address of Graph beta: `microsoft.graph.store` has no `app`: \
     did you mean `apps`?",
    "Win32App: `microsoft.graph.win32App` has no property `nmae`: did you mean `name`?",
    "Win32App: `file` is `Edm.String`: write `String`",
    "Win32App: only the service sets `score`: mark it `#[graph(read_only)]`",
    "Win32App: `publisher` is a navigation property: mark it `#[graph(navigation)]`",
    "Win32App: `size` is `microsoft.graph.size`: write `Size`",
    "Channel: the members of `microsoft.graph.channel` are not flags: remove `flags`",
    "Channel: `microsoft.graph.channel` has no member `stabel`: did you mean `stable`?",
    "Size: `microsoft.graph.size` has no property `byts`: did you mean `bytes`?",
];

#[tokio::test]
async fn an_emulator_does_not_start_with_entities_that_differ() {
    let builder = Emulator::builder().metadata("beta", DOCUMENT).entity::<wrong::Win32App>();
    let error = builder.try_start().await.expect_err("differences");
    let StartError::Differs(disagreement) = &error else { panic!("{error}") };
    assert_eq!(disagreement.differences(), FAULTS);
    let text = error.to_string();
    assert!(text.starts_with("9 differences from the metadata\n  "), "{text}");
    assert_eq!(format!("{disagreement:?}"), text);
}

#[tokio::test]
async fn an_emulator_starts_with_entities_that_agree_or_differ_deliberately() {
    // The order of the calls does not matter.
    Emulator::builder().entity::<right::Win32App>().metadata("beta", DOCUMENT).start().await;
    // Without metadata of their version, entities are served as they are.
    Emulator::builder().entity::<wrong::Win32App>().start().await;
    Emulator::builder().entity::<wrong::Win32App>().metadata("v1.0", DOCUMENT).start().await;
}

#[test]
fn a_test_compares_entities_without_an_emulator() {
    let (right, wrong) = (right::Win32App::ABOUT, wrong::Win32App::ABOUT);
    check_entities("beta", DOCUMENT, &[right]).expect("what the document has");
    let error = check_entities("beta", DOCUMENT, &[right, wrong]).expect_err("differences");
    let StartError::Differs(disagreement) = error else { panic!("{error}") };
    assert_eq!(disagreement.differences(), FAULTS);
    check_entities("v1.0", DOCUMENT, &[wrong]).expect("entities of another version");
    let error = check_entities("beta", "<a>", &[right]).expect_err("a fault of the document");
    assert!(matches!(error, StartError::Metadata { .. }), "{error}");
}
