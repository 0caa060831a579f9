//! The sorts of items, one for each attribute: their keys, and their wording in errors.

pub(crate) mod rules;

use proc_macro2::Span;
use syn::Type;

use crate::field_type;

/// What all sorts have in common.
pub(crate) struct Sort {
    /// The attribute: `graph_entity`.
    pub(crate) attribute: &'static str,
    /// The derive that the attribute expands to: `GraphEntity`.
    pub(crate) derive: &'static str,
    /// The list of `#[graph(...)]` in which the attribute passes its keys to the derive: `entity`.
    pub(crate) list: &'static str,
    /// The item in an error.
    pub(crate) noun: &'static str,
    /// The item in an error about an unknown key: `an entity`.
    pub(crate) with_article: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Whether the attribute implements serde's traits.
    pub(crate) implements_serde: bool,
    /// Whether the attribute must report a `Debug` derived below it, which the derive itself cannot see.
    pub(crate) needs_derived_debug: bool,
}

/// The attributes of all sorts.
pub(crate) static ATTRIBUTES: [&str; 6] = [
    ENTITY.item.attribute,
    COMPLEX.item.attribute,
    ACTION.item.attribute,
    FUNCTION.item.attribute,
    ENUMERATION.item.attribute,
    ONE_OF.item.attribute,
];

/// An item that is a struct.
pub(crate) struct StructSort {
    pub(crate) item: Sort,
    pub(crate) fields: FieldSort,
    /// Whether a field called `id` is the key of the entity.
    pub(crate) has_key: bool,
    /// Whether the struct may be a unit struct.
    pub(crate) may_be_empty: bool,
}

/// The fields of an item that is a struct.
pub(crate) struct FieldSort {
    /// The field in an error about an unknown key: `a field`.
    pub(crate) with_article: &'static str,
    /// What a field is, in an error: `a property`, `properties`.
    pub(crate) singular: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// The token and the reason if a field cannot have the type, otherwise `None`.
    pub(crate) unsupported: fn(&Type) -> Option<(Span, String)>,
}

/// An item that is an enum.
pub(crate) struct EnumSort {
    pub(crate) item: Sort,
    /// What a variant is, in an error: `a member`.
    pub(crate) variant: &'static str,
    pub(crate) variant_keys: &'static [&'static str],
    /// What to write instead of `#[serde(...)]`.
    pub(crate) serde_hint: &'static str,
    /// What Graph adds later, in an error: `members`.
    pub(crate) added: &'static str,
    /// What the unrecognized variant holds: the path of the type, and its meaning in an error.
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
        keys: &[
            "path",
            "version",
            "odata_type",
            "operations",
            "permissions",
            "directory_object",
            "differs",
            "no_prelude",
            "crate",
        ],
        implements_serde: true,
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
        keys: &["odata_type", "differs", "crate"],
        implements_serde: true,
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
        implements_serde: false,
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
        implements_serde: false,
        needs_derived_debug: true,
    },
    fields: PARAMETERS,
    has_key: false,
    may_be_empty: true,
};

const CALLABLE_KEYS: &[&str] = &["path", "version", "result", "permissions", "differs", "crate"];

pub(crate) static ENUMERATION: EnumSort = EnumSort {
    item: Sort {
        attribute: "graph_enum",
        derive: "GraphEnum",
        list: "enumeration",
        noun: "enum",
        with_article: "an enum",
        keys: &["flags", "evolvable", "odata_type", "differs", "crate"],
        implements_serde: true,
        needs_derived_debug: false,
    },
    variant: "a member",
    variant_keys: &["name", "value", "differs", "unrecognized"],
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
        keys: &["odata_type", "differs", "crate"],
        implements_serde: true,
        needs_derived_debug: false,
    },
    variant: "a derived type",
    variant_keys: &["differs", "unrecognized"],
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
    keys: &["name", "sensitive", "differs"],
    unsupported: field_type::unsupported_parameter,
};
