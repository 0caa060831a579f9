//! The kinds of findings.

use std::borrow::Cow;
use std::fmt;

/// What a finding about the requests of a client is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingKind {
    /// A request without the header `client-request-id`: support cannot find it if it was not answered.
    /// Requests inside a `$batch` need none. It is reported once for all requests.
    ///
    /// Source: Microsoft Graph, "Best practices for working with Microsoft Graph", "Reliability and support".
    NoClientRequestId,
    /// A PATCH that sends back what was read: at least six properties, and at least half of those it sends,
    /// with their current values; or a read-only property, except the key, with its current value. It undoes
    /// changes that others made since the read, and fails if the service refuses read-only properties.
    WholeEntity,
    /// A read without `$select` of a type with more than ten properties. It is reported once for an address,
    /// whatever its keys.
    ///
    /// Source: Microsoft Graph, "Use query parameters to customize responses".
    NoSelect,
    /// A page that was requested by another address than the given `@odata.nextLink`: with the link's
    /// `$skiptoken` and another change, or with a `$skip` to where the link leads.
    ///
    /// Source: Microsoft Graph, "Paging Microsoft Graph data in your app".
    RebuiltNextLink,
    /// A request that was retried before the time of `Retry-After` was over.
    ///
    /// Source: Microsoft Graph, "Microsoft Graph throttling guidance".
    TooEarly,
    /// A complex value in a PATCH that omits members: a service that replaces complex values would reset
    /// these.
    PartialComplexValue,
    /// A property that an open type does not declare, with almost the name of one that it declares. It is
    /// stored beside that one.
    MisspelledProperty,
    /// A property that an open type does not declare. Such a type permits it, for a client that means it.
    UndeclaredProperty,
    /// An entity of another type than the annotated ones of its address: what reads them must expect it.
    OtherType,
}

/// How much a finding matters: an error or advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingLevel {
    /// It costs time or help, and is usual: Microsoft's own clients do it in every request.
    Advice,
    /// The client loses data, or fails on another day.
    Error,
}

impl FindingLevel {
    /// Returns its name in JSON and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for FindingLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A finding that is not yet assigned to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) kind: FindingKind,
    /// What distinguishes it from other findings of its kind, such as the address without its keys.
    pub(crate) subject: String,
    pub(crate) sentence: Cow<'static, str>,
}

impl FindingKind {
    /// Returns its name in JSON and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoClientRequestId => "noClientRequestId",
            Self::WholeEntity => "wholeEntity",
            Self::NoSelect => "noSelect",
            Self::RebuiltNextLink => "rebuiltNextLink",
            Self::TooEarly => "tooEarly",
            Self::PartialComplexValue => "partialComplexValue",
            Self::MisspelledProperty => "misspelledProperty",
            Self::UndeclaredProperty => "undeclaredProperty",
            Self::OtherType => "otherType",
        }
    }

    /// Returns how much findings of this kind matter.
    pub fn level(self) -> FindingLevel {
        match self {
            Self::NoClientRequestId | Self::NoSelect | Self::UndeclaredProperty | Self::OtherType => {
                FindingLevel::Advice
            }
            Self::WholeEntity
            | Self::RebuiltNextLink
            | Self::TooEarly
            | Self::PartialComplexValue
            | Self::MisspelledProperty => FindingLevel::Error,
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
