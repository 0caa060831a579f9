//! What a reader ignores and a developer should know: events for `tracing`, without values.

#[path = "lines.rs"]
mod lines;

use graph_entity::{DateTimeOffset, from_slice, graph_entity};

use lines::Lines;

#[graph_entity(path = "/deviceManagement/policies/{policyId}")]
struct Policy {
    id: String,
    /// Misspelt: the service calls it `minOSVersion`.
    min_os_version: Option<String>,
    seen_at: Option<DateTimeOffset>,
}

#[graph_entity(path = "/deviceManagement/profiles/{profileId}")]
struct Profile {
    id: String,
    display_name: Option<String>,
}

/// Two structs of one type: the first declares fewer properties.
#[graph_entity(path = "/deviceManagement/apps/{appId}", odata_type = "#microsoft.graph.app")]
struct SlimApp {
    id: String,
}

#[graph_entity(path = "/deviceManagement/apps/{appId}", odata_type = "#microsoft.graph.app")]
struct App {
    id: String,
    /// Misspelt.
    min_os_version: Option<String>,
}

/// One test, because a program has one global subscriber.
#[test]
fn a_near_name_is_reported_once_for_each_type_and_an_empty_text_each_time() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber of this program");

    let reply = br#"{"id":"secret-id","minOSVersion":"10.0","novelty":1}"#;
    assert_eq!(from_slice::<Policy>(reply).expect("a reply").min_os_version, None);
    let text = lines.take();
    for part in [
        "WARN",
        "microsoft.graph.policy",
        "minOsVersion",
        "minOSVersion",
        "differs from a declared one only by case",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("secret-id") && !text.contains("10.0") && !text.contains("novelty"), "{text}");

    from_slice::<Policy>(reply).expect("a reply");
    from_slice::<Policy>(br#"{"id":"1","MinOsVersion":"10.0"}"#).expect("a reply");
    assert_eq!(lines.take(), "", "once for each type");

    from_slice::<Profile>(br#"{"id":"1","DisplayName":"x"}"#).expect("a reply");
    assert!(lines.take().contains("microsoft.graph.profile"), "another type");

    from_slice::<Policy>(br#"{"id":"1","seenAt":""}"#).expect("a reply");
    let text = lines.take();
    assert!(text.contains("DEBUG") && text.contains("seenAt") && text.contains("empty text"), "{text}");

    let reply = br#"{"id":"1","minOSVersion":"10.0"}"#;
    from_slice::<SlimApp>(reply).expect("a reply");
    assert_eq!(lines.take(), "", "nothing is misspelt");
    from_slice::<App>(reply).expect("a reply");
    assert!(lines.take().contains("minOsVersion"), "another struct of the same type");
}
