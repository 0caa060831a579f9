//! Generating again for a file that somebody edited: every line of it stays, what it lacks is added, and the rest
//! is shown or the file is refused.

use cargo_graph_entity::{Generated, MergeError, MergeErrorKind, Merged, Request, generate};
use graph_entity_schema::Metadata;

fn generated() -> Generated {
    let metadata =
        Metadata::parse("shapes.xml", include_str!("shapes/shapes.xml")).expect("a valid document");
    let request = Request { types: vec!["shelf".to_owned()], ..Request::default() };
    generate(&metadata, "shapes.xml", "v1.0", &request).expect("items")
}

/// Merges, and asserts that the lines of the file are all there, in their order, and that a second run adds
/// nothing.
fn merged(what: &str, edited: &str) -> Merged {
    let merged = generated().merge(edited).unwrap_or_else(|error| panic!("{what}: {error}"));
    let mut lines = merged.text.split('\n');
    for line in edited.lines() {
        let line = if edited.contains("\r\n") { format!("{line}\r") } else { line.to_owned() };
        assert!(lines.any(|found| found == line), "{what}: `{line}` is lost");
    }
    syn_2::parse_file(&merged.text).unwrap_or_else(|error| panic!("{what}: {error}\n{}", merged.text));
    let again = generated().merge(&merged.text).expect("Rust");
    assert_eq!((again.text == merged.text, &again.added), (true, &Vec::new()), "{what}: the second run");
    merged
}

/// An edit by replacing a text, which must be there.
fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

/// Takes an item out of the text, from its documentation to its last line.
fn cut(text: &str, name: &str) -> (String, String) {
    let at = text.find(&format!(" {name} {{\n")).expect("the item");
    let start = text[..at].rfind("\n\n").expect("a line") + 1;
    let end = at + text[at..].find("\n}\n").expect("the end") + 3;
    (format!("{}{}", &text[..start], &text[end..]), text[start..end].trim_start().to_owned())
}

const DAY: &str = "    Monday,\n    Tuesday,\n";

#[test]
fn an_edited_item_stays_and_the_difference_is_shown() {
    let text = generated().to_text();
    let edit = |old: &str, new: &str| replaced(&text, old, new);
    for (what, edited, name, shown) in [
        (
            "a renamed field",
            edit("pub mail:", "#[graph(name = \"mail\")]\n    pub address:"),
            "Shelf",
            "-    pub address",
        ),
        (
            "an attribute",
            edit("pub enum Weekday", "#[non_exhaustive]\npub enum Weekday"),
            "Weekday",
            "-#[non_exhaustive]",
        ),
        (
            "a condition",
            edit("pub enum Weekday", "#[cfg(unix)]\npub enum Weekday"),
            "Weekday",
            "-#[cfg(unix)]",
        ),
        (
            "a comment of an item",
            edit("/// The enumeration type `microsoft.graph.weekday`.", "/// Our days."),
            "Weekday",
            "-/// Our days.",
        ),
        (
            "one more field",
            edit(
                "pub id: String,",
                "pub id: String,\n    #[graph(differs = \"a preview\")]\n    pub ours: Option<String>,",
            ),
            "Shelf",
            "-    pub ours",
        ),
        ("a removed field", edit("    pub mail: Option<String>,\n", ""), "Shelf", "+    pub mail"),
        (
            "one more derive",
            edit(
                "#[derive(Debug, Clone, PartialEq)]\npub enum Weekday",
                "#[derive(Debug, Clone, PartialEq, Eq)]\npub enum Weekday",
            ),
            "Weekday",
            "Eq",
        ),
        (
            "another type",
            edit("pub mail: Option<String>", "pub mail: Option<Mail>"),
            "Shelf",
            "-    pub mail: Option<Mail>",
        ),
        ("a removed member", edit(DAY, "    Monday,\n"), "Weekday", "+    Tuesday"),
        ("another order", edit(DAY, "    Tuesday,\n    Monday,\n"), "Weekday", "Tuesday"),
        ("a parameter", edit("pub struct Cover {", "pub struct Cover<T> {"), "Cover", "-pub struct Cover<T>"),
        (
            "an alias",
            cut(&text, "Weekday").0 + "\npub type Weekday = String;\n",
            "Weekday",
            "-pub type Weekday = String;",
        ),
    ] {
        let merged = merged(what, &edited);
        assert_eq!(merged.added, [""; 0], "{what}");
        let [difference] = merged.different.as_slice() else { panic!("{what}: {:?}", merged.different) };
        assert_eq!(difference.name, name, "{what}");
        assert!(difference.diff.contains(shown), "{what}: {}", difference.diff);
        let line = edited.lines().nth(difference.line - 1).expect("a line");
        assert!(line.starts_with("///") || line.starts_with("pub type"), "{what}: {line}");
        assert_eq!(merged.text, edited, "{what}");
    }
}

#[test]
fn what_changes_no_item_is_no_difference() {
    let text = generated().to_text();
    let (without, day) = cut(&text, "Weekday");
    let narrow = text.replace(": Option<", ":\n        Option<").replace("    ", "\t");
    for (what, edited) in [
        (
            "comments between fields",
            replaced(&text, "    pub mail:", "    // Not the owner's.\n    pub mail:"),
        ),
        ("another width", narrow),
        ("line breaks of Windows", text.replace('\n', "\r\n")),
        ("a byte order mark", format!("\u{feff}{text}")),
        ("another order of items", without.clone() + "\n" + &day),
        ("a module of the file", format!("{without}\npub mod days {{\n{day}}}\npub use days::Weekday;\n")),
        (
            "a module that is named at the field",
            format!("{}\npub mod days {{\n{day}}}\n", without.replace("<Weekday>", "<days::Weekday>")),
        ),
        (
            "another file",
            replaced(&without, "use graph_entity", "use crate::days::Weekday;\nuse graph_entity"),
        ),
        (
            "everything of another file",
            replaced(&without, "use graph_entity", "use crate::days::*;\nuse graph_entity"),
        ),
        (
            "an included file",
            replaced(&without, "use graph_entity", "include!(\"days.rs\");\nuse graph_entity"),
        ),
        (
            "one implementation more",
            format!(
                "{text}\nimpl Weekday {{\n    pub fn is_free(&self) -> bool {{\n        false\n    }}\n}}\n"
            ),
        ),
        ("a macro around items", format!("{without}\nours! {{\n{day}}}\n")),
        ("everything of the runtime", without_import(&text)),
        ("two configurations", format!("{text}\n#[cfg(unix)]\npub enum Weekday {{\n    Monday,\n}}\n")),
    ] {
        let merged = merged(what, &edited);
        assert!(merged.added.is_empty() && merged.in_macros.is_empty(), "{what}: {merged:?}");
        let different: Vec<&str> = merged.different.iter().map(|it| it.name.as_str()).collect();
        // The types of two fields are written in another way.
        let expected: &[&str] =
            if what.contains("at the field") { &["Shelf", "ShelfsFindWithDay"] } else { &[] };
        assert_eq!(different, expected, "{what}: {:?}", merged.different);
        assert_eq!(merged.text, edited, "{what}");
    }
}

/// The text with a glob in place of the names of the runtime.
fn without_import(text: &str) -> String {
    let start = text.find("use graph_entity::{").expect("an import");
    let end = start + text[start..].find("};\n").expect("its end") + 3;
    format!("{}use graph_entity::*;\n{}", &text[..start], &text[end..])
}

#[test]
fn an_item_under_another_name_is_there_and_new_items_use_its_name() {
    let text = generated().to_text();
    let renamed = text.replace("Weekday", "Day");
    let renamed = replaced(
        &renamed,
        "#[graph_enum(flags)]",
        "#[graph_enum(flags, odata_type = \"microsoft.graph.weekday\")]",
    );
    let merged_ = merged("a renamed type", &renamed);
    assert_eq!(merged_.added, [""; 0]);
    let different: Vec<&str> = merged_.different.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(different, ["Day"], "{:?}", merged_.different);
    // The field of an item that is added.
    let (without, _) = cut(&renamed, "Shelf");
    let merged = merged("a renamed type and a lost one", &without);
    assert_eq!(merged.added, ["Shelf"]);
    assert!(merged.text.contains("pub days: Option<Flags<Day>>,"), "{}", merged.text);
}

#[test]
fn an_action_under_another_name_is_there() {
    let text = generated().to_text();
    assert!(text.contains("pub struct ShelfScan"), "{text}");
    let merged = merged("a renamed function", &text.replace("ShelfScan", "FindRow"));
    assert_eq!((merged.added, merged.different), (Vec::<String>::new(), Vec::new()));
}

#[test]
fn an_item_out_of_a_macro_is_not_declared_twice() {
    let (without, day) = cut(&generated().to_text(), "Weekday");
    let defined = format!("{without}\nmacro_rules! days {{\n    () => {{\n{day}    }};\n}}\ndays!();\n");
    assert_eq!(merged("a macro that declares it", &defined).in_macros, ["Weekday"]);
    let given = format!("{without}\nflags!(Weekday, \"microsoft.graph.weekday\");\n");
    let merged = merged("a macro that is given its name", &given);
    assert_eq!((merged.added.len(), merged.in_macros), (0, vec!["Weekday".to_owned()]));
}

#[test]
fn new_items_come_before_the_tests_with_the_line_breaks_of_the_file() {
    let (without, _) = cut(&generated().to_text(), "Weekday");
    let tests = "\n/// Of the shelf.\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n";
    let added = merged("a module of tests", &(without.clone() + tests));
    assert_eq!(added.added, ["Weekday"]);
    assert!(added.text.ends_with(tests), "{}", added.text);
    let windows = merged("line breaks of Windows", &without.replace('\n', "\r\n"));
    assert_eq!(windows.added, ["Weekday"]);
    assert!(windows.text.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{:?}", windows.text);
    let (without, _) = cut(&generated().to_text(), "Shelf");
    let lost = merged("an import that nothing used", &replaced(&without, "Additional, ", ""));
    assert!(lost.text.contains("use graph_entity::Additional;\n"), "{}", lost.text);
}

/// An entity of one version is not the other's, although it has its name.
#[test]
fn an_item_of_another_version_in_a_module_is_another_one() {
    let (without, shelf) = cut(&generated().to_text(), "Shelf");
    let beta = shelf.replacen("path = ", "version = \"beta\", path = ", 1);
    let merged =
        merged("a module of beta", &format!("{without}\npub mod beta {{\n    use super::*;\n\n{beta}}}\n"));
    assert_eq!(merged.added, ["Shelf"]);
}

#[test]
fn a_file_that_nothing_can_be_added_to_is_refused() {
    let merge = |text: &str| -> MergeError { generated().merge(text).expect_err("a reason") };
    let error = merge("struct {");
    assert_eq!((error.kind, error.line), (MergeErrorKind::Syntax, 1));
    // The new items would mean these.
    let error = merge("//! Ours.\n\nuse std::Flags;\n");
    assert_eq!(
        (error.line, error.message.starts_with("`Flags` is not that of `graph_entity` here")),
        (3, true),
        "{error}"
    );
    assert_eq!(merge("\npub struct Decimal(u8);\n").line, 2);
    // What the package passes on is that of the runtime.
    assert!(generated().merge("use crate::prelude::Flags;\n").is_ok());
}
