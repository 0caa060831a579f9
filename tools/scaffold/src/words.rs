//! Words: from names on the wire to names in Rust and back, as the attributes convert them, and from texts of
//! the metadata to comments.

/// The words that cannot be a plain identifier.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "Self", "super"];

/// Returns the field for a property: `azureADDeviceId` becomes `azure_ad_device_id`.
pub(crate) fn snake(wire: &str) -> String {
    let chars: Vec<char> = wire.chars().collect();
    let mut snake = String::with_capacity(wire.len() + 8);
    for (at, &c) in chars.iter().enumerate() {
        if !is_word(c) {
            push_break(&mut snake);
            continue;
        }
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1);
        // The last capital of a run starts a word if a lowercase letter follows: the `D` of `ADDevice`.
        let starts_word = c.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if starts_word {
            push_break(&mut snake);
        }
        snake.extend(c.to_lowercase());
    }
    let snake = snake.trim_end_matches('_');
    match snake.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{snake}"),
        Some(_) => snake.to_owned(),
    }
}

/// Whether a character can be in an identifier, `_` apart.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit()
}

/// Adds `_`, but never at the start or twice in a row.
fn push_break(snake: &mut String) {
    if !snake.is_empty() && !snake.ends_with('_') {
        snake.push('_');
    }
}

/// Returns the type or variant for a name: `iPv6Range` becomes `IPv6Range`.
pub(crate) fn pascal(wire: &str) -> String {
    let mut pascal = String::with_capacity(wire.len());
    let mut starts_word = true;
    for c in wire.chars() {
        if !is_word(c) {
            starts_word = true;
        } else if starts_word {
            pascal.extend(c.to_uppercase());
            starts_word = false;
        } else {
            pascal.push(c);
        }
    }
    if pascal.starts_with(|c: char| c.is_ascii_digit()) || pascal.is_empty() {
        return format!("N{pascal}");
    }
    pascal
}

/// Returns the name on the wire that an attribute takes for a field without `name`.
pub(crate) fn lower_camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut upper = false;
    for c in snake.chars() {
        match c {
            '_' if !camel.is_empty() => upper = true,
            '_' => {}
            c if upper => {
                camel.extend(c.to_uppercase());
                upper = false;
            }
            c => camel.push(c),
        }
    }
    camel
}

/// Whether a name on the wire can be given in an attribute.
pub(crate) fn is_wire_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || "_@".contains(c))
        && name.chars().all(|c| c.is_alphanumeric() || "_.-@".contains(c))
}

/// Whether a field can have a name on the wire: given in its attribute, or from its identifier, as `_7zip`.
pub(crate) fn is_field_name(wire: &str) -> bool {
    is_wire_name(wire) || lower_camel(&snake(wire)) == wire
}

/// Returns the name on the wire that an attribute takes for a type or a variant without a name.
pub(crate) fn first_lower(pascal: &str) -> String {
    let mut chars = pascal.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

/// Returns the name as an identifier: raw if it is a keyword, with `_` after one that cannot be raw.
pub(crate) fn ident(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Returns the plural of the last word: `policy` becomes `policies`.
pub(crate) fn plural(word: &str) -> String {
    let vowel_before_last = word.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    match word.strip_suffix('y') {
        Some(stem) if !vowel_before_last => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => {
            format!("{word}es")
        }
        _ => format!("{word}s"),
    }
}

/// The width of a comment's text.
const WIDTH: usize = 100;

/// Returns a text as the lines of a comment in Markdown.
pub(crate) fn comment(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(escaped) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(at_start(word)),
        }
    }
    lines
}

/// Escapes what Markdown or rustdoc would take for markup: links, HTML and emphasis. An address is a link.
fn escaped(word: &str) -> String {
    let start = word.find("https://").or_else(|| word.find("http://"));
    if let Some(start) = start {
        let (before, rest) = word.split_at(start);
        let end = rest
            .find(|c: char| c.is_whitespace() || "<>()[]\"'`".contains(c))
            .unwrap_or_else(|| rest.trim_end_matches(['.', ',', ';', ':']).len());
        let (address, after) = rest.split_at(end);
        return format!("{}<{address}>{}", escaped(before), escaped(after));
    }
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        if "[]<>*_`\\|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Escapes what would start a list, a heading or a quote at the start of a line.
fn at_start(word: String) -> String {
    let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < word.len() && matches!(number, "." | ")") {
        let digits = word.len() - number.len();
        return format!("{}\\{number}", &word[..digits]);
    }
    if word.starts_with(['-', '+', '#', '=', '~']) { format!("\\{word}") } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wire_name_becomes_a_field() {
        for (wire, field) in [
            ("lastSyncDateTime", "last_sync_date_time"),
            ("azureADDeviceId", "azure_ad_device_id"),
            ("windows10XId", "windows10_x_id"),
            ("_source", "source"),
            ("participants_v2", "participants_v2"),
            ("Name", "name"),
            ("a__b_", "a_b"),
            ("7zip", "_7zip"),
            ("odata.type", "odata_type"),
            ("_", "value"),
        ] {
            assert_eq!(snake(wire), field);
        }
    }

    #[test]
    fn a_wire_name_becomes_a_type() {
        for (wire, name) in [
            ("iPv6Range", "IPv6Range"),
            ("macOSCustomConfiguration", "MacOSCustomConfiguration"),
            ("remote_control", "RemoteControl"),
            ("aad", "Aad"),
            ("1hour", "N1hour"),
        ] {
            assert_eq!(pascal(wire), name);
        }
    }

    #[test]
    fn keywords_are_raw_if_they_can_be() {
        assert_eq!([ident("type"), ident("self"), ident("kind")], ["r#type", "self_", "kind"]);
        // The trailing `_` does not change the name on the wire.
        assert_eq!(lower_camel("self_"), "self");
    }

    #[test]
    fn a_name_that_no_attribute_takes_is_known() {
        let names = ["kind", "_a", "@odata.type", "a-b", "7zip", "7-zip", "$top", "½", "a b", ""];
        assert_eq!(names.map(is_wire_name).map(usize::from), [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(names.map(is_field_name).map(usize::from), [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn the_last_word_has_a_plural() {
        let plurals = ["device", "policy", "key", "process", "match"].map(plural);
        assert_eq!(plurals, ["devices", "policies", "keys", "processes", "matches"]);
    }

    #[test]
    fn a_comment_has_no_markup() {
        let text = "See [here](https://aka.ms/x_y). Use <id> or `a*b` 1. - done";
        assert_eq!(comment(text), [r"See \[here\](<https://aka.ms/x_y>). Use \<id\> or \`a\*b\` 1. - done"]);
        assert_eq!(comment("- first"), [r"\- first"]);
        assert_eq!(comment("1. first"), [r"1\. first"]);
        assert_eq!(comment("see https://aka.ms/x."), ["see <https://aka.ms/x>."]);
        let long = comment(&"word ".repeat(40));
        assert!(long.len() == 2 && long.iter().all(|line| line.len() <= WIDTH));
    }
}
