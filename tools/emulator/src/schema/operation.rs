//! Actions and functions.

use crate::schema::declared_type::DeclaredType;
use crate::schema::permissions::Permissions;
use crate::schema::structure::{Property, Structure};
use crate::schema::template::Template;
use crate::schema::types::Type;

/// An action or a function.
pub(crate) struct Operation {
    /// The name without the namespace.
    pub(crate) name: String,
    pub(crate) is_action: bool,
    /// The parameters that a caller passes, as the properties of a type without a name.
    pub(crate) parameters: Structure,
    /// The names of the parameters that a caller must pass.
    pub(crate) required: Vec<String>,
    /// The type of the result, or `None` if there is no result.
    pub(crate) result: Option<Type>,
}

/// An operation that is called on an entity or a collection, after its address.
pub(crate) struct Bound {
    /// The type that it is bound to.
    pub(crate) binding: String,
    pub(crate) is_on_collection: bool,
    pub(crate) operation: Operation,
}

/// An operation at an address of its own: that of an annotated type, or an unbound one.
pub(crate) struct Placed {
    pub(crate) template: Template,
    pub(crate) operation: Operation,
    /// The permissions to call it.
    pub(crate) permissions: Permissions,
}

/// The name of the delta function. Source: Microsoft Graph, "Use delta query to track changes".
pub(crate) const DELTA: &str = "delta";

impl Operation {
    /// A function without parameters, whose result is not described.
    pub(crate) fn delta() -> Self {
        Self {
            name: DELTA.to_owned(),
            is_action: false,
            parameters: Structure::default(),
            required: Vec::new(),
            result: None,
        }
    }

    /// An operation without parameters, to which [`add`](Self::add) adds them.
    pub(crate) fn named(name: &str, is_action: bool, result: Option<Type>) -> Self {
        Self { name: name.to_owned(), is_action, result, ..Self::delta() }
    }

    /// Adds a parameter.
    ///
    /// One that may be null is null if it is left out, so that it need not be passed. Source: OData Protocol 4.01,
    /// "Invoking an Action".
    pub(crate) fn add(&mut self, parameter: Property, is_optional: bool) {
        if !is_optional && !parameter.nullable {
            self.required.push(parameter.name.clone());
        }
        self.parameters.add(parameter);
    }

    /// Whether it is the function that lists changes.
    pub(crate) fn is_delta(&self) -> bool {
        !self.is_action && self.name.eq_ignore_ascii_case(DELTA)
    }

    /// Whether it can be called with exactly these parameters, which are spelled in any case.
    pub(crate) fn takes<'n>(&self, names: &(impl Iterator<Item = &'n str> + Clone)) -> bool {
        let is_given = |required: &String| names.clone().any(|name| name.eq_ignore_ascii_case(required));
        self.required.iter().all(is_given)
            && names.clone().all(|name| self.parameters.spelled(name).declared().is_some())
    }
}

impl Bound {
    /// Whether it can be called on an entity, or on the collection, of a declared type.
    ///
    /// `takes_derived` is whether it may be bound to a derived type too, where documentation leaves out the cast
    /// segment.
    pub(crate) fn is_called_on(
        &self,
        declared: &DeclaredType<'_>,
        is_collection: bool,
        takes_derived: bool,
    ) -> bool {
        self.is_on_collection == is_collection
            && (declared.is(&self.binding) || takes_derived && declared.has_derived(&self.binding))
    }
}
