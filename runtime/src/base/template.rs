//! Templates with a segment more than an entity's: what logs and errors show of requests to what belongs to it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A template and what follows it.
///
/// Each is kept for good, so that a template stays a plain `&'static str` wherever it is shown. There are as many as the
/// program's text has pairs of an entity's address and a property's name.
pub(crate) fn extended(template: &str, rest: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let whole = format!("{template}{rest}");
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(&*whole) {
        return known;
    }
    let whole = whole.leak();
    known.insert(whole);
    whole
}

#[cfg(test)]
mod tests {
    use super::extended;

    #[test]
    fn a_template_is_made_once() {
        let first = extended("/groups/{groupId}", "/members/$ref");
        assert_eq!(first, "/groups/{groupId}/members/$ref");
        assert_eq!(first.as_ptr(), extended("/groups/{groupId}", "/members/$ref").as_ptr());
    }
}
