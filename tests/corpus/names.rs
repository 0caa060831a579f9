//! Turns names of the documentation into names of Rust. Has no I/O.

/// Words that are not identifiers. Those in the second line cannot be raw identifiers.
const KEYWORDS: &str = "as break const continue else enum extern false fn for if impl in let loop match mod move mut \
    pub ref return static struct trait true type unsafe use where while async await dyn abstract become box do final \
    macro override priv typeof unsized virtual yield try gen";
const NEVER_RAW: &[&str] = &["self", "super", "crate", "_"];

/// The names of the patch's own methods.
const TAKEN: &[&str] = &["clone", "default"];

/// The types that a generated module uses by their bare names.
const USED_TYPES: &[&str] = &["String", "Option", "Vec", "Self"];

/// The fields of a struct, without conflicts of names.
#[derive(Default)]
pub(crate) struct Fields {
    taken: Vec<String>,
}

impl Fields {
    /// Returns a free field name for a property.
    pub(crate) fn add(&mut self, wire: &str) -> String {
        let mut name = snake(wire);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert_str(0, "property_");
        }
        // A field called `id` is the key; `ID` is another property.
        while !self.is_free(&name) || (name == "id" && wire != "id") {
            name.push('_');
        }
        self.taken.push(name.clone());
        name
    }

    /// Returns whether a field of this name conflicts with no method: its own, another field's, or another
    /// field's `clear_`.
    fn is_free(&self, name: &str) -> bool {
        let is_taken = |name: &str| self.taken.iter().any(|taken| taken == name);
        let cleared = name.strip_prefix("clear_").is_some_and(is_taken);
        let fixed = TAKEN.contains(&name) || NEVER_RAW.contains(&name);
        !(fixed || cleared || is_taken(name) || is_taken(&format!("clear_{name}")))
    }
}

/// Returns a name as an identifier, raw if it is a keyword.
pub(crate) fn identifier(name: &str) -> String {
    if KEYWORDS.split_whitespace().any(|word| word == name) { format!("r#{name}") } else { name.to_owned() }
}

/// Returns the struct name of an entity: its name with a capital.
pub(crate) fn type_name(entity: &str) -> String {
    let plain: String = entity.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let mut chars = plain.trim_start_matches('_').chars();
    let name = match chars.next() {
        Some(first) if first.is_ascii_alphabetic() => first.to_ascii_uppercase().to_string() + chars.as_str(),
        _ => format!("Entity{plain}"),
    };
    if USED_TYPES.contains(&name.as_str()) { name + "Entity" } else { name }
}

/// Returns the default OData name of a struct.
pub(crate) fn default_odata_type(type_name: &str) -> String {
    let mut chars = type_name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    format!("microsoft.graph.{}{}", first.map(String::from).unwrap_or_default(), chars.as_str())
}

/// Returns whether a text is a valid name of an OData type.
pub(crate) fn is_odata_type(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    text.contains('.') && text.split('.').all(is_part)
}

/// Returns whether a property can have this name. Annotations and remarks of the generator, `** Unknown **`,
/// cannot.
pub(crate) fn is_wire_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
}

/// Returns the default wire name that the macro gives a field.
pub(crate) fn lower_camel(field: &str) -> String {
    camel(field.split('_').filter(|word| !word.is_empty()))
}

/// Joins ASCII words into one name, each except the first with a capital.
pub(crate) fn camel<'a>(mut words: impl Iterator<Item = &'a str>) -> String {
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_ascii_uppercase() + rest
    })
}

/// Turns `azureADDeviceId` into `azure_ad_device_id`. Characters that are not letters or digits separate
/// words too.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut snake = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map_or('_', |before| chars[before]);
        let is_last_capital =
            before.is_uppercase() && chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let word_starts = c.is_uppercase() && (!before.is_uppercase() || is_last_capital);
        if word_starts && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    if snake.chars().all(|c| c == '_') { String::new() } else { snake }
}

#[cfg(test)]
mod tests {
    use super::{Fields, default_odata_type, identifier, is_wire_name, lower_camel, snake, type_name};

    #[test]
    fn fields_are_words_and_never_conflict() {
        let mut fields = Fields::default();
        for (wire, field) in [
            ("id", "id"),
            ("ID", "id_"),
            ("azureADDeviceId", "azure_ad_device_id"),
            ("type", "type"),
            ("self", "self_"),
            ("clone", "clone_"),
            ("default", "default_"),
            ("x", "x"),
            ("clearX", "clear_x_"),
            ("clearY", "clear_y"),
            ("y", "y_"),
            ("Y", "y__"),
            ("3gEnabled", "property_3g_enabled"),
            ("größe", "gr__e"),
        ] {
            assert_eq!(fields.add(wire), field, "{wire}");
        }
        assert_eq!(identifier("type"), "r#type");
        assert_eq!(identifier("kind"), "kind");
    }

    #[test]
    fn the_default_wire_name_is_known() {
        assert_eq!(lower_camel("azure_ad_device_id"), "azureAdDeviceId");
        assert_eq!(lower_camel("clone_"), "clone");
        assert_eq!(lower_camel(&snake("lastSyncDateTime")), "lastSyncDateTime");
    }

    #[test]
    fn entities_become_types() {
        assert_eq!(type_name("macOSWiFiConfiguration"), "MacOSWiFiConfiguration");
        assert_eq!(default_odata_type("MacOSWiFiConfiguration"), "microsoft.graph.macOSWiFiConfiguration");
        assert_eq!(type_name("string"), "StringEntity");
        assert_eq!(type_name("** 3 **"), "Entity3");
    }

    #[test]
    fn remarks_are_not_names() {
        assert!(is_wire_name("azureADDeviceId"));
        for name in ["", "** Unknown **", "@odata.type", "members@odata.bind", "a b"] {
            assert!(!is_wire_name(name), "{name}");
        }
    }
}
