//! Random edits of generated source: `check` and, with the lock, the compiler find each edit that contradicts
//! the metadata, at its line, and nothing else.
//!
//! The seed is printed; `MUTATION_SEED=n` repeats a run. Variables choose another document than that of the
//! tests, all of it or the entities below a path:
//!
//! ```text
//! MUTATION_CSDL=v1.0.xml MUTATION_UNDER=/deviceManagement \
//!     cargo test -p cargo-graph-entity --test mutations another -- --nocapture
//! MUTATION_DOCS=docs MUTATION_API=beta MUTATION_UNDER=/users cargo test ...
//! ```
//!
//! - `MUTATION_CSDL`: a metadata document
//! - `MUTATION_DOCS`: a folder of documentation pages, by itself or added to the document
//! - `MUTATION_API`: the version, unless the name of the document says it
//! - `MUTATION_UNDER`: the path
//! - `MUTATION_ROUNDS`: how often five hundred edits are tried, once if it is not there

mod compiler;
mod edits;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_graph_entity::{Document, Request, Source, Sources, generate, read_pages};
use graph_entity_schema::{Apis, Metadata, Severity, compare};

use edits::{Edit, Expected, Kind, Random};

/// The name of the file in a crate.
const FILE: &str = "src/lib.rs";

/// Generated source and what it was generated from.
struct Generated {
    text: String,
    source: Source,
    apis: Apis,
    version: String,
}

impl Generated {
    fn new(name: &str, text: &str, request: &Request) -> Self {
        let metadata = Metadata::parse(name, text).expect("a valid document");
        Self::of(Apis::from([("beta".to_owned(), metadata)]), "beta", request)
    }

    fn of(apis: Apis, version: &str, request: &Request) -> Self {
        let generated = generate(&apis[version], "Graph", version, request).expect("items");
        let text = generated.to_text();
        let source = read(&text);
        let before: Vec<String> = compare(&source.items, &apis).iter().map(ToString::to_string).collect();
        assert!(before.is_empty(), "before any edit: {before:#?}");
        Self { text, source, apis, version: version.to_owned() }
    }

    fn metadata(&self) -> &Metadata {
        &self.apis[&self.version]
    }

    fn lock(&self) -> String {
        graph_entity_schema::lock::write(&self.source.items, &self.apis, &[])
    }

    /// Random edits, each of another property, member, address or item, and the text with all of them.
    fn edited(&self, count: usize, random: &mut Random) -> (Vec<Edit>, String) {
        let edits =
            edits::choose(edits::all(&self.source, &self.text, self.metadata(), random), count, random);
        (edits.clone(), edits::apply(&self.text, edits))
    }
}

fn read(text: &str) -> Source {
    Source::parse([(PathBuf::from(FILE), text.to_owned())]).expect("source")
}

/// The lines that `check` reports: errors, and advice.
fn reported(text: &str, apis: &Apis) -> (BTreeMap<usize, Vec<String>>, BTreeMap<usize, Vec<String>>) {
    let mut lines = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    for difference in compare(&read(text).items, apis) {
        let line = difference.position.as_ref().map_or(0, |position| position.line);
        let found = if difference.severity == Severity::Error { &mut lines.0 } else { &mut lines.1 };
        found.entry(line).or_default().push(difference.message);
    }
    lines
}

/// Asserts that lines are those of the edits, with the edits that were missed and what else was found.
#[track_caller]
fn assert_lines(what: &str, edits: &[&Edit], found: &BTreeMap<usize, Vec<String>>) {
    let missed: Vec<&&Edit> = edits.iter().filter(|edit| !found.contains_key(&edit.line)).collect();
    let lines: BTreeSet<usize> = edits.iter().map(|edit| edit.line).collect();
    let further: Vec<_> = found.iter().filter(|(line, _)| !lines.contains(line)).collect();
    assert!(
        missed.is_empty() && further.is_empty(),
        "{what}: {} of {} edits missed, {} lines reported without an edit\nmissed: {missed:#?}\nfurther: {further:#?}",
        missed.len(),
        edits.len(),
        further.len()
    );
}

fn assert_checked(edits: &[Edit], text: &str, apis: &Apis) {
    let (errors, advice) = reported(text, apis);
    let of =
        |expected: Expected| edits.iter().filter(|edit| edit.kind.expected() == expected).collect::<Vec<_>>();
    assert_lines("check", &of(Expected::Error), &errors);
    // An edit of a type may change what may be null, too.
    let of_null = of(Expected::Advice);
    let lines: BTreeSet<usize> = of_null.iter().map(|edit| edit.line).collect();
    let advice = advice.into_iter().filter(|(line, _)| lines.contains(line)).collect();
    assert_lines("advice", &of_null, &advice);
}

/// Asserts that `check` and the compiler find the edits of the same text.
fn assert_found(generated: &Generated, edits: &[Edit], text: &str) {
    assert_checked(edits, text, &generated.apis);
    let errors: Vec<&Edit> = edits.iter().filter(|edit| edit.kind.expected() == Expected::Error).collect();
    assert_lines("the compiler", &errors, &compiler::reported(text, &generated.lock()));
}

#[test]
fn check_and_the_compiler_find_every_edit_of_a_small_document() {
    let mut random = Random::new();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/shapes.xml"));
    let request = Request { all: true, ..Request::default() };
    let generated = Generated::new("shapes.xml", &text.expect("a document"), &request);
    let _compiled = compiler::lock();
    compiler::assert_accepted(&generated.text, &generated.lock());
    // About fifty fit into the document at once.
    assert_many_found(&generated, 500, 60, &mut random);
}

/// Asserts that many edits are found, some at a time.
fn assert_many_found(generated: &Generated, wanted: usize, at_once: usize, random: &mut Random) {
    let mut count = 0;
    while count < wanted {
        let (edits, text) = generated.edited(at_once, random);
        assert!(!edits.is_empty(), "there is nothing to edit");
        count += edits.len();
        println!("{:?}", counts(&edits));
        assert_found(generated, &edits, &text);
    }
}

fn counts(edits: &[Edit]) -> BTreeMap<Kind, usize> {
    Kind::ALL.iter().map(|&kind| (kind, edits.iter().filter(|edit| edit.kind == kind).count())).collect()
}

#[test]
fn check_and_the_compiler_find_the_edits_of_another_document() {
    let variable = |name: &str| std::env::var(name).ok();
    let document = variable("MUTATION_CSDL").map(|file| Document { version: None, file: file.into() });
    let pages = variable("MUTATION_DOCS").map(PathBuf::from);
    if document.is_none() && pages.is_none() {
        eprintln!("skipped: MUTATION_CSDL and MUTATION_DOCS name no document");
        return;
    }
    let in_name = document.as_ref().and_then(Document::version_in_name);
    let version = variable("MUTATION_API").or(in_name.map(str::to_owned)).expect("MUTATION_API");
    let apis = match (document, &pages) {
        (None, Some(pages)) => {
            let documentation = read_pages(std::slice::from_ref(pages)).expect("pages");
            Apis::from([(version.clone(), documentation.metadata(&version))])
        }
        (document, _) => {
            let pages = pages.into_iter().collect();
            let sources = Sources { documents: document.into_iter().collect(), pages, lock: None };
            sources.apis(Some(&version), &[]).expect("a document")
        }
    };
    let under: Vec<String> = variable("MUTATION_UNDER").into_iter().collect();
    let request = Request { all: under.is_empty(), under, ..Request::default() };
    let generated = Generated::of(apis, &version, &request);
    println!("{} items, {} lines", generated.source.items.len(), generated.text.lines().count());
    let mut random = Random::new();
    let _compiled = compiler::lock();
    compiler::assert_accepted(&generated.text, &generated.lock());
    let rounds = variable("MUTATION_ROUNDS").map_or(1, |rounds| rounds.parse().expect("MUTATION_ROUNDS"));
    assert_many_found(&generated, 500 * rounds, 620, &mut random);
}

/// The published document, if its folder is known.
fn published() -> Option<String> {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        eprintln!("skipped: GRAPH_CSDL, a folder of metadata documents, is not set");
        return None;
    };
    Some(std::fs::read_to_string(Path::new(&folder).join("beta-2021-07-13.xml")).expect("a document"))
}

/// A part of Graph with everything that an edit may be about.
const TYPES: [&str; 38] = [
    "managedDevice",
    "iosEasEmailProfileConfiguration",
    "iosScepCertificateProfile",
    "windowsProtectionState",
    "deviceManagementConfigurationPolicy",
    "win32LobApp",
    "mobileAppAssignment",
    "iosTrustedRootCertificate",
    "deviceConfigurationAssignment",
    "deviceConfigurationDeviceStatus",
    "deviceConfigurationUserStatus",
    "deviceConfigurationDeviceOverview",
    "deviceConfigurationUserOverview",
    "settingStateDeviceSummary",
    "deviceConfigurationGroupAssignment",
    "groupPolicyConfiguration",
    "groupPolicyDefinition",
    "groupPolicyDefinitionValue",
    "groupPolicyPresentation",
    "groupPolicyPresentationValue",
    "groupPolicyDefinitionFile",
    "groupPolicyCategory",
    "roleDefinition",
    "roleAssignment",
    "deviceAndAppManagementRoleAssignment",
    "detectedApp",
    "deviceCategory",
    "managedDeviceMobileAppConfigurationState",
    "securityBaselineState",
    "deviceConfigurationState",
    "deviceCompliancePolicyState",
    "mobileAppCategory",
    "mobileAppRelationship",
    "mobileAppInstallSummary",
    "mobileAppInstallStatus",
    "mobileLobApp",
    "mobileAppContent",
    "mobileAppContentFile",
];

#[test]
fn check_and_the_compiler_find_five_hundred_edits() {
    let Some(document) = published() else { return };
    let mut random = Random::new();
    let request = Request { types: TYPES.map(str::to_owned).to_vec(), ..Request::default() };
    let generated = Generated::new("beta.xml", &document, &request);
    let (edits, text) = generated.edited(620, &mut random);
    println!("{:?}", counts(&edits));
    let errors = edits.iter().filter(|edit| edit.kind.expected() == Expected::Error).count();
    assert!(errors >= 500, "{errors}");
    let _compiled = compiler::lock();
    compiler::assert_accepted(&generated.text, &generated.lock());
    assert_found(&generated, &edits, &text);
}

const DECLARED: &str = r#"
//! ```
//! #[graph_entity::graph_entity(path = "/deviceManagement/roleDefinitions/{id}", version = "beta")]
//! struct RoleDefinition {
//!     id: String,
//! }
//! ```

macro_rules! category {
    ($name:ident, $path:literal) => {
        #[graph_entity::graph_entity(path = $path, version = "beta")]
        pub struct $name {
            pub id: String,
            pub display_name: Option<String>,
        }
    };
}

category!(DeviceCategory, "/deviceManagement/deviceCategories/{id}");

#[cfg(test)]
mod tests {
    #[graph_entity::graph_action(path = "/deviceManagement/managedDevices/{id}/microsoft.graph.wipe", version = "beta")]
    pub struct Wipe {
        pub keep_user_data: Option<bool>,
    }
}
"#;

#[test]
fn the_command_writes_the_lock_of_what_is_compiled() {
    if published().is_none() {
        return;
    }
    let folder = compiler::package("locked", DECLARED);
    let file = folder.join("graph-schema.lock");
    let _ = std::fs::remove_file(&file);
    let run = |arguments: &[&str]| {
        let mut command = compiler::command(env!("CARGO_BIN_EXE_cargo-graph-entity"), &folder);
        let output = command.args(["graph-entity", "lock"]).args(arguments).output().expect("the command");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, error) = run(&[]);
    assert!(code == Some(2) && error.contains("no metadata is given"), "{error}");
    let document = Path::new(&std::env::var_os("GRAPH_CSDL").expect("a folder")).join("beta-2021-07-13.xml");
    let (code, said) = run(&["--csdl", &format!("beta={}", document.display())]);
    assert!(code == Some(0) && said.contains("wrote") && said.contains("3 declarations"), "{said}");
    let lock = std::fs::read_to_string(&file).expect("a lock");
    for line in [
        "# graph-schema 1",
        "beta /deviceManagement/deviceCategories/{} = microsoft.graph.deviceCategory",
        "beta /deviceManagement/managedDevices/{}/wipe = action",
        "beta /deviceManagement/managedDevices/{}/wipe keepUserData Edm.Boolean",
        "beta /deviceManagement/roleDefinitions/{} = microsoft.graph.roleDefinition",
        "beta microsoft.graph.deviceCategory displayName Edm.String",
        "beta microsoft.graph.entity id Edm.String key",
    ] {
        assert!(lock.lines().any(|found| found == line), "{line}\n{lock}");
    }
    // It remembers the document, and writes nothing that is there.
    let (code, said) = run(&[]);
    assert!(code == Some(0) && said.contains("left as it was"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("a lock"), lock);
    // A damaged one is written anew from what it still says.
    std::fs::write(&file, [lock.as_bytes(), b"\xff\n"].concat()).expect("a file");
    let (code, said) = run(&[]);
    assert!(code == Some(0) && said.contains("wrote"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("a lock"), lock);
}

/// What the next compile will find, too: the lock that is written is not there yet while the macros note.
#[test]
fn a_lock_that_is_written_has_json() {
    let _compiled = compiler::lock();
    let text = "#[graph_entity::graph_entity(path = \"/kiosks/{id}\", version = \"beta\")]\npub struct Kiosk {\n    pub id: String,\n    pub display_nmae: Option<String>,\n}\n";
    let folder = compiler::package("locked-json", text);
    let _ = std::fs::remove_file(folder.join("graph-schema.lock"));
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/metadata.xml");
    let output = compiler::command(env!("CARGO_BIN_EXE_cargo-graph-entity"), &folder)
        .args(["graph-entity", "lock", "--json", "--csdl", &format!("beta={}", document.display())])
        .output()
        .expect("the command");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lock = &found["locks"][0];
    assert_eq!((&lock["state"], &lock["declarations"]), (&"written".into(), &1.into()));
    assert!(lock["file"].as_str().is_some_and(|file| Path::new(file).ends_with("graph-schema.lock")));
    assert_eq!(lock["differences"][0]["kind"], "unknown-property");
    assert_eq!(lock["differences"][0]["suggestion"], "displayName");
}
