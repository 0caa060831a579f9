//! The options of one query.

use std::borrow::Cow;
use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use super::expand::Expand;
use super::filter::Filter;
use super::order::Order;
use super::search::Search;
use super::select::Selection;
use crate::refusals::Refusal;
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::names::Names;

/// What a query asks for.
#[derive(Default)]
pub(crate) struct Query {
    pub(crate) select: Selection,
    /// Whether keys are written even if they are not selected.
    pub(crate) has_keys: bool,
    pub(crate) expand: Vec<Expand>,
    pub(super) filter: Option<Filter>,
    pub(super) orders: Vec<Order>,
    /// `$orderby` as it was sent.
    pub(crate) order_text: Option<String>,
    pub(super) search: Option<Search>,
    /// The size of a page. The list does not end there: as in Graph, the response has a link to the next
    /// page.
    pub(crate) top: Option<usize>,
    pub(crate) skip: usize,
    pub(crate) count: bool,
    /// The token of a next link.
    pub(crate) skip_token: Option<String>,
    /// The token of a delta link.
    pub(crate) delta_token: Option<String>,
}

/// Reads query options against a declared type.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) allows_hidden: bool,
    /// The number of surrounding expansions.
    pub(crate) depth: usize,
}

/// Options that apply only to collections.
const OF_COLLECTIONS: [&str; 8] =
    ["filter", "orderby", "search", "top", "skip", "count", "skiptoken", "deltatoken"];

const KNOWN: [&str; 9] =
    ["select", "expand", "filter", "orderby", "search", "top", "skip", "count", "format"];

impl Reader<'_> {
    /// Reads the query of a request for one entity or for a collection.
    pub(crate) fn read(
        self,
        declared: &DeclaredType<'_>,
        query: &str,
        is_collection: bool,
    ) -> Result<Query, Refusal> {
        let mut result = Query::default();
        let mut seen = HashSet::new();
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            let bare = name.strip_prefix('$');
            let spelled = option_name(declared.names(), bare.unwrap_or(&name))?;
            let spelled = &*spelled;
            // Graph accepts its own options without the dollar sign too.
            if bare.is_none() && !KNOWN.contains(&spelled) {
                return Err(Refusal::not_emulated(&format!("the query option `{name}`")));
            }
            let name = spelled;
            if !is_collection && OF_COLLECTIONS.contains(&name) {
                return Err(Refusal::option(format!(
                    "${name} applies to a collection and not to one entity."
                )));
            }
            if !seen.insert(name.to_owned()) {
                return Err(Refusal::repeated_option(name));
            }
            self.option(declared, &mut result, name, &value)?;
        }
        Ok(result)
    }

    pub(super) fn option(
        self,
        declared: &DeclaredType<'_>,
        result: &mut Query,
        name: &str,
        value: &str,
    ) -> Result<(), Refusal> {
        match name {
            "select" => result.select = Selection::parse(self.schema, declared, value)?,
            "expand" => result.expand = Expand::parse(self, declared, value)?,
            "filter" => {
                result.filter = Some(Filter::parse(self.schema, declared, self.allows_hidden, value)?);
            }
            "orderby" => {
                result.orders = Order::parse(self.schema, declared, value)?;
                result.order_text = Some(value.to_owned());
            }
            "search" => result.search = Some(Search::parse(declared, value)?),
            "top" => result.top = Some(count(name, value)?),
            "skip" => result.skip = count(name, value)?,
            "count" => {
                result.count = match value {
                    "true" => true,
                    "false" => false,
                    _ => {
                        let message = format!("Invalid value '{value}' for $count query option found.");
                        return Err(Refusal::option(message));
                    }
                }
            }
            // All responses are JSON. Whether it has annotations is decided where the response is made.
            "format" if matches!(value.split(';').next(), Some("json" | "application/json")) => {}
            "skiptoken" => result.skip_token = Some(value.to_owned()),
            "deltatoken" => result.delta_token = Some(value.to_owned()),
            _ => return Err(Refusal::not_emulated(&format!("the query option `${name}`"))),
        }
        Ok(())
    }
}

/// The declared spelling of a query option's name.
pub(super) fn option_name(names: Names, name: &str) -> Result<Cow<'_, str>, Refusal> {
    if !name.contains(|c: char| c.is_ascii_uppercase()) {
        return Ok(name.into());
    }
    match names {
        Names::AnyCase => Ok(name.to_ascii_lowercase().into()),
        Names::Exact => Err(Refusal::option(format!("There is no query option `${name}` in this spelling."))),
    }
}

impl Query {
    /// Asks for all properties, as the response to a write has them.
    pub(crate) fn all() -> Self {
        Self { select: Selection::All, ..Self::default() }
    }
}

/// Decodes a part of a query, in which a plus sign is a space.
fn decoded(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    match percent_decode_str(&text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(Refusal::option("The query is not UTF-8 once it is percent-decoded.".to_owned())),
    }
}

fn count(option: &str, value: &str) -> Result<usize, Refusal> {
    value
        .parse::<u32>()
        .ok()
        .and_then(|value| usize::try_from(value).ok())
        .ok_or_else(|| Refusal::invalid_count(option, value))
}
