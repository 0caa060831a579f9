//! Makes a row of a documentation page: its addresses, its parameters, its examples.

use graph_entity_schema::page::{Documentation, Documented, PageKind, PropertyRow, TypeKind};
use serde_json::{Map, Value, json};

/// Returns whether a page is that of an action or a function.
pub(crate) fn is_of_call(documented: &Documented) -> bool {
    matches!(documented.page.kind, PageKind::Action | PageKind::Function)
}

/// Returns the page as a line of JSON. The error describes what the page lacks.
pub(crate) fn row(documented: &Documented, documentation: &Documentation) -> Result<Value, String> {
    let page = &documented.page;
    let address = page.addresses.first().ok_or("no address")?;
    let request = page.requests.first().ok_or("no example of a request")?;
    let response = page.responses.last().ok_or("no example of a reply")?;
    let result = page.result.as_ref().ok_or("no sentence about the reply")?.kind.as_ref();
    let inline = inline(&request.url);
    let example = match address.method.as_str() {
        "POST" => page.request_object().cloned(),
        _ => Some(inline_values(inline)),
    };
    let parameter = |row: &PropertyRow| {
        let sort = match documentation.type_kind(&documented.version, &row.kind) {
            TypeKind::Primitive => "primitive",
            TypeKind::Enum => "enum",
            _ => "other",
        };
        let (word, collection) = (&row.kind.word, row.kind.kind.is_collection);
        json!({ "name": row.name, "word": word, "sort": sort, "collection": collection })
    };
    Ok(json!({
        "page": documented.path,
        "version": documented.version,
        "method": address.method,
        "paths": page.templates().collect::<Vec<_>>(),
        "parameters": page.properties.iter().map(parameter).collect::<Vec<_>>(),
        "example": example,
        "inline": inline,
        "status": response.status,
        "reply": page.response_object(),
        "result": result.map_or("nothing", |kind| &kind.word),
        "collection": result.is_some_and(|kind| kind.kind.is_collection),
    }))
}

/// Returns the text after a function's name in the example of its address, `(top=3)`.
fn inline(address: &str) -> &str {
    address.find('(').map_or("", |start| &address[start..])
}

/// Returns the values in that text: `('x',3)` is a string and a number. A list is JSON.
fn inline_values(inline: &str) -> Map<String, Value> {
    let inner = inline.trim_start_matches('(').trim_end_matches(')');
    let mut values = Map::new();
    for pair in inner.split(',') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let text = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
        let value = text.map_or_else(|| serde_json::from_str(value).ok(), |text| Some(text.into()));
        values.extend(value.map(|value| (name.trim().to_owned(), value)));
    }
    values
}

#[cfg(test)]
mod tests {
    use graph_entity_schema::page::Documentation;
    use serde_json::{Value, json};

    use super::{inline_values, is_of_call, row};

    const PAGE: &str = "# compare function\n## HTTP Request\n``` http\nGET /a/{id}/compare\nGET /b/{id}/compare\n```\n## Request body\n|Property|Type|Description|\n|:---|:---|:---|\n|templateId|String|x|\n|kinds|[kind](../k.md) collection|x|\n\n## Response\nIf successful, this function returns a `200 OK` response code and a [comparison](../c.md) collection in the response body.\n## Example\n``` http\nGET https://graph.microsoft.com/beta/a/{id}/compare(templateId='x',kinds=[\n  \"y\"\n])\n```\n``` http\nHTTP/1.1 200 OK\n\n{\n  \"value\": []\n}\n```\n";

    /// Returns the row of a page beside the page of an enumeration.
    fn row_of(text: &str) -> Result<Value, String> {
        let mut documentation = Documentation::default();
        documentation.add("beta/api/p.md", text);
        documentation.add("beta/resources/k.md", "# kind enum type\n");
        let documented = documentation.linked("beta", "p.md").expect("the page");
        assert_eq!(is_of_call(documented), text == PAGE);
        row(documented, &documentation)
    }

    #[test]
    fn a_page_becomes_a_row() {
        let row = row_of(PAGE).expect("a row");
        assert_eq!((&row["method"], &row["status"]), (&json!("GET"), &json!(200)));
        assert_eq!(row["paths"], json!(["/a/{id}/compare", "/b/{id}/compare"]));
        assert_eq!(
            row["parameters"][1],
            json!({ "name": "kinds", "word": "kind", "sort": "enum", "collection": true })
        );
        assert_eq!(row["example"], json!({ "templateId": "x", "kinds": ["y"] }));
        assert_eq!((&row["result"], &row["collection"]), (&json!("comparison"), &json!(true)));
        assert_eq!(row["reply"], json!({ "value": [] }));
    }

    #[test]
    fn pages_of_entity_operations_are_not_calls() {
        let text = PAGE.replace("compare function", "Get comparison").replace("a/{id}/compare(", "a/(");
        assert!(row_of(&text).is_ok());
        assert_eq!(row_of("nothing"), Err("no address".to_owned()));
        assert_eq!(inline_values(""), serde_json::Map::new());
    }
}
