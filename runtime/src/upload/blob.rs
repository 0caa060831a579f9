//! Block blobs: a file is sent in blocks, and then a list that joins them.

use core::fmt;
use core::fmt::Write as _;
use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

use super::source::{UploadSource, read_exact};
use super::{Progress, may_be_done};
#[cfg(feature = "blocking")]
use crate::base::block_on;
use crate::client::{Client, Exchange};
use crate::error::{Error, UploadErrorReason};
use crate::request::RequestSpec;

/// Source: Azure Storage, "Scalability and performance targets for Blob storage".
const MOST_BLOCKS: u64 = 50_000;
const DEFAULT_BLOCK: usize = 4 << 20;
/// Source: Azure Storage, "Put Block".
const LARGEST_BLOCK: usize = 4_000 << 20;

/// The upload of a file in blocks to a blob: the content of an Intune app, at its `azureStorageUri`.
///
/// The address grants access by itself: blocks are sent to it without the token, and neither an error nor
/// `Debug` shows it. Mark the property that holds it `#[graph(sensitive)]`.
///
/// [`send`](Self::send) sends the blocks one after the other (`PUT ...&comp=block`), and then the list that
/// makes them the content (`PUT ...&comp=blocklist`). Sending one of these requests twice has the same effect
/// as once, so each is retried as other requests are. After an error, or after its future was dropped, `send`
/// can be called again: it continues after the last block that the service has confirmed. If the address
/// expires, the error is [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden): call the action
/// `renewUpload`, wait until the file has its new address, and give that to [`renew`](Self::renew).
///
/// ```
/// use graph_entity::{BlobUpload, Client, Error, ErrorKind, FileSource};
///
/// # async fn renewed_uri(_: &Client) -> Result<String, Error> { unimplemented!() }
/// async fn upload(client: &Client, azure_storage_uri: &str) -> Result<(), Box<dyn std::error::Error>> {
///     let mut upload = BlobUpload::new(azure_storage_uri, FileSource::open("app.intunewin.bin")?);
///     while let Err(error) = upload.send(client).await {
///         if error.kind() != ErrorKind::Forbidden {
///             return Err(error.into());
///         }
///         upload.renew(renewed_uri(client).await?);
///     }
///     Ok(())
/// }
/// ```
///
/// Source: Azure Storage, "Put Block", "Put Block List"; Microsoft Graph, "mobileAppContentFile resource
/// type".
#[must_use = "nothing is uploaded before it is sent"]
pub struct BlobUpload {
    address: String,
    source: Box<dyn UploadSource>,
    block_size: usize,
    timeout: Option<Duration>,
    /// The number of blocks that the service has confirmed.
    blocks: u64,
    /// Whether the list may have arrived, although no answer says so.
    in_doubt: bool,
}

impl BlobUpload {
    /// An upload to the signed address of a blob.
    pub fn new(address: impl Into<String>, source: impl UploadSource + 'static) -> Self {
        let upload = Self {
            address: address.into(),
            source: Box::new(source),
            block_size: DEFAULT_BLOCK,
            timeout: None,
            blocks: 0,
            in_doubt: false,
        };
        upload.block_size(DEFAULT_BLOCK)
    }

    /// Sets the length of a block in bytes, up to 4,000 MiB. The default is 4 MiB. It is made longer if the
    /// file would have more than 50,000 blocks. About twice this length is in memory. Set it before anything
    /// is sent.
    pub fn block_size(mut self, bytes: usize) -> Self {
        let least = usize::try_from(self.source.size().div_ceil(MOST_BLOCKS)).unwrap_or(usize::MAX);
        self.block_size = bytes.max(least).clamp(1, LARGEST_BLOCK);
        self
    }

    /// Sets the timeout of each attempt to send a block, in place of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Continues with another address, after the first one has expired. Blocks that were confirmed are not
    /// sent again, unless it is the address of another blob: then the upload starts at the first block.
    pub fn renew(&mut self, address: impl Into<String>) {
        let address = address.into();
        let blob = |address: &str| address.split(['?', '#']).next().map(str::to_owned);
        if blob(&address) != blob(&self.address) {
            self.blocks = 0;
            self.in_doubt = false;
        }
        self.address = address;
    }

    /// The number of bytes that the service has confirmed.
    pub fn confirmed(&self) -> u64 {
        self.blocks.saturating_mul(self.block_size as u64).min(self.size())
    }

    /// Returns the size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// Sends the blocks that the service has not confirmed yet, and makes them the content of the blob.
    ///
    /// # Errors
    /// [`Error::Upload`]. The service keeps the blocks that it has confirmed for a week.
    pub async fn send(&mut self, client: &Client) -> Result<(), Error> {
        while !self.send_block(client).await? {}
        Ok(())
    }

    /// Sends one block, or the list after the last one, for programs that show the progress:
    /// [`confirmed`](Self::confirmed). Returns whether the blob is complete.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub async fn send_block(&mut self, client: &Client) -> Result<bool, Error> {
        let start = self.confirmed();
        let left = self.size() - start;
        if left == 0 {
            return self.send_list(client).await.map(|()| true);
        }
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.block_size);
        let bytes = match read_exact(&mut *self.source, start, length).await {
            Ok(bytes) => bytes,
            Err(error) => return Err(self.progress().error(UploadErrorReason::Source(error))),
        };
        // Some characters of base64 have another meaning in a query.
        let id = block_id(self.blocks).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let query = format!("comp=block&blockid={id}");
        let result = self.put(client, &query, "application/octet-stream", bytes).await;
        self.checked(result)?;
        self.blocks += 1;
        Ok(false)
    }

    async fn send_list(&mut self, client: &Client) -> Result<(), Error> {
        let mut list = String::from(r#"<?xml version="1.0" encoding="utf-8"?><BlockList>"#);
        for number in 0..self.blocks {
            // Writing to a `String` never fails.
            let _ = write!(list, "<Latest>{}</Latest>", block_id(number));
        }
        list.push_str("</BlockList>");
        let was_in_doubt = self.in_doubt;
        // Before it is sent, because the future may be dropped while it is.
        self.in_doubt = true;
        let result = self.put(client, "comp=blocklist", "application/xml", list.into()).await;
        self.in_doubt = was_in_doubt || may_be_done(&result);
        self.checked(result)
    }

    async fn put(
        &self,
        client: &Client,
        query: &str,
        content_type: &'static str,
        body: Bytes,
    ) -> Result<Exchange, Error> {
        let mark = if self.address.contains('?') { '&' } else { '?' };
        let address = format!("{}{mark}{query}", self.address);
        let mut spec = RequestSpec::preauthorized(Method::PUT, "(block blob)", address);
        spec.options.timeout = self.timeout;
        spec.body = Some(body.into());
        spec.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        spec.headers.insert(ACCEPT, HeaderValue::from_static("application/xml"));
        client.exchange_any(&spec).await
    }

    fn checked(&self, result: Result<Exchange, Error>) -> Result<(), Error> {
        result.and_then(Exchange::checked).map(drop).map_err(|error| self.progress().failed(error))
    }

    fn progress(&self) -> Progress {
        Progress { confirmed: self.confirmed(), size: self.size(), in_doubt: self.in_doubt }
    }

    /// The same as [`send`](Self::send) as a blocking call, for which see
    /// [`Request::send_blocking`](crate::Request::send_blocking).
    ///
    /// # Errors
    /// Those of `send`.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(&mut self, client: &Client) -> Result<(), Error> {
        block_on(self.send(client))
    }

    /// The same as [`send_block`](Self::send_block) as a blocking call.
    ///
    /// # Errors
    /// Those of `send`.
    #[cfg(feature = "blocking")]
    pub fn send_block_blocking(&mut self, client: &Client) -> Result<bool, Error> {
        block_on(self.send_block(client))
    }
}

/// The id of a block. All ids of a blob have the same length.
fn block_id(number: u64) -> String {
    STANDARD.encode(format!("{number:08}"))
}

/// Shows the progress, never the address.
impl fmt::Debug for BlobUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobUpload")
            .field("confirmed", &self.confirmed())
            .field("size", &self.size())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_has_larger_blocks() {
        struct Large(u64);
        impl UploadSource for Large {
            fn size(&self) -> u64 {
                self.0
            }

            fn read(&mut self, _: u64, _: usize) -> crate::base::BoxFuture<'_, std::io::Result<Bytes>> {
                unimplemented!("it is not read")
            }
        }

        let upload = BlobUpload::new("https://blob.example/x?sig=c2VjcmV0", Large(1 << 40));
        assert!((1_u64 << 40).div_ceil(upload.block_size as u64) <= MOST_BLOCKS);
        assert_eq!(BlobUpload::new("https://blob.example/x", Large(9)).block_size, DEFAULT_BLOCK);
        assert!(!format!("{upload:?}").contains("c2VjcmV0"));
    }

    #[test]
    fn another_blob_has_no_blocks_yet() {
        let mut upload = BlobUpload::new("https://blob.example/x?sig=1", Bytes::from_static(b"abcdef"));
        upload.block_size = 2;
        upload.blocks = 2;
        upload.renew("https://blob.example/x?sig=2");
        assert_eq!(upload.confirmed(), 4);
        upload.renew("https://blob.example/y?sig=2");
        assert_eq!(upload.confirmed(), 0);
    }
}
