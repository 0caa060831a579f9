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

/// The number of letters that are added, dropped or replaced, or swapped with their neighbour (optimal string
/// alignment), computed row by row. `cargo graph-entity check` finds near names by the same distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    // The two rows before the current one: a swap looks back two letters.
    let mut above: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut x_before = None;
    for (i, x) in a.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut best = replaced.min(row[j] + 1).min(last[j + 1] + 1);
            if j > 0 && x_before == Some(y) && x == b[j - 1] {
                best = best.min(above[j - 1] + 1);
            }
            row.push(best);
        }
        above = std::mem::replace(&mut last, row);
        x_before = Some(x);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

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

    /// A third of a short name is one letter, and two swapped letters are one mistake.
    #[test]
    fn swapped_letters_of_a_short_name_are_near() {
        for (word, known) in [("nmae", "name"), ("kye", "key"), ("aslo", "also"), ("ulr", "url")] {
            assert_eq!(nearest(word, &[known]), Some(known), "{word}");
        }
        for (a, b, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("ab", "ba", 1),
            ("ca", "abc", 3),
            ("abcd", "badc", 2),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
