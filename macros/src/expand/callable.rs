//! The implementation of `Callable`: the description and the parameters; and the methods that make requests.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::address::Address;
use crate::model::callable::{Call, Callable, ResultKind};
use crate::model::property::Property;
use crate::name::unraw;

// impl Callable for Wipe {
//     const ABOUT: &'static CallableInfo = &CallableInfo::new(Action, "v1.0", "...", &[...], ...);
//     fn parameters(&self, visit: Given<'_>) {
//         visit(&[<Option<bool> as Parameter>::given(&self.keep_user_data), ...])
//     }
// }
// impl Wipe { pub const ABOUT: &'static CallableInfo = ...; }
pub(super) fn about(callable: &Callable<'_>) -> TokenStream {
    let (ident, vis) = (callable.structured.ident, callable.structured.vis);
    let sort = match callable.call {
        Call::Action => quote!(Action),
        Call::Function => quote!(Function),
    };
    let (version, path) = (callable.route.version(), &callable.path.template.text);
    let names = callable.further.iter().filter_map(|address| address.name.as_ref()).map(unraw);
    let templates = callable.further.iter().map(|address| &address.template.text);
    let parameters = callable.structured.properties.iter().map(|property| parameter(property, callable.call));
    let given = callable.structured.properties.iter().map(|property| given(property, callable.call));
    let result = returns(&callable.result.kind);
    let (delegated, application) = (callable.route.delegated(), callable.route.application());
    let line =
        format!(" The {} as data: its address, parameters, result and permissions.", callable.call.noun());
    quote! {
        #[automatically_derived]
        #[allow(unused_qualifications)]
        impl __g::Callable for #ident {
            const ABOUT: &'static __g::CallableInfo = &__g::CallableInfo::new(
                __g::CallableSort::#sort,
                #version,
                #path,
                &[#(__g::FurtherPath::new(#names, #templates)),*],
                &[#(#parameters),*],
                #result,
                __g::Permissions::new(&[#(#delegated),*], &[#(#application),*]),
            );
            fn parameters(&self, visit: __g::Given<'_>) {
                visit(&[#(#given),*]);
            }
        }
        impl #ident {
            #[doc = #line]
            #vis const ABOUT: &'static __g::CallableInfo = <Self as __g::Callable>::ABOUT;
        }
    }
}

// parameter::<Option<bool>>("keepUserData", 0)
fn parameter(property: &Property<'_>, call: Call) -> TokenStream {
    let Property { ty, wire, rules, .. } = property;
    let bits = Literal::u16_unsuffixed(rules.bits());
    if property.has_runtime_type {
        return quote_spanned!(ty.span()=> __g::parameter::<#ty>(#wire, #bits));
    }
    let how = how(property, call);
    quote_spanned! {ty.span()=>
        __g::PropertyInfo::value(
            #wire,
            <#ty as __g::Parameter #how>::KIND,
            <#ty as __g::Parameter #how>::OPTIONAL,
            #bits,
        )
    }
}

// <Option<bool> as Parameter>::given(&self.keep_user_data)
fn given(property: &Property<'_>, call: Call) -> TokenStream {
    let Property { ident, ty, .. } = property;
    // See `structured::this`.
    let this = quote!(self);
    let how = how(property, call);
    quote_spanned!(ty.span()=> <#ty as __g::Parameter #how>::given(&#this.#ident))
}

/// The `How` of `Parameter`. `None`, which is the default `ByValue`, for a property with a runtime type and
/// for every parameter of a function. In an action the compiler infers whether the type is a create body.
fn how(property: &Property<'_>, call: Call) -> Option<TokenStream> {
    let is_inferred = call == Call::Action && !property.has_runtime_type;
    is_inferred.then(|| quote_spanned!(property.ty.span()=> <_>))
}

fn returns(result: &ResultKind) -> TokenStream {
    match result {
        ResultKind::Nothing => quote!(<() as __g::Returned>::RETURNS),
        ResultKind::Stream => quote!(<__g::Bytes as __g::Returned>::RETURNS),
        ResultKind::Value(ty) => quote_spanned!(ty.span()=> <#ty as __g::Returned>::RETURNS),
        ResultKind::Collection(ty) => quote_spanned!(ty.span()=> <#ty as __g::ReturnedItem>::RETURNS),
    }
}

/// The type of the result, and the function that reads it. Uses the same bound as [`returns`]: the compiler
/// then reports only once that a type cannot be a result.
fn read(result: &ResultKind) -> (TokenStream, TokenStream) {
    match result {
        ResultKind::Nothing => (quote!(()), quote!(<() as __g::Returned>::read)),
        ResultKind::Stream => (quote!(__g::Bytes), quote!(<__g::Bytes as __g::Returned>::read)),
        ResultKind::Value(ty) => (quote!(#ty), quote_spanned!(ty.span()=> <#ty as __g::Returned>::read)),
        ResultKind::Collection(ty) => {
            (quote!(__g::Page<#ty>), quote_spanned!(ty.span()=> <#ty as __g::ReturnedItem>::read_page))
        }
    }
}

// impl Wipe {
//     pub fn call(&self, managed_device_id: impl Into<PathValue>) -> Request<()> {
//         call(self, "/.../{managedDeviceId}/wipe", &[managed_device_id.into()], <() as Returned>::read)
//     }
// }
pub(super) fn calls(callable: &Callable<'_>) -> TokenStream {
    let ident = callable.structured.ident;
    let calls = callable.addresses().map(|address| call(callable, address));
    quote! {
        #[allow(clippy::pedantic, dead_code)]
        impl #ident {
            #(#calls)*
        }
    }
}

fn call(callable: &Callable<'_>, address: &Address) -> TokenStream {
    let vis = callable.structured.vis;
    let template = &address.template.text;
    let mut parameters = address.parameters();
    // Parentheses at the end are a fault that has been reported, and what they hold is in no call.
    if address.ends_with_parentheses() {
        parameters.truncate(parameters.len().saturating_sub(address.keys()));
    }
    let name = match &address.name {
        Some(name) => format_ident!("call_{}", unraw(name), span = name.span()),
        None => format_ident!("call"),
    };
    let docs = format!(" The request `{} {template}`.", callable.call.method());
    let (result, read) = read(&callable.result.kind);
    let body = if callable.is_supported() {
        quote!(__g::call(self, #template, &[#(__g::Into::into(#parameters)),*], #read))
    } else {
        quote!(__g::unfinished())
    };
    quote! {
        #[doc = #docs]
        #[inline]
        #vis fn #name(&self #(, #parameters: impl __g::Into<__g::PathValue>)*) -> __g::Request<#result> {
            #body
        }
    }
}
