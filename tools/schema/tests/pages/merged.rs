//! The model that pages give, by themselves and merged with a metadata document.

use graph_entity_schema::declared::{Address, Item, Route, Shape};
use graph_entity_schema::page::{Documentation, PageKind};
use graph_entity_schema::{
    Access, Apis, ContradictionKind as Kind, DifferenceKind, Metadata, OperationKind, StructureKind, Target,
    compare, lock,
};

/// The pages of shelves in rooms: two types, an enumeration, the calls of one of them.
fn documentation() -> Documentation {
    let mut documentation = Documentation::default();
    documentation.add(
        "beta/resources/furniture.md",
        "# furniture resource type\nAn abstract type of things.\n## Methods\n|Method|Return type|Description|\n|:--|:--|:--|\n|[Move](../api/furniture-move.md)|None|Moves it.|\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n|weight|Int32|Read-only.|\n|serial|String|Read-only.|\n|createdDateTime|DateTimeOffset|When it was made.|\n## JSON Representation\n<!-- {\"keyProperty\": \"id\"} -->\n``` json\n{}\n```\n",
    );
    documentation.add(
        "beta/resources/shelf.md",
        "# shelf resource type\nA shelf.\n\nInherits from [furniture](furniture.md)\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key. Inherited from [furniture](furniture.md)|\n|kind|[shelfKind](shelfkind.md)|Its kind. Not nullable.|\n|size|[size](size.md)|Its size.|\n|use|shelfUse|Possible values are: `books`, `plants`.|\n## Relationships\n|Relationship|Type|Description|\n|:--|:--|:--|\n|parts|[shelf](shelf.md) collection|Its parts.|\n## JSON Representation\n<!-- {\"keyProperty\": \"id\", \"openType\": true} -->\n``` json\n{}\n```\n",
    );
    documentation.add(
        "beta/resources/size.md",
        "# size resource type\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|width|Int32|Deprecated. Use depth.|\n",
    );
    documentation.add(
        "beta/resources/shelfkind.md",
        "# shelfKind enum type\n## Members\n|Member|Value|Description|\n|:--|:--|:--|\n|none|0|x|\n|oak|1|x|\n|pine|2|x|\n|ash|4|x|\n",
    );
    documentation.add(
        "beta/api/shelf-update.md",
        "# Update shelf\n## HTTP request\n``` http\nPATCH /shelves/{shelfId}\nPATCH /shelves/{shelfId}/parts/{shelfId1}\n```\n## Request body\n|Property|Type|Description|\n|:--|:--|:--|\n|weight|Int32|Read-only. Inherited from [furniture](../resources/furniture.md)|\n|label|String|Only here.|\n## Example\n``` http\nPATCH https://graph.microsoft.com/beta/shelves/1\n\n{\"weight\": 1}\n```\n``` http\nHTTP/1.1 204 No Content\n```\n",
    );
    documentation.add("beta/api/shelf-list.md", "# List shelves\n## HTTP request\n``` http\nGET /shelves\n```\n## Response\nIf successful, this method returns a `200 OK` response code and a collection of [shelf](../resources/shelf.md) objects in the response body.\n");
    documentation.add(
        "beta/api/furniture-move.md",
        "# move action\n## HTTP request\n``` http\nPOST /shelves/{shelfId}/move\n```\n## Request body\n|Property|Type|Description|\n|:--|:--|:--|\n|to|String|Where to.|\n## Response\nIf successful, this action returns a `200 OK` response code and a [size](../resources/size.md) in the response body.\n",
    );
    documentation.add("v1.0/resources/other.md", "# other resource type\n");
    documentation
}

#[test]
fn pages_give_types_operations_and_sets() {
    let metadata = documentation().metadata("beta");
    let names: Vec<_> = metadata.structures().map(|structure| structure.name.as_str()).collect();
    assert_eq!(names, ["microsoft.graph.furniture", "microsoft.graph.shelf", "microsoft.graph.size"]);
    let furniture = metadata.structure("microsoft.graph.furniture").expect("a type");
    assert!(furniture.is_abstract && furniture.keys == ["id"]);
    let access = |name: &str| {
        let property =
            furniture.properties.iter().find(|property| property.name == name).expect("a property");
        (property.access, property.access_source.as_ref().map(|source| source.line))
    };
    // An example of a derived type sends the weight, so that its mark is not believed.
    assert_eq!(access("weight"), (Access::ReadWrite, None));
    assert_eq!(access("serial"), (Access::ReadOnly, Some(12)));
    assert_eq!(access("createdDateTime"), (Access::ReadOnly, Some(13)));

    let shelf = metadata.structure("microsoft.graph.shelf").expect("a type");
    assert_eq!(shelf.base.as_deref(), Some("microsoft.graph.furniture"));
    assert!(
        shelf.is_open && !shelf.is_abstract && shelf.keys.is_empty() && shelf.kind == StructureKind::Entity
    );
    let properties: Vec<_> = shelf
        .properties
        .iter()
        .map(|property| (property.name.as_str(), property.kind.name.as_str(), property.nullable))
        .collect();
    let expected = [
        ("kind", "microsoft.graph.shelfKind", false),
        ("size", "microsoft.graph.size", true),
        ("use", "microsoft.graph.shelfUse", true),
        ("label", "Edm.String", true),
    ];
    assert_eq!(properties, expected);
    assert_eq!(shelf.properties[3].source.to_string(), "beta/api/shelf-update.md:11");
    // The page has the relationship's address beside the entity's own.
    assert!(!shelf.navigation[0].contains_target && shelf.navigation[0].kind.is_collection);
    let size = metadata.structure("microsoft.graph.size").expect("a type");
    assert!(size.kind == StructureKind::Complex && size.properties[0].annotations.deprecation().is_some());

    let kind = metadata.enumeration("microsoft.graph.shelfKind").expect("an enumeration");
    assert!(kind.is_flags && kind.members[3].value == Some(4));
    let listed = metadata.enumeration("microsoft.graph.shelfUse").expect("an enumeration");
    assert_eq!((listed.members.len(), listed.is_flags), (2, false));

    assert_eq!((metadata.sets().len(), metadata.singletons().len()), (1, 0));
    assert_eq!(metadata.sets()[0].type_name, "microsoft.graph.shelf");
    let [operation] = metadata.operations() else { panic!("one operation") };
    assert_eq!((operation.kind, operation.name.as_str()), (OperationKind::Action, "microsoft.graph.move"));
    assert_eq!(operation.binding().map(ToString::to_string).as_deref(), Some("microsoft.graph.furniture"));
    assert_eq!(operation.arguments()[0].name, "to");
    assert_eq!(
        operation.result.as_ref().map(|result| result.kind.name.as_str()),
        Some("microsoft.graph.size")
    );
}

/// Addresses go along relationships that the table of a type has not, or calls properties.
#[test]
fn relationships_are_known_from_addresses() {
    let mut documentation = Documentation::default();
    let resource = |name: &str, rows: &str| {
        format!(
            "# {name} resource type\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n{rows}\n## JSON Representation\n<!-- {{\"keyProperty\": \"id\"}} -->\n``` json\n{{}}\n```\n"
        )
    };
    documentation.add("room.md", &resource("room", "|id|String|x|\n|lamp|[lamp](lamp.md)|Lights it.|"));
    documentation.add("lamp.md", &resource("lamp", "|id|String|x|"));
    documentation.add("bulb.md", &resource("bulb", "|id|String|x|"));
    for (file, title, addresses) in [
        ("room-get.md", "Get room", "GET /rooms/{roomId}"),
        ("lamp-get.md", "Get lamp", "GET /rooms/{id}/lamp\nGET /rooms/{id}/spare/{lampId}"),
        ("bulb-get.md", "Get bulb", "GET /rooms/{roomId}/lamp/bulbs/{bulbId}"),
        ("odd-get.md", "Get odd", "GET /rooms/{roomId}/nowhere/x/$ref"),
    ] {
        documentation.add(file, &format!("# {title}\n## HTTP request\n``` http\n{addresses}\n```\n"));
    }
    documentation.add("room-list.md", "# List rooms\n## HTTP request\n``` http\nGET /rooms\n```\n## Response\nIf successful, this method returns a `200 OK` response code and a collection of [room](room.md) objects in the response body.\n");
    let metadata = documentation.metadata("v1.0");
    let navigation = |name: &str| -> Vec<_> {
        let structure = metadata.structure(name).expect("a type");
        let navigation = structure.navigation.iter();
        navigation.map(|it| (it.name.clone(), it.kind.to_string(), it.contains_target)).collect()
    };
    let expected = [
        ("lamp".to_owned(), "microsoft.graph.lamp".to_owned(), true),
        ("spare".to_owned(), "Collection(microsoft.graph.lamp)".to_owned(), false),
    ];
    assert_eq!(navigation("microsoft.graph.room"), expected);
    let expected = [("bulbs".to_owned(), "Collection(microsoft.graph.bulb)".to_owned(), true)];
    assert_eq!(navigation("microsoft.graph.lamp"), expected);
    assert_eq!(metadata.properties("microsoft.graph.room").len(), 1);
}

#[test]
fn requests_have_the_addresses_and_permissions_of_their_pages() {
    let mut documentation = documentation();
    documentation.add("beta/api/shelf-get.md", "# Get shelf\n## Permissions\n|Permission type|Permissions|\n|:--|:--|\n|Application|Shelf.Read.All|\n## HTTP request\n``` http\nGET /shelves/{shelfId}\nGET /me/shelf\n```\n");
    let requests = documentation.requests("beta");
    assert_eq!(requests.keys().collect::<Vec<_>>(), ["microsoft.graph.shelf"]);
    let shelf = &requests["microsoft.graph.shelf"];
    let addresses: Vec<_> =
        shelf.entity.iter().map(|fact| (fact.value.as_str(), fact.source.to_string())).collect();
    let expected = [
        ("/shelves/{shelfId}", "beta/api/shelf-update.md:4"),
        ("/shelves/{shelfId}/parts/{shelfId1}", "beta/api/shelf-update.md:5"),
        ("/me/shelf", "beta/api/shelf-get.md:9"),
    ];
    assert_eq!(addresses, expected.map(|(address, source)| (address, source.to_owned())));
    assert_eq!(shelf.collection[0].value, "/shelves");
    let kinds: Vec<_> = shelf.pages.keys().copied().collect();
    assert_eq!(kinds, [PageKind::Get, PageKind::List, PageKind::Update]);
    assert_eq!(shelf.scopes.as_ref().expect("permissions").value.application, ["Shelf.Read.All"]);
}

#[test]
fn one_update_page_is_enough_for_an_entity() {
    let mut documentation = Documentation::default();
    let text = "# Update lamp\n## HTTP request\n``` http\nPATCH /lamps/{id}\n```\n## Request body\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n|state|[lampState](lampstate.md)|Possible values are: `on`, `off`.|\n";
    documentation.add("lamp-update.md", text);
    let metadata = documentation.metadata("v1.0");
    let lamp = metadata.structure("microsoft.graph.lamp").expect("a type");
    assert_eq!((lamp.keys.as_slice(), lamp.properties.len()), (["id".to_owned()].as_slice(), 2));
    assert!(metadata.enumeration("microsoft.graph.lampState").is_some());
    assert_eq!(documentation.requests("v1.0")["microsoft.graph.lamp"].entity[0].value, "/lamps/{id}");
}

#[test]
fn types_that_extend_each_other_are_told_apart() {
    let mut documentation = Documentation::default();
    for (name, base) in [("a", "b"), ("b", "a")] {
        let text = format!("# {name} resource type\nInherits from [{base}]({base}.md)\n");
        documentation.add(&format!("{name}.md"), &text);
    }
    let metadata = documentation.metadata("v1.0");
    let bases: Vec<_> = metadata.structures().map(|structure| structure.base.as_deref()).collect();
    assert_eq!(bases.iter().flatten().count(), 1);
}

/// The pages of derived types say what they inherit from a type without a page.
#[test]
fn a_base_without_a_page_is_made_of_the_pages_of_others() {
    let mut documentation = Documentation::default();
    for (name, base, inherited) in [("oak", "tree", "age"), ("ash", "tree", "height")] {
        let text = format!(
            "# {name} resource type\nInherits from [{base}]({base}.md)\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key. Inherited from [plant](plant.md)|\n|{inherited}|Int32|Inherited from [{base}]({base}.md)|\n|own|String|x|\n## JSON Representation\n<!-- {{\"keyProperty\": \"id\"}} -->\n``` json\n{{}}\n```\n"
        );
        documentation.add(&format!("{name}.md"), &text);
    }
    let metadata = documentation.metadata("v1.0");
    let lineage: Vec<_> =
        metadata.lineage("microsoft.graph.oak").map(|structure| structure.name.as_str()).collect();
    assert_eq!(lineage, ["microsoft.graph.oak", "microsoft.graph.tree", "microsoft.graph.plant"]);
    let names: Vec<_> =
        metadata.properties("microsoft.graph.oak").iter().map(|property| &property.name).collect();
    assert_eq!(names, ["id", "age", "height", "own"]);
    assert_eq!(metadata.keys("microsoft.graph.oak"), ["id"]);
    let tree = metadata.structure("microsoft.graph.tree").expect("a type");
    assert!(tree.is_abstract && tree.kind == StructureKind::Entity && tree.source.line == 2);
}

const CSDL: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="furniture">
<Key><PropertyRef Name="id" /></Key>
<Property Name="id" Type="Edm.String" Nullable="false" />
<Property Name="weight" Type="Edm.Int64" />
<Property Name="serial" Type="Edm.String" />
<Property Name="createdDateTime" Type="Edm.DateTimeOffset"><Annotation Term="Org.OData.Core.V1.Immutable" Bool="true" /></Property>
</EntityType>
<EntityType Name="shelf" BaseType="microsoft.graph.furniture">
<Property Name="kind" Type="microsoft.graph.shelfKind" />
<Property Name="parts" Type="Collection(Edm.String)" />
<Property Name="colour" Type="Edm.String" />
</EntityType>
<EnumType Name="shelfKind"><Member Name="none" Value="0" /><Member Name="oak" Value="2" /><Member Name="ash" Value="4" /><Member Name="elm" Value="5" /></EnumType>
<ComplexType Name="shelfUse" />
<Action Name="move" IsBound="true"><Parameter Name="bindingParameter" Type="microsoft.graph.furniture" /><Parameter Name="to" Type="Edm.Guid" /><Parameter Name="by" Type="Edm.String" /></Action>
</Schema></edmx:DataServices></edmx:Edmx>"#;

#[test]
fn a_merge_believes_the_metadata_and_lists_what_the_pages_say_otherwise() {
    let mut metadata = Metadata::parse("a.xml", CSDL).expect("metadata");
    let found = metadata.merge(&documentation().metadata("beta"));
    let texts: Vec<_> = found.iter().map(|found| (found.kind, found.to_string())).collect();
    let expected = [
        (
            Kind::Abstract,
            "microsoft.graph.furniture: concrete (a.xml:3), abstract (beta/resources/furniture.md:1)",
        ),
        (
            Kind::PropertyType,
            "microsoft.graph.furniture/weight: Edm.Int64 (a.xml:6), Edm.Int32 (beta/resources/furniture.md:11)",
        ),
        (
            Kind::Access,
            "microsoft.graph.furniture/createdDateTime: create-only (a.xml:8), read-only (beta/resources/furniture.md:13)",
        ),
        (
            Kind::Nullable,
            "microsoft.graph.shelf/kind: nullable (a.xml:11), not nullable (beta/resources/shelf.md:9)",
        ),
        (
            Kind::UnknownProperty,
            "microsoft.graph.shelf/size: nothing, microsoft.graph.size (beta/resources/shelf.md:10)",
        ),
        (
            Kind::UnknownProperty,
            "microsoft.graph.shelf/use: nothing, microsoft.graph.shelfUse (beta/resources/shelf.md:11)",
        ),
        (
            Kind::UnknownProperty,
            "microsoft.graph.shelf/label: nothing, Edm.String (beta/api/shelf-update.md:11)",
        ),
        (
            Kind::Relationship,
            "microsoft.graph.shelf/parts: property (a.xml:12), Collection(microsoft.graph.shelf) (beta/resources/shelf.md:15)",
        ),
        (Kind::UnlistedProperty, "microsoft.graph.shelf/colour: Edm.String (a.xml:13), nothing"),
        (Kind::Address, "microsoft.graph.shelf: nothing, /shelves/{shelfId} (beta/api/shelf-update.md:4)"),
        (
            Kind::Address,
            "microsoft.graph.shelf: nothing, /shelves/{shelfId}/parts/{shelfId1} (beta/api/shelf-update.md:5)",
        ),
        (Kind::UnknownType, "microsoft.graph.size: nothing, complex type (beta/resources/size.md:1)"),
        (
            Kind::Flags,
            "microsoft.graph.shelfKind: no flags (a.xml:15), flags (beta/resources/shelfkind.md:2)",
        ),
        (Kind::MemberValue, "microsoft.graph.shelfKind/oak: 2 (a.xml:15), 1 (beta/resources/shelfkind.md:6)"),
        (Kind::UnknownMember, "microsoft.graph.shelfKind/pine: nothing, 2 (beta/resources/shelfkind.md:7)"),
        (Kind::UnlistedMember, "microsoft.graph.shelfKind/elm: member (a.xml:15), nothing"),
        (
            Kind::SortOfType,
            "microsoft.graph.shelfUse: complex type (a.xml:16), enumeration (beta/resources/shelf.md:11)",
        ),
        (
            Kind::ParameterType,
            "microsoft.graph.furniture/move/to: Edm.Guid (a.xml:17), Edm.String (beta/api/furniture-move.md:9)",
        ),
        (Kind::UnlistedParameter, "microsoft.graph.furniture/move/by: Edm.String (a.xml:17), nothing"),
        (
            Kind::Address,
            "microsoft.graph.move: nothing, /shelves/{shelfId}/move (beta/api/furniture-move.md:4)",
        ),
        (
            Kind::Result,
            "microsoft.graph.furniture/move: none (a.xml:17), microsoft.graph.size (beta/api/furniture-move.md:11)",
        ),
    ];
    assert_eq!(texts, expected.map(|(kind, text)| (kind, text.to_owned())));

    let furniture = metadata.structure("microsoft.graph.furniture").expect("a type");
    let serial = &furniture.properties[2];
    assert_eq!((serial.access, furniture.properties[3].access), (Access::ReadOnly, Access::CreateOnly));
    assert_eq!(
        serial.access_source.as_ref().map(ToString::to_string).as_deref(),
        Some("beta/resources/furniture.md:12")
    );
    assert_eq!(furniture.properties[1].kind.name, "Edm.Int64");
    let kind = &metadata.structure("microsoft.graph.shelf").expect("a type").properties[0];
    assert_eq!(
        kind.annotations.page.as_ref().map(|fact| fact.value.as_str()),
        Some("Its kind. Not nullable.")
    );
    assert!(metadata.structure("microsoft.graph.size").is_some());
    assert_eq!(metadata.with_short_name("shelfUse"), ["microsoft.graph.shelfUse"]);
}

/// A source does not contradict itself.
#[test]
fn a_merge_with_itself_changes_nothing() {
    let metadata = documentation().metadata("beta");
    let mut merged = metadata.clone();
    assert_eq!(merged.merge(&metadata), []);
    assert_eq!(merged, metadata);
}

/// The table of an update may have only what can be changed. The example shows the key.
#[test]
fn a_key_is_known_from_an_example_and_is_a_text() {
    let page = |rows: &str, reply: &str| {
        format!(
            "# Update shelf\n## HTTP request\n```http\nPATCH /shelves/{{shelfId}}\n```\n## Request body\n|Property|Type|\n|:--|:--|\n{rows}|width|Int32|\n## Example\n```http\nHTTP/1.1 200 OK\n\n{reply}\n```\n"
        )
    };
    for (rows, reply, keys) in [
        ("", "{\"id\": \"1\"}", vec!["id"]),
        ("|id|Strng|\n", "{}", vec!["id"]),
        ("|id|** Unknown **|\n", "{}", vec!["id"]),
        ("", "{\"width\": 1}", vec![]),
    ] {
        let mut documentation = Documentation::default();
        documentation.add("beta/shelf-update.md", &page(rows, reply));
        let metadata = documentation.metadata("beta");
        let shelf = metadata.structure("microsoft.graph.shelf").expect("the type");
        assert_eq!(shelf.keys, keys, "{rows}{reply}");
        let id = shelf.properties.iter().find(|property| property.name == "id");
        assert_eq!(id.is_some(), !keys.is_empty());
        assert!(id.is_none_or(|id| id.kind.name == "Edm.String" && id.source.line > 1), "{id:?}");
    }
}

/// Few pages say it in these words, and an example may have a value of a type that is abstract.
#[test]
fn a_type_that_is_said_to_be_a_base_is_abstract() {
    for (name, summary, rows, is_abstract) in [
        ("thing", "Base class of all things.", "|a|String|", true),
        ("thing", "The base type for things.", "|a|String|", true),
        ("thing", "> [!NOTE]\n> This is an abstract type.", "|a|String|", true),
        ("thing", "This complex type is abstract.", "|a|String|", true),
        ("thing", "Thing types.", "", true),
        ("thing", "Thing types.", "|a|String|", false),
        ("thing", "Represents an abstract complex setting.", "|a|String|", false),
        ("thingBase", "Things.", "|a|String|", true),
        ("thing", "A thing.", "|a|String|", false),
    ] {
        let mut documentation = Documentation::default();
        let table = format!("## Properties\n|Property|Type|\n|:--|:--|\n{rows}\n");
        documentation.add("beta/thing.md", &format!("# {name} resource type\n{summary}\n{table}"));
        let part = format!("# part resource type\nA part.\n\nInherits from [{name}](thing.md)\n{table}");
        documentation.add("beta/part.md", &part);
        // An example that makes the type concrete, if the page does not say otherwise.
        let example = format!(
            "# Get x\n## Example\n```http\nHTTP/1.1 200 OK\n\n{{\"@odata.type\": \"#microsoft.graph.{name}\"}}\n```\n"
        );
        documentation.add("beta/x-get.md", &example);
        let metadata = documentation.metadata("beta");
        let thing = metadata.structure(&format!("microsoft.graph.{name}")).expect("the type");
        assert_eq!(thing.is_abstract, is_abstract, "{name}: {summary} {rows}");
    }
}

/// A call may have any namespace. Only that of Graph itself may be left out.
#[test]
fn a_documented_call_is_found_with_and_without_the_namespace_of_graph() {
    let mut documentation = Documentation::default();
    for (name, address) in [
        ("move", "/office/desks/{id}/move"),
        ("turn", "/office/desks/{id}/microsoft.graph.turn"),
        ("rank", "/office/desks/contoso.office.api.rank"),
    ] {
        documentation.add(
            &format!("beta/api/desk-{name}.md"),
            &format!("# {name} action\n## HTTP request\n``` http\nPOST {address}\n```\n"),
        );
    }
    let metadata = documentation.metadata("beta");
    for (address, expected) in [
        ("/office/desks/{deskId}/move", Ok("move")),
        ("/office/desks/{deskId}/microsoft.graph.move", Ok("move")),
        ("/office/desks/{deskId}/turn", Ok("turn")),
        ("/office/desks/{deskId}/microsoft.graph.turn", Ok("turn")),
        ("/office/desks/contoso.office.api.rank", Ok("rank")),
        ("/office/desks/rank", Err("the call has its namespace there: write `contoso.office.api.rank`")),
        ("/office/desks/contoso.api.rank", Err("there is no `/office`")),
    ] {
        let found = match metadata.resolve(address) {
            Ok(Target::Operations(found)) => Ok(found[0].local_name().to_owned()),
            Ok(other) => panic!("{address}: {other:?}"),
            Err(error) => Err(error.reason),
        };
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{address}");
    }
}

/// Pages have no page of a type that others extend, or two types share an address by mistake.
#[test]
fn an_address_of_two_types_is_that_of_both_for_the_lock_and_for_a_check() {
    let mut documentation = Documentation::default();
    let mut add = |name: &str, base: &str| {
        documentation.add(
            &format!("beta/resources/{name}.md"),
            &format!("# {name} resource type\nA {name}.\n{base}\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n## JSON Representation\n<!-- {{\"keyProperty\": \"id\"}} -->\n``` json\n{{}}\n```\n"),
        );
        documentation.add(
            &format!("beta/api/{name}-update.md"),
            &format!("# Update {name}\n## HTTP request\n``` http\nPATCH /things/{{thingId}}\n```\n## Request body\n|Property|Type|Description|\n|:--|:--|:--|\n|id|String|The key.|\n"),
        );
    };
    for (name, base) in [("desk", ""), ("lamp", ""), ("floorLamp", "Inherits from [lamp](lamp.md)")] {
        add(name, base);
    }
    add("chair", "");
    let metadata = documentation.metadata("beta");
    let declared = |name: &str, address: &str| {
        let address = Address { text: address.to_owned(), position: None };
        let route = Route { version: "beta".to_owned(), addresses: vec![address] };
        let shape = Shape::Entity { route, properties: Vec::new() };
        let type_name = format!("microsoft.graph.{name}");
        Item { name: name.to_owned(), type_name, shape, differs: None, position: None }
    };
    let items = ["desk", "lamp", "floorLamp"].map(|name| declared(name, "/things/{id}"));
    let lock_of = |metadata: &Metadata| {
        let apis = Apis::from([("beta".to_owned(), metadata.clone())]);
        let errors = compare(&items, &apis).into_iter().filter(|it| it.kind == DifferenceKind::Address);
        assert_eq!(errors.map(|it| it.message).collect::<Vec<_>>(), <[&str; 0]>::default());
        lock::write(&items, &apis, &[])
    };
    let all = "beta /things/{} = microsoft.graph.chair | microsoft.graph.desk | microsoft.graph.lamp\n";
    assert!(lock_of(&metadata).contains(all), "{}", lock_of(&metadata));
    // A document says which one it is.
    let text = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
        <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
          <EntityType Name="thing"><Key><PropertyRef Name="id" /></Key><Property Name="id" Type="Edm.String" Nullable="false" /></EntityType>
          <EntityType Name="desk" BaseType="microsoft.graph.thing" /><EntityType Name="chair" BaseType="microsoft.graph.thing" />
          <EntityType Name="lamp" BaseType="microsoft.graph.thing" /><EntityType Name="floorLamp" BaseType="microsoft.graph.lamp" />
          <EntityContainer Name="c"><EntitySet Name="things" EntityType="microsoft.graph.thing" /></EntityContainer>
        </Schema></edmx:DataServices></edmx:Edmx>"#;
    let mut merged = Metadata::parse("beta.xml", text).expect("a document");
    merged.merge(&metadata);
    let metadata = merged;
    assert!(
        lock_of(&metadata).contains("beta /things/{} = microsoft.graph.thing\n"),
        "{}",
        lock_of(&metadata)
    );
}
