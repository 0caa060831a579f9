//! Actions and functions.

use crate::structure::TypeName;

/// An action or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The qualified name.
    pub name: String,
    /// Which of the two it is.
    pub kind: OperationKind,
    /// Whether it is called on something: the first parameter is that.
    pub is_bound: bool,
    /// Whether a call may go on behind it, as in `.../delta?$select=...`.
    pub is_composable: bool,
    /// All parameters, the bound one first.
    pub parameters: Vec<Parameter>,
    /// What it answers with. None for nothing.
    pub result: Option<TypeName>,
}

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// It may change something: POST.
    Action,
    /// It changes nothing: GET.
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
    /// The name without the namespace: `delta`, `wipe`.
    pub fn local_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// The type that it is called on.
    pub fn binding(&self) -> Option<&TypeName> {
        self.parameters.first().filter(|_| self.is_bound).map(|parameter| &parameter.kind)
    }
}
