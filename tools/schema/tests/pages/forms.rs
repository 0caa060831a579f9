//! The forms in which pages state the same facts.

use graph_entity_schema::page::{Account, Documentation, Page, PageKind};
use serde_json::json;

/// An update page in the layout of Intune.
const UPDATE: &str = r#"---
title: "Update shelf"
doc_type: apiPageType
---

# Update shelf

Namespace: microsoft.graph

> **Important:** APIs under the /beta version can change.

Change the properties of a [shelf](../resources/shelf.md) object.

## Prerequisites
|Permission type|Permissions (from most to least privileged)|
|:---|:---|
|Delegated (work or school account)||
| &nbsp; &nbsp; **Wood** | Shelf.ReadWrite.All, Shelf.Read.All |
|Delegated (personal Microsoft account)|Not supported.|
|Application|Shelf.ReadWrite.All Shelf.Read.All|

## HTTP Request
<!-- {
  "blockType": "ignored"
}
-->
``` http
PATCH /rooms/{roomId}/shelves/{shelfId}
PATCH /rooms/{roomId}/microsoft.graph.woodenRoom/shelves/{shelfId}
```

## Request headers
|Header|Value|
|:---|:---|
|Accept|application/json|

## Request body
|Property|Type|Description|
|:---|:---|:---|
|id|String|Key of the shelf. This property is read-only. Inherited from [furniture](../resources/furniture.md)|
|**Wood**|
|kind|[shelfKind](../resources/shelfkind.md)|What it is made of. Possible values are: `oak`, `pine`.|
|labels|String collection|Its labels. Not nullable.|
|depth|Int32|How deep it is. The default value is 30. Deprecated: use size.|

## Response
If successful, this method returns a `200 OK` response code and an updated [shelf](../resources/shelf.md) object in the response body.

## Example

### Request
``` http
PATCH https://graph.microsoft.com/beta/rooms/{roomId}/shelves/{shelfId}
Content-type: application/json
Content-length: 30

{
  "kind": "oak",
  "depth": 1.10
}
```

### Response
Here it is.
``` http
HTTP/1.1 200 OK
Content-Type: application/json

{
  "id": "1",
  "kind": "oak"
}
```
"#;

#[test]
fn an_update_page_of_intune() {
    let page = Page::parse("shelf-update.md", UPDATE);
    assert_eq!(page.faults, []);
    assert_eq!((page.kind, page.subject.as_deref()), (PageKind::Update, Some("shelf")));
    assert_eq!(page.summary, "Change the properties of a shelf object.");
    let addresses: Vec<_> =
        page.addresses.iter().map(|address| (address.line, address.casts().collect())).collect();
    assert_eq!(addresses, [(28, vec![]), (29, vec!["microsoft.graph.woodenRoom"])]);

    let permissions: Vec<_> = page
        .permissions
        .iter()
        .map(|row| (row.line, row.account, row.workload.as_deref(), row.names.join(" ")))
        .collect();
    let names = "Shelf.Read.All Shelf.ReadWrite.All".to_owned();
    assert_eq!(
        permissions,
        [
            (18, Account::DelegatedWork, Some("Wood"), names.clone()),
            (19, Account::DelegatedPersonal, None, String::new()),
            (20, Account::Application, None, names),
        ]
    );

    let [id, kind, labels, depth] = page.properties.as_slice() else { panic!("{:#?}", page.properties) };
    assert!(id.is_read_only && id.inherited_from.as_deref() == Some("furniture"));
    assert_eq!((kind.line, kind.kind.kind.name.as_str()), (42, "microsoft.graph.shelfKind"));
    assert_eq!((kind.members.join(" ").as_str(), kind.workload.as_deref()), ("oak pine", Some("Wood")));
    assert!(labels.kind.kind.is_collection && labels.nullable == Some(false) && !labels.is_read_only);
    assert_eq!(
        (depth.default.as_deref(), depth.deprecation.as_deref()),
        (Some("30"), Some("Deprecated: use size"))
    );

    let result = page.result.expect("a result");
    let kind = result.kind.expect("a type");
    assert_eq!((result.status, kind.kind.to_string().as_str()), (Some(200), "microsoft.graph.shelf"));

    let [request] = page.requests.as_slice() else { panic!("one request") };
    assert_eq!((request.line, request.version()), (53, Some("beta")));
    assert_eq!(request.headers[1], ("Content-length".to_owned(), "30".to_owned()));
    let body = request.body.as_ref().expect("a body");
    assert_eq!((body.line, body.json.clone()), (57, Some(json!({ "kind": "oak", "depth": 1.10 }))));
    let [response] = page.responses.as_slice() else { panic!("one reply") };
    assert_eq!((response.line, response.status), (66, 200));
}

/// Other parts of Graph have tabs for languages, other headings, and a permission table of three columns.
#[test]
fn an_update_page_of_another_workload() {
    let page = Page::parse(
        "user-update.md",
        r#"# Update user
Namespace: microsoft.graph.people

[!INCLUDE [beta-disclaimer](../../includes/beta-disclaimer.md)]

## Permissions
| Permission type | Least privileged permissions | Higher privileged permissions |
|:--|:--|:--|
| Delegated (work or school account) | User.ReadWrite | User.ReadWrite.All, Directory.ReadWrite.All |
| Delegated (personal Microsoft account) | User.ReadWrite | Not available. |
| Application | User.ReadWrite.All | Not available. |

## HTTP request
```http
PATCH https://graph.microsoft.com/v1.0/users/{id | userPrincipalName}?$select=id
```

## Request body
Property | Type | Description
---------|------|------------
mail (deprecated) | string | Read-only. Nullable.
manager | graph.person | The manager.

## Response
If successful, this method returns a `204 No Content` response code.

## Examples
### Example 1: Change a name
#### Request
# [HTTP](#tab/http)
<!-- { "blockType": "request" } -->
```msgraph-interactive
PATCH https://graph.microsoft.com/v1.0/me

{ "mail": "a" }
```
# [C#](#tab/csharp)
[!INCLUDE [sample-code](../includes/snippets/update-user.md)]
---

#### Response
```http
HTTP/1.1 204 No Content
```
### Example 2: Change another
#### Request
```http
PATCH https://graph.microsoft.com/v1.0/me

[1]
```
"#,
    );
    assert_eq!(page.faults, []);
    assert_eq!((page.kind, page.namespace.as_str()), (PageKind::Update, "microsoft.graph.people"));
    let address = &page.addresses[0];
    assert_eq!(
        (address.template.as_str(), address.query.as_str()),
        ("/users/{id | userPrincipalName}", "$select=id")
    );
    let names: Vec<_> = page.permissions.iter().map(|row| row.names.join(" ")).collect();
    assert_eq!(
        names,
        ["User.ReadWrite User.ReadWrite.All Directory.ReadWrite.All", "User.ReadWrite", "User.ReadWrite.All"]
    );
    let [mail, manager] = page.properties.as_slice() else { panic!("{:#?}", page.properties) };
    assert!(mail.is_read_only && mail.nullable == Some(true) && mail.deprecation.is_some());
    assert_eq!((mail.name.as_str(), manager.kind.kind.name.as_str()), ("mail", "microsoft.graph.person"));
    assert_eq!(page.result.map(|result| (result.status, result.kind)), Some((Some(204), None)));
    assert_eq!((page.requests.len(), page.responses.len()), (2, 1));
    assert_eq!(page.requests[1].body.as_ref().and_then(|body| body.json.clone()), Some(json!([1])));
}

#[test]
fn a_resource_page_and_the_enumerations_on_it() {
    let page = Page::parse(
        "shelf.md",
        r#"---
doc_type: resourcePageType
---
# shelf resource type
> [!CAUTION]
> The shelf resource is deprecated and will stop in March.

Inherits from [furniture](furniture.md).

## Methods
|Method|Return type|Description|
|:---|:---|:---|
|[Update](../api/shelf-update.md#x)|[shelf](shelf.md)|Changes it.|
|Delete|None|No page.|

## Properties
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|

### shelfKind values
|Member|Description|
|:---|:---|
|oak|Hard.|
|pine|Soft.|

## Relationships
|Relationship|Type|Description|
|:---|:---|:---|
|books|Collection([book](book.md))|The books on it.|

## JSON representation
<!-- { "blockType": "resource", "keyProperty": "id", "openType": true } -->
```json
{ "id": "String (identifier)" }
```
"#,
    );
    assert_eq!(page.faults, []);
    assert_eq!((page.kind, page.subject.as_deref()), (PageKind::Resource, Some("shelf")));
    assert_eq!(
        page.deprecation,
        Some((6, "The shelf resource is deprecated and will stop in March".to_owned()))
    );
    let base = page.base.expect("a base");
    assert_eq!((base.0, base.1.kind.name.as_str()), (8, "microsoft.graph.furniture"));
    assert_eq!(page.methods, [(13, "shelf-update.md".to_owned())]);
    assert_eq!(page.properties.len(), 1);
    assert_eq!(page.relationships[0].kind.kind.to_string(), "Collection(microsoft.graph.book)");
    assert_eq!(page.enums[0].name, "shelfKind");
    assert_eq!(page.enums[0].members.iter().map(|member| member.line).collect::<Vec<_>>(), [24, 25]);
    assert_eq!(page.annotations["keyProperty"], "id");
    assert_eq!(page.representation.map(|body| body.line), Some(35));
}

#[test]
fn an_enumeration_page() {
    let page = Page::parse(
        "shelfkind.md",
        "# shelfKind enum type\n## Members\n|Member|Value|Description|\n|:---|:---|:---|\n|none|0|None.|\n|oak|-2|Oak.|\n",
    );
    assert_eq!((page.kind, page.faults), (PageKind::Enum, vec![]));
    let members: Vec<_> =
        page.enums[0].members.iter().map(|member| (member.name.as_str(), member.value)).collect();
    assert_eq!(
        (page.enums[0].name.as_str(), members),
        ("shelfKind", vec![("none", Some(0)), ("oak", Some(-2))])
    );
}

#[test]
fn a_page_of_many_enumerations() {
    let page = Page::parse(
        "enums.md",
        "---\ndoc_type: \"enumPageType\"\n---\n# Enum values\n### shelfKind values\n|Member|\n|:---|\n|oak|\n|unknownfuturevalue|\n### useKind values\n| Member |\n| ---- |\n| books |\n",
    );
    assert_eq!((page.kind, page.subject, page.faults), (PageKind::Enum, None, vec![]));
    let tables: Vec<_> = page.enums.iter().map(|table| (table.name.as_str(), table.members.len())).collect();
    assert_eq!(tables, [("shelfKind", 2), ("useKind", 1)]);
}

#[test]
fn the_kind_of_a_page_is_in_its_title_or_its_first_address() {
    for (title, address, kind, subject) in [
        ("Get shelf", "GET /shelves/{id}", PageKind::Get, Some("shelf")),
        ("Get the manager of a user", "GET /users/{id}/manager", PageKind::Get, None),
        ("List shelves", "GET /shelves", PageKind::List, Some("shelves")),
        ("Create Shelf", "POST /shelves", PageKind::Create, Some("shelf")),
        ("Add member", "POST /groups/{id}/members/$ref", PageKind::Create, Some("member")),
        ("Update shelf", "PATCH /shelves/{id}", PageKind::Update, Some("shelf")),
        ("Delete shelf", "DELETE /shelves/{id}", PageKind::Delete, Some("shelf")),
        ("move action", "POST /shelves/{id}/move", PageKind::Action, Some("move")),
        ("Shelf move move action", "POST /shelves/{id}/move", PageKind::Action, Some("move")),
        ("shelf: move", "POST /shelves/{id}/move", PageKind::Action, Some("move")),
        ("shelf: weight", "GET /shelves/{id}/weight(unit='x')", PageKind::Function, Some("weight")),
        ("weight function", "GET /shelves/weight", PageKind::Function, Some("weight")),
        ("Search for shelves", "GET /shelves/search(q='{text}')", PageKind::Function, Some("search")),
        ("How to move shelves", "", PageKind::Other, None),
    ] {
        let addresses = if address.is_empty() {
            String::new()
        } else {
            format!("## HTTP request\n```http\n{address}\n```\n")
        };
        let page = Page::parse("x.md", &format!("# {title}\n{addresses}"));
        assert_eq!((page.kind, page.subject.as_deref()), (kind, subject), "{title}");
    }
}

#[test]
fn the_sentence_about_the_reply_has_the_type() {
    for (sentence, status, kind) in [
        ("a `204 No Content` response code.", 204, None),
        ("a `204 No Content` response code and no response body.", 204, None),
        (
            "a `200 OK` response code and an updated [shelf](shelf.md) object in the response body.",
            200,
            Some("microsoft.graph.shelf"),
        ),
        (
            "a `200 OK` response code, and a collection of [shelf](shelf.md) objects in the body.",
            200,
            Some("Collection(microsoft.graph.shelf)"),
        ),
        (
            "a `200 OK` response code and a [shelf](shelf.md) collection in the response body.",
            200,
            Some("Collection(microsoft.graph.shelf)"),
        ),
        (
            "a `200 OK` response code and a [collectionShelf](shelf.md) in the response body.",
            200,
            Some("microsoft.graph.collectionShelf"),
        ),
        (
            "a `200 OK` response code and a String collection in the response body.",
            200,
            Some("Collection(Edm.String)"),
        ),
        (
            "a `200 OK` response code and a **shelf** in the response body.",
            200,
            Some("microsoft.graph.shelf"),
        ),
        ("a `202 Accepted` response code and the work goes on.", 202, None),
    ] {
        let page = Page::parse(
            "a.md",
            &format!("# Get a\n## Response\nIf successful, this method returns {sentence}\n"),
        );
        let result = page.result.expect("a result");
        let found = result.kind.map(|words| words.kind.to_string());
        assert_eq!((result.status, found.as_deref()), (Some(status), kind), "{sentence}");
    }
}

#[test]
fn a_type_has_the_name_of_its_annotation() {
    let page = Page::parse(
        "a.md",
        "# Shelf resource type\n## JSON representation\n<!-- {\"@odata.type\": \"microsoft.graph.shelf\", \"baseType\": \"microsoft.graph.entity\"} -->\n```json\n{}\n```\n",
    );
    assert_eq!(page.subject.as_deref(), Some("shelf"));
    assert_eq!(page.base.map(|(_, words)| words.kind.name).as_deref(), Some("microsoft.graph.entity"));
    let page = Page::parse("a.md", "---\ndoc_type: resourcePageType\n---\n# How to use shelves\n");
    assert_eq!((page.kind, page.subject), (PageKind::Resource, None));
}

#[test]
fn an_address_in_an_example_may_have_several_lines() {
    let page = Page::parse(
        "x.md",
        "# a function\n## Example\n```http\nGET https://graph.microsoft.com/beta/a(b=[\n  \"c\"\n],d='(')\n```\n```http\nPOST https://graph.microsoft.com/beta/a\n\nContent-type: text/plain\n\nfree text\n```\n",
    );
    assert_eq!(page.requests[0].url, "https://graph.microsoft.com/beta/a(b=[\n  \"c\"\n],d='(')");
    let body = page.requests[1].body.as_ref().expect("a body");
    assert_eq!((body.text.as_str(), &body.json, body.line), ("free text", &None, 13));
}

#[test]
fn pages_of_a_folder_are_found_by_links() {
    let mut documentation = Documentation::default();
    documentation.add("beta/resources/shelfkind.md", "# shelfKind enum type\n```\n");
    documentation.add("beta/api/shelf-update.md", UPDATE);
    documentation.add("stray.md", "# Update shelf\n");
    let versions: Vec<_> = documentation.pages().map(|documented| documented.version.as_str()).collect();
    assert_eq!(versions, ["beta", "beta", "v1.0"]);
    let update = documentation.linked("beta", "../api/shelf-update.md#example").expect("the page");
    let kind =
        documentation.type_page("beta", &update.page.properties[1].kind).expect("the page of the type");
    assert_eq!(kind.page.kind, PageKind::Enum);
    assert!(documentation.linked("v1.0", "shelf-update.md").is_none());
    assert!(documentation.type_page("beta", &update.page.properties[0].kind).is_none());
    let fault = documentation.faults().next().expect("a fault");
    assert!(fault.to_string().starts_with("beta/resources/"), "{fault}");
}
