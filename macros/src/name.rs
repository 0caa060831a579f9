//! Conversion of names between Rust and OData.

pub(crate) mod suggest;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// The namespace of a name that is given without one.
pub(crate) const NAMESPACE: &str = "microsoft.graph.";

/// The default wire name of a field: `last_sync_date_time` becomes `lastSyncDateTime`.
pub(crate) fn lower_camel(ident: &Ident) -> String {
    let snake = unraw(ident);
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

/// The default wire name of a type or a variant: `RunState` becomes `runState`, `MacOSCustomConfiguration`
/// becomes `macOSCustomConfiguration`. The words are not split and joined again, which gives a wrong name for
/// one type in ten.
pub(crate) fn first_lower(ident: &Ident) -> String {
    let name = unraw(ident);
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

/// The reverse of [`first_lower`], for a type in a message.
pub(crate) fn first_upper(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The last part of a qualified name: `runState` of `microsoft.graph.runState`.
pub(crate) fn last_segment(qualified: &str) -> &str {
    qualified.rsplit('.').next().unwrap_or(qualified)
}

/// Converts to snake case: `azureADDeviceId` becomes `azure_ad_device_id`.
pub(crate) fn snake(camel: &str) -> String {
    let chars: Vec<char> = camel.chars().collect();
    let mut snake = String::with_capacity(camel.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1);
        // The last capital of a run starts a word if a lowercase letter follows: the `D` of `ADDevice`.
        let word_starts = c.is_uppercase()
            && before
                .is_some_and(|b| b != '_' && (!b.is_uppercase() || after.is_some_and(|a| a.is_lowercase())));
        if word_starts {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The name of a placeholder as a parameter: in snake case, with `_` after a keyword that cannot be raw.
pub(crate) fn parameter(placeholder: &str) -> String {
    match snake(placeholder) {
        name if matches!(name.as_str(), "self" | "super" | "crate") => format!("{name}_"),
        name => name,
    }
}

/// An identifier's text without `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// Whether an identifier occurs in the tokens, at any depth.
fn occurs(word: &str, tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => occurs(word, group.stream()),
        _ => false,
    })
}

/// A type parameter of that name, or of one with underscores if one of the types mentions the name.
pub(crate) fn type_parameter(name: &str, mut types: impl Iterator<Item = TokenStream>) -> Ident {
    let other = format!("__{name}");
    let is_taken = types.any(|ty| occurs(name, ty));
    Ident::new(if is_taken { &other } else { name }, Span::call_site())
}

/// A name as an identifier, raw if it is a keyword.
pub(crate) fn ident(name: &str, span: Span) -> Ident {
    let plain = Ident::new(name, span);
    if syn::parse2::<Ident>(quote::quote!(#plain)).is_ok() {
        return plain;
    }
    // `self`, `Self`, `super` and `crate` cannot be raw.
    match name {
        "self" | "Self" | "super" | "crate" => Ident::new(&format!("{name}_"), span),
        _ => Ident::new_raw(name, span),
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};

    #[test]
    fn fields_become_lower_camel() {
        for (field, wire) in [
            ("id", "id"),
            ("last_state_update_date_time", "lastStateUpdateDateTime"),
            ("r#type", "type"),
            ("_reserved", "reserved"),
            ("ipv4_address", "ipv4Address"),
        ] {
            let ident: Ident = syn::parse_str(field).unwrap();
            assert_eq!(super::lower_camel(&ident), wire);
        }
    }

    #[test]
    fn only_the_first_letter_of_a_type_is_lowered() {
        for (name, wire) in [
            ("DeviceComplianceScriptDeviceState", "deviceComplianceScriptDeviceState"),
            ("MacOSCustomConfiguration", "macOSCustomConfiguration"),
            ("IosUpdateConfiguration", "iosUpdateConfiguration"),
        ] {
            assert_eq!(super::first_lower(&Ident::new(name, Span::call_site())), wire);
        }
    }

    #[test]
    fn placeholders_become_snake_case() {
        for (placeholder, parameter) in [
            ("deviceComplianceScriptDeviceStateId", "device_compliance_script_device_state_id"),
            ("azureADDeviceId", "azure_ad_device_id"),
            ("id", "id"),
            ("windows10XId", "windows10_x_id"),
            ("ID", "id"),
        ] {
            assert_eq!(super::snake(placeholder), parameter);
        }
    }

    #[test]
    fn a_keyword_is_made_raw() {
        assert_eq!(super::ident("type", Span::call_site()).to_string(), "r#type");
        assert_eq!(super::ident("self", Span::call_site()).to_string(), "self_");
        assert_eq!(super::ident("kind", Span::call_site()).to_string(), "kind");
    }
}
