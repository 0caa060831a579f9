//! Advanced queries of the directory, which need the header `ConsistencyLevel: eventual` and `$count=true`.
//!
//! Source: Microsoft Graph, "Advanced query capabilities on Microsoft Entra ID objects".

use super::expression::{Expression, Function};
use super::filter::{Filter, Operator};
use super::options::Query;
use crate::refusals::Refusal;
use crate::schema::declared_type::{DIRECTORY, DeclaredType, USER};

/// The types with advanced queries, beside those that derive from `directoryObject`: an annotated type does
/// not say what it derives from.
const TYPES: [&str; 9] = [
    USER,
    GROUP,
    "microsoft.graph.administrativeUnit",
    "microsoft.graph.application",
    "microsoft.graph.appRoleAssignment",
    "microsoft.graph.device",
    "microsoft.graph.oAuth2PermissionGrant",
    "microsoft.graph.orgContact",
    "microsoft.graph.servicePrincipal",
];
const GROUP: &str = "microsoft.graph.group";
/// Where the addresses of these begin.
const ROOTS: [&str; 11] = [
    "administrativeUnits",
    "applications",
    "contacts",
    "devices",
    "directory",
    "directoryObjects",
    "groups",
    "me",
    "oauth2PermissionGrants",
    "servicePrincipals",
    "users",
];

/// The properties by which a list can be sorted without an advanced query.
const SORTED: [(&str, &[&str]); 2] =
    [(USER, &["displayName", "userPrincipalName"]), (GROUP, &["displayName"])];

/// How a collection of the directory was requested.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    /// Whether the client sent `ConsistencyLevel: eventual`.
    pub(crate) is_eventual: bool,
    /// Whether the request is one for the segment `$count`.
    pub(crate) is_count: bool,
    /// Whether the address ends in a cast of a transitive list.
    pub(crate) is_transitive_cast: bool,
}

/// Whether the entities of a type have advanced queries, at addresses that begin with this name.
pub(crate) fn is_directory(declared: &DeclaredType<'_>, root: &str) -> bool {
    let is_root = || ROOTS.iter().any(|known| known.eq_ignore_ascii_case(root));
    declared.is(DIRECTORY) || TYPES.iter().any(|name| declared.is(name)) && is_root()
}

impl Query {
    /// Refuses an advanced query of the directory without what it needs. Without the header, `$count=true` is ignored.
    pub(crate) fn check_advanced(
        &mut self,
        declared: &DeclaredType<'_>,
        request: Request,
    ) -> Result<(), Refusal> {
        let Request { is_eventual, is_count, .. } = request;
        if is_count && !is_eventual {
            return Err(Refusal::count_segment());
        }
        if self.search.is_some() && !is_eventual {
            return Err(Refusal::search_without_header());
        }
        let advanced = self.advanced(declared, request);
        match advanced {
            Some(refusal) if !(is_eventual && (self.count || is_count)) => return Err(refusal),
            None if self.search.is_none() && !(is_eventual && self.count) => {}
            _ if !self.expand.is_empty() => return Err(Refusal::expand_in_advanced_query()),
            _ => {}
        }
        self.count &= is_eventual;
        Ok(())
    }

    /// The refusal for what makes this an advanced query, if anything does and the request is not one.
    fn advanced(&self, declared: &DeclaredType<'_>, request: Request) -> Option<Refusal> {
        let unsupported = Refusal::unsupported_query;
        if request.is_transitive_cast {
            return Some(unsupported("A cast of a transitive list"));
        }
        if let Some(refusal) = self.filter.as_ref().and_then(Filter::advanced) {
            return Some(refusal);
        }
        if self.filter.is_some() && !self.orders.is_empty() {
            return Some(unsupported("$orderby with $filter"));
        }
        let is_sorted = |name: &str| {
            SORTED.iter().any(|(structure, names)| declared.is(structure) && names.contains(&name))
        };
        let mut orders = self.orders.iter().map(|order| order.by.property());
        orders.any(|name| !name.is_some_and(is_sorted)).then(|| unsupported("$orderby by this property"))
    }
}

impl Filter {
    /// The refusal for the first part that only an advanced query may have.
    fn advanced(&self) -> Option<Refusal> {
        match self {
            Self::Constant(_) | Self::IsOf(..) => None,
            Self::And(one, two) | Self::Or(one, two) => one.advanced().or_else(|| two.advanced()),
            Self::Not(_) => Some(Refusal::unsupported_query("The operator `not`")),
            Self::Compare { operator: Operator::NotEqual, .. } => Some(Refusal::not_equals()),
            Self::Compare { left, right, .. } => left.advanced().or_else(|| right.advanced()),
            Self::Holds(expression) | Self::In(expression, _) | Self::Has(expression, _) => {
                expression.advanced()
            }
            Self::Lambda { condition, .. } => condition.as_ref().and_then(|condition| condition.advanced()),
        }
    }
}

impl Expression {
    fn advanced(&self) -> Option<Refusal> {
        if self.is_count() {
            return Some(Refusal::unsupported_query("$count in $filter"));
        }
        let (function, arguments) = self.as_call()?;
        let own =
            (function == Function::EndsWith).then(|| Refusal::unsupported_query("The function `endsWith`"));
        own.or_else(|| arguments.iter().find_map(Self::advanced))
    }
}
