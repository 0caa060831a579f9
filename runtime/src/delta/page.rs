//! One page of changes, or the answer that the token has expired.

use graph_entity_model::model::read::{data_error, of_parts};
use graph_entity_model::model::{ReadError, members};
use http::StatusCode;
use http::header::LOCATION;
use serde_json::value::RawValue;

use super::item::{Item, items, within};
use crate::base::{BoxFuture, header_text};
use crate::client::{Client, Exchange};
use crate::error::Error;
use crate::request::RequestSpec;

/// The answer to a request for a page.
pub(super) enum Answer {
    Page(Page),
    /// The token has expired. Contains the link to restart from, if Graph sent one, and Graph's error.
    Expired {
        location: Option<String>,
        reason: Error,
    },
}

pub(super) struct Page {
    pub(super) items: Vec<Item>,
    pub(super) link: PageLink,
}

pub(super) enum PageLink {
    /// The link of the next page.
    Next(String),
    /// The link of the next run.
    Delta(String),
    /// There is no link, which is an error.
    Missing(Error),
}

/// An answer, with its request, from which the next one is made.
pub(super) type Completed = (RequestSpec, Result<Answer, Error>);

/// Requests a page of items whose key has the given wire name.
pub(super) fn read(client: Client, spec: RequestSpec, key: &'static str) -> BoxFuture<'static, Completed> {
    Box::pin(async move {
        let result = client.exchange_any(&spec).await.and_then(|exchange| interpret(exchange, key));
        (spec, result)
    })
}

fn interpret(exchange: Exchange, key: &str) -> Result<Answer, Error> {
    let location = header_text(&exchange.headers, &LOCATION).map(str::to_owned);
    let exchange = match exchange.checked() {
        Ok(exchange) => exchange,
        Err(reason) if is_expired(&reason) => return Ok(Answer::Expired { location, reason }),
        Err(error) => return Err(error),
    };
    match Parts::read(&exchange.body, key) {
        // If a page has both links, the next page comes first.
        Ok(Parts { items, next: Some(link), .. }) => {
            Ok(Answer::Page(Page { items, link: PageLink::Next(link) }))
        }
        Ok(Parts { items, delta: Some(link), .. }) => {
            Ok(Answer::Page(Page { items, link: PageLink::Delta(link) }))
        }
        Ok(Parts { items, .. }) => {
            let missing = "it is missing, and so is `@odata.nextLink`: there is no token for the next run";
            let error = exchange.read_error(data_error("@odata.deltaLink", missing));
            Ok(Answer::Page(Page { items, link: PageLink::Missing(error) }))
        }
        Err(error) => Err(exchange.read_error(error)),
    }
}

/// Whether Graph reports that the token has expired.
///
/// Source: Microsoft Graph, "Use delta query to track changes in Microsoft Graph data", "Synchronization
/// reset".
fn is_expired(error: &Error) -> bool {
    const CODES: [&str; 2] = ["resyncRequired", "syncStateNotFound"];
    let is_named = |code: &str| CODES.iter().any(|void| code.eq_ignore_ascii_case(void));
    error.status() == Some(StatusCode::GONE)
        || error.status().is_some_and(|status| status.is_client_error())
            && error.graph().is_some_and(|error| error.codes().any(is_named))
}

/// The parts of a page's JSON.
#[derive(Default)]
struct Parts {
    items: Vec<Item>,
    next: Option<String>,
    delta: Option<String>,
}

impl Parts {
    fn read(body: &[u8], key: &str) -> Result<Self, ReadError> {
        let (mut parts, mut has_items) = (Self::default(), false);
        for (name, value) in members(body)? {
            match &*name {
                "value" => {
                    has_items = true;
                    parts.items = items(value.get(), key).map_err(|error| within("value", error))?;
                }
                "@odata.nextLink" => parts.next = link(&name, value)?,
                "@odata.deltaLink" => parts.delta = link(&name, value)?,
                _ => {}
            }
        }
        // A URL that is not a delta query answers without a list.
        if has_items || parts.delta.is_some() {
            return Ok(parts);
        }
        Err(data_error("value", "it is missing, and a list is expected there"))
    }
}

fn link(name: &str, value: &RawValue) -> Result<Option<String>, ReadError> {
    serde_json::from_str(value.get()).map_err(|error| within(name, of_parts(&error)))
}
