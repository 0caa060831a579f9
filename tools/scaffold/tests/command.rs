//! The command as a user runs it: its output, its exit codes and its files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/shapes.xml")
}

/// Runs `cargo graph-entity` as cargo does.
fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    command.arg("graph-entity").args(arguments);
    if arguments.first().is_some_and(|&name| name != "--help" && name != "--version") {
        command.arg("--csdl").arg(document());
    }
    command.output().expect("the command runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A folder of a test's own, which is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_result_is_printed_and_what_is_left_out_is_not_part_of_it() {
    let output = run(&["new", "partner"]);
    assert!(output.status.success());
    assert!(out(&output).contains("pub struct Partner {") && !out(&output).contains("left out"));
    assert!(err(&output).contains("left out: microsoft.graph.access/guides"), "{}", err(&output));
    // There is no terminal here.
    assert!(!out(&output).contains('\u{1b}') && !err(&output).contains('\u{1b}'));
}

#[test]
fn the_version_is_an_option_or_the_name_of_the_file() {
    assert!(!out(&run(&["new", "chapter"])).contains("version ="));
    assert!(out(&run(&["new", "chapter", "--api", "beta"])).contains("version = \"beta\""));
    let folder = Folder::new("version");
    let beta = folder.file("beta-2026.xml");
    std::fs::copy(document(), &beta).expect("a copy");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let output =
        command.args(["graph-entity", "new", "chapter", "--csdl"]).arg(&beta).output().expect("a run");
    assert!(out(&output).contains("version = \"beta\""));

    let given = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
        let before = format!("{}={}", options[0], document().display());
        command.args(["graph-entity", "new", "chapter", "--csdl", &before]).args(&options[1..]);
        command.output().expect("a run")
    };
    assert!(out(&given(&["beta"])).contains("version = \"beta\""));
    assert!(out(&given(&["beta", "--api", "beta"])).contains("version = \"beta\""));
    assert!(!out(&given(&["v1.0"])).contains("version ="));
    let both = given(&["beta", "--api", "v1.0"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(err(&both).starts_with("error: the version is given twice: `--csdl beta="), "{}", err(&both));
    assert!(err(&both).ends_with("and `--api v1.0`: leave `--api` out\n"), "{}", err(&both));
}

#[test]
fn an_error_has_a_reason_and_a_code() {
    let misspelt = run(&["show", "chaptr"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert_eq!(err(&misspelt), "error: shapes.xml: there is no type `chaptr`: did you mean `chapter`?\n");
    assert_eq!(run(&["new"]).status.code(), Some(2));
    assert_eq!(run(&["new", "--all", "chapter"]).status.code(), Some(2));
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let output = command.args(["graph-entity", "list", "--csdl", "missing.xml"]).output().expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).starts_with("error: missing.xml: "), "{}", err(&output));
}

#[test]
fn a_document_with_a_fault_is_named_with_its_line() {
    let folder = Folder::new("fault");
    let path = folder.file("fault.xml");
    std::fs::write(&path, "<edmx>\n<").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let output = command.args(["graph-entity", "list", "--csdl"]).arg(&path).output().expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("fault.xml: line 2, column 1: it is not well-formed XML"),
        "{}",
        err(&output)
    );
}

#[test]
fn lists_and_descriptions_have_json() {
    let list: serde_json::Value =
        serde_json::from_str(&out(&run(&["list", "atlas", "--json"]))).expect("JSON");
    assert_eq!(list[0]["name"], "microsoft.graph.atlas");
    assert_eq!(list[0]["address"], "/shelves/{shelfId}/books/{bookId}");
    let shown: serde_json::Value =
        serde_json::from_str(&out(&run(&["show", "weekday", "--json"]))).expect("JSON");
    assert_eq!((&shown["sort"], &shown["words"][0]), (&"enum".into(), &"flags".into()));
    assert_eq!(shown["members"][3]["value"], "3");
}

#[test]
fn what_is_generated_has_json() {
    let json = |output: &Output| -> serde_json::Value {
        assert!(output.status.success(), "{}", err(output));
        serde_json::from_str(&out(output)).expect("JSON")
    };
    let printed = json(&run(&["new", "partner", "--json"]));
    assert!(printed["text"].as_str().is_some_and(|text| text.contains("pub struct Partner {")));
    assert_eq!(printed["added"], serde_json::json!(["Partner", "Access"]));
    assert!(
        printed["leftOut"][0].as_str().is_some_and(|text| text.starts_with("microsoft.graph.access/guides"))
    );

    let folder = Folder::new("json");
    let path = folder.file("library.rs");
    let out_option = path.to_str().expect("UTF-8");
    let written = json(&run(&["new", "chapter", "--json", "--out", out_option]));
    assert_eq!((&written["file"], &written["state"]), (&out_option.into(), &"written".into()));
    let edited = std::fs::read_to_string(&path).expect("the file").replace("pub text", "pub words");
    std::fs::write(&path, &edited).expect("the edit");
    let again = json(&run(&["new", "chapter", "--json", "--out", out_option]));
    assert_eq!((&again["state"], &again["different"][0]["name"]), (&"unchanged".into(), &"Chapter".into()));
    assert!(again["different"][0]["diff"].as_str().is_some_and(|diff| diff.contains("-    pub words")));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), edited);
}

#[test]
fn a_file_keeps_its_edits() {
    let folder = Folder::new("edits");
    let path = folder.file("library.rs");
    let out_option = path.to_str().expect("UTF-8");
    let first = run(&["new", "chapter", "--out", out_option]);
    assert!(first.status.success() && out(&first).is_empty(), "{}", err(&first));
    assert!(err(&first).ends_with("it needs one crate: cargo add graph-entity\n"), "{}", err(&first));
    let edited = std::fs::read_to_string(&path).expect("the file").replace("pub text", "pub words");
    std::fs::write(&path, &edited).expect("the edit");

    let second = run(&["new", "chapter", "partner", "--out", out_option]);
    assert!(second.status.success());
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.contains("pub words: Option<String>") && text.contains("pub struct Partner {"));
    assert!(out(&second).contains("-    pub words: Option<String>,\n+    pub text: Option<String>,\n"));
    assert!(err(&second).contains("2 items added, 0 unchanged, 1 different and left as they are"));

    std::fs::write(&path, "struct {").expect("a file that is not Rust");
    let third = run(&["new", "chapter", "--out", out_option]);
    assert_eq!(third.status.code(), Some(2));
    assert!(err(&third).contains("is left as it is, since it is not valid Rust: line 1"), "{}", err(&third));
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "struct {");
}

/// A file of a link stays the link's file, and what is private stays private.
#[cfg(unix)]
#[test]
fn a_link_and_the_rights_of_a_file_are_kept() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::new("link");
    let (path, link) = (folder.file("library.rs"), folder.file("link.rs"));
    std::fs::write(&path, "//! Ours.\n").expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("rights");
    symlink(&path, &link).expect("a link");
    let output = run(&["new", "chapter", "--out", link.to_str().expect("UTF-8")]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(std::fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert!(std::fs::read_to_string(&path).expect("the file").contains("pub struct Chapter {"));
    assert_eq!(std::fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn help_names_the_command_as_it_is_called() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert!(out(&help).contains("Usage: cargo graph-entity <COMMAND>"), "{}", out(&help));
}

/// The page has all that an entity needs. What is wrong on it is named with its line.
#[test]
fn a_page_alone_gives_an_entity() {
    let folder = Folder::new("page");
    let page = folder.file("shelf-update.md");
    let text = "# Update shelf\n## Permissions\n|Permission type|Permissions|\n|:--|:--|\n|Application|Shelf.Write.All|\n## HTTP request\n```http\nPATCH /rooms/{id}/shelves/{id}\n```\n## Request body\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n|kind|shelfKind|Possible values are: `oak`, `ash`.|\n|odd|** Unknown **|x|\n|name|Strng|The name.|\n## Example\n```http\nPATCH https://graph.microsoft.com/beta/rooms/1/shelves/2\n\n{\"kind\": \"oak\"}\n```\n```http\nHTTP/1.1 204 No Content\n```\n";
    std::fs::write(&page, text).expect("the page");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let output = command.args(["graph-entity", "new", "shelf", "--docs"]).arg(&page).output().expect("a run");
    assert!(output.status.success(), "{}", err(&output));
    for part in [
        "path = \"/rooms/{id}/shelves/{id2}\"",
        "version = \"beta\"",
        "permissions(application = [\"Shelf.Write.All\"])",
        "pub kind: Option<ShelfKind>",
        "pub odd: Option<serde_json::Value>",
        "pub name: Option<serde_json::Value>",
    ] {
        assert!(out(&output).contains(part), "{part} in\n{}", out(&output));
    }
    assert!(err(&output).contains("shelf-update.md:15: not a type"), "{}", err(&output));
    assert!(err(&output).contains("shelf-update.md:16): did you mean `String`?"), "{}", err(&output));
}

/// Without an address, nothing is generated: the page says why.
#[test]
fn a_page_whose_type_is_left_out_is_named_with_its_faults() {
    let folder = Folder::new("left-out");
    let page = folder.file("shelf-update.md");
    let text = "# Update shelf\n## HTTP request\n```http\n/rooms/{id}/shelves/{id}\n```\n## Request body\n|Property|Type|\n|:--|:--|\n|id|String|\n";
    std::fs::write(&page, text).expect("the page");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let output = command.args(["graph-entity", "new", "shelf", "--docs"]).arg(&page).output().expect("a run");
    assert!(
        err(&output).contains("left out: microsoft.graph.shelf: no address leads to it"),
        "{}",
        err(&output)
    );
    assert!(
        err(&output).contains("shelf-update.md:4: not an address: `/rooms/{id}/shelves/{id}`"),
        "{}",
        err(&output)
    );
}

/// Of a folder, only pages that are called like what is missing may say why it is.
#[test]
fn a_search_that_finds_nothing_names_the_faults_of_its_own_pages() {
    let folder = Folder::new("missing");
    let text = "# Update it\n## HTTP request\n```http\nPATCH /rooms/{id}/shelves/{id}\n```\n";
    for page in ["shelf-update.md", "lamp-update.md"] {
        std::fs::write(folder.file(page), text).expect("the page");
    }
    let run = |docs: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
        let output =
            command.args(["graph-entity", "show", "shelf", "--docs"]).arg(docs).output().expect("a run");
        assert_eq!(output.status.code(), Some(2));
        err(&output)
    };
    let all = run(folder.file("").as_path());
    assert!(all.contains("shelf-update.md:") && !all.contains("lamp-update.md:"), "{all}");
    // A page that is given by itself is what is asked for.
    let one = run(&folder.file("lamp-update.md"));
    assert!(one.contains("lamp-update.md:"), "{one}");
}

/// What the example declares is what its page gives: generating again adds nothing and differs in nothing.
#[test]
fn the_entity_of_the_example_is_that_of_its_page() {
    let Some(pages) = std::env::var_os("GRAPH_DOCS") else {
        eprintln!("skipped: GRAPH_DOCS names no folder of documentation pages");
        return;
    };
    let folder = Folder::new("example");
    let page = folder.file("intune-devices-devicecompliancescriptdevicestate-update.md");
    let published = Path::new(&pages).join("beta/api").join(page.file_name().expect("a name"));
    let published = std::fs::read_to_string(published).expect("the page");
    // Editions of the page differ in one permission, which the example has.
    let text = published.replace(
        "|DeviceManagementManagedDevices.ReadWrite.All|",
        "|DeviceManagementConfiguration.ReadWrite.All, DeviceManagementManagedDevices.ReadWrite.All|",
    );
    std::fs::write(&page, text).expect("a file");
    let example = "../../examples/device_compliance_script_device_state.rs";
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
    let example = std::fs::read_to_string(example).expect("the example");
    let copy = folder.file("entity.rs");
    std::fs::write(&copy, &example).expect("a file");

    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    command.args(["graph-entity", "new", "deviceComplianceScriptDeviceState", "--docs"]).arg(&page);
    let output = command.arg("--out").arg(&copy).output().expect("a run");
    assert!(output.status.success(), "{}", err(&output));
    let expected = "0 items added, 2 unchanged, 0 different and left as they are";
    assert!(err(&output).contains(expected), "{}{}", out(&output), err(&output));
    assert_eq!(std::fs::read_to_string(&copy).expect("the file"), example);
    // Nor does it declare what the page does not give.
    assert_eq!(example.lines().filter(|line| line.starts_with("pub ")).count(), 2);
}

/// A folder of pages may have a type in one version only.
#[test]
fn a_name_that_one_version_does_not_have_is_looked_for_in_the_other() {
    let folder = Folder::new("versions");
    for (version, name) in [("v1.0", "lamp"), ("beta", "bookcase")] {
        let resources = folder.file(version).join("resources");
        std::fs::create_dir_all(&resources).expect("a folder");
        let page = format!(
            "# {name} resource type\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n"
        );
        std::fs::write(resources.join(format!("{name}.md")), page).expect("a page");
    }
    let show = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
        let output = command.args(["graph-entity", "show", "--docs"]).arg(&folder.0).args(arguments).output();
        err(&output.expect("a run"))
    };
    assert_eq!(
        show(&["bokcase"]),
        "error: versions, Graph v1.0: there is no type `bokcase`\n  \
         Graph beta: there is no type `bokcase`: did you mean `bookcase`?\n"
    );
    assert_eq!(
        show(&["bookcase", "--api", "v1.0"]),
        "error: versions, Graph v1.0: there is no type `bookcase`\n  \
         Graph beta: it has `bookcase`: write `--api beta`\n"
    );
    assert_eq!(show(&["bookcase"]), "");
}

/// A package without dependencies, and its lock.
fn package(folder: &Folder, lock: &str) -> PathBuf {
    let manifest = "[package]\nname = \"package\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    std::fs::create_dir_all(folder.file("src")).expect("a folder");
    std::fs::write(folder.file("Cargo.toml"), manifest).expect("a file");
    std::fs::write(folder.file("src/lib.rs"), "").expect("a file");
    let file = folder.file("graph-schema.lock");
    std::fs::write(&file, lock).expect("a file");
    file
}

/// Runs a command of the folder's package.
fn run_in(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    command.arg("graph-entity").args(arguments).current_dir(&folder.0).output().expect("a run")
}

#[test]
fn a_lock_of_a_later_format_is_not_written_over() {
    let folder = Folder::new("later");
    let document = format!("v1.0={}", document().display());
    for text in [
        "# graph-schema 2\nv1.0 microsoft.graph.a = something\n",
        // As a merge by lines may leave it.
        "v1.0 microsoft.graph.a = something\n# graph-schema 12 \n",
    ] {
        let file = package(&folder, text);
        for further in [&[][..], &["--workspace"]] {
            let arguments = [&["lock", "--csdl", &document][..], further].concat();
            let output = run_in(&folder, &arguments);
            assert_eq!(output.status.code(), Some(2));
            let error = err(&output);
            for part in ["graph-schema.lock has format ", "writes format 1", "update it", "delete the file"] {
                assert!(error.contains(part), "{error}");
            }
            assert_eq!(std::fs::read_to_string(&file).expect("the lock"), text);
        }
    }
}

#[test]
fn a_document_that_only_the_lock_names_is_named_with_it_and_with_what_to_write() {
    let folder = Folder::new("moved");
    let lock = "# graph-schema 1\n# --csdl beta=there.xml\n# --csdl v1.0=moved.xml\n# --docs pages\n";
    let file = package(&folder, lock);
    std::fs::copy(document(), folder.file("there.xml")).expect("a copy");
    let declared = "#[graph_entity::graph_complex]\npub struct Point { pub x: Option<i32> }\n";
    std::fs::write(folder.file("src/lib.rs"), declared).expect("a file");
    let output = run_in(&folder, &["check", "src/lib.rs"]);
    assert_eq!(output.status.code(), Some(2));
    let error = err(&output);
    let there = folder.file("there.xml");
    let pages = folder.file("pages");
    for part in [
        format!("error: {}: ", folder.file("moved.xml").display()),
        format!("{} names it", file.display()),
        // What is given replaces everything that the lock has.
        format!("write `--csdl beta={} --csdl v1.0=FILE --docs {}`", there.display(), pages.display()),
    ] {
        assert!(error.contains(&part), "{error}");
    }
    // The same for pages. The source is that in `src`, unless another is named.
    std::fs::copy(document(), folder.file("moved.xml")).expect("a copy");
    let error = err(&run_in(&folder, &["check"]));
    assert!(error.contains("--docs FOLDER`"), "{error}");
    // The user does not need to be told what they wrote.
    let error = err(&run_in(&folder, &["check", "src/lib.rs", "--csdl", "beta=nowhere.xml"]));
    assert!(error.starts_with("error: nowhere.xml: ") && !error.contains("names it"), "{error}");
}
