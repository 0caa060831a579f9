//! Names that a workload resolves to an entity of its own: `mailFolders/inbox`, `drive/root`.
//!
//! The emulator has no such entities, so a name leads nowhere until an entity is stored at its address.
//!
//! Source: Microsoft Graph, "mailFolder resource type", "Get a `DriveItem` resource", "Get a special folder by name",
//! "Get a `SharePoint` site".

use crate::routing::walk::Walk;
use crate::schema::address::{Step, in_parentheses};
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;

const MAIL_FOLDER: &str = "microsoft.graph.mailFolder";
const DRIVE: &str = "microsoft.graph.drive";
const DRIVE_ITEM: &str = "microsoft.graph.driveItem";
const SITE: &str = "microsoft.graph.site";

/// The well-known keys of a collection, by the type of its entities.
const KEYS: [(&str, &[&str]); 3] = [
    (
        MAIL_FOLDER,
        &[
            "archive",
            "clutter",
            "conflicts",
            "conversationhistory",
            "deleteditems",
            "drafts",
            "inbox",
            "junkemail",
            "localfailures",
            "msgfolderroot",
            "outbox",
            "recoverableitemsdeletions",
            "scheduled",
            "searchfolders",
            "sentitems",
            "serverfailures",
            "syncissues",
        ],
    ),
    (DRIVE_ITEM, &["root", "documents", "photos", "cameraroll", "approot", "music"]),
    (SITE, &["root"]),
];

/// Whether a key of a collection is a well-known name.
pub(super) fn is_key(declared: &DeclaredType<'_>, key: &str) -> bool {
    let mut known = KEYS.iter().filter(|(structure, _)| declared.is(structure));
    known.any(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
}

/// Whether a navigation property of an entity is a well-known name.
pub(super) fn is_property(declared: &DeclaredType<'_>, name: &str) -> bool {
    name == "root" && declared.is(DRIVE)
}

/// The segment of an address after which a path within a drive or a host follows: `root:/a/b.txt`,
/// `sites/contoso.sharepoint.com:/teams/hr`.
///
/// Source: Microsoft Graph, "Addressing resources in a drive on `OneDrive`".
pub(crate) fn addressed_by_path<'t>(schema: &Schema, segments: &'t [String]) -> Option<&'t str> {
    let (first, rest) = segments.split_first()?;
    let mut walk = Walk::at_root(schema, first)?;
    for segment in rest {
        if let Some(name) = segment.strip_suffix(':')
            && walk.step(name)
            && (walk.declared.is(DRIVE_ITEM) || walk.declared.is(SITE))
        {
            return Some(segment);
        }
        if !walk.step(segment) {
            return None;
        }
    }
    None
}

/// The segment of an address that is a collection with a key by name: `users(userPrincipalName='x')`.
pub(crate) fn alternate_key<'t>(schema: &Schema, segments: &'t [String]) -> Option<&'t str> {
    let mut walk = None;
    for (at, segment) in segments.iter().enumerate() {
        let parts = in_parentheses(segment);
        if let Some((name, _)) = parts.filter(|(_, key)| key.contains('=')) {
            let mut literals =
                schema.routes().iter().filter_map(|route| route.template.segments().nth(at)?.ok());
            let is_literal = literals.any(|literal| literal.eq_ignore_ascii_case(name));
            if is_literal || leads_to_collection(schema, walk.as_ref(), at, name) {
                return Some(segment);
            }
        }
        walk = match walk {
            None if at == 0 => Walk::at_root(schema, segment),
            None => None,
            Some(mut known) => known.step(segment).then_some(known),
        };
    }
    None
}

fn leads_to_collection(schema: &Schema, walk: Option<&Walk<'_>>, at: usize, name: &str) -> bool {
    let next = match walk {
        None if at == 0 => Walk::at_root(schema, name),
        Some(known) if !known.is_collection => {
            let mut next = known.clone();
            next.step(name).then_some(next)
        }
        _ => None,
    };
    next.is_some_and(|next| next.is_collection && matches!(next.named.last(), Some(Step::Name(_))))
}
