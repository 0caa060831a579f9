//! Who may call an address, and the further addresses of an entity or an operation.

/// A further address of an entity, `path(name = "...")`.
#[derive(Debug, Clone, Copy)]
pub struct FurtherPath {
    /// Its name: `at_{name}`.
    pub name: &'static str,
    /// Its template.
    pub path: &'static str,
}

/// The permissions that an operation takes, each list from least to most privileged: holding one is enough.
///
/// Source: the Permissions table of the entity's documentation page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions {
    /// For a signed-in user: scopes in the token's `scp`.
    pub delegated: &'static [&'static str],
    /// For an application: roles in the token's `roles`.
    pub application: &'static [&'static str],
}
