//! Annotations: what a document states about an element beside its declaration.

use crate::source::{Fact, Source};

/// The annotations of one element that this model holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    /// What the element is for, in the words of the service.
    pub description: Option<Fact<String>>,
    /// Details that the description leaves out.
    pub long_description: Option<Fact<String>>,
    /// The words of a documentation page about it, which may be empty. They are their authors' and are only
    /// shown, never written into a program.
    pub page: Option<Fact<String>>,
    /// When it was added or deprecated, in the order of the document.
    pub revisions: Vec<Revision>,
    /// Which requests are supported.
    pub restrictions: Restrictions,
    /// The addresses that documentation pages have for it, the best first. A type's are those of one entity.
    pub addresses: Vec<Fact<String>>,
    /// The permissions that a change of an entity or a call of an operation requires.
    pub scopes: Option<Fact<Scopes>>,
}

/// The permissions that a request requires, each list from least to most privileged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    /// Those of a signed-in user of an organization.
    pub delegated: Vec<String>,
    /// Those of an app without a user.
    pub application: Vec<String>,
}

/// A change of an element over time.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Core.V1": Revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// What happened to the element.
    pub kind: RevisionKind,
    /// The version of the change, as `2024-01/Deprecation`.
    pub version: Option<String>,
    /// The reason, and what to use instead.
    pub description: Option<String>,
    /// The date of the change, `2024-04-10`. Not part of the vocabulary, but stated by Graph.
    pub date: Option<String>,
    /// The date after which the element may be gone. Not part of the vocabulary, but stated by Graph.
    pub removal_date: Option<String>,
    /// Where it is stated.
    pub source: Source,
}

/// The kind of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionKind {
    /// The element was added.
    Added,
    /// The element was changed.
    Modified,
    /// The element should not be used any more.
    Deprecated,
}

/// Which requests the service supports for the entities of an address, as far as a document states it.
///
/// Source: OData Vocabularies 4.0, "Org.OData.Capabilities.V1".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restrictions {
    /// Whether entities can be read (`ReadRestrictions/Readable`).
    pub readable: Option<Fact<bool>>,
    /// Whether a single entity can be read by its key (`ReadRestrictions/ReadByKeyRestrictions/Readable`).
    pub readable_by_key: Option<Fact<bool>>,
    /// Whether entities can be created (`InsertRestrictions/Insertable`).
    pub insertable: Option<Fact<bool>>,
    /// Whether entities can be changed (`UpdateRestrictions/Updatable`).
    pub updatable: Option<Fact<bool>>,
    /// Whether an update of an entity that does not exist creates it (`UpdateRestrictions/Upsertable`).
    pub upsertable: Option<Fact<bool>>,
    /// Whether an update is a PUT, a PATCH or either (`UpdateRestrictions/UpdateMethod`).
    pub update_methods: Option<Fact<Vec<UpdateMethod>>>,
    /// Whether entities can be deleted (`DeleteRestrictions/Deletable`).
    pub deletable: Option<Fact<bool>>,
    /// Whether changes can be requested (`ChangeTracking/Supported`).
    pub tracks_changes: Option<Fact<bool>>,
}

/// The HTTP method of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateMethod {
    /// Changes the properties that it contains.
    Patch,
    /// Replaces the whole entity.
    Put,
}

impl Annotations {
    /// Returns the deprecation of the element, the last one if there are several.
    pub fn deprecation(&self) -> Option<&Revision> {
        self.revisions.iter().rfind(|revision| revision.kind == RevisionKind::Deprecated)
    }
}
