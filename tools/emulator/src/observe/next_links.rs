//! The issued next links, to distinguish a link that is followed from one that is rebuilt.

use std::collections::VecDeque;

use crate::observe::kind::{FindingKind, Remark};
use crate::observe::summary::Summary;
use crate::routing::target::{Target, decoded, options};

/// The newest links. A client that uses an older one is not checked.
#[derive(Default)]
pub(crate) struct NextLinks {
    links: VecDeque<Link>,
}

struct Link {
    token: String,
    list: List,
    skip: Option<usize>,
    /// How many entities precede the page that the link leads to. `None` if the page before it is not known.
    start: Option<usize>,
}

/// The address of a list, decoded, without a position. Clients may encode more than they need to.
#[derive(PartialEq, Eq)]
struct List {
    path: String,
    /// Sorted, since the order of query options does not matter.
    options: Vec<(String, String)>,
}

const MAX_LINKS: usize = 1_000;
const SKIP: &str = "$skip";
const TOKEN: &str = "$skiptoken";
const NEXT: &str = "@odata.nextLink";

impl NextLinks {
    /// Keeps the next link of an answer, if it has one.
    pub(crate) fn keep(&mut self, endpoint: &str, request: Target<'_>, answer: &Summary) {
        let link = answer.next_link.as_deref();
        let Some(target) = link.and_then(|link| link.strip_prefix(endpoint)) else { return };
        let PageAddress { list, token: Some(token), skip } = PageAddress::read(target) else { return };
        let asked = PageAddress::of(request.path, request.query);
        let start = match &asked.token {
            Some(token) => self.link(token).and_then(|link| link.start),
            None => Some(asked.skip.unwrap_or(0)),
        };
        let start = start.map(|start| start + answer.count);
        if self.links.len() >= MAX_LINKS {
            self.links.pop_front();
        }
        self.links.push_back(Link { token, list, skip, start });
    }

    /// Returns a finding if the target of a request rebuilds a next link.
    pub(crate) fn follow(&self, target: &str) -> Option<Remark> {
        if self.links.is_empty() {
            return None;
        }
        let asked = PageAddress::read(target);
        let sentence = match (&asked.token, asked.skip) {
            (Some(token), _) => {
                let link =
                    self.link(token).filter(|link| link.list != asked.list || link.skip != asked.skip)?;
                let changed = if link.list.path == asked.list.path { "options" } else { "path" };
                format!(
                    "The request has the `{TOKEN}` of an `{NEXT}` and other {changed} than the link. A link is opaque: \
                     request it as it is, and send what is to be changed with a first request."
                )
            }
            (None, Some(skip)) if skip > 0 => {
                self.links.iter().find(|link| link.start == Some(skip) && link.list == asked.list)?;
                format!(
                    "The request has `{SKIP}={skip}`, where the page before gave an `{NEXT}` that leads there. Follow the \
                     link: an entity that comes or goes in between is missed or met twice otherwise."
                )
            }
            _ => return None,
        };
        Some(Remark {
            kind: FindingKind::RebuiltNextLink,
            subject: asked.list.path,
            sentence: sentence.into(),
        })
    }

    fn link(&self, token: &str) -> Option<&Link> {
        self.links.iter().rev().find(|link| link.token == token)
    }
}

/// The address of a page, parsed.
struct PageAddress {
    list: List,
    token: Option<String>,
    skip: Option<usize>,
}

impl PageAddress {
    fn read(target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self::of(path, query)
    }

    fn of(path: &str, query: &str) -> Self {
        let mut address =
            Self { list: List { path: decoded(path), options: Vec::new() }, token: None, skip: None };
        for (name, value) in options(query) {
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                TOKEN => address.token = Some(value),
                SKIP => address.skip = value.parse().ok(),
                _ => address.list.options.push((name, value)),
            }
        }
        address.list.options.sort();
        address
    }
}
