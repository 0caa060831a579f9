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
    ("bytearray", "Edm.Binary"),
    ("byte[]", "Edm.Binary"),
    ("date", "Edm.Date"),
    // The type of OData before its version 4.
    ("datetime", "Edm.DateTimeOffset"),
    ("datetimeoffset", "Edm.DateTimeOffset"),
    ("decimal", "Edm.Decimal"),
    ("double", "Edm.Double"),
    ("duration", "Edm.Duration"),
    // Not all digits of a double fit in a single.
    ("float", "Edm.Double"),
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
    ("timestamp", "Edm.DateTimeOffset"),
    ("uri", "Edm.String"),
    ("url", "Edm.String"),
    ("uuid", "Edm.Guid"),
];

/// Words in the place of a type that say what kind of type it is and not which one, in lower case.
const KINDS_OF_TYPES: [&str; 12] = [
    "any",
    "array",
    "collection",
    "complex",
    "enum",
    "enumeration",
    "none",
    "null",
    "nullable",
    "number",
    "object",
    "unknown",
];

impl TypeWords {
    /// Reads a cell such as `[runState](../resources/runstate.md) collection`. A type that is not one is
    /// untyped, and the text is returned beside it.
    pub(crate) fn parse(cell: &str, namespace: &str) -> (Self, Option<String>) {
        let inline = Inline::parse(cell);
        let link = inline.links.into_iter().next();
        let (mut text, mut is_collection) = item(&inline.text);
        if let Some((label, _)) = &link {
            let (label, is_labelled) = item(label);
            text = label;
            is_collection |= is_labelled;
        }
        let text = without_nullable(text).trim_start_matches('#');
        let end = text.find([',', '(', ';']).unwrap_or(text.len());
        let first = text[..end].split(' ').next().unwrap_or_default().trim_end_matches('.');
        let (word, known) = match primitive(&text[..end], is_collection) {
            Some(name) => (text[..end].trim(), Some(name.to_owned())),
            None if is_qualified_name(first) => (first, name(first, is_collection, namespace)),
            None => (text, None),
        };
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
    const STARTS: [&str; 6] =
        ["a collection of ", "collection of ", "an array of ", "array of ", "a list of ", "list of "];
    const ENDS: [&str; 4] = [" collection", " array", " list", "[]"];
    let text = text.trim();
    if primitive(text, false).is_some() {
        return (text, false);
    }
    let bracketed = text
        .split_once('(')
        .filter(|(word, _)| word.trim().eq_ignore_ascii_case("array") || is_collection_word(word));
    if let Some((_, rest)) = bracketed {
        return (rest.split_once(')').map_or(rest, |(item, _)| item).trim(), true);
    }
    if let Some(rest) = STARTS.iter().find_map(|start| strip_ignoring_case(text, start)) {
        return (rest.trim(), true);
    }
    let words = text.to_ascii_lowercase();
    match ENDS.iter().filter_map(|end| words.find(end)).min() {
        Some(end) => (text[..end].trim(), true),
        None => match text.rsplit_once(' ') {
            Some((item, last)) if is_collection_word(last) => (item.trim(), true),
            _ => (text, false),
        },
    }
}

/// Returns whether a word is `collection`, also with a slip of the pen: `colection`. Taken for a remark, it would
/// make one value of many.
fn is_collection_word(word: &str) -> bool {
    strsim::osa_distance(&word.trim().to_lowercase(), "collection") <= 2
}

/// Returns a type without the words that say that it may be null: `Int32?`, `nullable Int32`.
fn without_nullable(text: &str) -> &str {
    let text = text.trim();
    let text = ["nullable ", "nullable(", "optional "]
        .iter()
        .find_map(|start| strip_ignoring_case(text, start))
        .unwrap_or(text);
    let ends = ["?", "/null", " or null", " | null"];
    ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).trim()
}

/// Returns whether the words for a type say that it may be null, or `None` if they say nothing.
pub(crate) fn nullable_type(cell: &str) -> Option<bool> {
    let text = Inline::parse(cell).text;
    let words = text.to_lowercase();
    if words.contains("not nullable") || words.contains("non-nullable") {
        return Some(false);
    }
    (words.contains("nullable") || without_nullable(&text) != text.trim()).then_some(true)
}

/// Returns the primitive type that words mean, however they are spaced: `Date Time Offset`. The items of a
/// collection may have a plural.
fn primitive(words: &str, is_collection: bool) -> Option<&'static str> {
    let joined: String = words.chars().filter(|c| !matches!(c, ' ' | '-')).collect::<String>().to_lowercase();
    let joined = joined.strip_prefix("edm.").unwrap_or(&joined);
    let find = |word: &str| PRIMITIVES.iter().find(|(known, _)| *known == word).map(|(_, name)| *name);
    let plural = || find(joined.strip_suffix('s').filter(|_| is_collection)?);
    find(joined).or_else(plural)
}

/// Returns whether a name is one letter away from that of a primitive type, as `Sting` is.
pub(crate) fn is_misspelt_primitive(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_near = |known: &str| strsim::osa_distance(&word, known) <= known.len() / 10 + 1;
    // Short names are near to too many others.
    PRIMITIVES.iter().any(|(known, _)| known.len() > 4 && is_near(known))
}

fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Returns the qualified name for a word, or `None` if it cannot be the name of a type.
fn name(word: &str, is_collection: bool, namespace: &str) -> Option<String> {
    if let Some(name) = primitive(word, is_collection) {
        return Some(name.to_owned());
    }
    if KINDS_OF_TYPES.contains(&word.to_lowercase().as_str()) {
        return None;
    }
    let word = word.strip_prefix("graph.").map_or(word.to_owned(), |rest| format!("microsoft.graph.{rest}"));
    // A primitive type never has the namespace of a document, but some pages write it so.
    let local = word.strip_prefix("microsoft.graph.").map(|local| format!("Edm.{local}"));
    if let Some((_, name)) = PRIMITIVES.iter().find(|(_, name)| local.as_deref() == Some(name)) {
        return Some((*name).to_owned());
    }
    Some(if word.contains('.') { word } else { format!("{namespace}.{}", type_case(&word)) })
}

/// Returns a type's name with a small first letter, as all of Graph's types have except one.
pub(crate) fn type_case(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if word != "Json" => first.to_lowercase().chain(chars).collect(),
        _ => word.to_owned(),
    }
}

/// Returns the name at the start of a cell, and the remark after it: `mail (deprecated)`. `None` if the cell has
/// words that are no remark, as a sentence has.
pub(crate) fn name_and_remark(cell: &str) -> Option<(&str, &str)> {
    const REMARKS: [&str; 6] = ["optional", "required", "deprecated", "preview", "read-only", "readonly"];
    let cell = cell.trim_start_matches(['*', '"', '\'', '“', ' ']);
    let end = cell.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(cell.len());
    let (name, rest) = cell.split_at(end);
    let remark = rest.trim_start_matches(['*', '"', '\'', '”', ':', ' ']);
    let is_remark = remark.starts_with(['(', '[', '\\'])
        || remark.chars().all(|c| c.is_ascii_digit())
        || REMARKS.iter().any(|word| strip_ignoring_case(remark, word).is_some());
    let is_apart =
        remark.is_empty() || rest.len() > remark.len() || !remark.starts_with(char::is_alphanumeric);
    (is_name(name) && is_remark && is_apart).then_some((name, remark))
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

/// Returns the members of an enumeration that a description lists: the codes after `possible values`, or the
/// words if there are no codes.
pub(crate) fn members(cell: &str) -> Vec<String> {
    const STARTS: [&str; 5] =
        ["possible values", "allowed values", "supported values", "valid values", "one of: "];
    let words = cell.to_ascii_lowercase();
    let found = STARTS.iter().find_map(|start| Some(words.find(start)? + start.len()));
    let Some(start) = found else { return Vec::new() };
    // The members that are sent only on request stand in a sentence of their own.
    let mut list = String::new();
    for (at, sentence) in cell[start..].split(". ").enumerate() {
        if at > 0 && !sentence.contains("following value") {
            break;
        }
        list.push_str(sentence);
        list.push(' ');
    }
    let list = Inline::parse(&list);
    let mut members: Vec<String> = Vec::new();
    if list.codes.is_empty() {
        members = listed(&list.text);
    }
    for code in list.codes {
        let code = code.trim();
        if is_member(code) && !members.iter().any(|member| member == code) {
            members.push(code.to_owned());
        }
    }
    members
}

/// Returns the words of `are: a, b and c.`, if it is a list of names and nothing else.
fn listed(text: &str) -> Vec<String> {
    let text = text.strip_prefix("are").unwrap_or(text);
    let Some(list) = text.strip_prefix(':').or_else(|| text.strip_prefix(' ')) else { return Vec::new() };
    let list = list.trim().trim_end_matches('.').replace(" and ", ",").replace(" or ", ",");
    let items = list.split([',', '|', ';']).map(|item| item.trim().trim_matches(['\'', '"', '“', '”', '.']));
    let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
    let is_list = items.len() > 1 && items.iter().all(|item| is_member(item));
    let mut members: Vec<String> = Vec::new();
    for item in items.into_iter().filter(|_| is_list) {
        if !members.iter().any(|member| member == item) {
            members.push(item.to_owned());
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
            ("String colection", "Edm.String", true, "String"),
            ("Colleciton(String)", "Edm.String", true, "String"),
            ("shelf Collecton", "n.shelf", true, "shelf"),
            ("String (collector)", "Edm.String", false, "String"),
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
