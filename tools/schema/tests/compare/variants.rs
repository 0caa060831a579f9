//! Documents that state the same facts in other forms: they have the same lock, and no difference.

use std::fmt::Write as _;

use graph_entity_schema::declared::Shape;
use graph_entity_schema::{Apis, Metadata, diff, lock};

use crate::document::{DOCUMENT, beta};
use crate::lock::items;

/// The last part of the document, outside of which nothing is declared.
const END: &str = "</edmx:DataServices>";

/// Replaces a text that must be there.
#[track_caller]
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

/// The document with another prefix for the names of its first schema.
fn with_prefix(prefix: &str) -> String {
    let text = replaced(DOCUMENT, "\"graph.", &format!("\"{prefix}."));
    replaced(&text, "(graph.", &format!("({prefix}."))
}

fn with_alias(alias: &str) -> String {
    replaced(&with_prefix(alias), "Alias=\"graph\"", &format!("Alias=\"{alias}\""))
}

fn without_alias() -> String {
    replaced(&with_prefix("microsoft.graph"), " Alias=\"graph\"", "")
}

/// An alias that is also a part of namespaces, and one that two schemas have.
fn with_one_alias_for_two() -> String {
    let text = with_alias("self");
    let text = replaced(
        &text,
        "Namespace=\"microsoft.graph.security\"",
        "Namespace=\"microsoft.graph.security\" Alias=\"self\"",
    );
    replaced(
        &text,
        "<EntityType Name=\"alert\" BaseType=\"self.entity\"",
        "<EntityType Name=\"alert\" BaseType=\"microsoft.graph.entity\"",
    )
}

/// The annotations of properties by their targets, before or after the types, in a schema of their own or
/// not.
fn with_targets(is_before: bool, prefix: &str, term: &str) -> String {
    let mut text = DOCUMENT.to_owned();
    let mut moved = String::new();
    for (owner, name, of) in [
        ("owner", "score", "Computed"),
        ("device", "serialNumber", "Computed"),
        ("device", "platform", "Immutable"),
    ] {
        let inline = format!("<Annotation Term=\"Org.OData.Core.V1.{of}\" />");
        let start = text.find(&format!("<Property Name=\"{name}\"")).expect("the property");
        let at = start + text[start..].find(&inline).expect("the annotation");
        text.replace_range(at..at + inline.len(), "");
        let _ = writeln!(
            moved,
            "<Annotations Target=\"{prefix}.{owner}/{name}\"><Annotation Term=\"{term}.{of}\" /></Annotations>"
        );
    }
    let start = text.find("<Annotation Term=\"Org.OData.Core.V1.AlternateKeys\"").expect("the keys");
    let end = start + text[start..].find("</Annotation>").expect("the end") + "</Annotation>".len();
    let keys = replaced(&text[start..end], "Org.OData.Core.V1", term);
    text.replace_range(start..end, "");
    let _ = writeln!(moved, "<Annotations Target=\"{prefix}.category\">{keys}</Annotations>");
    let text = if is_before {
        replaced(&text, "<EnumType Name=\"runState\">", &format!("{moved}<EnumType Name=\"runState\">"))
    } else {
        let schema = "<Schema Namespace=\"notes\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">";
        replaced(&text, END, &format!("{schema}{moved}</Schema>{END}"))
    };
    let include = "<edmx:Reference Uri=\"core.xml\"><edmx:Include Namespace=\"Org.OData.Core.V1\" Alias=\"Core\" /></edmx:Reference>";
    replaced(&text, "<edmx:DataServices>", &format!("{include}<edmx:DataServices>"))
}

/// Two schemas of the same namespace, of which only one has the alias that both use.
fn in_two_schemas() -> String {
    let between =
        "</Schema><Schema Namespace=\"microsoft.graph\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">";
    let text =
        replaced(DOCUMENT, "<EntityType Name=\"phone\"", &format!("{between}<EntityType Name=\"phone\""));
    replaced(&text, "<EntityContainer", &format!("{between}<EntityContainer"))
}

/// Half of the types and some operations in another namespace.
fn in_two_namespaces(alias: &str) -> String {
    let mut text = DOCUMENT.to_owned();
    for name in ["phone", "owner", "days"] {
        for start in ["\"", "("] {
            let (from, to) = (format!("{start}graph.{name}"), format!("{start}{alias}.{name}"));
            text = text.replace(&from, &to);
        }
    }
    let mut moved = String::new();
    for (start, end) in [
        ("<EnumType Name=\"days\"", "</EnumType>"),
        ("<ComplexType Name=\"owner\"", "</ComplexType>"),
        ("<EntityType Name=\"phone\"", "</EntityType>"),
    ] {
        let start = text.find(start).expect("the type");
        let end = start + text[start..].find(end).expect("its end") + end.len();
        moved += &text[start..end];
        text.replace_range(start..end, "");
    }
    let stated = if alias.contains('.') { String::new() } else { format!(" Alias=\"{alias}\"") };
    let schema = format!(
        "<Schema Namespace=\"microsoft.graph.things\"{stated} xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">"
    );
    replaced(&text, END, &format!("{schema}{moved}</Schema>{END}"))
}

fn written(text: &str) -> (Metadata, String) {
    let metadata = Metadata::parse("beta.xml", text).expect("a valid document");
    let apis = Apis::from([("beta".to_owned(), metadata.clone())]);
    (metadata, lock::write(&items(), &apis, &[]))
}

#[test]
fn the_form_of_a_document_does_not_change_its_lock() {
    let (_, expected) = written(DOCUMENT);
    assert!(expected.contains("score Edm.Int32 read_only") && expected.contains("(slug='{}')"), "{expected}");
    for (form, text) in [
        ("another alias", with_alias("self")),
        ("an alias that ends a namespace", with_alias("security")),
        ("no alias", without_alias()),
        ("one alias of two schemas", with_one_alias_for_two()),
        ("targets", with_targets(false, "graph", "Org.OData.Core.V1")),
        ("targets before the types", with_targets(true, "graph", "Org.OData.Core.V1")),
        ("targets by namespace", with_targets(false, "microsoft.graph", "Org.OData.Core.V1")),
        ("the alias of a vocabulary", with_targets(true, "microsoft.graph", "Core")),
        ("two schemas of a namespace", in_two_schemas()),
        ("line ends of Windows", DOCUMENT.replace('\n', "\r\n")),
        ("a byte order mark", format!("\u{feff}{DOCUMENT}")),
        ("a declaration of XML", format!("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n{DOCUMENT}")),
        ("one line", DOCUMENT.replace('\n', "")),
        ("other quotes", DOCUMENT.replace('"', "'")),
        ("comments", DOCUMENT.replace("<Property ", "<!-- a --><Property ")),
        ("another prefix", DOCUMENT.replace("edmx:", "x:").replace("xmlns:edmx", "xmlns:x")),
    ] {
        let (metadata, lock) = written(&text);
        assert_eq!(lock, expected, "{form}");
        assert_eq!(diff(&beta(), &metadata, &[]), [], "{form}");
        assert_eq!(diff(&metadata, &beta(), &[]), [], "{form}");
    }
}

#[test]
fn a_type_of_another_namespace_is_written_with_it() {
    let mut declared = items();
    for item in &mut declared {
        for name in ["phone", "owner", "days"] {
            if item.type_name == format!("microsoft.graph.{name}") {
                item.type_name = format!("microsoft.graph.things.{name}");
            }
        }
        if let Shape::Entity { route, .. } | Shape::Call { route, .. } = &mut item.shape {
            for address in &mut route.addresses {
                address.text = address.text.replace("microsoft.graph.phone", "microsoft.graph.things.phone");
            }
        }
    }
    let mut expected = written(DOCUMENT).1;
    for name in ["phone", "owner", "days"] {
        expected =
            expected.replace(&format!("microsoft.graph.{name}"), &format!("microsoft.graph.things.{name}"));
    }
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    for alias in ["things", "self", "microsoft.graph.things"] {
        let metadata = Metadata::parse("beta.xml", &in_two_namespaces(alias)).expect("a valid document");
        let text = lock::write(&declared, &Apis::from([("beta".to_owned(), metadata)]), &[]);
        assert_eq!(sorted(&text), sorted(&expected), "{alias}");
    }
}
