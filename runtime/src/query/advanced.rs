//! The operators of a filter that directory objects answer only with `ConsistencyLevel: eventual`.

/// The first of these operators in a filter: `ne`, `not`, `endsWith` and `$count`. Those in a literal do not count.
pub(super) fn operator(filter: &str) -> Option<&'static str> {
    // Outside of quotes. A doubled quote within a literal ends one and starts the next, with nothing between them.
    filter.split('\'').step_by(2).flat_map(words).find_map(|word| match word {
        "ne" => Some("ne"),
        "not" => Some("not"),
        "$count" => Some("$count"),
        _ if word.eq_ignore_ascii_case("endswith") => Some("endsWith"),
        _ => None,
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || "_$".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_found_outside_of_literals() {
        for (filter, found) in [
            ("displayName ne 'x'", Some("ne")),
            ("not(displayName eq 'x')", Some("not")),
            ("accountEnabled eq true and not (id eq '1')", Some("not")),
            ("endswith(mail,'@contoso.example')", Some("endsWith")),
            ("endsWith(mail,'x')", Some("endsWith")),
            ("members/$count gt 5", Some("$count")),
            ("displayName eq 'it''s ne not $count'", None),
            ("displayName eq 'a' or mail eq 'ne'", None),
            ("startswith(displayName,'x') and noted eq 'x' and knot/not_ne eq 1", None),
            ("", None),
        ] {
            assert_eq!(operator(filter), found, "{filter}");
        }
    }
}
