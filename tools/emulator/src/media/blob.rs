//! Block blobs, as a storage service has them.
//!
//! Source: Azure Storage, "Put Block", "Put Block List", "Put Blob".

use std::collections::HashMap;

use bytes::Bytes;

/// A blob, with blocks that are not part of it yet.
#[derive(Clone, Default)]
pub(crate) struct Blob {
    /// The signatures of the addresses that were given out.
    pub(crate) signatures: Vec<String>,
    blocks: HashMap<String, Bytes>,
    pub(crate) content: Option<Bytes>,
}

/// A list of blocks that are not all there, or that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BlockListError {
    Malformed,
    Unknown(String),
}

impl Blob {
    pub(crate) fn put_block(&mut self, id: String, bytes: Bytes) {
        self.blocks.insert(id, bytes);
    }

    /// Makes the content of blocks in the order of a list.
    pub(crate) fn commit(&mut self, list: &str) -> Result<(), BlockListError> {
        let ids = ids(list).ok_or(BlockListError::Malformed)?;
        let mut content = Vec::new();
        for id in ids {
            let block = self.blocks.get(id).ok_or_else(|| BlockListError::Unknown(id.to_owned()))?;
            content.extend_from_slice(block);
        }
        self.content = Some(content.into());
        Ok(())
    }
}

/// The ids of a block list: `<BlockList><Latest>MDAx</Latest></BlockList>`. They are base64, which has nothing that XML
/// would escape.
fn ids(list: &str) -> Option<Vec<&str>> {
    let (_, rest) = list.split_once("<BlockList>")?;
    let (mut rest, _) = rest.split_once("</BlockList>")?;
    let mut ids = Vec::new();
    while let Some(start) = rest.find('<') {
        let (name, after) = rest[start + 1..].split_once('>')?;
        if !["Latest", "Uncommitted", "Committed"].contains(&name) {
            return None;
        }
        let (id, after) = after.split_once(&*format!("</{name}>"))?;
        ids.push(id.trim());
        rest = after;
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_is_in_the_order_of_the_list() {
        let mut blob = Blob::default();
        blob.put_block("MQ==".to_owned(), "a".into());
        blob.put_block("Mg==".to_owned(), "b".into());
        let list = "<?xml version=\"1.0\"?>\n<BlockList>\n <Latest>Mg==</Latest><Uncommitted>MQ==</Uncommitted></BlockList>";
        assert_eq!(blob.commit(list), Ok(()));
        assert_eq!(blob.content.as_deref(), Some(b"ba".as_slice()));
        let unknown = "<BlockList><Latest>Mw==</Latest></BlockList>";
        assert_eq!(blob.commit(unknown), Err(BlockListError::Unknown("Mw==".to_owned())));
        for list in
            ["", "<BlockList>", "<BlockList><Last>x</Last></BlockList>", "<BlockList><Latest>x</BlockList>"]
        {
            assert_eq!(blob.commit(list), Err(BlockListError::Malformed), "{list}");
        }
    }
}
