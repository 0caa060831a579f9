//! What a client did that Graph takes, and that costs or risks something.

use std::fmt;

use crate::observe::recording::RecordedRequest;

/// Something that a client does and had better not. The same thing done again is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The [`index`](RecordedRequest::index) of the first request that did it.
    pub index: u64,
    /// That request's method.
    pub method: String,
    /// That request's path, still encoded.
    pub path: String,
    /// How many requests did it.
    pub count: u64,
    /// What was seen in the first of them, and the mend.
    pub sentence: String,
}

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

/// All findings, each once.
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<(String, Finding)>,
}

/// So many are kept: more of them tell nobody more.
const MOST: usize = 1_000;

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

impl Findings {
    /// Notes what a request did: a new finding, or one more of a known one.
    pub(crate) fn note(&mut self, request: &RecordedRequest, remark: Remark) {
        let Remark { kind, subject, sentence } = remark;
        let known = self.found.iter_mut().find(|(known, finding)| finding.kind == kind && *known == subject);
        if let Some((_, finding)) = known {
            finding.count += 1;
        } else if self.found.len() < MOST {
            let (index, method, path) = (request.index, request.method.clone(), request.path().to_owned());
            self.found.push((subject, Finding { kind, index, method, path, count: 1, sentence }));
        }
    }

    /// In the order they were first seen.
    pub(crate) fn all(&self) -> Vec<Finding> {
        self.found.iter().map(|(_, finding)| finding.clone()).collect()
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// On one line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, index, method, path, count, sentence } = self;
        write!(f, "{kind}: {method} {path} (request {index}")?;
        if *count > 1 {
            write!(f, ", {count} times")?;
        }
        write!(f, "): {sentence}")
    }
}
