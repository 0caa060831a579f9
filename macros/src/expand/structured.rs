//! The implementation of a structured type: its description, its slots, and serde's traits.

use proc_macro2::Delimiter::{Brace, Bracket, Parenthesis};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::code::Code;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::name::unraw;

// impl Structured for State {
//     const INFO: &'static TypeInfo = &TypeInfo { name: "microsoft.graph.state", annotation: Always, ... };
//     const VACANT: Self = Self { id: <String as Field>::VACANT, ... };
//     fn slots(&mut self, visit: ...) { visit(&mut [&mut self.id, ...]) }
//     fn fields(&self, visit: ...) { visit(&[&self.id, ...]) }
// }
// impl Composite for State { type Form = EntityType; }
pub(super) fn structured(structured: &Structured<'_>, form: &str, sends_type: bool) -> TokenStream {
    let Structured { ident, properties, additional, .. } = structured;
    let name = structured.odata_type();
    let annotation = if sends_type { "Always" } else { "Never" };
    let mut code = Code::default();
    code.text("#[automatically_derived] #[allow(unused_qualifications)] impl __g::Structured for")
        .tokens(ident);
    code.group(Brace, |code| {
        code.text("const INFO: &'static __g::TypeInfo = &__g::TypeInfo");
        code.group(Brace, |code| {
            code.line(format_args!("name:{name:?},annotation:__g::Annotation::{annotation},properties:&"));
            code.group(Bracket, |code| properties.iter().for_each(|known| property(known, code)));
            let (by_name, has_additional) = (by_name(properties), !additional.is_empty());
            let differs = structured.keys.differs.is_some();
            code.line(format_args!(
                ",by_name:&{by_name:?},has_additional:{has_additional},differs:{differs},is_envelope:false"
            ));
        });
        code.text("; const VACANT: Self = Self");
        code.group(Brace, |code| vacant(structured, code));
        code.text("; fn slots(&mut self, visit: __g::VisitMut<'_>)");
        code.group(Brace, |code| visit(structured, "&mut", "slot_mut", code));
        code.text("fn fields(&self, visit: __g::Visit<'_>)");
        code.group(Brace, |code| visit(structured, "&", "value", code));
    });
    code.text("#[automatically_derived] impl __g::Composite for").tokens(ident);
    code.line(format_args!("{{ type Form = __g::{form}; }}"));
    code.finish()
}

// id: <String as Field>::VACANT,
// display_name: None,
fn vacant(structured: &Structured<'_>, code: &mut Code) {
    for property in &structured.properties {
        let Property { ident, ty, .. } = property;
        if property.is_option() {
            code.tokens(ident).text(": __g::Option::None,");
        } else if property.has_runtime_type {
            code.tokens(ident).text(": <").tokens(ty).text("as __g::Field>::VACANT,");
        } else {
            code.tokens(&quote_spanned!(ty.span()=> #ident: <#ty as __g::Field>::VACANT,));
        }
    }
    for (ident, ty) in &structured.additional {
        code.tokens(&quote_spanned!(ty.span()=> #ident: __g::Additional::new(),));
    }
}

// visit(&mut [
//     &mut self.script_output,
//     <Option<RunState> as Field>::slot_mut(&mut self.detection_state), // for a type that is not the runtime's
// ])
fn visit(structured: &Structured<'_>, borrow: &str, how: &str, code: &mut Code) {
    code.text("visit").group(Parenthesis, |code| {
        code.text(borrow).group(Bracket, |code| {
            for Property { ident, ty, has_runtime_type, .. } in &structured.properties {
                if *has_runtime_type {
                    code.text(borrow).text(" self.").tokens(ident).text(",");
                } else {
                    let (this, how) = (this(), Ident::new(how, ty.span()));
                    let place = quote_spanned!(ty.span()=> <#ty as __g::Field>::#how);
                    code.tokens(&place).group(Parenthesis, |code| {
                        code.text(borrow).tokens(&quote_spanned!(ty.span()=> #this.#ident));
                    });
                    code.text(",");
                }
            }
            for (ident, _) in &structured.additional {
                code.text(borrow).text(" self.").tokens(ident).text(",");
            }
        });
    });
    code.text(";");
}

/// `self` with the hygiene of the function's signature. With the span of the user's type it would not resolve
/// in an item that comes out of `macro_rules!`.
fn this() -> TokenStream {
    quote!(self)
}

// PropertyInfo { name: "scriptOutput", kind: Kind::String, is_optional: true, rules: NOT_NULL | ... },
fn property(property: &Property<'_>, code: &mut Code) {
    let Property { ty, wire, .. } = property;
    let bits = Literal::u16_unsuffixed(property.bits());
    if let Some((kind, is_optional)) = property.plain_kind() {
        code.line(format_args!(
            "__g::PropertyInfo{{name:{wire:?},kind:__g::Kind::{kind},is_optional:{is_optional},rules:{bits}}},"
        ));
        return;
    }
    if property.has_runtime_type && !property.has_errors {
        // The runtime compares these rules with the type, and reports a fault at the call.
        if property.is_key || property.rules.navigation.is_some() {
            code.tokens(&quote_spanned!(ty.span()=> __g::PropertyInfo::of::<#ty>(#wire, #bits),));
        } else {
            code.text("__g::PropertyInfo::of::<").tokens(ty).line(format_args!(">({wire:?}, {bits}),"));
        }
        return;
    }
    // `new` compares the rules with the type, and would report again what has been reported.
    let new = format_ident!("{}", if property.has_errors { "value" } else { "new" }, span = ty.span());
    let is_optional = if property.is_option() {
        quote!(true)
    } else {
        quote_spanned!(ty.span()=> <#ty as __g::Field>::NULLABLE)
    };
    code.tokens(&quote_spanned! {ty.span()=>
        __g::PropertyInfo::#new(#wire, <#ty as __g::Field>::KIND, #is_optional, #bits),
    });
}

/// The hash table from wire names to the indices of properties. Empty for a type with few properties, whose
/// names the runtime compares one by one.
fn by_name(properties: &[Property<'_>]) -> Vec<u16> {
    const FEW: usize = 32;
    const EMPTY: u16 = u16::MAX;
    if properties.len() <= FEW {
        return Vec::new();
    }
    // At least a third of the buckets stays empty, so that linear probing ends soon.
    let mut table = vec![EMPTY; (properties.len() * 3 / 2).next_power_of_two()];
    for (property, index) in properties.iter().zip(0u16..) {
        let mut at = bucket(name_hash(&property.wire), table.len());
        while table[at] != EMPTY {
            at = (at + 1) % table.len();
        }
        table[at] = index;
    }
    table
}

/// The hash of a wire name. Must be the same as in the runtime's `TypeInfo::find`.
fn name_hash(name: &str) -> u64 {
    name.as_bytes().chunks(8).fold(name.len() as u64, |hash, chunk| {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        (hash.rotate_left(5) ^ u64::from_le_bytes(bytes)).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

#[allow(clippy::cast_possible_truncation, reason = "32 bits are left, and the table is smaller")]
// Takes the high half of the hash: the multiplication mixes it best.
fn bucket(hash: u64, size: usize) -> usize {
    (hash >> 32) as usize % size
}

// impl Serialize for State { fn serialize(...) { serialize(self, writer) } }
// impl<'de> Deserialize<'de> for State { fn deserialize(...) { deserialize(reader) } }
pub(super) fn serde(ident: &Ident) -> TokenStream {
    let mut code = Code::default();
    code.template(
        "
    #[automatically_derived]
    impl __g::Serialize for $State {
        #[inline]
        fn serialize<W: __g::Serializer>(&self, writer: W) -> __g::Result<W::Ok, W::Error> {
            __g::serialize(self, writer)
        }
    }
    #[automatically_derived]
    impl<'de> __g::Deserialize<'de> for $State {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(reader: R) -> __g::Result<Self, R::Error> {
            __g::deserialize(reader)
        }
    }
",
        [("State", ident)],
    );
    code.finish()
}

// impl Debug for State { ... }, only for a type with a sensitive property
pub(super) fn debug(structured: &Structured<'_>) -> TokenStream {
    let Structured { ident, properties, .. } = structured;
    if !structured.is_sensitive() || structured.derived_debug.is_some() {
        return TokenStream::new();
    }
    let name = ident.to_string();
    let fields = properties.iter().map(|property| {
        let Property { ident, .. } = property;
        let label = unraw(ident);
        // Such a type is one whose values are not for logs, so its key is hidden, too.
        if property.rules.sensitive.is_some() || property.is_key {
            quote!(.field(#label, &__g::Redacted))
        } else {
            quote!(.field(#label, &self.#ident))
        }
    });
    quote! {
        #[automatically_derived]
        impl __g::Debug for #ident {
            fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
                f.debug_struct(#name)#(#fields)*.finish()
            }
        }
    }
}
