//! Actions and functions.

use crate::annotation::Annotations;
use crate::source::Source;
use crate::structure::TypeName;

/// An action or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The qualified name.
    pub name: String,
    /// Whether it is an action or a function.
    pub kind: OperationKind,
    /// Whether it is called on an entity or a collection. If so, the first parameter is the binding
    /// parameter.
    pub is_bound: bool,
    /// Whether it can only be called on types that name it, see [`StructuredType::explicit_operations`].
    ///
    /// [`StructuredType::explicit_operations`]: crate::StructuredType::explicit_operations
    pub requires_explicit_binding: bool,
    /// Whether more path segments or query options may follow it, as in `.../delta?$select=...`.
    pub is_composable: bool,
    /// All parameters, the binding parameter first.
    pub parameters: Vec<Parameter>,
    /// The result, or `None` if it returns nothing.
    pub result: Option<ReturnType>,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// The kind of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// May have side effects; called by POST.
    Action,
    /// Has no side effects; called by GET.
    Function,
}

/// One parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeName,
    /// Whether it may be null. For a collection, the document's `Nullable` is about the items.
    pub nullable: bool,
    /// Whether the items of a collection may be null, or `None` if it is not a collection or the document
    /// does not say.
    pub nullable_items: Option<bool>,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// What else is stated about it.
    pub annotations: Annotations,
    /// Where it is declared.
    pub source: Source,
}

/// The result of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnType {
    /// Its type.
    pub kind: TypeName,
    /// Whether it may be null. For a collection, the document's `Nullable` is about the items.
    pub nullable: bool,
    /// Whether the items of a collection may be null, or `None` if it is not a collection or the document
    /// does not say.
    pub nullable_items: Option<bool>,
    /// Whether it is a list of changes with a link to later ones.
    pub is_delta: bool,
    /// Where it is declared.
    pub source: Source,
}

/// A name of the container that calls an unbound operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationImport {
    /// The name, which is the first segment of the address.
    pub name: String,
    /// The qualified name of the operation.
    pub operation: String,
    /// Where it is declared.
    pub source: Source,
}

impl Operation {
    /// Returns the name without the namespace: `delta`, `wipe`.
    pub fn local_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// Returns the type that it is called on, or `None` if it is unbound.
    pub fn binding(&self) -> Option<&TypeName> {
        self.parameters.first().filter(|_| self.is_bound).map(|parameter| &parameter.kind)
    }

    /// Returns the parameters that a caller passes: all except the binding parameter.
    pub fn arguments(&self) -> &[Parameter] {
        &self.parameters[usize::from(self.is_bound).min(self.parameters.len())..]
    }
}
