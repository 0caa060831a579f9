//! Query options, checked against the declared type, so that a wrong one is refused even if there are no
//! entities.
//!
//! Source: OData URL Conventions 4.01, "System Query Options"; Microsoft Graph, "Use query parameters".

pub(crate) mod advanced;
mod budget;
mod expand;
mod expression;
mod filter;
mod options;
mod order;
mod page;
mod path;
mod search;
mod select;
mod sort_key;
mod sorted;
mod value;

pub(crate) use budget::Budget;
pub(crate) use expand::Expand;
pub(crate) use options::{Query, Reader};
pub(crate) use page::{Page, Window};
pub(crate) use select::Selection;
pub(crate) use sorted::SortedLists;

use crate::refusals::Refusal;

/// Splits a text at separators outside parentheses and quotes.
fn split(text: &str, separator: char) -> Result<Vec<&str>, Refusal> {
    let (mut parts, mut start, mut depth, mut is_quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            // A bound on the recursion of nested `$expand` options.
            '(' if depth == 100 => return Err(Refusal::selection("The recursion limit has been exceeded.")),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    Ok(parts)
}
