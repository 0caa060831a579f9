//! A request's body, in which addresses wait for the endpoint that they start with.

use bytes::Bytes;

use super::Endpoint;

/// Bytes of a request. Where they hold an address of an entity, the endpoint is missing: a request is made before the
/// client is known, and an `@odata.id` is absolute.
#[derive(Clone)]
pub struct Body {
    pub(crate) bytes: Bytes,
    pub(crate) gaps: Gaps,
}

/// Where the endpoint goes: offsets in ascending order, each inside of a JSON text. Nearly always there are none: an empty
/// vector in their place was measured to cost a patch a tenth of its time.
#[derive(Clone, Default)]
pub(crate) struct Gaps(Option<Box<[usize]>>);

impl Gaps {
    /// Adds those of a part that starts at an offset, behind those there are.
    pub(crate) fn add(&mut self, part: &Self, start: usize) {
        if part.0.is_some() {
            *self = self.iter().chain(part.iter().map(|gap| start + gap)).collect::<Vec<_>>().into();
        }
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
    /// The body of a reference request: where an entity is, by its path from the version on.
    ///
    /// Source: OData JSON Format 4.01, "Entity Reference".
    pub(crate) fn reference(path: &str) -> Self {
        const START: &str = r#"{"@odata.id":"#;
        let json = format!("{START}{}}}", serde_json::Value::from(path));
        Self { bytes: json.into(), gaps: vec![START.len() + 1].into() }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes as they are sent to an endpoint.
    pub(crate) fn to(&self, endpoint: &Endpoint) -> Bytes {
        let Some(gaps) = &self.gaps.0 else { return self.bytes.clone() };
        let quoted = serde_json::Value::from(endpoint.to_string()).to_string();
        let endpoint = &quoted.as_bytes()[1..quoted.len() - 1];
        let mut whole = Vec::with_capacity(self.bytes.len() + gaps.len() * endpoint.len());
        let mut from = 0;
        for &gap in gaps {
            whole.extend_from_slice(&self.bytes[from..gap]);
            whole.extend_from_slice(endpoint);
            from = gap;
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

/// Where the endpoint goes in the value of an `@odata.bind`, a JSON text or a list of them: before each path from the
/// version on. An address that is absolute already stays as it is.
pub(crate) fn gaps(json: &str) -> impl Iterator<Item = usize> {
    let starts = json.match_indices('"').map(|(quote, _)| quote + 1);
    starts.filter(|&start| {
        let opens = matches!(json.as_bytes().get(start.wrapping_sub(2)), None | Some(b'[' | b','));
        opens && ["/v1.0/", "/beta/"].iter().any(|version| json[start..].starts_with(version))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_goes_into_every_gap_as_json_writes_it() {
        let json = r#"["/v1.0/a","https://h/v1.0/b","/beta/c\"/v1.0/","x,\"/v1.0/d","/v2.0/e"]"#;
        let body = Body { bytes: json.into(), gaps: gaps(json).collect::<Vec<_>>().into() };
        let endpoint = Endpoint::parse("https://h:8443/o'k").unwrap();
        assert_eq!(
            body.to(&endpoint),
            r#"["https://h:8443/o'k/v1.0/a","https://h/v1.0/b","https://h:8443/o'k/beta/c\"/v1.0/","x,\"/v1.0/d","/v2.0/e"]"#
        );
    }

    #[test]
    fn a_body_without_gaps_is_not_copied() {
        let bytes = Bytes::from_static(b"{}");
        assert_eq!(Body::from(bytes.clone()).to(&Endpoint::default()).as_ptr(), bytes.as_ptr());
    }
}
