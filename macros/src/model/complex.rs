//! The validated model of a complex type: a structured type and nothing else.

use syn::DeriveInput;

use crate::ctxt::Ctxt;
use crate::model::structured::Structured;
use crate::sort::COMPLEX;

/// Reads an item. Reports an error and returns `None` if it is not a struct with named fields.
pub(crate) fn read<'a>(input: &'a DeriveInput, ctxt: &mut Ctxt) -> Option<Structured<'a>> {
    Structured::read(input, &COMPLEX, ctxt, |arg, keys, ctxt| {
        if !keys.read(arg, ctxt) {
            arg.unknown(COMPLEX.item.with_article, COMPLEX.item.keys, ctxt);
        }
    })
}
