//! The implementation of a structured type: its description, its slots, and serde's traits.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::differing;
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::name::unraw;

// impl Structured for State {
//     const INFO: &'static TypeInfo = &TypeInfo::new("microsoft.graph.state", Always, &[...], ...);
//     const VACANT: Self = Self { id: <String as Field>::VACANT, ... };
//     fn slots(&mut self, visit: ...) { visit(&mut [&mut self.id, ...]) }
//     fn fields(&self, visit: ...) { visit(&[&self.id, ...]) }
// }
// impl Composite for State { type Form = EntityType; }
pub(super) fn structured(structured: &Structured<'_>, form: &TokenStream, sends_type: bool) -> TokenStream {
    let Structured { ident, properties, additional, .. } = structured;
    let name = structured.odata_type();
    let annotation = if sends_type { quote!(Always) } else { quote!(Never) };
    let described = properties.iter().map(property);
    let by_name = by_name(properties);
    let has_additional = !additional.is_empty();
    let differing = differing(structured.keys.differs.is_some());
    let vacant = properties
        .iter()
        .map(|Property { ident, ty, .. }| quote_spanned!(ty.span()=> #ident: <#ty as __g::Field>::VACANT));
    let vacant_additional =
        additional.iter().map(|(ident, ty)| quote_spanned!(ty.span()=> #ident: __g::Additional::new()));
    let slots =
        properties.iter().map(slot).chain(additional.iter().map(|(ident, _)| quote!(&mut self.#ident)));
    let values = properties.iter().map(value).chain(additional.iter().map(|(ident, _)| quote!(&self.#ident)));
    quote! {
        #[automatically_derived]
        #[allow(unused_qualifications)]
        impl __g::Structured for #ident {
            const INFO: &'static __g::TypeInfo = &__g::TypeInfo::new(
                #name,
                __g::Annotation::#annotation,
                &[#(#described),*],
                &[#(#by_name),*],
                #has_additional,
            )#differing;
            const VACANT: Self = Self { #(#vacant,)* #(#vacant_additional),* };
            fn slots(&mut self, visit: __g::VisitMut<'_>) {
                visit(&mut [#(#slots),*]);
            }
            fn fields(&self, visit: __g::Visit<'_>) {
                visit(&[#(#values),*]);
            }
        }
        #[automatically_derived]
        impl __g::Composite for #ident {
            type Form = __g::#form;
        }
    }
}

// &mut self.script_output
// <Option<RunState> as Field>::place(&mut self.detection_state), for a type that is not the runtime's
fn slot(property: &Property<'_>) -> TokenStream {
    let Property { ident, ty, .. } = property;
    let this = this();
    if property.has_runtime_type {
        return quote_spanned!(ty.span()=> &mut #this.#ident);
    }
    quote_spanned!(ty.span()=> <#ty as __g::Field>::slot_mut(&mut #this.#ident))
}

// &self.script_output
fn value(property: &Property<'_>) -> TokenStream {
    let Property { ident, ty, .. } = property;
    let this = this();
    if property.has_runtime_type {
        return quote_spanned!(ty.span()=> &#this.#ident);
    }
    quote_spanned!(ty.span()=> <#ty as __g::Field>::value(&#this.#ident))
}

/// `self` with the hygiene of the function's signature. With the span of the user's type it would not resolve
/// in an item that comes out of `macro_rules!`.
fn this() -> TokenStream {
    quote!(self)
}

// PropertyInfo::of::<Option<String>>("scriptOutput", NOT_NULL | ...)
fn property(property: &Property<'_>) -> TokenStream {
    let Property { ty, wire, .. } = property;
    let bits = Literal::u16_unsuffixed(property.bits());
    if property.has_runtime_type && !property.has_errors {
        return quote_spanned!(ty.span()=> __g::PropertyInfo::of::<#ty>(#wire, #bits));
    }
    // `new` compares the rules with the type, and would report again what has been reported.
    let new = format_ident!("{}", if property.has_errors { "value" } else { "new" }, span = ty.span());
    quote_spanned! {ty.span()=>
        __g::PropertyInfo::#new(#wire, <#ty as __g::Field>::KIND, <#ty as __g::Field>::NULLABLE, #bits)
    }
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
    quote! {
        #[automatically_derived]
        impl __g::Serialize for #ident {
            #[inline]
            fn serialize<W: __g::Serializer>(&self, writer: W) -> __g::Result<W::Ok, W::Error> {
                __g::serialize(self, writer)
            }
        }
        #[automatically_derived]
        impl<'de> __g::Deserialize<'de> for #ident {
            #[inline]
            fn deserialize<R: __g::Deserializer<'de>>(reader: R) -> __g::Result<Self, R::Error> {
                __g::deserialize(reader)
            }
        }
    }
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
