//! Actions and functions.

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
    /// Whether more path segments or query options may follow it, as in `.../delta?$select=...`.
    pub is_composable: bool,
    /// All parameters, the binding parameter first.
    pub parameters: Vec<Parameter>,
    /// The type of the result, or `None` if it returns nothing.
    pub result: Option<TypeName>,
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
    /// Whether it may be null.
    pub nullable: bool,
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
}
