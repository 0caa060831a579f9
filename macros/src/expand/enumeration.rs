//! An enumeration type: its members as data, and the two matches between them and their names.

use proc_macro2::TokenStream;
use quote::quote;

use crate::enumeration::Enumeration;

// impl Edm for RunState { const KIND = Kind::Enum(&EnumInfo { ... }); const VACANT = Self::Unrecognized(String::new()); }
// impl Slot for RunState { ... }
pub(super) fn slot(enumeration: &Enumeration<'_>) -> TokenStream {
    let ident = enumeration.ident;
    let name = enumeration.odata_type();
    let wires = enumeration.members.iter().map(|member| &member.wire);
    let vacant = unknown(enumeration, &quote!(__g::String::new()));
    quote! {
        #[automatically_derived]
        impl __g::Edm for #ident {
            const KIND: __g::Kind = __g::Kind::Enum(&__g::EnumInfo {
                name: #name,
                members: &[#(__g::EnumMember { name: #wires }),*],
            });
            const VACANT: Self = #vacant;
        }
        #[automatically_derived]
        impl __g::Slot for #ident {
            fn kind(&self) -> __g::Kind {
                <Self as __g::Edm>::KIND
            }
            fn set(&mut self, value: __g::Scalar<'_>) -> __g::Result<(), __g::Mismatch> {
                *self = <Self as __g::From<&str>>::from(__g::member(value)?);
                __g::Result::Ok(())
            }
            fn view(&self) -> __g::View<'_> {
                __g::View::Str(self.as_str())
            }
        }
    }
}

// impl RunState { pub fn as_str(&self) -> &str { match self { Self::Unknown => "unknown", ... } } }
// impl From<&str> for RunState { fn from(name: &str) -> Self { match name { "unknown" => Self::Unknown, ... } } }
// impl Display, Serialize, Deserialize for RunState
pub(super) fn text(enumeration: &Enumeration<'_>, is_clean: bool) -> TokenStream {
    let ident = enumeration.ident;
    let variants: Vec<_> = enumeration.members.iter().map(|member| member.ident).collect();
    let wires: Vec<_> = enumeration.members.iter().map(|member| &member.wire).collect();
    let kept = enumeration.unrecognized.map(|variant| quote!(Self::#variant(name) => name,));
    // A variant with a fault has no arm of its own.
    let rest = (!is_clean).then(|| quote!(_ => "",));
    let unknown = unknown(enumeration, &quote!(__g::From::from(name)));
    let serde = super::entity::serde(ident);
    quote! {
        impl #ident {
            /// The member's name on the wire.
            #[allow(unreachable_patterns)]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    #kept
                    #rest
                }
            }
        }
        #[automatically_derived]
        impl __g::From<&str> for #ident {
            #[allow(unreachable_patterns)]
            fn from(name: &str) -> Self {
                match name {
                    #(#wires => Self::#variants,)*
                    _ => #unknown,
                }
            }
        }
        #[automatically_derived]
        impl __g::Display for #ident {
            fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        #serde
    }
}

/// The value for a name that is no member. Without a variant for it, which is a fault of its own, any member.
fn unknown(enumeration: &Enumeration<'_>, name: &TokenStream) -> TokenStream {
    match (enumeration.unrecognized, enumeration.members.first()) {
        (Some(variant), _) => quote!(Self::#variant(#name)),
        (None, Some(member)) => {
            let variant = member.ident;
            quote!(Self::#variant)
        }
        (None, None) => quote!(__g::unfinished()),
    }
}
