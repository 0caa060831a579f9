//! The model of a property: a field with its attributes read.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, Field, LitStr, Type, Visibility};

use crate::attr::{self, Arg};
use crate::ctxt::Ctxt;
use crate::model::keys::{serde_attributes, wire_name};
use crate::sort::rules::Rules;
use crate::sort::{FieldSort, StructSort};
use crate::{field_type, name};

/// What a field declares.
pub(crate) enum Member<'a> {
    Property(Property<'a>),
    /// The field for the properties that the struct does not declare.
    Additional(Span),
}

/// A field that is a property.
#[expect(clippy::struct_excessive_bools, reason = "answers that do not depend on each other")]
pub(crate) struct Property<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) ty: &'a Type,
    pub(crate) docs: Vec<&'a Attribute>,
    /// The name on the wire, and the span of the token it comes from.
    pub(crate) wire: String,
    pub(crate) wire_span: Span,
    pub(crate) rules: Rules,
    /// Whether it is the entity's key: marked `key` or, if no field is, called `id` in Rust or on the wire.
    pub(crate) is_key: bool,
    /// Whether the type is one of the runtime's. Any other type may turn out not to be a property type. The
    /// compiler reports that only once if all the emitted code uses the same bound.
    pub(crate) has_runtime_type: bool,
    /// Whether the emitted code may use the type; false if an error has been reported for it.
    pub(crate) is_supported: bool,
    /// Whether errors in the field have been reported.
    pub(crate) has_errors: bool,
}

/// Why a property is never part of a PATCH, with the span of the token that states it.
pub(crate) enum Refusal {
    ReadOnly(Span),
    /// Read-only by rule: the key, or an annotation.
    ByRule(Span),
    Navigation(Span),
    CreateOnly(Span),
}

impl<'a> Member<'a> {
    /// Reads a field. Returns a member even after an error, so that later checks can report more.
    pub(crate) fn read(field: &'a Field, ident: &'a Ident, sort: &StructSort, ctxt: &mut Ctxt) -> Self {
        if let Some((equals, _)) = &field.default {
            ctxt.error(
                equals.span,
                format_args!("{} has no default value in its declaration", sort.fields.singular),
            );
        }
        for serde in serde_attributes(&field.attrs) {
            ctxt.error(
                serde.span(),
                format_args!(
                    "`#[serde(...)]` has no effect on {}: use `#[graph(name = \"...\")]` for its wire name",
                    sort.fields.singular
                ),
            );
        }
        let mut field_keys = FieldKeys::default();
        for arg in attr::graph_args(&field.attrs, ctxt) {
            field_keys.read(&arg, &sort.fields, ctxt);
        }
        if let Some(span) = field_keys.additional {
            field_keys.check_exclusive(span, ctxt);
            return Member::Additional(span);
        }
        if let Some(span) = field_keys.rules.derived {
            field_keys.check_derived(span, &field.ty, ctxt);
        }
        Member::Property(Property::new(field, ident, field_keys, sort, ctxt))
    }
}

/// The keys of a field.
#[derive(Default)]
struct FieldKeys {
    rules: Rules,
    name: Option<LitStr>,
    additional: Option<Span>,
}

impl FieldKeys {
    fn read(&mut self, arg: &Arg, fields: &FieldSort, ctxt: &mut Ctxt) {
        let Some(key) = arg.known(fields.with_article, fields.keys, ctxt) else { return };
        if key == "name" {
            let text = wire_name(arg, ctxt);
            return attr::once(&mut self.name, arg, text, ctxt);
        }
        let span = if key == "differs" { arg.reason(ctxt) } else { arg.flag(ctxt) };
        // The only key besides `name` that does not state a rule is `additional`.
        let target = self.rules.span_mut(key).unwrap_or(&mut self.additional);
        attr::once(target, arg, span, ctxt);
    }

    fn check_exclusive(&self, additional: Span, ctxt: &mut Ctxt) {
        if self.rules.bits() != 0 || self.name.is_some() {
            ctxt.error(
                additional,
                "`additional` takes no other key beside it: the field is not a property and has no property rules",
            );
        }
    }
}

impl FieldKeys {
    /// Checks a `derived` field: an annotation rather than a property, and a text that may be missing.
    fn check_derived(&self, derived: Span, ty: &Type, ctxt: &mut Ctxt) {
        let alone = Rules { derived: Some(derived), ..Rules::default() }.bits();
        if self.rules.bits() != alone || self.name.is_some() {
            ctxt.error(derived, "`derived` takes no other key beside it: the field is not a property and has no property rules");
        }
        if !field_type::option(ty).is_some_and(|ty| field_type::is_named(ty, "String")) {
            ctxt.error(
                ty.span(),
                "a `derived` field keeps the name of the value's type, which may be missing: its type is `Option<String>`",
            );
        }
    }
}

/// The annotation that names a value's type.
const ODATA_TYPE: &str = "@odata.type";

impl<'a> Property<'a> {
    fn new(
        field: &'a Field,
        ident: &'a Ident,
        field_keys: FieldKeys,
        sort: &StructSort,
        ctxt: &mut Ctxt,
    ) -> Self {
        let unsupported = (sort.fields.unsupported)(&field.ty);
        let is_supported = unsupported.is_none();
        if let Some((at, message)) = unsupported {
            ctxt.error(at, message);
        }
        let FieldKeys { rules, name, .. } = field_keys;
        let (wire, wire_span) = match (&name, rules.derived) {
            (_, Some(span)) => (ODATA_TYPE.to_owned(), span),
            (Some(text), None) => (text.value(), text.span()),
            (None, None) => (name::lower_camel(ident), ident.span()),
        };
        if wire == ODATA_TYPE && rules.derived.is_none() {
            ctxt.error(
                wire_span,
                "`@odata.type` names the value's type: mark the field `#[graph(derived)]` instead, which reads derived types too and writes their name back",
            );
        }
        if wire.is_empty() {
            let message = format!(
                "field `{ident}` has no letters for a wire name: give it one, `#[graph(name = \"...\")]`"
            );
            ctxt.error(ident.span(), message);
        }
        let docs = field.attrs.iter().filter(|attr| is_copied_to_setter(attr)).collect();
        let is_key = rules.key.is_some() || (sort.has_key && (name::unraw(ident) == "id" || wire == "id"));
        Self {
            ident,
            vis: &field.vis,
            ty: &field.ty,
            docs,
            wire,
            wire_span,
            rules,
            is_key,
            has_runtime_type: field_type::is_runtime_type(&field.ty),
            is_supported,
            has_errors: false,
        }
    }

    /// Reports a field that holds a value of the struct's own type without a `Box` or a `Vec`. The struct
    /// would have no size, which the compiler reports too. The emitted code would repeat that error, so there
    /// is none.
    pub(crate) fn must_end(&mut self, holder: &Ident, ctxt: &mut Ctxt) {
        let held = field_type::option(self.ty).unwrap_or(self.ty);
        if field_type::is_ident(held, holder) {
            self.is_supported = false;
            ctxt.error(
                held.span(),
                format_args!(
                    "`{holder}` cannot hold a `{holder}` in itself: box it, and write `Option<Box<{holder}>>`"
                ),
            );
        }
    }

    /// The field's `#[deprecated]`, which everything that is named after the field repeats.
    pub(crate) fn deprecated(&self) -> Option<&'a Attribute> {
        self.docs.iter().copied().find(|attr| attr.path().is_ident("deprecated"))
    }

    /// Whether it is an annotation such as `@odata.etag`, which is read and never sent.
    pub(crate) fn is_annotation(&self) -> bool {
        self.wire.contains('@')
    }

    /// Whether only the service sets it: as stated, or because it is the key or an annotation.
    pub(crate) fn is_read_only(&self) -> bool {
        let is_given = self.rules.key.is_some() && self.rules.create_only.is_some();
        self.rules.read_only.is_some() || (self.is_key && !is_given) || self.is_annotation()
    }

    /// Its rules as the runtime's bits: the stated ones, and those of the key and of annotations.
    pub(crate) fn bits(&self) -> u16 {
        let read_only = self
            .is_read_only()
            .then(|| Rules { read_only: Some(self.ident.span()), ..Rules::default() }.bits());
        let key = self.is_key.then(|| Rules { key: Some(self.ident.span()), ..Rules::default() }.bits());
        self.rules.bits() | read_only.unwrap_or_default() | key.unwrap_or_default()
    }

    /// The type that a setter takes. Never an `Option`: a stray `None` must not erase data. Never a `Box`:
    /// only the field needs one.
    pub(crate) fn value_type(&self) -> &'a Type {
        let value = field_type::option(self.ty).unwrap_or(self.ty);
        field_type::boxed(value).unwrap_or(value)
    }

    /// Whether the value lies in a `Box`.
    pub(crate) fn is_boxed(&self) -> bool {
        field_type::option(self.ty).and_then(field_type::boxed).is_some()
    }

    /// Whether the type is written as an `Option`.
    pub(crate) fn is_option(&self) -> bool {
        field_type::option(self.ty).is_some()
    }

    pub(crate) fn is_text(&self) -> bool {
        field_type::is_named(self.value_type(), "String")
    }

    /// The runtime's `Kind` of a type of the standard library, or of its `Option`, and whether it is an
    /// `Option`. `None` for any other type, and for a property whose rules the runtime compares with its
    /// type.
    pub(crate) fn plain_kind(&self) -> Option<(&'static str, bool)> {
        if self.has_errors || self.rules.navigation.is_some() {
            return None;
        }
        let value = field_type::option(self.ty).unwrap_or(self.ty);
        let (kind, may_be_key) = field_type::std_kind(value)?;
        (may_be_key || !self.is_key).then_some((kind, self.is_option()))
    }

    /// Whether it can be cleared: set to null if it is nullable, to `[]` if it is a collection. A key is
    /// never null.
    pub(crate) fn is_clearable(&self) -> bool {
        let nullable = self.is_option() && self.rules.not_null.is_none() && !self.is_key;
        nullable || field_type::vec(self.value_type()).is_some()
    }

    /// Whether the patch model has its `clear_` method.
    pub(crate) fn has_clear(&self) -> bool {
        self.is_clearable() && matches!(self.refusal(), None | Some(Refusal::CreateOnly(_)))
    }

    /// Why it is never part of a PATCH, or `None` if it can be.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let Rules { read_only, create_only, navigation, .. } = self.rules;
        if let Some(span) = read_only {
            return Some(Refusal::ReadOnly(span));
        }
        if self.is_read_only() {
            return Some(Refusal::ByRule(self.ident.span()));
        }
        navigation.map(Refusal::Navigation).or(create_only.map(Refusal::CreateOnly))
    }
}

/// Whether an attribute of the field is repeated on its setter.
fn is_copied_to_setter(attr: &Attribute) -> bool {
    attr.path().is_ident("doc") || attr.path().is_ident("deprecated")
}
