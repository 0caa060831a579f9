//! The changes between two documents, and the items that they concern.

use graph_entity_schema::declared::{Item, Returned};
use graph_entity_schema::{Change, ChangeKind, Metadata, OperationKind, diff};

use crate::declare::{call, entity, enumeration, property};
use crate::document::{DOCUMENT, beta};

fn items() -> Vec<Item> {
    let named = |mut item: Item, name: &str| {
        name.clone_into(&mut item.name);
        item
    };
    let device = vec![property("displayName", "Edm.String?", ""), property("days", "days?", "")];
    let wipe = vec![property("pin", "Edm.String?", "")];
    vec![
        named(entity("phone", "/devices/{id}/microsoft.graph.phone", device), "Phone"),
        named(entity("call", "/thisDevice/calls/{id}", vec![]), "Call"),
        named(enumeration("runState", false, &[("success", None)]), "RunState"),
        named(call(OperationKind::Action, "/devices/{id}/wipe", wipe, Returned::Nothing), "Wipe"),
    ]
}

/// The changes after a replacement in the document.
#[track_caller]
fn changes(from: &str, to: &str) -> Vec<Change> {
    assert!(DOCUMENT.contains(from), "{from}");
    let later = Metadata::parse("later.xml", &DOCUMENT.replace(from, to)).expect("a valid document");
    diff(&beta(), &later, &items())
}

#[track_caller]
fn one(from: &str, to: &str) -> (String, String) {
    let mut found = changes(from, to);
    assert_eq!(found.len(), 1, "{found:#?}");
    let change = found.remove(0);
    (
        format!("{} {}: {}", change.kind.name(), change.element.name(), change.message),
        change.touched.join(" "),
    )
}

#[test]
fn the_same_document_has_no_changes() {
    assert_eq!(diff(&beta(), &beta(), &items()), []);
}

#[test]
fn each_change_is_said_with_the_items_that_it_concerns() {
    for (from, to, expected, touched) in [
        (
            r#"<Property Name="displayName" Type="Edm.String" />"#,
            r#"<Property Name="displayName" Type="Edm.Int32" />"#,
            "changed property: property `displayName` of `microsoft.graph.device` is now `Edm.Int32`, not `Edm.String`",
            "Phone",
        ),
        (
            r#"<Property Name="displayName" Type="Edm.String" />"#,
            "",
            "removed property: property `displayName` of `microsoft.graph.device` is gone",
            "Phone",
        ),
        (
            r#"<Property Name="code" Type="graph.code" />"#,
            "",
            "removed property: property `code` of `microsoft.graph.device` is gone",
            "",
        ),
        (
            r#"<Property Name="code" Type="graph.code" />"#,
            r#"<Property Name="code" Type="graph.code" /><Property Name="colour" Type="Edm.String" />"#,
            "added property: property `colour` of `microsoft.graph.device` is new: `Edm.String`",
            "Phone",
        ),
        (
            r#"<Property Name="displayName" Type="Edm.String" />"#,
            r#"<Property Name="displayName" Type="Edm.String" Nullable="false"/>"#,
            "changed property: property `displayName` of `microsoft.graph.device` is now never null",
            "Phone",
        ),
        (
            r#"<Property Name="displayName" Type="Edm.String" />"#,
            r#"<Property Name="displayName" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Computed"/></Property>"#,
            "changed property: property `displayName` of `microsoft.graph.device` is now set by the service only",
            "Phone",
        ),
        (
            r#"<Property Name="displayName" Type="Edm.String" />"#,
            r#"<Property Name="displayName" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Revisions"><Collection><Record>
                 <PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Deprecated"/>
                 <PropertyValue Property="Description" String="Use name."/><PropertyValue Property="RemovalDate" Date="2026-04-10"/>
               </Record></Collection></Annotation></Property>"#,
            "deprecated property: property `displayName` of `microsoft.graph.device` is deprecated and may be gone after 2026-04-10: Use name.",
            "Phone",
        ),
        (
            r#"<Member Name="success" Value="1" />"#,
            r#"<Member Name="success" Value="1" /><Member Name="paused" Value="3" />"#,
            "added member: member `paused` of `microsoft.graph.runState` is new",
            "RunState",
        ),
        (
            r#"<Member Name="unknown" Value="0" />"#,
            "",
            "removed member: member `unknown` of `microsoft.graph.runState` is gone",
            "",
        ),
        (
            r#"<EnumType Name="days" IsFlags="true">"#,
            r#"<EnumType Name="days">"#,
            "changed type: the members of `microsoft.graph.days` are no longer flags",
            "",
        ),
        (
            r#"<Parameter Name="pin" Type="Edm.String" />"#,
            r#"<Parameter Name="pin" Type="Edm.Int32" />"#,
            "changed parameter: parameter `pin` of action `wipe` of `microsoft.graph.device` is now `Edm.Int32`, not `Edm.String`",
            "Wipe",
        ),
        (
            r#"<Parameter Name="keepData" Type="Edm.Boolean" Nullable="false" />"#,
            "",
            "removed parameter: parameter `keepData` of action `wipe` of `microsoft.graph.device` is gone",
            "",
        ),
        (
            r#"<Parameter Name="day" Type="Edm.Date" />"#,
            r#"<Parameter Name="day" Type="Edm.Date" /><Parameter Name="hour" Type="Edm.Int32" />"#,
            "",
            "",
        ),
        (
            r#"<Singleton Name="thisDevice" Type="graph.phone" />"#,
            r#"<Singleton Name="thisDevice" Type="graph.phone" /><Singleton Name="me" Type="graph.phone" />"#,
            "added address: singleton `/me` is new",
            "",
        ),
    ] {
        if expected.is_empty() {
            // An overload has other parameters: the old one is gone, and another is new.
            let kinds: Vec<_> = changes(from, to).into_iter().map(|change| change.kind.name()).collect();
            assert_eq!(kinds, ["added", "removed"]);
            continue;
        }
        assert_eq!(one(from, to), (expected.to_owned(), touched.to_owned()));
    }
}

#[test]
fn an_address_that_leads_elsewhere_is_a_change_of_its_own() {
    let found = changes(
        r#"<NavigationProperty Name="calls" Type="Collection(graph.call)" ContainsTarget="true" />"#,
        "",
    );
    let found: Vec<_> =
        found.iter().map(|change| (change.message.as_str(), change.touched.join(" "))).collect();
    assert_eq!(
        found,
        [
            ("navigation property `calls` of `microsoft.graph.phone` is gone", String::new()),
            (
                "address `/thisDevice/calls/{id}` is gone: `microsoft.graph.phone` has no `calls`",
                "Call".to_owned()
            ),
        ]
    );
}

#[test]
fn a_property_that_moves_to_a_base_has_not_changed() {
    let text = DOCUMENT.replace(r#"<Property Name="number" Type="Edm.String" />"#, "").replace(
        r#"<Property Name="displayName""#,
        r#"<Property Name="number" Type="Edm.String" /><Property Name="displayName""#,
    );
    let later = Metadata::parse("later.xml", &text).expect("a valid document");
    let found = diff(&beta(), &later, &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].message, "property `number` of `microsoft.graph.device` is new: `Edm.String`");
}

#[test]
fn between_published_documents_what_one_direction_adds_the_other_removes() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        eprintln!("skipped: GRAPH_CSDL, a folder of metadata documents, is not set");
        return;
    };
    let read = |name: &str| {
        let text = std::fs::read_to_string(std::path::Path::new(&folder).join(name)).expect("a document");
        Metadata::parse(name, &text).expect("a valid document")
    };
    let (beta, stable) = (read("beta-2021-07-13.xml"), read("v1.0-2026-08-20.xml"));
    assert_eq!(diff(&beta, &beta, &[]), []);
    let of = |changes: &[Change], kind: ChangeKind| {
        let mut found: Vec<_> = changes
            .iter()
            .filter(|change| change.kind == kind)
            .map(|change| (change.element, change.subject.clone(), change.member.clone()))
            .collect();
        found.sort();
        found
    };
    let (forward, back) = (diff(&beta, &stable, &[]), diff(&stable, &beta, &[]));
    let (added, removed) = (of(&forward, ChangeKind::Added), of(&forward, ChangeKind::Removed));
    assert!(added.len() > 1_000 && removed.len() > 1_000, "{} {}", added.len(), removed.len());
    assert_eq!((added, removed), (of(&back, ChangeKind::Removed), of(&back, ChangeKind::Added)));
}
