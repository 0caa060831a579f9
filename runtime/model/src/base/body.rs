//! A request body with gaps for the endpoint.

use core::fmt;

use bytes::Bytes;

use super::InvalidRequestError;

/// Takes the place of the endpoint in an address until the body is sent. A path without a placeholder is a
/// valid address too, so a body that is sent without its endpoint would look complete.
pub(crate) const UNKNOWN_ENDPOINT: &str = "{endpoint}";

/// The bytes of a request, with `{endpoint}` in the addresses of entities. A request is built before
/// the client is known, but an `@odata.id` must be absolute.
#[derive(Clone)]
pub struct Body {
    /// The JSON, with `{endpoint}` in each gap.
    pub bytes: Bytes,
    pub(crate) gaps: Gaps,
}

/// The offsets of [`UNKNOWN_ENDPOINT`], in ascending order, each inside a JSON string. Most bodies have none,
/// so this is an `Option`: an empty vector was measured to cost a patch a tenth of its time.
#[derive(Clone, Default)]
pub(crate) struct Gaps(Option<Box<[usize]>>);

impl Gaps {
    /// Appends the gaps of a part that starts at `start`.
    pub(crate) fn add(&mut self, part: &Self, start: usize) {
        if part.0.is_some() {
            *self = self.iter().chain(part.iter().map(|gap| start + gap)).collect::<Vec<_>>().into();
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flatten().copied()
    }
}

impl From<Vec<usize>> for Gaps {
    fn from(gaps: Vec<usize>) -> Self {
        Self((!gaps.is_empty()).then(|| gaps.into()))
    }
}

impl Body {
    /// The body of a reference request: the address of an entity, as its path from the version on.
    ///
    /// Source: OData JSON Format 4.01, "Entity Reference".
    pub fn reference(path: &str) -> Self {
        const START: &str = r#"{"@odata.id":"#;
        let json = format!("{START}{}}}", serde_json::Value::from(format!("{UNKNOWN_ENDPOINT}{path}")));
        Self { bytes: json.into(), gaps: vec![START.len() + 1].into() }
    }

    /// An array of bodies.
    ///
    /// # Errors
    /// The first error, with the index of its body at the start of its path.
    pub(crate) fn list(
        bodies: impl Iterator<Item = Result<Self, InvalidRequestError>>,
    ) -> Result<Self, InvalidRequestError> {
        let (mut out, mut gaps) = (vec![b'['], Vec::new());
        for (index, body) in bodies.enumerate() {
            if index > 0 {
                out.push(b',');
            }
            let body = body.map_err(|error| error.within(&format!("[{index}]")))?;
            gaps.extend(body.gaps.iter().map(|gap| out.len() + gap));
            out.extend_from_slice(&body.bytes);
        }
        out.push(b']');
        Ok(Self { bytes: out.into(), gaps: gaps.into() })
    }

    /// The bytes as they are sent to an endpoint.
    pub fn to(&self, endpoint: &impl fmt::Display) -> Bytes {
        let Some(gaps) = &self.gaps.0 else { return self.bytes.clone() };
        // Quoted by `serde_json`, because the endpoint goes into a JSON string and may contain characters
        // that JSON escapes.
        let quoted = serde_json::Value::from(endpoint.to_string()).to_string();
        let endpoint = &quoted.as_bytes()[1..quoted.len() - 1];
        let mut whole = Vec::with_capacity(self.bytes.len() + gaps.len() * endpoint.len());
        let mut from = 0;
        for &gap in gaps {
            whole.extend_from_slice(&self.bytes[from..gap]);
            whole.extend_from_slice(endpoint);
            from = gap + UNKNOWN_ENDPOINT.len();
        }
        whole.extend_from_slice(&self.bytes[from..]);
        whole.into()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, gaps: Gaps::default() }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

/// Inserts [`UNKNOWN_ENDPOINT`] into the value of an `@odata.bind`, which is an address or a list of them:
/// before each path that starts with the version. An absolute address is left as it is.
pub(crate) fn without_endpoint(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(address) if is_path(address) => address.insert_str(0, UNKNOWN_ENDPOINT),
        serde_json::Value::Array(items) => {
            for item in items {
                if let serde_json::Value::String(address) = item
                    && is_path(address)
                {
                    address.insert_str(0, UNKNOWN_ENDPOINT);
                }
            }
        }
        _ => {}
    }
}

/// Checks the value of a property's `@odata.bind`. A bare key would be sent as a relative address, which
/// Graph reports as a fault of the whole body, if at all.
///
/// # Errors
/// A text or number that cannot be an address. The error does not repeat it, because it may be a key.
pub(crate) fn check_addresses(property: &str, value: &serde_json::Value) -> Result<(), InvalidRequestError> {
    let property = match value {
        serde_json::Value::Array(items) => match items.iter().position(|item| !is_address(item)) {
            Some(index) => format!("{property}[{index}]"),
            None => return Ok(()),
        },
        value if is_address(value) => return Ok(()),
        _ => property.to_owned(),
    };
    let reason = "what it is bound to is not an address: expected the entity's address, `E::at(...)`, or its text, `/v1.0/users/{id}` or the whole URL";
    Err(InvalidRequestError::NoWireForm { property, reason: reason.to_owned() })
}

/// Whether the value may be an address, absolute or relative: `categories('7')`, or `$1` for an entity that
/// the same batch creates.
fn is_address(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains(['/', '(']) || text.starts_with('$'),
        value => !value.is_number(),
    }
}

fn is_path(address: &str) -> bool {
    ["/v1.0/", "/beta/"].iter().any(|version| address.starts_with(version))
}

/// The gaps in the JSON of an `@odata.bind`: the start of each string that is [`UNKNOWN_ENDPOINT`] followed
/// by a path that starts with the version.
pub(crate) fn gaps(json: &str) -> impl Iterator<Item = usize> {
    let starts = json.match_indices('"').map(|(quote, _)| quote + 1);
    starts.filter(|&start| {
        // A quotation mark opens a string only at the start of the text, after `[` or after `,`. Anything
        // else is inside a string.
        let opens = matches!(json.as_bytes().get(start.wrapping_sub(2)), None | Some(b'[' | b','));
        opens && json[start..].strip_prefix(UNKNOWN_ENDPOINT).is_some_and(is_path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_goes_into_every_gap_as_json_writes_it() {
        let json = r#"["/v1.0/a","https://h/v1.0/b","/beta/c\"/v1.0/","x,\"{endpoint}/v1.0/d","/v2.0/e"]"#;
        let mut value = serde_json::from_str(json).unwrap();
        without_endpoint(&mut value);
        let json = value.to_string();
        let gaps = gaps(&json).collect::<Vec<_>>().into();
        let body = Body { bytes: json.into(), gaps };
        assert_eq!(
            body.to(&"https://h:8443/o'k"),
            r#"["https://h:8443/o'k/v1.0/a","https://h/v1.0/b","https://h:8443/o'k/beta/c\"/v1.0/","x,\"{endpoint}/v1.0/d","/v2.0/e"]"#
        );
    }

    #[test]
    fn a_body_without_gaps_is_not_copied() {
        let bytes = Bytes::from_static(b"{}");
        assert_eq!(Body::from(bytes.clone()).to(&"https://h").as_ptr(), bytes.as_ptr());
    }
}
