//! Faulty pages are read as far as they can be, and each fault has its line.

use graph_entity_schema::page::{Page, PageFaultKind as Kind};
use serde_json::json;

/// Returns the faults of a page with their lines.
fn faults_of(name: &str, text: &str) -> Vec<(u32, Kind)> {
    Page::parse(name, text).faults.into_iter().map(|fault| (fault.line, fault.kind)).collect()
}

fn table(rows: &str) -> Page {
    Page::parse(
        "a.md",
        &format!("# a resource type\n## Properties\n|Property|Type|Description|\n|:--|:--|:--|\n{rows}"),
    )
}

#[test]
fn rows_with_too_many_cells_and_rows_of_several_lines_are_mended() {
    let page = table(
        "|name|String|A file (*.a | *.b).|\n|wide|Int64|How wide.\nIn full words. Read-only.|\n|cut|String|One\n\ntwo|\n|last|Boolean|Yes|\n",
    );
    let faults: Vec<_> = page.faults.iter().map(|fault| (fault.line, fault.kind.clone())).collect();
    let expected =
        [(5, Kind::SurplusCells { expected: 3, found: 4 }), (7, Kind::BrokenRow), (10, Kind::BrokenRow)];
    assert_eq!(faults, expected);
    let rows: Vec<_> =
        page.properties.iter().map(|row| (row.name.as_str(), row.description.as_str())).collect();
    let expected = [
        ("name", "A file (*.a | *.b)."),
        ("wide", "How wide. In full words. Read-only."),
        ("cut", "One two"),
        ("last", "Yes"),
    ];
    assert_eq!(rows, expected);
    assert!(page.properties[1].is_read_only);
}

/// A row without its last bar does not take the next one with it, nor the text below the table.
#[test]
fn rows_that_are_not_ended_are_rows() {
    let page = table("|a|String|One\n|b|String|Two\n\nBelow the table.\n");
    let rows: Vec<_> =
        page.properties.iter().map(|row| (row.name.as_str(), row.description.as_str())).collect();
    assert_eq!((rows, page.faults), (vec![("a", "One"), ("b", "Two")], vec![]));
}

#[test]
fn odd_names_types_and_values_are_named() {
    let page = table(
        "|a|** Unknown Type `x` **|?|\n|not a name|String|\n|two-parts|String|x|\n|a|String|Read-only.|\n|b|String|\n",
    );
    let faults: Vec<_> = page.faults.iter().map(|fault| (fault.line, fault.kind.clone())).collect();
    let expected = [
        (5, Kind::UnknownType("** Unknown Type x **".to_owned())),
        (6, Kind::NotAName("not a name".to_owned())),
        (7, Kind::NotAName("two-parts".to_owned())),
        (8, Kind::RepeatedName("a".to_owned())),
    ];
    assert_eq!(faults, expected);
    let names: Vec<_> = page.properties.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(page.properties[0].kind.kind.name, "Edm.Untyped");
    assert!(page.properties[0].is_read_only);

    let text = "# k enum type\n## Members\n|Member|Value|\n|:--|:--|\n|a|one|\n|a|2|\n|b c|3|\n";
    let expected = [
        (5, Kind::NotAValue("one".to_owned())),
        (6, Kind::RepeatedName("a".to_owned())),
        (7, Kind::NotAName("b c".to_owned())),
    ];
    assert_eq!(faults_of("k.md", text), expected);
}

/// The second column of such a table is not a type.
#[test]
fn a_table_without_types_is_named() {
    let text = "# a resource type\n## Properties\n|Property|Description|\n|:--|:--|\n|a|Counter. Read-only.|\n|b|String|\n";
    let page = Page::parse("a.md", text);
    let rows: Vec<_> = page.properties.iter().map(|row| (&*row.kind.kind.name, &*row.description)).collect();
    assert_eq!(rows, [("Edm.Untyped", "Counter. Read-only."), ("Edm.Untyped", "String")]);
    assert!(page.properties[0].is_read_only);
    assert_eq!(faults_of("a.md", text), [(3, Kind::NoTypes)]);

    // The type is found wherever its column is.
    let page = Page::parse(
        "a.md",
        "# a resource type\n## Properties\n|Property|Description|Type|\n|:--|:--|:--|\n|a|Text.|Int32|\n",
    );
    assert_eq!(page.properties[0].kind.kind.name, "Edm.Int32");
    assert_eq!(page.faults, []);
}

#[test]
fn a_sentence_in_the_place_of_an_address_is_named() {
    let text = "# Update a\n## HTTP Request\n```http\nPATCH ** not found\n```\n## Example\n```http\nPATCH https://graph.microsoft.com/beta/a\n```\n```http\nHTTP/1.1 200 OK\n```\n";
    let expected = [(1, Kind::NoProperties), (4, Kind::NoAddress("PATCH ** not found".to_owned()))];
    assert_eq!(faults_of("a-update.md", text), expected);
    let text = text.replace("PATCH ** not found", "POST /a/update");
    let [(1, Kind::OtherKind { named: "an update", found: "an action" })] =
        faults_of("a-update.md", &text)[..]
    else {
        panic!("{:?}", faults_of("a-update.md", &text));
    };
}

#[test]
fn examples_that_are_missing_or_not_json_are_named() {
    let start = "# Get a\n## HTTP Request\n```http\nGET /a\n```\n";
    assert_eq!(faults_of("a.md", start), [(4, Kind::NoRequest), (4, Kind::NoResponse)]);
    let text = format!(
        "{start}## Example\n```http\nGET https://graph.microsoft.com/beta/a\n```\n```http\nHTTP/1.1 200 OK\n\n{{\n  \"a\": 1,\n}}\n```\n"
    );
    let [(15, Kind::NotJson(reason))] = &faults_of("a.md", &text)[..] else {
        panic!("{:?}", faults_of("a.md", &text))
    };
    assert!(reason.starts_with("trailing comma"), "{reason}");
    let page = Page::parse("a.md", &text);
    let body = page.responses[0].body.as_ref().expect("a body");
    assert_eq!((body.json.clone(), body.text.as_str()), (Some(json!({ "a": 1 })), "{\n  \"a\": 1,\n}"));
    let page = Page::parse("a.md", &text.replace("1,", "..., \",}\""));
    assert_eq!(page.responses[0].body.as_ref().map(|body| &body.json), Some(&None));
}

#[test]
fn permissions_that_are_none_are_named() {
    let text = "# a resource type\n## Permissions\n[!INCLUDE [permissions-table](../includes/permissions/a.md)]\n\n|Permission type|Permissions|\n|:--|:--|\n|**Wood**|A.Read.All|\n|Application|**TODO: find them **|\n";
    let expected = [
        (3, Kind::IncludedTable("../includes/permissions/a.md".to_owned())),
        (7, Kind::UnknownAccount("Wood".to_owned())),
        (8, Kind::UnknownPermission("**TODO: find them **".to_owned())),
    ];
    assert_eq!(faults_of("a.md", text), expected);
}

#[test]
fn what_is_not_closed_does_not_hide_the_rest() {
    let text = "# a resource type\n<!-- note\n## Properties\n|Property|Type|\n|--|--|\n|a|String|\n## Example\n```http\nGET https://graph.microsoft.com/beta/a\n";
    assert_eq!(faults_of("a.md", text), [(2, Kind::UnclosedComment), (8, Kind::UnclosedBlock)]);
    let page = Page::parse("a.md", text);
    assert_eq!((page.properties.len(), page.requests.len()), (1, 1));
    for text in ["no heading", "", "\n"] {
        assert_eq!(faults_of("a.md", text), [(1, Kind::NoTitle)], "{text:?}");
    }
}

/// A page cut anywhere, in any line of any form, is read without a panic, and its lines exist.
#[test]
fn a_page_that_is_cut_anywhere_is_read() {
    let text = "\u{feff}---\ntitle: x\n---\r\n# Update ä\nInherits from [x\n## HTTP Request\n``` http\nPATCH /a/{é}\n```\n## Request body\n|Property|Type|Description|\n|:---|:---|:---|\n|ä|Collection([k](k.md))|`|` é. The default is \n|a|String|Possible values are: `ü`\n## Response\nIf successful, `200` response code and a collection of é in the response body\n## Example\n```http\nPATCH https://graph.microsoft.com/beta/a(é=(\n\nX: ü\n{\"é\n```\n```\nHTTP/1.1 9\n";
    for (end, _) in text.char_indices() {
        for part in [&text[..end], &text[end..]] {
            let lines = u32::try_from(part.lines().count()).expect("a number of lines").max(1);
            let page = Page::parse("a.md", part);
            assert!(page.faults.iter().all(|fault| (1..=lines).contains(&fault.line)), "{:?}", page.faults);
        }
    }
}
