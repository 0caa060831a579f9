//! The implementation of an enumeration type: its members as data, and conversions from and to their names.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Code;
use crate::model::enumeration::{Enumeration, Member};

// impl EnumType for RunState {
//     const INFO: &'static EnumInfo = &EnumInfo { name: "microsoft.graph.runState", members: &[...], ... };
//     fn name(&self) -> &str { match self { Self::Unknown => "unknown", ... } }
//     fn from_name(name: &str) -> Self { match position(INFO.members(), name) { 0 => Self::Unknown, ... } }
// }
// impl RunState { pub fn as_str(&self) -> &str { ... } }
// impl From<&str>, Display for RunState
pub(super) fn names(enumeration: &Enumeration<'_>, is_clean: bool) -> TokenStream {
    let ident = enumeration.item.ident;
    let type_name = enumeration.item.odata_type();
    let (is_flags, is_evolvable) = (enumeration.item.flags.is_some(), enumeration.item.evolvable.is_some());
    let variants: Vec<_> = enumeration.members.iter().map(|member| member.ident).collect();
    let wires: Vec<_> = enumeration.members.iter().map(|member| &member.wire).collect();
    let indices = 0..variants.len();
    let members = members(&enumeration.members);
    let differs = enumeration.item.differs.is_some();
    let kept = enumeration.item.unrecognized.map(|variant| quote!(Self::#variant(name) => name,));
    // An invalid variant is not a member, so the match needs an arm for it.
    let rest = (!is_clean).then(|| quote!(_ => "",));
    let vacant = unknown(enumeration, &quote!(__g::String::new()));
    let unknown = unknown(enumeration, &quote!(__g::From::from(name)));
    quote! {
        #[automatically_derived]
        impl __g::EnumType for #ident {
            const INFO: &'static __g::EnumInfo = &__g::EnumInfo {
                name: #type_name,
                members: &[#members],
                is_flags: #is_flags,
                is_evolvable: #is_evolvable,
                differs: #differs,
            };
            const VACANT: Self = #vacant;
            #[allow(unreachable_patterns)]
            fn name(&self) -> &str {
                match self {
                    #(Self::#variants => #wires,)*
                    #kept
                    #rest
                }
            }
            fn from_name(name: &str) -> Self {
                match __g::position(<Self as __g::EnumType>::INFO.members(), name) {
                    #(#indices => Self::#variants,)*
                    _ => #unknown,
                }
            }
        }
        impl #ident {
            /// The member's name on the wire.
            pub fn as_str(&self) -> &str {
                __g::EnumType::name(self)
            }
        }
        #[automatically_derived]
        impl __g::From<&str> for #ident {
            #[inline]
            fn from(name: &str) -> Self {
                __g::EnumType::from_name(name)
            }
        }
        #[automatically_derived]
        impl __g::Display for #ident {
            #[inline]
            fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
                __g::Display::fmt(__g::EnumType::name(self), f)
            }
        }
    }
}

// EnumMember { name: "unknown", value: Some(0), differs: false },
fn members(members: &[Member<'_>]) -> TokenStream {
    let mut code = Code::default();
    for Member { wire, value, differs, .. } in members {
        code.line(format_args!("__g::EnumMember{{name:{wire:?},value:"));
        match value {
            Some(value) => code.line(format_args!("__g::Option::Some({value})")),
            None => code.text("__g::Option::None"),
        };
        code.line(format_args!(",differs:{}}},", differs.is_some()));
    }
    code.finish()
}

// impl Composite for RunState { type Form = MemberType; }
// impl Serialize, Deserialize for RunState; not for flags, for which `Flags<RunState>` has them
pub(super) fn slot(enumeration: &Enumeration<'_>) -> TokenStream {
    let ident = enumeration.item.ident;
    let is_flags = enumeration.item.flags.is_some();
    let form = if is_flags { quote!(FlagType) } else { quote!(MemberType) };
    let serde = (!is_flags).then(|| super::structured::serde(ident));
    quote! {
        #[automatically_derived]
        impl __g::Composite for #ident {
            type Form = __g::#form;
        }
        #serde
    }
}

/// The value for an unknown name. Without an unrecognized variant, which has been reported, any member.
fn unknown(enumeration: &Enumeration<'_>, name: &TokenStream) -> TokenStream {
    match (enumeration.item.unrecognized, enumeration.members.first()) {
        (Some(variant), _) => quote!(Self::#variant(#name)),
        (None, Some(member)) => {
            let variant = member.ident;
            quote!(Self::#variant)
        }
        (None, None) => TokenStream::new(),
    }
}
