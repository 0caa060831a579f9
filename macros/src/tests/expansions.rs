//! One checked-in expansion of each macro, so that a reviewer sees what the macros emit.
//!
//! `UPDATE_EXPANSIONS=1 cargo test -p graph-entity-macros expansions` writes them.

use std::path::Path;

use super::{
    GRAPH_ACTION, GRAPH_COMPLEX, GRAPH_ENTITY, GRAPH_ENUM, GRAPH_FUNCTION, GRAPH_ONE_OF, Macro, tokens,
};

#[test]
fn graph_entity_expands_to_the_checked_in_code() {
    check(
        GRAPH_ENTITY,
        r#"path = "/deviceManagement/deviceCategories/{deviceCategoryId}""#,
        r"/// A category of devices.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceCategory {
    pub id: String,
    /// What an administrator reads.
    pub display_name: Option<String>,
    #[graph(not_null)]
    pub state: Option<RunState>,
    #[graph(read_only)]
    pub count: Option<i32>,
}",
    );
}

#[test]
fn graph_enum_expands_to_the_checked_in_code() {
    check(
        GRAPH_ENUM,
        "",
        r"#[derive(Debug, Clone, PartialEq)]
pub enum RunState {
    Unknown,
    ScriptError,
    #[graph(unrecognized)]
    Unrecognized(String),
}",
    );
}

#[test]
fn graph_complex_expands_to_the_checked_in_code() {
    check(
        GRAPH_COMPLEX,
        "",
        r#"#[derive(Debug, Clone, PartialEq)]
pub struct MimeContent {
    #[graph(name = "type")]
    pub kind: Option<String>,
    pub value: Option<Binary>,
}"#,
    );
}

#[test]
fn graph_action_expands_to_the_checked_in_code() {
    check(
        GRAPH_ACTION,
        r#"path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", path(user = "/users/{userId}/managedDevices/{managedDeviceId}/wipe")"#,
        r#"#[derive(Debug, Clone, Default)]
pub struct Wipe {
    pub keep_user_data: Option<bool>,
    #[graph(name = "macOsUnlockCode")]
    pub unlock_code: Option<String>,
}"#,
    );
}

#[test]
fn graph_function_expands_to_the_checked_in_code() {
    check(
        GRAPH_FUNCTION,
        r#"path = "/deviceManagement/templates/{deviceManagementTemplateId}/compare", version = "beta", result = Vec<DeviceManagementSettingComparison>"#,
        r"pub struct Compare {
    pub template_id: String,
}",
    );
}

#[test]
fn graph_one_of_expands_to_the_checked_in_code() {
    check(
        GRAPH_ONE_OF,
        "",
        r"#[derive(Debug, Clone, PartialEq)]
pub enum DeviceConfiguration {
    Windows10General(Windows10GeneralConfiguration),
    IosUpdate(IosUpdateConfiguration),
    #[graph(unrecognized)]
    Unrecognized(serde_json::Value),
}",
    );
}

/// Every user builds what a property adds, for every property, so the number that this prints has a ceiling:
/// `just guard` compares it.
#[test]
fn every_property_adds_as_much_code() {
    const TYPES: [&str; 10] = [
        "Option<String>",
        "Option<bool>",
        "Option<i32>",
        "Option<RunState>",
        "Option<String>",
        "Option<DateTimeOffset>",
        "Option<String>",
        "Option<bool>",
        "Vec<String>",
        "Option<String>",
    ];
    let bytes = |properties: usize| {
        // Two digits each, so that all names have the same length.
        let fields: Vec<String> = (10..10 + properties)
            .map(|number| format!("pub display_property_{number}: {}", TYPES[number % TYPES.len()]))
            .collect();
        let fields = fields.join(", ");
        let item = format!("pub struct DeviceCategory {{ pub id: String, {fields} }}");
        let args = r#"path = "/deviceManagement/deviceCategories/{deviceCategoryId}""#;
        GRAPH_ENTITY.derive(&tokens(args), &tokens(&item)).to_string().len()
    };
    let [few, more, most] = [20, 40, 60].map(bytes);
    // Some numbers in the output have more digits when there are more properties.
    assert!((most - more) * 100 <= (more - few) * 101, "{few} {more} {most}");
    println!("emitted bytes per property: {}", (more - few) / 20);
}

/// Compares the expansion with `expansions/{attribute}.rs`, or writes the file.
fn check(target: Macro, args: &str, item: &str) {
    let attribute = target.sort.attribute;
    let file = format!("{attribute}.rs");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions").join(&file);
    let made = expansion(target, args, item);
    if std::env::var_os("UPDATE_EXPANSIONS").is_some() {
        std::fs::write(&path, &made).expect("the file is written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        made == known,
        "`{attribute}` differs from expansions/{file}: update it with UPDATE_EXPANSIONS=1 and read the diff\n{made}"
    );
}

/// The input as a comment, followed by what the derive adds to it.
fn expansion(target: Macro, args: &str, item: &str) -> String {
    let attribute = target.sort.attribute;
    let keys = if args.is_empty() { String::new() } else { format!("({args})") };
    let input = format!("#[{attribute}{keys}]\n{item}").replace('\n', "\n// ");
    let output = target.derive(&tokens(args), &tokens(item));
    let output = syn_2::parse2(output).expect("items");
    format!("// What this adds to its item:\n//\n// {input}\n\n{}", prettyplease::unparse(&output))
}
