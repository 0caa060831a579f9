//! Formats one item.

use proc_macro2::TokenStream;

/// Returns the text of an item, with a line break at the end.
pub(crate) fn formatted(tokens: &TokenStream) -> String {
    match syn_2::parse2(tokens.clone()) {
        Ok(item) => {
            prettyplease::unparse(&syn_2::File { shebang: None, attrs: Vec::new(), items: vec![item] })
        }
        // The generated tokens are valid items. If they were not, the compiler would say why.
        Err(_) => format!("{tokens}\n"),
    }
}
