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

/// The messages of all changes between two documents that differ in one element.
fn between(old: &str, new: &str) -> Vec<String> {
    let read = |schema: &str| {
        let text = format!(
            r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
               <Schema Namespace="a" xmlns="http://docs.oasis-open.org/odata/ns/edm">
                 <EntityType Name="e"><Key><PropertyRef Name="id" /></Key>
                   <Property Name="id" Type="Edm.String" Nullable="false" /><Property Name="slug" Type="Edm.String" /></EntityType>
                 <Action Name="go" /><Action Name="stop" />{schema}
               </Schema></edmx:DataServices></edmx:Edmx>"#
        );
        Metadata::parse("small.xml", &text).expect("a valid document")
    };
    let (old, new) = (read(old), read(new));
    assert_eq!((diff(&old, &old, &[]), diff(&new, &new, &[])), (vec![], vec![]));
    let shown =
        |change: Change| format!("{} {}: {}", change.kind.name(), change.element.name(), change.message);
    diff(&old, &new, &[]).into_iter().map(shown).collect()
}

#[test]
fn what_begins_an_address_is_compared() {
    let container = |inner: &str| format!("<EntityContainer Name='c'>{inner}</EntityContainer>");
    let set = "<EntitySet Name='s' EntityType='a.e' />";
    for (old, new, expected) in [
        (
            "<ActionImport Name='go' Action='a.go' />",
            "<ActionImport Name='run' Action='a.go' />",
            &["removed address: import `/go` is gone", "added address: import `/run` is new"][..],
        ),
        ("<FunctionImport Name='go' Function='a.go' />", "", &["removed address: import `/go` is gone"]),
        (
            "<ActionImport Name='go' Action='a.go' />",
            "<ActionImport Name='go' Action='a.stop' />",
            &["changed address: import `/go` is now of `a.stop`, not of `a.go`"],
        ),
        (set, "", &["removed address: entity set `/s` is gone"]),
        ("", "<Singleton Name='s' Type='a.e' />", &["added address: singleton `/s` is new"]),
        (
            set,
            "<Singleton Name='s' Type='a.e' />",
            &["changed address: singleton `/s` was entity set `/s` before"],
        ),
        (
            "<EntitySet Name='s' EntityType='a.e'><NavigationPropertyBinding Path='x' Target='s' /><NavigationPropertyBinding Path='y' Target='s' /></EntitySet>",
            "<EntitySet Name='s' EntityType='a.e'><NavigationPropertyBinding Path='y' Target='t' /></EntitySet>",
            &[
                "changed address: `x` of entity set `/s` no longer leads to an entity set",
                "changed address: `y` of entity set `/s` now leads to `t`",
            ],
        ),
    ] {
        assert_eq!(between(&container(old), &container(new)), expected);
    }
}

#[test]
fn what_is_stated_about_a_type_is_compared() {
    let alternate = |name: &str| {
        format!(
            "<EntityType Name='t'><Annotation Term='Org.OData.Core.V1.AlternateKeys'><Collection><Record>
             <PropertyValue Property='Key'><Collection><Record><PropertyValue Property='Name' PropertyPath='{name}' />
             <PropertyValue Property='Alias' String='x' /></Record></Collection></PropertyValue>
             </Record></Collection></Annotation></EntityType>"
        )
    };
    let explicit =
        "<EntityType Name='t'><Annotation Term='Org.OData.Core.V1.ExplicitOperationBindings'><Collection>
        <String>a.go</String></Collection></Annotation></EntityType>";
    let of_a_type = |inner: &str| format!("<EntityType Name='t'>{inner}</EntityType>");
    for (old, new, expected) in [
        (
            "<TypeDefinition Name='d' UnderlyingType='Edm.String' />".to_owned(),
            "<TypeDefinition Name='d' UnderlyingType='Edm.Int32' />".to_owned(),
            "changed type: type definition `a.d` is now `Edm.Int32`, not `Edm.String`",
        ),
        (
            "<TypeDefinition Name='d' UnderlyingType='Edm.String' />".to_owned(),
            String::new(),
            "removed type: type definition `a.d` is gone",
        ),
        (
            "<EnumType Name='n' />".to_owned(),
            "<EnumType Name='n' UnderlyingType='Edm.Int64' />".to_owned(),
            "changed type: the numbers of enumeration type `a.n` are now `Edm.Int64`, not `Edm.Int32`",
        ),
        (
            "<EnumType Name='n'><Member Name='m' /></EnumType>".to_owned(),
            "<EnumType Name='n'><Member Name='m' Value='2' /></EnumType>".to_owned(),
            "changed member: member `m` of `a.n` is now stated to have the number 2",
        ),
        (
            "<EnumType Name='n'><Member Name='m' Value='2' /></EnumType>".to_owned(),
            "<EnumType Name='n'><Member Name='m' /></EnumType>".to_owned(),
            "changed member: the number of member `m` of `a.n` is no longer stated",
        ),
        (
            of_a_type("<Key><PropertyRef Name='x' /></Key>"),
            of_a_type("<Key><PropertyRef Name='y' /></Key>"),
            "changed type: the key of `a.t` is now `y`, not `x`",
        ),
        (
            of_a_type(""),
            alternate("y"),
            "changed type: the alternate keys of `a.t` are now `(x=y)`, not none",
        ),
        (
            alternate("y"),
            alternate("x"),
            "changed type: the alternate keys of `a.t` are now `(x)`, not `(x=y)`",
        ),
        (
            of_a_type(""),
            explicit.to_owned(),
            "changed type: `a.t` now names `a.go` as an operation of its own",
        ),
        (
            explicit.to_owned(),
            of_a_type(""),
            "changed type: `a.t` no longer names `a.go` as an operation of its own",
        ),
        (
            of_a_type(""),
            "<EntityType Name='t' HasStream='true' />".to_owned(),
            "changed type: `a.t` is now a media entity",
        ),
        (
            of_a_type("<NavigationProperty Name='n' Type='a.e' />"),
            of_a_type("<NavigationProperty Name='n' Type='a.e' ContainsTarget='true' />"),
            "changed property: navigation property `n` of `a.t` now contains its entities",
        ),
    ] {
        assert_eq!(between(&old, &new), [expected]);
    }
}

#[test]
fn what_is_stated_about_an_operation_is_compared() {
    let function =
        |attributes: &str, inner: &str| format!("<Function Name='f' {attributes}>{inner}</Function>");
    let result = "<ReturnType Type='Collection(a.e)' />";
    let delta =
        "<ReturnType Type='Collection(a.e)'><Annotation Term='Org.OData.Core.V1.IsDelta' /></ReturnType>";
    let optional = "<Parameter Name='p' Type='Edm.String'><Annotation Term='Org.OData.Core.V1.OptionalParameter' /></Parameter>";
    let overload = "<Function Name='f'><Parameter Name='other' Type='Edm.String' /></Function>";
    for (old, new, expected) in [
        (
            function("", ""),
            function("IsComposable='true'", ""),
            "changed operation: function `f` now allows further segments and query options",
        ),
        (
            function("", ""),
            function("", "<Annotation Term='Org.OData.Core.V1.RequiresExplicitBinding' />"),
            "changed operation: function `f` now is called only on types that name it",
        ),
        (function("", result), function("", delta), "changed operation: function `f` now returns changes"),
        (
            function("", "<ReturnType Type='Edm.String' />"),
            function("", "<ReturnType Type='Edm.String' Nullable='false' />"),
            "changed operation: function `f` now never returns null",
        ),
        (
            function("", result),
            function("", "<ReturnType Type='Collection(a.e)' Nullable='false' />"),
            "changed operation: the result of function `f` now has no items that are null",
        ),
        (
            function("", "<Parameter Name='p' Type='Edm.String' />"),
            function("", optional),
            "changed parameter: parameter `p` of function `f` may now be left out",
        ),
        (
            function("", optional),
            function("", &optional.replace("Type=", "Nullable='false' Type=")),
            "changed parameter: parameter `p` of function `f` may no longer be null",
        ),
        (
            function("", "<Parameter Name='p' Type='Collection(Edm.String)' />"),
            function("", "<Parameter Name='p' Type='Collection(Edm.String)' Nullable='true' />"),
            "changed parameter: parameter `p` of function `f` may now have items that are null",
        ),
        // One of several overloads.
        (
            format!("{overload}{}", function("", result)),
            format!("{}{overload}", function("", delta)),
            "changed operation: function `f` now returns changes",
        ),
    ] {
        assert_eq!(between(&old, &new), [expected]);
    }
}

#[test]
fn deprecations_and_supported_requests_are_compared_wherever_they_are_stated() {
    let deprecated = |text: &str, date: &str| {
        format!(
            "<Annotation Term='Org.OData.Core.V1.Revisions'><Collection><Record>
             <PropertyValue Property='Kind' EnumMember='Org.OData.Core.V1.RevisionKind/Deprecated' />
             <PropertyValue Property='Description' String='{text}' />{date}</Record></Collection></Annotation>"
        )
    };
    let date = |day: &str| format!("<PropertyValue Property='RemovalDate' Date='{day}' />");
    let allowed = |term: &str, property: &str, value: &str| {
        format!(
            "<Annotation Term='Org.OData.Capabilities.V1.{term}'><Record><PropertyValue Property='{property}' {value} />
             </Record></Annotation>"
        )
    };
    let on_set = |inner: &str| {
        format!(
            "<EntityContainer Name='c'><EntitySet Name='s' EntityType='a.e'>{inner}</EntitySet></EntityContainer>"
        )
    };
    let below = |inner: &str| format!("{}<Annotations Target='a.c/s/n'>{inner}</Annotations>", on_set(""));
    let on_property = |inner: &str| {
        format!(
            "<EntityType Name='t'><NavigationProperty Name='n' Type='a.e'>{inner}</NavigationProperty></EntityType>"
        )
    };
    let text = deprecated("Old.", "");
    for (old, new, expected) in [
        (on_set(""), on_set(&text), "deprecated address: entity set `/s` is deprecated: Old."),
        (on_set(&text), on_set(""), "changed address: entity set `/s` is no longer deprecated"),
        (
            on_set(&text),
            on_set(&deprecated("Old.", &date("2027-01-02"))),
            "changed address: entity set `/s`, which is deprecated, may now be gone after 2027-01-02",
        ),
        (
            on_set(&text),
            on_set(&deprecated("New.", "")),
            "changed address: entity set `/s` is deprecated for another reason: New.",
        ),
        (below(""), below(&text), "deprecated address: path `/s/n` is deprecated: Old."),
        (
            on_set(""),
            on_set(&allowed("DeleteRestrictions", "Deletable", "Bool='false'")),
            "changed address: entity set `/s` is now stated not to allow: to be deleted",
        ),
        (
            on_set(&allowed("InsertRestrictions", "Insertable", "Bool='false'")),
            on_set(""),
            "changed address: entity set `/s` no longer states whether it allows: to be created",
        ),
        (
            below(&allowed("ReadRestrictions", "Readable", "Bool='false'")),
            below(&allowed("ReadRestrictions", "Readable", "Bool='true'")),
            "changed address: path `/s/n` is now stated to allow: to be read",
        ),
        (
            on_property(""),
            on_property(&allowed("ChangeTracking", "Supported", "Bool='true'")),
            "changed property: navigation property `n` of `a.t` is now stated to allow: to be read as changes",
        ),
        (
            on_set(""),
            on_set(&allowed(
                "UpdateRestrictions",
                "UpdateMethod",
                "EnumMember='Org.OData.Capabilities.V1.HttpMethod/PUT'",
            )),
            "changed address: entity set `/s` is now updated by PUT, not by PATCH",
        ),
    ] {
        assert_eq!(between(&old, &new), [expected]);
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
