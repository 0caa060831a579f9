//! The report of all rows.

use std::collections::BTreeMap;
use std::fmt;

use crate::names::is_wire_name;
use crate::row::{Row, stated_type};
use crate::runner::{NO_REQUEST, NO_RESPONSE, REQUEST_REFUSED, RESPONSE_DIFFERS, RESPONSE_TYPE};

/// A difference between a struct and its row: the kind, and the details.
pub(crate) type Note = (&'static str, String);

/// The compiler refuses the struct.
pub(crate) const NOT_COMPILED: &str = "not-compiled";
/// The line of the file is not a row.
pub(crate) const NO_ROW: &str = "no-row";
/// The checks were not run.
pub(crate) const NOT_RUN: &str = "not-run";

/// A reason why a row may fail that is an error on the page and not of this project. It is recognized in the
/// row itself and excuses only one kind of error: any other error of the row fails the test.
struct Explanation {
    category: &'static str,
    fault: &'static str,
    applies: fn(&Row) -> bool,
}

const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        category: "the page has no request example that is a JSON object, so there is nothing to make a patch of",
        fault: NO_REQUEST,
        applies: |row| row.request().is_none(),
    },
    Explanation {
        category: "the page has no response example that is a JSON object, so there is nothing to read",
        fault: NO_RESPONSE,
        applies: |row| row.response().is_none(),
    },
    Explanation {
        category: "the page's two examples are of two types, and a struct is of one",
        fault: RESPONSE_TYPE,
        applies: has_two_types,
    },
    Explanation {
        category: "the request example sets a collection to null, which OData has not: a patch refuses it",
        fault: REQUEST_REFUSED,
        applies: has_null_collection,
    },
    Explanation {
        category: "the request example binds a related entity, which is linked by a request of its own: a patch refuses it",
        fault: REQUEST_REFUSED,
        applies: has_reference,
    },
    Explanation {
        category: "an example has a member whose name no property can have, such as a remark: a patch refuses it",
        fault: REQUEST_REFUSED,
        applies: has_remark,
    },
    Explanation {
        category: "an example has a member whose name no property can have, such as a remark: no field holds it",
        fault: RESPONSE_DIFFERS,
        applies: has_remark,
    },
];

fn has_two_types(row: &Row) -> bool {
    let stated = |example: Option<_>| example.and_then(stated_type);
    let (request, response) = (stated(row.request()), stated(row.response()));
    request.is_some() && response.is_some() && request != response
}

fn has_null_collection(row: &Row) -> bool {
    let is_null =
        |name| row.request().and_then(|request| request.get(name)).is_some_and(serde_json::Value::is_null);
    row.properties().iter().any(|property| property.is_collection && is_null(property.name))
}

fn has_reference(row: &Row) -> bool {
    row.request().is_some_and(|request| request.keys().any(|name| name.ends_with("@odata.bind")))
}

fn has_remark(row: &Row) -> bool {
    let mut members = [row.request(), row.response()].into_iter().flatten().flat_map(serde_json::Map::keys);
    members.any(|name| !name.contains('@') && !is_wire_name(name))
}

/// The results of all rows.
#[derive(Default)]
pub(crate) struct Report {
    rows: usize,
    failures: Vec<Failure>,
    notes: BTreeMap<&'static str, Vec<String>>,
}

/// A row that fails.
struct Failure {
    place: String,
    fault: String,
    details: String,
    category: Option<&'static str>,
}

impl Report {
    /// Adds a line that is not a row.
    pub(crate) fn add_no_row(&mut self, line: usize, error: &serde_json::Error) {
        self.rows += 1;
        let (fault, details) = (NO_ROW.to_owned(), error.to_string());
        self.failures.push(Failure { place: format!("line {line}"), fault, details, category: None });
    }

    /// Adds a row with its errors.
    pub(crate) fn add(&mut self, row: &Row, faults: Vec<(String, String)>) {
        self.rows += 1;
        for (fault, details) in faults {
            let category = EXPLANATIONS
                .iter()
                .find(|explanation| explanation.fault == fault && (explanation.applies)(row))
                .map(|explanation| explanation.category);
            self.failures.push(Failure { place: place(row), fault, details, category });
        }
    }

    /// Adds the differences between the struct of a row and the row.
    pub(crate) fn add_notes(&mut self, row: &Row, notes: &[Note]) {
        for (kind, details) in notes {
            self.notes.entry(kind).or_default().push(format!("{}: {details}", place(row)));
        }
    }

    /// Returns whether every row passes, or fails for a reason that is an error on its page.
    pub(crate) fn is_explained(&self) -> bool {
        self.rows > 0 && self.failures.iter().all(|failure| failure.category.is_some())
    }

    fn failed_rows(&self) -> usize {
        let mut places: Vec<_> = self.failures.iter().map(|failure| &failure.place).collect();
        places.dedup();
        places.len()
    }
}

fn place(row: &Row) -> String {
    format!("line {} {} ({})", row.line, row.page(), row.entity())
}

/// Writes the notes, the failures with their reasons, and the line with the count.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, places) in &self.notes {
            writeln!(f, "note: {kind} ({})", places.len())?;
            for place in places {
                writeln!(f, "    {place}")?;
            }
        }
        for Failure { place, fault, details, category } in &self.failures {
            writeln!(f, "failure: {place}: {fault}: {details}")?;
            writeln!(f, "    {}", category.unwrap_or("UNEXPLAINED"))?;
        }
        write!(f, "{} of {}", self.rows - self.failed_rows(), self.rows)
    }
}
