//! The conversation with a peer: it reads lines, each with an operation and an endpoint, and writes one line of JSON for each.

use std::io::BufRead as _;

use serde_json::{Value, json};

/// What a caller sees.
pub type Outcome = Result<Value, Failure>;

/// The error that a caller sees.
pub struct Failure {
    /// Its name in the library.
    pub name: String,
    /// The status that the error has.
    pub status: Option<u16>,
    /// All of its text.
    pub text: String,
    /// Whether a write may have happened, if the error says so.
    pub in_doubt: Option<bool>,
}

/// Answers the lines until there are no more.
pub async fn serve(answer: impl AsyncFn(&str, &str) -> Outcome) {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (operation, endpoint) = line.split_once(' ').expect("an operation and an endpoint");
        let outcome = match answer(operation, endpoint).await {
            Ok(value) => json!({ "value": value }),
            Err(Failure { name, status, text, in_doubt }) => {
                json!({ "error": { "name": name, "status": status, "text": text, "inDoubt": in_doubt } })
            }
        };
        println!("{outcome}");
    }
}
