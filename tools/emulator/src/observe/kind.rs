//! The kinds of findings.

use std::fmt;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingKind {
    /// A request without the header `client-request-id`: support cannot find it where no answer came. Those inside of a
    /// `$batch` need none. Found once for all requests.
    ///
    /// Source: Microsoft Graph, "Best practices for working with Microsoft Graph", "Reliability and support".
    NoClientRequestId,
    /// A PATCH that sent back what a read gave: six properties or more, and half of all that it sent, with the values that
    /// were there; or a read-only property, other than the key, with its value. It undoes what others changed since that
    /// read, and fails where the service refuses read-only properties.
    WholeEntity,
    /// A read without `$select` of a type with more than ten properties. Found once an address, whatever its keys.
    ///
    /// Source: Microsoft Graph, "Use query parameters to customize responses".
    NoSelect,
    /// A page of a list that was asked for by an address other than the `@odata.nextLink` that was given: with the link's
    /// `$skiptoken` and something else changed, or with a `$skip` that goes on where the link does.
    ///
    /// Source: Microsoft Graph, "Paging Microsoft Graph data in your app".
    RebuiltNextLink,
    /// A request that came again before the time that `Retry-After` asked for was over.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph throttling guidance".
    TooEarly,
    /// A complex value in a PATCH that left members out: a service that replaces such values resets those.
    PartialComplexValue,
}

/// A finding to be, before it is known whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) kind: FindingKind,
    /// What tells it from other findings of its kind, such as the address without its keys.
    pub(crate) subject: String,
    pub(crate) sentence: String,
}

impl FindingKind {
    /// Its name in JSON and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoClientRequestId => "noClientRequestId",
            Self::WholeEntity => "wholeEntity",
            Self::NoSelect => "noSelect",
            Self::RebuiltNextLink => "rebuiltNextLink",
            Self::TooEarly => "tooEarly",
            Self::PartialComplexValue => "partialComplexValue",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
