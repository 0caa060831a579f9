//! "Did you mean": the known word nearest to a misspelt one.

/// The known word nearest to `word`, ignoring case, `_` and `-`. `None` if the distance to each known word is
/// more than a third of its length.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], "");
    let wanted = plain(word);
    known
        .iter()
        .map(|&candidate| (distance(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance, computed row by row.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let swap = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let keys = ["read_only", "create_only", "not_null", "navigation", "name", "sensitive"];
        for (word, found) in [
            ("readonly", Some("read_only")),
            ("read_onyl", Some("read_only")),
            ("notnull", Some("not_null")),
            ("nme", Some("name")),
            ("key", None),
            ("required", None),
        ] {
            assert_eq!(nearest(word, &keys), found, "{word}");
        }
    }
}
