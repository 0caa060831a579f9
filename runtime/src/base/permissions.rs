//! Who may call an address, and the further addresses of an entity or an operation.

/// A further address of an entity or an operation, `path(name = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct FurtherPath {
    name: &'static str,
    path: &'static str,
}

impl FurtherPath {
    /// An address as the macro describes it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, path: &'static str) -> Self {
        Self { name, path }
    }

    /// Its name: `at_{name}`, `call_{name}`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its template.
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

/// The permissions that an operation takes, each list from least to most privileged: holding one is enough.
///
/// Source: the Permissions table of the entity's documentation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    delegated: &'static [&'static str],
    application: &'static [&'static str],
}

impl Permissions {
    /// Permissions as the macro describes them.
    #[doc(hidden)]
    pub const fn new(delegated: &'static [&'static str], application: &'static [&'static str]) -> Self {
        Self { delegated, application }
    }

    /// For a signed-in user: scopes in the token's `scp`.
    pub const fn delegated(&self) -> &'static [&'static str] {
        self.delegated
    }

    /// For an application: roles in the token's `roles`.
    pub const fn application(&self) -> &'static [&'static str] {
        self.application
    }
}
