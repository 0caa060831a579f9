//! Headings, titles and blocks of other forms, on pages that are otherwise in order.

use graph_entity_schema::page::{Documentation, Page, PageFaultKind as Kind, PageKind};

const PAGE: &str = "---
title: \"Update shelf\"
doc_type: apiPageType
---

# Update shelf

Change a [shelf](../resources/shelf.md).

## HTTP request
```http
PATCH /rooms/{roomId}/shelves/{shelfId}
```

## Request body
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key. Read-only.|
|width|Int32|Its width.|

## Response
If successful, this method returns a `200 OK` response code and a [shelf](../resources/shelf.md) object in the response body.

## Example
```http
PATCH https://graph.microsoft.com/beta/rooms/1/shelves/2

{\"width\": 1}
```
```http
HTTP/1.1 200 OK

{\"id\": \"2\", \"width\": 1}
```
";

/// Asserts that a page says all that `PAGE` says, and returns its faults.
fn faults_of(text: &str) -> Vec<(u32, Kind)> {
    let page = Page::parse("a.md", text);
    assert_eq!((page.kind, page.subject.as_deref()), (PageKind::Update, Some("shelf")), "{text}");
    let addresses: Vec<&str> = page.templates().collect();
    assert_eq!(addresses, ["/rooms/{roomId}/shelves/{shelfId}"], "{text}");
    let rows: Vec<&str> = page.properties.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(rows, ["id", "width"], "{text}");
    assert_eq!((page.requests.len(), page.responses.len()), (1, 1), "{text}");
    assert_eq!(page.requests[0].body.as_ref().map(|body| body.json.is_some()), Some(true), "{text}");
    page.faults.into_iter().map(|fault| (fault.line, fault.kind)).collect()
}

/// Returns the page with one text in the place of another.
fn with(from: &str, to: &str) -> String {
    assert!(PAGE.contains(from), "{from}");
    PAGE.replace(from, to)
}

#[test]
fn headings_have_other_levels_and_forms() {
    for (from, to) in [
        ("# Update shelf", "# Update shelf"),
        ("## Request body", "### Request body"),
        ("## Request body", "# Request body"),
        ("## HTTP request", "### HTTP request"),
        ("## HTTP request", "## <a name=\"x\"></a>**HTTP Request**"),
        ("## Request body", "##Request body"),
        ("# Update shelf", "#Update shelf"),
        ("# Update shelf", "Update shelf\n===="),
        ("## Request body", "Request body\n----"),
        ("## Example", "## Examples\n### Example 1: Make it wide"),
        ("\n", "\r\n"),
        ("\n", "\r"),
        ("---\ntitle: \"Update shelf\"\ndoc_type: apiPageType\n---\n", ""),
        (
            "## Request body\n",
            "## Request body\n::: zone pivot=\"a\"\n[!INCLUDE [note](../includes/note.md)]\n",
        ),
    ] {
        assert_eq!(faults_of(&with(from, to)), [], "{to:?}");
    }
}

#[test]
fn titles_name_the_type_in_other_forms() {
    for title in [
        "Update a shelf",
        "Update the shelf object",
        "Update Shelf properties",
        "Update `shelf`",
        "Update [shelf](../resources/shelf.md)",
        "Update shelf (deprecated)",
        "shelf: update",
        "Change how wide the shelves of a room are",
    ] {
        assert_eq!(faults_of(&with("# Update shelf", &format!("# {title}"))), [], "{title}");
    }
    // Without a type in the reply, the summary has it. A title may have lost the capitals.
    let text = with(" and a [shelf](../resources/shelf.md) object in the response body", "");
    let text = text.replace("# Update shelf", "# Change how wide it is");
    assert_eq!(faults_of(&text), []);
    let text = PAGE.replace("[shelf]", "[bookShelf]").replace("# Update shelf", "# Update bookshelf");
    assert_eq!(Page::parse("a.md", &text).subject.as_deref(), Some("bookShelf"));

    let text = text
        .replace("# Update bookshelf", "# Change how wide it is")
        .replace("[bookShelf](../resources/shelf.md)", "shelf it");
    let page = Page::parse("a.md", &text);
    let faults: Vec<_> = page.faults.into_iter().map(|fault| (fault.line, fault.kind)).collect();
    assert_eq!((page.subject, faults), (None, vec![(1, Kind::NoType("Change how wide it is".to_owned()))]));
}

#[test]
fn what_is_missing_is_named_and_the_rest_is_read() {
    assert_eq!(faults_of(&with("# Update shelf\n", "")), [(1, Kind::NoTitle)]);
    let text = with("doc_type: apiPageType\n---\n", "doc_type: apiPageType\n");
    assert_eq!(faults_of(&text), [(1, Kind::UnclosedFrontMatter)]);
    // The fences of the addresses and of the first example.
    assert_eq!(faults_of(&with("{shelfId}\n```\n", "{shelfId}\n")), [(11, Kind::UnclosedBlock)]);
    assert_eq!(faults_of(&with("1}\n```\n```http", "1}\n```http")), [(25, Kind::UnclosedBlock)]);
    let table = "|Property|Type|Description|";
    assert_eq!(
        faults_of(&with(table, &format!("```\n{table}"))),
        [(16, Kind::UnclosedBlock), (17, Kind::TableInBlock)]
    );

    let faults_of = |text: &str| {
        let faults = Page::parse("a.md", text).faults.into_iter();
        faults.map(|fault| (fault.line, fault.kind)).collect::<Vec<_>>()
    };
    let rows = &PAGE[PAGE.find(table).expect("the table")..PAGE.find("\n## Response").expect("a response")];
    let text = with(rows, "[!INCLUDE [properties](../includes/shelf.md)]\n");
    assert_eq!(faults_of(&text), [(16, Kind::IncludedTable("../includes/shelf.md".to_owned()))]);
    assert_eq!(faults_of(&with(rows, "- **width**: Its width.\n")), [(15, Kind::NoProperties)]);
    let block = "```http\nPATCH /rooms/{roomId}/shelves/{shelfId}\n```\n";
    assert_eq!(faults_of(&with(&format!("## HTTP request\n{block}"), "")), [(1, Kind::NoAddresses)]);
    assert_eq!(faults_of(&with(block, "")), [(1, Kind::NoAddresses)]);
}

#[test]
fn addresses_are_read_in_other_forms() {
    let block = "```http\nPATCH /rooms/{roomId}/shelves/{shelfId}\n```";
    for address in [
        "`PATCH /rooms/{roomId}/shelves/{shelfId}`",
        "    PATCH /rooms/{roomId}/shelves/{shelfId}",
        "* PATCH /rooms/{roomId}/shelves/{shelfId}",
        "# [HTTP](#tab/http)\n```http\nPATCH /rooms/{roomId}/shelves/{shelfId}\n```\n---",
        "```http\npatch /rooms/{roomId}/shelves/{shelfId}\n```",
        "```http\nPATCH rooms/{roomId}/shelves/{shelfId}\n```",
        "```http\nPATCH /rooms/<roomId>/shelves/<shelfId>\n```",
        "```http\nPATCH /beta/rooms/{roomId}/shelves/{shelfId}\n```",
        "```http\nPATCH https://graph.microsoft.com/v1.0/rooms/{roomId}/shelves/{shelfId} HTTP/1.1\n```",
    ] {
        assert_eq!(faults_of(&with(block, address)), [], "{address}");
    }
}

#[test]
fn pages_are_read_in_other_encodings() {
    let folder = std::env::temp_dir().join(format!("graph-entity-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let units: Vec<u16> = format!("\u{feff}{PAGE}").replace('\n', "\r\n").encode_utf16().collect();
    for bytes in [
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        format!("\u{feff}{PAGE}").into_bytes(),
    ] {
        let file = folder.join("shelf-update.md");
        std::fs::write(&file, bytes).expect("a file");
        let documentation = Documentation::read(&file).expect("a page");
        let names: Vec<_> = documentation.pages().map(|read| read.page.subject.as_deref()).collect();
        assert_eq!((names, documentation.faults().count()), (vec![Some("shelf")], 0));
    }
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}

#[test]
fn included_tables_of_permissions_are_read_where_they_are_there() {
    let folder = std::env::temp_dir().join(format!("graph-entity-includes-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("api")).expect("a folder");
    std::fs::create_dir_all(folder.join("includes/permissions")).expect("a folder");
    let include = "[!INCLUDE [permissions-table](../includes/permissions/shelf.md)]";
    let text = with("## HTTP request", &format!("## Permissions\n{include}\n\n## HTTP request"));
    let file = folder.join("api/shelf-update.md");
    std::fs::write(&file, text).expect("a page");
    let read = || {
        let documentation = Documentation::read(&file).expect("a page");
        let page = &documentation.pages().next().expect("a page").page;
        let faults: Vec<_> = page.faults.iter().map(|fault| (fault.line, fault.kind.clone())).collect();
        let rows: Vec<_> = page.permissions.iter().map(|row| (row.line, row.names.join(" "))).collect();
        (faults, rows)
    };
    assert_eq!(
        read(),
        (vec![(11, Kind::IncludedTable("../includes/permissions/shelf.md".to_owned()))], vec![])
    );
    let table = "---\nms.topic: include\n---\n|Permission type|Least privileged permissions|Higher privileged permissions|\n|:---|:---|:---|\n|Application|Shelf.Read.All|Shelf.Write.All|\n";
    std::fs::write(folder.join("includes/permissions/shelf.md"), table).expect("a table");
    assert_eq!(read(), (vec![], vec![(11, "Shelf.Read.All Shelf.Write.All".to_owned())]));
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}
