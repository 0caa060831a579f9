//! The sorts of items, one an attribute: what their readers know of them and what errors call them.

pub(crate) mod rules;

use proc_macro2::Span;
use syn::Type;

use crate::field_type;

/// What every item has: its attribute, and the derive that the attribute jumps to.
pub(crate) struct Sort {
    /// `graph_entity`
    pub(crate) attribute: &'static str,
    /// `GraphEntity`
    pub(crate) derive: &'static str,
    /// The word that the attribute hands its keys over under.
    pub(crate) list: &'static str,
    /// What an error calls the item.
    pub(crate) noun: &'static str,
    /// Where an error finds a key: `an entity`.
    pub(crate) with_article: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Whether the derive wants to know of a `Debug` derived below, which it cannot see itself.
    pub(crate) needs_derived_debug: bool,
}

/// An item that is a struct.
pub(crate) struct StructSort {
    pub(crate) item: Sort,
    pub(crate) fields: FieldSort,
    /// Whether a field called `id` is the key.
    pub(crate) has_key: bool,
    /// Whether the struct may have no fields, and be a unit struct.
    pub(crate) may_be_empty: bool,
}

/// What the fields are.
pub(crate) struct FieldSort {
    /// Where an error finds a key: `a field`.
    pub(crate) with_article: &'static str,
    /// `a property`, and several.
    pub(crate) singular: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Why a field cannot have its type, if so.
    pub(crate) unsupported: fn(&Type) -> Option<(Span, String)>,
}

/// An item that is an enum.
pub(crate) struct EnumSort {
    pub(crate) item: Sort,
    /// What a variant is.
    pub(crate) variant: &'static str,
    pub(crate) variant_keys: &'static [&'static str],
    /// What to do in the place of `#[serde(...)]`.
    pub(crate) serde_hint: &'static str,
    /// What Graph adds later.
    pub(crate) added: &'static str,
    /// What the variant for it keeps, as the path of its type and in words.
    pub(crate) kept_type: &'static str,
    pub(crate) kept: &'static str,
}

pub(crate) static ENTITY: StructSort = StructSort {
    item: Sort {
        attribute: "graph_entity",
        derive: "GraphEntity",
        list: "entity",
        noun: "entity",
        with_article: "an entity",
        keys: &["path", "version", "odata_type", "operations", "permissions", "no_prelude", "crate"],
        needs_derived_debug: true,
    },
    fields: PROPERTIES,
    has_key: true,
    may_be_empty: false,
};

pub(crate) static COMPLEX: StructSort = StructSort {
    item: Sort {
        attribute: "graph_complex",
        derive: "GraphComplex",
        list: "complex",
        noun: "complex type",
        with_article: "a complex type",
        keys: &["odata_type", "crate"],
        needs_derived_debug: true,
    },
    fields: PROPERTIES,
    has_key: false,
    may_be_empty: false,
};

pub(crate) static ACTION: StructSort = StructSort {
    item: Sort {
        attribute: "graph_action",
        derive: "GraphAction",
        list: "action",
        noun: "action",
        with_article: "an action",
        keys: CALLABLE_KEYS,
        needs_derived_debug: true,
    },
    fields: PARAMETERS,
    has_key: false,
    may_be_empty: true,
};

pub(crate) static FUNCTION: StructSort = StructSort {
    item: Sort {
        attribute: "graph_function",
        derive: "GraphFunction",
        list: "function",
        noun: "function",
        with_article: "a function",
        keys: CALLABLE_KEYS,
        needs_derived_debug: true,
    },
    fields: PARAMETERS,
    has_key: false,
    may_be_empty: true,
};

const CALLABLE_KEYS: &[&str] = &["path", "version", "result", "permissions", "crate"];

pub(crate) static ENUMERATION: EnumSort = EnumSort {
    item: Sort {
        attribute: "graph_enum",
        derive: "GraphEnum",
        list: "enumeration",
        noun: "enum",
        with_article: "an enum",
        keys: &["flags", "evolvable", "odata_type", "crate"],
        needs_derived_debug: false,
    },
    variant: "a member",
    variant_keys: &["name", "value", "unrecognized"],
    serde_hint: "use `#[graph(name = \"...\")]` for a member's wire name",
    added: "members",
    kept_type: "String",
    kept: "the member's name",
};

pub(crate) static ONE_OF: EnumSort = EnumSort {
    item: Sort {
        attribute: "graph_one_of",
        derive: "GraphOneOf",
        list: "one_of",
        noun: "enum",
        with_article: "a choice of derived types",
        keys: &["odata_type", "crate"],
        needs_derived_debug: false,
    },
    variant: "a derived type",
    variant_keys: &["unrecognized"],
    serde_hint: "a value's `@odata.type` says which variant it is",
    added: "types",
    kept_type: "serde_json::Value",
    kept: "the object as it came",
};

const PROPERTIES: FieldSort = FieldSort {
    with_article: "a field",
    singular: "a property",
    plural: "properties",
    keys: rules::KEYS,
    unsupported: field_type::unsupported,
};

const PARAMETERS: FieldSort = FieldSort {
    with_article: "a parameter",
    singular: "a parameter",
    plural: "parameters",
    keys: &["name", "sensitive"],
    unsupported: field_type::unsupported_parameter,
};
