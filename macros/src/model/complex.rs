//! The validated model of a complex type: a structured type and no more.

use syn::DeriveInput;

use crate::check;
use crate::ctxt::Ctxt;
use crate::model::structured::{PROPERTIES, Sort, Structured};

const KEYS: &[&str] = &["odata_type", "crate"];

const SORT: Sort = Sort {
    attribute: "graph_complex",
    word: "complex",
    noun: "complex type",
    has_key: false,
    fields: PROPERTIES,
    may_be_empty: false,
};

/// Reads an item. None where it is no struct with named fields, and then the faults say so.
pub(crate) fn read<'a>(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Structured<'a>> {
    let complex = Structured::read(input, &SORT, ctxt, |arg, keys, ctxt| {
        if !keys.read(arg, ctxt) {
            arg.unknown("a complex type", KEYS, ctxt);
        }
    })?;
    check::complex(&complex, &input.attrs, ctxt);
    Some(complex)
}
