//! The words that a page writes for types, and the marks in descriptions.

use crate::structure::TypeName;

use super::markdown::Inline;

/// A type as a page writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeWords {
    /// The qualified name. A name without a namespace has the page's.
    pub kind: TypeName,
    /// The word, as the page writes it: `GUID`, `runState`.
    pub word: String,
    /// The page that the word links to, relative to this one.
    pub link: Option<String>,
}

/// A type that the page does not know.
pub(crate) const UNTYPED: &str = "Edm.Untyped";

/// The primitive types, and the words that pages write for them beside their names, in lower case.
const PRIMITIVES: &[(&str, &str)] = &[
    ("binary", "Edm.Binary"),
    ("bool", "Edm.Boolean"),
    ("boolean", "Edm.Boolean"),
    ("byte", "Edm.Byte"),
    ("date", "Edm.Date"),
    // The type of OData before its version 4.
    ("datetime", "Edm.DateTimeOffset"),
    ("datetimeoffset", "Edm.DateTimeOffset"),
    ("decimal", "Edm.Decimal"),
    ("double", "Edm.Double"),
    ("duration", "Edm.Duration"),
    ("guid", "Edm.Guid"),
    ("int", "Edm.Int32"),
    ("int16", "Edm.Int16"),
    ("int32", "Edm.Int32"),
    ("int64", "Edm.Int64"),
    ("integer", "Edm.Int32"),
    ("long", "Edm.Int64"),
    ("sbyte", "Edm.SByte"),
    ("single", "Edm.Single"),
    ("stream", "Edm.Stream"),
    ("string", "Edm.String"),
    ("timeofday", "Edm.TimeOfDay"),
];

impl TypeWords {
    /// Reads a cell such as `[runState](../resources/runstate.md) collection`. A type that is not one is
    /// untyped, and the text is returned beside it.
    pub(crate) fn parse(cell: &str, namespace: &str) -> (Self, Option<String>) {
        let inline = Inline::parse(cell);
        let (text, is_collection) = item(&inline.text);
        let link = inline.links.into_iter().next();
        let text = link.as_ref().map_or(text, |(text, _)| text).trim();
        let first = text.split([' ', ',', '(', ';']).next().unwrap_or_default().trim_end_matches('.');
        let word = if is_qualified_name(first) { first } else { text };
        let known = name(word, namespace);
        let unknown = known.is_none().then(|| inline.text.clone());
        let kind = TypeName { name: known.unwrap_or_else(|| UNTYPED.to_owned()), is_collection };
        let word = word.to_owned();
        (Self { kind, word, link: link.map(|(_, target)| target) }, unknown)
    }

    /// Returns whether the page writes one of OData's primitive types.
    pub fn is_primitive(&self) -> bool {
        self.kind.name.starts_with("Edm.") && self.kind.name != UNTYPED
    }
}

/// Returns the type of the items, and whether it is of a collection.
fn item(text: &str) -> (&str, bool) {
    let text = text.trim();
    if let Some(rest) = strip_ignoring_case(text, "collection(") {
        return (rest.split_once(')').map_or(rest, |(item, _)| item), true);
    }
    if let Some(rest) = strip_ignoring_case(text, "collection of ") {
        return (rest, true);
    }
    match text.to_ascii_lowercase().find(" collection") {
        Some(end) => (text[..end].trim(), true),
        None => (text, false),
    }
}

fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Returns the qualified name for a word, or `None` if it cannot be the name of a type.
fn name(word: &str, namespace: &str) -> Option<String> {
    let bare = strip_ignoring_case(word, "Edm.").unwrap_or(word);
    let primitive = PRIMITIVES.iter().find(|(known, _)| bare.eq_ignore_ascii_case(known));
    if let Some((_, name)) = primitive {
        return Some((*name).to_owned());
    }
    if !is_qualified_name(word) {
        return None;
    }
    Some(match word.strip_prefix("graph.") {
        Some(rest) => format!("microsoft.graph.{rest}"),
        None if word.contains('.') => word.to_owned(),
        None => format!("{namespace}.{}", type_case(word)),
    })
}

/// Returns a type's name with a small first letter, as all of Graph's types have except one.
pub(crate) fn type_case(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if word != "Json" => first.to_lowercase().chain(chars).collect(),
        _ => word.to_owned(),
    }
}

/// Returns whether a text can be the name of a property or a type.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_qualified_name(text: &str) -> bool {
    text.split('.').all(is_name)
}

/// The sentences of a description, without their ends.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', ';'])
        .flat_map(split_ends)
        .map(|sentence| sentence.trim().trim_end_matches(['.', '!', ';']).trim())
        .filter(|sentence| !sentence.is_empty())
}

/// A remark in brackets is read as a sentence: `Name of the group (read-only)`.
fn split_ends(text: &str) -> impl Iterator<Item = &str> {
    text.split(['(', ')'])
}

/// Returns whether a description marks its property as read-only. A property that is about something being
/// read-only is not marked: `Indicates whether the file is read-only.`
pub(crate) fn is_read_only(description: &str) -> bool {
    const ABOUT: [&str; 8] =
        ["indicates", "whether", "if ", "true", "false", "determines", "specifies", "when"];
    sentences(description).any(|sentence| {
        let words = sentence.to_lowercase().replace('-', " ");
        let is_mark = words.starts_with("read only")
            || words.starts_with("this is read only")
            || words.ends_with(" read only") && !words.contains(" or read only");
        is_mark && !ABOUT.iter().any(|word| words.starts_with(word))
    })
}

/// Returns whether a description says that its property may be null, or `None` if it says nothing.
pub(crate) fn nullable(description: &str) -> Option<bool> {
    sentences(description).find_map(|sentence| {
        let words = sentence.to_lowercase();
        match words.as_str() {
            "nullable" | "can be null" | "may be null" => Some(true),
            "not nullable" | "non-nullable" | "required" | "cannot be null" | "must not be null" => {
                Some(false)
            }
            _ if words.ends_with(" nullable") => Some(!words.ends_with("not nullable")),
            _ => None,
        }
    })
}

/// Returns the default that a description states: the words after `default value is`.
pub(crate) fn default(description: &str) -> Option<String> {
    const STARTS: [&str; 6] = [
        "the default value is ",
        "the default is ",
        "default value is ",
        "default is ",
        "default value: ",
        "default: ",
    ];
    sentences(description).find_map(|sentence| {
        let rest = STARTS.iter().find_map(|start| strip_ignoring_case(sentence, start))?;
        let value = rest.split([' ', ',']).next()?.trim_matches(['\'', '"', '`', '“', '”']);
        (!value.is_empty()).then(|| value.to_owned())
    })
}

/// Returns the sentence that says that something is deprecated.
pub(crate) fn deprecation(description: &str) -> Option<String> {
    const STARTS: [&str; 4] = ["deprecated", "[deprecated", "\\[deprecated", "(deprecated"];
    const MARKS: [&str; 9] = [
        "is deprecated",
        "are deprecated",
        "been deprecated",
        "be deprecated",
        "is obsolete",
        "- deprecated",
        "deprecated:",
        "is retired",
        "will be retired",
    ];
    let description = description.trim();
    let words = description.to_lowercase();
    if STARTS.iter().any(|start| words.starts_with(start)) {
        return Some(description.to_owned());
    }
    let is_mark = |sentence: &str| {
        let words = sentence.to_lowercase();
        words == "deprecated" || MARKS.iter().any(|mark| words.contains(mark))
    };
    sentences(description).find(|sentence| is_mark(sentence)).map(str::to_owned)
}

/// Returns the type that a description says the property is inherited from.
pub(crate) fn inherited_from(description: &str) -> Option<String> {
    let (_, rest) = description.split_once("nherited from ")?;
    let word = rest.split_whitespace().next()?.trim_end_matches(['.', ',', ')']);
    is_qualified_name(word).then(|| word.to_owned())
}

/// Returns the members of an enumeration that a description lists: the codes after `possible values`.
pub(crate) fn members(cell: &str) -> Vec<String> {
    const STARTS: [&str; 4] = ["possible values", "allowed values", "supported values", "valid values"];
    let words = cell.to_ascii_lowercase();
    let Some(start) = STARTS.iter().find_map(|start| words.find(start)) else { return Vec::new() };
    // The members that are sent only on request stand in a sentence of their own.
    let mut list = String::new();
    for (at, sentence) in cell[start..].split(". ").enumerate() {
        if at > 0 && !sentence.contains("following value") {
            break;
        }
        list.push_str(sentence);
        list.push(' ');
    }
    let mut members: Vec<String> = Vec::new();
    for code in Inline::parse(&list).codes {
        let code = code.trim();
        if is_member(code) && !members.iter().any(|member| member == code) {
            members.push(code.to_owned());
        }
    }
    members
}

fn is_member(text: &str) -> bool {
    is_name(text) && !matches!(text, "null" | "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_in_each_of_their_forms() {
        for (cell, name, is_collection, word) in [
            ("String", "Edm.String", false, "String"),
            ("string (identifier)", "Edm.String", false, "string"),
            ("Edm.Int32", "Edm.Int32", false, "Edm.Int32"),
            ("GUID collection", "Edm.Guid", true, "GUID"),
            ("Collection(String)", "Edm.String", true, "String"),
            ("[shelf](../resources/shelf.md)", "n.shelf", false, "shelf"),
            ("[shelf](../resources/shelf.md) collection", "n.shelf", true, "shelf"),
            ("Collection([shelf](../resources/shelf.md))", "n.shelf", true, "shelf"),
            ("[graph.shelf](shelf.md)", "microsoft.graph.shelf", false, "graph.shelf"),
            ("[bookCollectionState](x.md)", "n.bookCollectionState", false, "bookCollectionState"),
            ("[Shelf](x.md)", "n.shelf", false, "Shelf"),
            ("**shelf** collection", "n.shelf", true, "shelf"),
            ("`microsoft.graph.a.shelf`", "microsoft.graph.a.shelf", false, "microsoft.graph.a.shelf"),
        ] {
            let (words, unknown) = TypeWords::parse(cell, "n");
            let expected = TypeName { name: name.to_owned(), is_collection };
            assert_eq!((words.kind, words.word.as_str(), unknown), (expected, word, None), "{cell}");
        }
        for cell in ["** Unknown Type `a.b` ** collection", "", "?"] {
            let (words, unknown) = TypeWords::parse(cell, "n");
            assert!(words.kind.name == UNTYPED && unknown.is_some() && !words.is_primitive(), "{cell}");
        }
    }

    #[test]
    fn a_property_that_is_about_read_only_things_is_not_marked() {
        for marked in [
            "The key. This property is read-only.",
            "Read-only. Nullable.",
            "A name. Read Only",
            "A name (read-only)",
            "This is read-only and made by the service.",
            "Bought scripts are read-only",
        ] {
            assert!(is_read_only(marked), "{marked}");
        }
        for other in
            ["", "Indicates whether the shelf is read-only.", "True if the file is read-only", "Read it."]
        {
            assert!(!is_read_only(other), "{other}");
        }
    }

    #[test]
    fn other_marks_are_read_from_their_sentences() {
        assert_eq!(nullable("A name. Not nullable. Read-only."), Some(false));
        assert_eq!(nullable("A name. Nullable."), Some(true));
        assert_eq!(nullable("A nullable name."), None);
        assert_eq!(default("A name. The default value is `a`. Or not."), Some("a".to_owned()));
        assert_eq!(default("The default browser."), None);
        assert_eq!(
            deprecation("A name. It is deprecated, use b. Good."),
            Some("It is deprecated, use b".to_owned())
        );
        assert_eq!(deprecation("\\[Deprecated\\] Use b."), Some("\\[Deprecated\\] Use b.".to_owned()));
        assert_eq!(deprecation("Whether deprecated things are shown."), None);
        assert_eq!(inherited_from("A key. Inherited from shelf."), Some("shelf".to_owned()));
        assert_eq!(members("A kind. Possible values are: `a`, `b`, `a`."), ["a", "b"]);
        assert_eq!(members("The possible values are `a` and `b`. Supports `eq`."), ["a", "b"]);
        let evolvable = "Possible values are: `a`. Use the `Prefer: x` header for the following values: `c`.";
        assert_eq!(members(evolvable), ["a", "c"]);
        assert_eq!(members("Set it to `true`."), Vec::<String>::new());
    }
}
