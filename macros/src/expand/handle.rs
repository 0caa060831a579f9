//! The handles of properties for queries: a constant for each field.

use proc_macro2::Ident;

use super::code::Code;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::name::unraw;

// /// The property `scriptOutput`, for queries.
// pub const SCRIPT_OUTPUT: Property<Self, String> = Property::new("scriptOutput");
pub(super) fn handles(structured: &Structured<'_>, code: &mut Code) {
    // The handle of a field called `about` would collide with `ABOUT`, which has been reported.
    let is_named = |property: &&Property<'_>| !property.is_annotation() && unraw(property.ident) != "about";
    for property in structured.properties.iter().filter(is_named) {
        let (vis, ty, wire) = (property.vis, property.value_type(), &property.wire);
        let name = Ident::new(&unraw(property.ident).to_uppercase(), property.ident.span());
        code.doc(&format!(" The property `{wire}`, for queries."));
        code.tokens(&property.deprecated()).vis(vis);
        code.text("const").tokens(&name).text(": __g::Property<Self,").tokens(ty);
        code.line(format_args!("> = __g::Property::new({wire:?});"));
    }
}
