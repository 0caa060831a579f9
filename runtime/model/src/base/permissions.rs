//! The permissions that an operation requires, and the further paths of an entity or an operation.

/// A further path of an entity or an operation, `path(name = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct FurtherPath {
    name: &'static str,
    path: &'static str,
}

impl FurtherPath {
    /// A further path, as the macro constructs it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, path: &'static str) -> Self {
        Self { name, path }
    }

    /// The name, as in `at_{name}` and `call_{name}`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the path with its placeholders, `/users/{userId}`.
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

/// The permissions that an operation requires, each list from least to most privileged. One of them is
/// enough.
///
/// Source: the Permissions table of the entity's documentation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    delegated: &'static [&'static str],
    application: &'static [&'static str],
}

impl Permissions {
    /// Permissions, as the macro constructs them.
    #[doc(hidden)]
    pub const fn new(delegated: &'static [&'static str], application: &'static [&'static str]) -> Self {
        Self { delegated, application }
    }

    /// Permissions for a signed-in user: scopes in the token's `scp` claim.
    pub const fn delegated(&self) -> &'static [&'static str] {
        self.delegated
    }

    /// Permissions for an application: roles in the token's `roles` claim.
    pub const fn application(&self) -> &'static [&'static str] {
        self.application
    }
}
