//! Parses a documentation page into a row: its first address, its parameters, its examples.

use serde_json::{Map, Value, json};

use crate::row::Property;
use crate::values::{self, UNTYPED};

/// The suffixes of pages that document operations of entities.
const VERBS: &[&str] = &["get", "list", "create", "update", "delete"];

/// Returns whether a file is the page of an action or a function.
pub(crate) fn is_of_call(file: &str) -> bool {
    let verb = file.strip_suffix(".md").and_then(|name| name.rsplit('-').next());
    verb.is_some_and(|verb| !VERBS.contains(&verb))
}

/// Returns the page as a line of JSON, with errors as texts.
pub(crate) fn read(page: &str, version: &str, text: &str) -> Result<Value, String> {
    let text = text.replace('\r', "");
    let blocks: Vec<&str> = text.split("\n```").skip(1).step_by(2).map(block).collect();
    let [addresses, request, response] = blocks[..] else {
        return Err(format!("{} blocks instead of address, request and reply", blocks.len()));
    };
    let addresses: Vec<_> = addresses.lines().filter_map(|line| line.trim().split_once(' ')).collect();
    let (method, _) = addresses.first().ok_or("no address")?;
    let paths: Vec<&str> = addresses.iter().map(|(_, path)| *path).collect();
    let example = match *method {
        "POST" => object(request),
        _ => Some(inline_values(inline(request))),
    };
    let parameters = parameters(&text, example.as_ref());
    let (result, collection) = result(&text).ok_or("no sentence about the reply")?;
    let status = response.split_whitespace().nth(1).and_then(|status| status.parse::<u16>().ok());
    Ok(json!({
        "page": page, "version": version, "method": method, "paths": paths,
        "parameters": parameters, "example": example, "inline": inline(request),
        "status": status.ok_or("no status")?, "reply": object(response),
        "result": result, "collection": collection,
    }))
}

/// Returns the content of a code block without its language.
fn block(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, inside)| inside)
}

/// Returns the JSON object at the end of a block.
fn object(block: &str) -> Option<Map<String, Value>> {
    let start = block.find("\n{")?;
    serde_json::from_str(&block[start..]).ok()
}

/// Returns the rows of the table of parameters.
fn parameters(text: &str, example: Option<&Map<String, Value>>) -> Vec<Value> {
    let table = text.split_once("## Request body").map_or("", |(_, rest)| rest);
    let table = table.split_once("## Response").map_or("", |(table, _)| table);
    let lines = table.lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        Some((cells.next()?, cells.next()?))
    });
    lines
        .filter(|(name, _)| *name != "Property" && !name.starts_with(":-"))
        .map(|(name, cell)| {
            let (word, collection) = word(cell);
            let value = example.and_then(|example| example.get(name));
            let item = value.and_then(|value| value.get(0)).or(value);
            let sort = match item {
                _ if is_primitive(word) => "primitive",
                Some(Value::String(_)) => "enum",
                _ => "other",
            };
            json!({ "name": name, "word": word, "sort": sort, "collection": collection })
        })
        .collect()
}

/// Splits `[rolePermission](../x.md) collection` into the type and whether it is a collection.
fn word(cell: &str) -> (&str, bool) {
    let collection = cell.ends_with(" collection");
    let word = cell.trim_end_matches(" collection").trim_matches('*');
    let link = word.strip_prefix('[').and_then(|word| word.split_once(']'));
    (link.map_or(word, |(word, _)| word), collection)
}

fn is_primitive(word: &str) -> bool {
    let property = Property { name: "", word, sort: "primitive", is_collection: false };
    values::of(&property).rust != UNTYPED.rust
}

/// Returns the result that the page declares.
fn result(text: &str) -> Option<(&str, bool)> {
    let line = text.lines().find(|line| line.starts_with("If successful,"))?;
    let Some((_, rest)) = line.split_once("response code and a") else { return Some(("nothing", false)) };
    let words = rest.trim_start_matches('n').trim();
    let words = words.split_once(" in the response body").map_or(words, |(words, _)| words);
    Some(word(words))
}

/// Returns the text after a function's name in the example of its address, `(top=3)`.
fn inline(request: &str) -> &str {
    let address = request.trim();
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
    use serde_json::json;

    use super::{inline_values, is_of_call, read};

    const PAGE: &str = "# compare\n## HTTP Request\n``` http\nGET /a/{id}/compare\nGET /b/{id}/compare\n```\n## Request body\n|Property|Type|Description|\n|:---|:---|:---|\n|templateId|String|x|\n|kinds|[kind](../k.md) collection|x|\n\n## Response\nIf successful, this function returns a `200 OK` response code and a [comparison](../c.md) collection in the response body.\n## Example\n``` http\nGET https://graph.microsoft.com/beta/a/{id}/compare(templateId='x',kinds=[\n  \"y\"\n])\n```\n``` http\nHTTP/1.1 200 OK\n\n{\n  \"value\": []\n}\n```\n";

    #[test]
    fn a_page_becomes_a_row() {
        let row = read("p.md", "beta", PAGE).expect("a row");
        assert_eq!((&row["method"], &row["status"]), (&json!("GET"), &json!(200)));
        assert_eq!(row["paths"], json!(["/a/{id}/compare", "/b/{id}/compare"]));
        assert_eq!(
            row["parameters"][1],
            json!({ "name": "kinds", "word": "kind", "sort": "enum", "collection": true })
        );
        assert_eq!(row["example"], json!({ "templateId": "x", "kinds": ["y"] }));
        assert_eq!((&row["result"], &row["collection"]), (&json!("comparison"), &json!(true)));
        assert_eq!(row["reply"], json!({ "value": [] }));
        assert!(read("p.md", "beta", "nothing").is_err());
    }

    #[test]
    fn pages_of_entity_operations_are_not_calls() {
        assert!(
            is_of_call("intune-x-y-wipe.md")
                && !is_of_call("intune-x-y-update.md")
                && !is_of_call("wipe.txt")
        );
        assert_eq!(inline_values(""), serde_json::Map::new());
    }
}
