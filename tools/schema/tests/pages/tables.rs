//! Tables of other forms: each is read as far as it is certain, and what is not usual is named with its line.

use graph_entity_schema::page::{Documentation, Page, PageFaultKind as Kind};

/// The rows that all forms have, as `name type`.
const ROWS: [&str; 3] = ["id Edm.String", "displayName Edm.String", "width Edm.Int32"];

/// Returns a page whose line 3 is the first of the text.
fn page(table: &str) -> Page {
    Page::parse("a.md", &format!("# a resource type\n## Properties\n{table}\n"))
}

fn rows(page: &Page) -> Vec<String> {
    page.properties.iter().map(|row| format!("{} {}", row.name, row.kind.kind)).collect()
}

fn faults(page: &Page) -> Vec<(u32, Kind)> {
    page.faults.iter().map(|fault| (fault.line, fault.kind.clone())).collect()
}

#[test]
fn a_table_without_its_head_or_its_delimiter_is_read_and_named() {
    let body = "|id|String|The key. Read-only.|\n|displayName|String|Its name.|\n|width|Int32|Its width.|";
    let head = "|Property|Type|Description|";
    for (table, expected) in [
        (format!("{head}\n|:---|:---|:---|\n{body}"), vec![]),
        (format!("{head}\n|-|-|-|\n{body}"), vec![]),
        (format!("> {head}\n> |---|---|---|\n> {}", body.replace('\n', "\n> ")), vec![]),
        (format!("{head}\n\n|:---|:---|:---|\n\n{}", body.replace('\n', "\n\n")), vec![]),
        (format!("{head}\n{body}"), vec![(3, Kind::NoDelimiter)]),
        (format!("+---+\n{head}\n+---+\n{body}\n+---+"), vec![(4, Kind::NoDelimiter)]),
        (body.to_owned(), vec![(3, Kind::NoHead)]),
        (format!("|:---|:---|:---|\n{body}"), vec![(3, Kind::NoHead)]),
        // A delimiter that stands twice, or in the wrong place, takes no row with it.
        (format!("{head}\n|:---|:---|:---|\n|:---|:---|:---|\n{body}"), vec![]),
        (format!("{head}\n{}", body.replacen('\n', "\n|:---|:---|:---|\n", 1)), vec![(3, Kind::NoDelimiter)]),
    ] {
        let page = page(&table);
        assert_eq!((rows(&page), faults(&page)), (ROWS.map(str::to_owned).into(), expected), "{table}");
        assert!(page.properties[0].is_read_only, "{table}");
    }
}

#[test]
fn columns_are_found_by_their_titles() {
    let title = |title: &str| vec![(3, Kind::OtherTitle(title.to_owned()))];
    for (head, order, expected) in [
        ("Type|Property name|Required|Description", "TNxD", vec![]),
        ("Description|Parameter|Type", "DNT", vec![]),
        ("Name|Description|Data type", "NDT", vec![]),
        ("Field|Data type|Details", "NTD", title("field")),
        ("Value type|Attribute|Notes", "TND", title("attribute")),
    ] {
        let row = |name: &str, kind: &str, description: &str| {
            let cells = order.chars().map(|column| match column {
                'N' => name,
                'T' => kind,
                'D' => description,
                _ => "No",
            });
            cells.collect::<Vec<_>>().join("|")
        };
        let table = [
            row("id", "String", "The key. Read-only."),
            row("displayName", "String", "Its name."),
            row("width", "Int32", "Its width."),
        ];
        let page = page(&format!("|{head}|\n|--|--|--|--|\n|{}|", table.join("|\n|")));
        assert_eq!((rows(&page), faults(&page)), (ROWS.map(str::to_owned).into(), expected), "{head}");
        assert!(page.properties[0].is_read_only && page.properties[2].description == "Its width.", "{head}");
    }
    let page = page("|Property|\n|--|\n|id|\n|width|");
    assert_eq!(rows(&page), ["id Edm.Untyped", "width Edm.Untyped"]);
    assert_eq!(faults(&page), [(3, Kind::NoTypes)]);
}

#[test]
fn a_table_of_something_else_is_named() {
    let page = page("|Header|Value|\n|--|--|\n|Accept|json|\n\n|Property|Type|\n|--|--|\n|id|String|");
    assert_eq!(rows(&page), ["id Edm.String"]);
    assert_eq!(faults(&page), [(3, Kind::OtherTable("header | value".to_owned()))]);
}

/// Their headings were forgotten.
#[test]
fn tables_below_other_headings_are_read_and_named() {
    let text = "# a resource type\n## Methods\nNone\n\n|Property|Type|\n|--|--|\n|id|String|\n\n|Relationship|Type|\n|--|--|\n|parts|[part](part.md) collection|\n";
    let page = Page::parse("a.md", text);
    let relationships: Vec<&str> = page.relationships.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((rows(&page), relationships), (vec!["id Edm.String".to_owned()], vec!["parts"]));
    let misplaced = |line| (line, Kind::MisplacedTable("Methods".to_owned()));
    assert_eq!(faults(&page), [misplaced(5), misplaced(9)]);
    let page = Page::parse("a.md", &text.replace("## Methods", "## Properties"));
    assert_eq!(faults(&page), [(9, Kind::MisplacedTable("Properties".to_owned()))]);
    assert_eq!((page.properties.len(), page.relationships.len()), (1, 1));
}

#[test]
fn rows_below_a_heading_in_their_middle_are_named() {
    let page = page("|Property|Type|\n|--|--|\n|id|String|\n## Notes\n|width|Int32|\n|depth|Int32|");
    assert_eq!(rows(&page), ["id Edm.String"]);
    assert_eq!(faults(&page), [(7, Kind::StrayRows("Notes".to_owned()))]);
}

#[test]
fn rows_of_properties_below_those_of_methods_are_named() {
    let text = "# a resource type\n## Methods\n|Method|Return type|\n|--|--|\n|[Get a](../api/a-get.md)|[a](a.md)|\n|Delete|None|\n|id|String|\n";
    let page = Page::parse("a.md", text);
    assert_eq!(page.methods, [(5, "a-get.md".to_owned())]);
    assert_eq!(faults(&page), [(7, Kind::NotAMethod("id".to_owned()))]);
}

#[test]
fn a_table_of_html_is_read() {
    let page = page(
        "<table>\n<thead><tr><th>Property</th><th>Type</th><th>Description</th></tr></thead>\n<tr><td>id</td><td>String</td>\n<td>The key.<br/>Read-only.</td></tr>\n<TR valign=\"top\">\n<TD>\ndisplayName\n</TD><td><a href=\"../resources/shelfkind.md\">shelfKind</a> collection</td>\n<td>Its kinds. Possible values are: <code>oak</code>, <code>pine</code>.</td></TR></table>\nAfter it.",
    );
    assert_eq!(rows(&page), ["id Edm.String", "displayName Collection(microsoft.graph.shelfKind)"]);
    assert_eq!(faults(&page), []);
    let [id, kinds] = page.properties.as_slice() else { panic!("two rows") };
    assert!(id.is_read_only && id.line == 5 && kinds.line == 8);
    assert_eq!(kinds.kind.link.as_deref(), Some("../resources/shelfkind.md"));
    assert_eq!(kinds.members, ["oak", "pine"]);

    let page = self::page("<table><tr><td>id</td><td>String</td></tr>\n<tr><td>width</td><td>Int32</td>");
    assert_eq!(rows(&page), ["id Edm.String", "width Edm.Int32"]);
    assert_eq!(faults(&page), [(3, Kind::NoHead)]);
}

#[test]
fn names_are_read_without_their_markup_and_remarks() {
    let name_of = |cell: &str| {
        let page = page(&format!("|Property|Type|Description|\n|--|--|--|\n|{cell}|Int32|Deep \\| dark.|"));
        page.properties.first().map(|row| row.name.clone()).ok_or_else(|| faults(&page))
    };
    for cell in [
        "<code>depth</code>",
        "depth<sup>1</sup>",
        "**depth**<sup>[1](#note)</sup>",
        "depth<br>",
        "\u{a0}depth\u{a0}",
        "&nbsp;depth",
        "depth\u{200b}",
        "[depth](#depth)",
        "`depth` *(required)*",
        "depth (deprecated)",
        "depth \\[preview\\]",
        "\\*depth",
        "depth*",
        "\"depth\"",
        "depth:",
        "depth: optional",
        "\tdepth\t",
    ] {
        assert_eq!(name_of(cell).as_deref(), Ok("depth"), "{cell:?}");
    }
    for cell in ["depth, width", "Display Name", "settings.depth", "@odata.type", "depth-of-it", "3depth"] {
        assert_eq!(name_of(cell), Err(vec![(5, Kind::NotAName(cell.to_owned()))]));
    }
}

#[test]
fn types_are_read_in_other_forms() {
    let read = |cell: &str| {
        let page = page(&format!(
            "|Property|Type|Description|\n|--|--|--|\n|a|{cell}|Inherited from [b](b.md). Read-only.|"
        ));
        let row = page.properties.first().expect("a row");
        assert!(row.is_read_only && row.inherited_from.as_deref() == Some("b"), "{cell}");
        (row.kind.kind.to_string(), row.nullable, page.faults.len())
    };
    for (cell, kind) in [
        ("Collection (String)", "Collection(Edm.String)"),
        ("Collection(`String`)", "Collection(Edm.String)"),
        ("String\u{a0}collection", "Collection(Edm.String)"),
        ("string array", "Collection(Edm.String)"),
        ("String[]", "Collection(Edm.String)"),
        ("List of strings", "Collection(Edm.String)"),
        ("Array of Int32", "Collection(Edm.Int32)"),
        ("[book](./../resources/book.md)[]", "Collection(microsoft.graph.book)"),
        ("[Collection(book)](../resources/book.md)", "Collection(microsoft.graph.book)"),
        ("[book collection](../resources/book.md)", "Collection(microsoft.graph.book)"),
        ("a collection of [book](../resources/book.md)", "Collection(microsoft.graph.book)"),
        ("<a href=\"book.md\">book</a> collection", "Collection(microsoft.graph.book)"),
        ("microsoft.graph.book collection", "Collection(microsoft.graph.book)"),
        ("#microsoft.graph.book", "microsoft.graph.book"),
        ("microsoft.graph.Int32", "Edm.Int32"),
        ("microsoft.graph.bookKind enum", "microsoft.graph.bookKind"),
        ("Date Time Offset", "Edm.DateTimeOffset"),
        ("DateTimeOffset (UTC)", "Edm.DateTimeOffset"),
        ("**Int32**<br>", "Edm.Int32"),
        ("byte[]", "Edm.Binary"),
        ("Float", "Edm.Double"),
        ("String (GUID)", "Edm.String"),
    ] {
        assert_eq!(read(cell), (kind.to_owned(), None, 0), "{cell}");
    }
    for cell in ["Int32 (nullable)", "Nullable Int32", "Int32?", "Int32/null", "Int32, nullable"] {
        assert_eq!(read(cell), ("Edm.Int32".to_owned(), Some(true), 0), "{cell}");
    }
    assert_eq!(read("Int32 (not nullable)"), ("Edm.Int32".to_owned(), Some(false), 0));
    for cell in
        ["enum", "Object", "number", "[Collection](book.md)", "Collection(Collection(String))", "Int32/Int64"]
    {
        let (kind, _, faults) = read(cell);
        assert!(kind.contains("Edm.Untyped") && faults == 1, "{cell}: {kind}");
    }
}

#[test]
fn members_are_listed_in_other_forms() {
    for description in [
        "Its kind. Possible values are: oak, pine, unknownFutureValue.",
        "The possible values are `oak`, `pine` or `unknownFutureValue`. More words.",
        "Possible values: 'oak', 'pine', and 'unknownFutureValue'.",
        "Possible values are **oak**, **pine**, **unknownFutureValue**",
        "Possible values are:<ul><li>`oak`</li><li>`pine`</li><li>`unknownFutureValue`</li></ul>",
        "One of: <code>oak</code>, <code>pine</code>, <code>unknownFutureValue</code>.",
    ] {
        let page = page(&format!("|Property|Type|Description|\n|--|--|--|\n|a|shelfKind|{description}|"));
        assert_eq!(page.properties[0].members, ["oak", "pine", "unknownFutureValue"], "{description}");
    }
    for description in [
        "Possible values: oak - a hard wood, pine - a soft one.",
        "Possible values are listed in the table.",
        "Possible values are: true, false.",
        "Possible values are: 1, 2.",
    ] {
        let page = page(&format!("|Property|Type|Description|\n|--|--|--|\n|a|shelfKind|{description}|"));
        assert_eq!(page.properties[0].members, <[&str; 0]>::default(), "{description}");
    }
}

/// Its values would make an enumeration of it.
#[test]
fn a_misspelt_primitive_type_is_no_enumeration() {
    let mut documentation = Documentation::default();
    let rows = ["Sting", "DateTimeOffest", "Interger", "[sting](x.md)", "bookKind", "setting"]
        .map(|kind| format!("|a{}|{kind}|It. Possible values are: `a`, `b`.|\n", kind.len()));
    let text = format!(
        "# a resource type\n## Properties\n|Property|Type|Description|\n|--|--|--|\n{}",
        rows[..3].concat()
    );
    documentation.add("beta/a.md", &text);
    let text = format!(
        "# b resource type\n## Properties\n|Property|Type|Description|\n|--|--|--|\n{}",
        rows[3..].concat()
    );
    documentation.add("beta/b.md", &text);
    let metadata = documentation.metadata("beta");
    let names: Vec<&str> = metadata.enumerations().map(|read| read.name.as_str()).collect();
    // A link says that it is a type.
    assert_eq!(names, ["microsoft.graph.bookKind", "microsoft.graph.setting", "microsoft.graph.sting"]);
}
