//! What a reader says can grow, and so can the forms in which a value is shown.
//!
//! Errors: 2

use graph_entity::model::View;
use graph_entity::{ReadError, ReadErrorKind};

fn error() -> ReadError {
    ReadError { kind: ReadErrorKind::Data, property: None, message: String::new(), line: 0, column: 0 }
}

fn is_text(view: &View<'_>) -> bool {
    match view {
        View::Str(_) | View::Text(_) => true,
        View::Null | View::Bool(_) | View::Int(_) | View::Float(_) | View::Single(_) | View::Digits(_) => false,
        View::DateTimeOffset(_) | View::TimeOfDay(_) | View::NoFlags => false,
        View::List(_) | View::Object(_) | View::Derived(_) | View::Untyped(_) | View::Additional(_) => false,
    }
}

fn main() {}
