//! The implementation of `Entity`: the description of the entity, and its patch models.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Code;
use crate::model::entity::Entity;
use crate::name::unraw;

// impl Entity for State {
//     const ABOUT: &'static EntityInfo = ...;
//     type Patch = StatePatch<Update>;
//     type New = StatePatch<Create>;
// }
pub(super) fn about(entity: &Entity<'_>) -> TokenStream {
    let ident = entity.structured.ident;
    let (version, delegated, application) =
        (entity.route.version(), entity.route.delegated(), entity.route.application());
    let template = entity.path_text();
    let names = entity.further.iter().filter_map(|address| address.name.as_ref()).map(unraw);
    let templates = entity.further.iter().map(|address| &address.template.text);
    let has_delta = entity.operations.as_ref().is_some_and(|operations| operations.has("delta"));
    // Only said of those, so that all others do not get longer.
    let directory_object = entity.is_directory_object.then(|| quote!(.directory_object()));
    let patch = super::patch::name(entity);
    quote! {
        #[automatically_derived]
        impl __g::Entity for #ident {
            const ABOUT: &'static __g::EntityInfo = &__g::EntityInfo::new(
                <Self as __g::Structured>::INFO,
                #version,
                #template,
                &[#(__g::FurtherPath::new(#names, #templates)),*],
                __g::Permissions::new(&[#(#delegated),*], &[#(#application),*]),
                #has_delta,
            )#directory_object;
            type Patch = #patch<__g::Update>;
            type New = #patch<__g::Create>;
        }
    }
}

// pub const ABOUT: &'static EntityInfo = <Self as Entity>::ABOUT;
pub(super) fn constant(entity: &Entity<'_>, code: &mut Code) {
    code.doc(" The entity as data: the name of its type, properties, address and permissions.");
    code.vis(entity.structured.vis);
    code.text("const ABOUT: &'static __g::EntityInfo = <Self as __g::Entity>::ABOUT;");
}
