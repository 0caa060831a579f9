//! The properties that a read without `$select` returns, for the types of which it does not return all.

use crate::schema::declared_type::USER;
use crate::schema::model::Schema;

/// The types, with the properties.
const DEFAULTS: [(&str, &[&str]); 1] = [
    // Source: Microsoft Graph, "Get a user".
    (
        USER,
        &[
            "businessPhones",
            "displayName",
            "givenName",
            "id",
            "jobTitle",
            "mail",
            "mobilePhone",
            "officeLocation",
            "preferredLanguage",
            "surname",
            "userPrincipalName",
        ],
    ),
];

/// The default properties of a type, or `None` if they are all of its properties.
pub(crate) fn default_properties(schema: &Schema, structure: &str) -> Option<&'static [&'static str]> {
    let mut known = DEFAULTS.iter().filter(|(name, _)| schema.is_derived(structure, name));
    known.next().map(|(_, names)| *names)
}
