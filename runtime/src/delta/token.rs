//! The token from which the next run starts.

use core::fmt;
use core::str::FromStr;

use graph_entity_model::base::InvalidRequestError;
use http::Uri;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// The link at the end of a run, from which the next run starts. It is opaque and must be stored unchanged.
///
/// `Display` and serde write it as a text; `FromStr` and serde read it. It is not a secret, but may contain
/// ids and property names, so `Debug` does not show it. Graph keeps its state for days to weeks, and after
/// that requires a [restart](super::Change::Restarted).
///
/// ```
/// use graph_entity::DeltaToken;
///
/// let stored = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x";
/// let token: DeltaToken = stored.parse()?;
/// assert_eq!((token.to_string().as_str(), format!("{token:?}").as_str()), (stored, "DeltaToken(..)"));
/// assert!("x".parse::<DeltaToken>().is_err(), "a part of the link is not a token");
/// # Ok::<(), graph_entity::InvalidRequestError>(())
/// ```
///
/// Source: OData Protocol 4.01, "Delta Links".
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeltaToken(String);

impl DeltaToken {
    /// A link from Graph. It is checked when it is followed.
    pub(super) fn given(link: String) -> Self {
        Self(link)
    }

    /// Returns the link, to store it as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeltaToken {
    type Err = InvalidRequestError;

    fn from_str(link: &str) -> Result<Self, InvalidRequestError> {
        let is_absolute = link.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_some());
        if is_absolute { Ok(Self(link.to_owned())) } else { Err(InvalidRequestError::DeltaToken) }
    }
}

impl fmt::Display for DeltaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DeltaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeltaToken(..)")
    }
}

impl Serialize for DeltaToken {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DeltaToken {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        String::deserialize(reader)?.parse().map_err(D::Error::custom)
    }
}
