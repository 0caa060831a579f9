//! Where the bytes of an upload come from.

use core::fmt;
use core::future::ready;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use bytes::Bytes;

use crate::base::BoxFuture;

/// Where the bytes of an upload come from. They are read by range, because a range whose answer was lost may
/// have to be sent again.
///
/// Implemented for [`Bytes`], `Vec<u8>` and `&'static [u8]`, by [`FileSource`] for files, and for a `Box` of any source,
/// `Box<dyn UploadSource>` too. A program can implement it for anything that can be read at an offset:
///
/// ```
/// use std::io;
///
/// use graph_entity::bytes::Bytes;
/// use graph_entity::transport::BoxFuture;
/// use graph_entity::UploadSource;
///
/// /// This many zeros, of which only one range is in memory at a time.
/// struct Zeros(u64);
///
/// impl UploadSource for Zeros {
///     fn size(&self) -> u64 {
///         self.0
///     }
///
///     fn read(&mut self, _offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
///         Box::pin(async move { Ok(Bytes::from(vec![0; length])) })
///     }
/// }
/// ```
pub trait UploadSource: Send + Sync {
    /// The number of bytes. It must stay the same during the upload.
    fn size(&self) -> u64;

    /// Reads `length` bytes at `offset`. The range is within the size. Reading it again must return the same
    /// bytes.
    ///
    /// # Errors
    /// If the bytes cannot be read. Fewer or more bytes than `length` also end the upload with an error.
    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>>;
}

/// A source that is chosen at run time.
impl<S: UploadSource + ?Sized> UploadSource for Box<S> {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        (**self).read(offset, length)
    }
}

impl UploadSource for Bytes {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let end = start.saturating_add(length).min(self.len());
        Box::pin(ready(Ok(self.slice(start..end))))
    }
}

impl UploadSource for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(ready(Ok(Bytes::copy_from_slice(part(self, offset, length)))))
    }
}

impl UploadSource for &'static [u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(ready(Ok(Bytes::from_static(part(self, offset, length)))))
    }
}

fn part(bytes: &[u8], offset: u64, length: usize) -> &[u8] {
    let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
    &rest[..length.min(rest.len())]
}

/// A file as the source of an upload, of which one range is in memory at a time.
///
/// It reads on the thread that polls the upload. A range of a few MiB on a local disk blocks that thread for
/// some milliseconds. For a slow disk, implement [`UploadSource`] over the file of an async runtime.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    size: u64,
}

impl FileSource {
    /// Opens a file. Bytes that are added to it later are not uploaded.
    ///
    /// # Errors
    /// The system's error, if the file cannot be opened or its size cannot be read.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::new(File::open(path)?)
    }

    /// Uses an open file.
    ///
    /// # Errors
    /// The system's error, if the size of the file cannot be read.
    pub fn new(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(Self { file, size })
    }

    fn range(&mut self, offset: u64, length: usize) -> io::Result<Bytes> {
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

impl UploadSource for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(ready(self.range(offset, length)))
    }
}

impl fmt::Debug for dyn UploadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadSource").field("size", &self.size()).finish_non_exhaustive()
    }
}

/// Reads exactly this range.
pub(super) async fn read_exact(
    source: &mut dyn UploadSource,
    offset: u64,
    length: usize,
) -> io::Result<Bytes> {
    let bytes = source.read(offset, length).await?;
    if bytes.len() == length {
        return Ok(bytes);
    }
    let text = format!("the source has {} bytes at {offset} where it should have {length}", bytes.len());
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_source_reads_its_ranges() {
        let path = std::env::temp_dir().join(format!("graph-entity-source-{}", std::process::id()));
        std::fs::write(&path, b"abcdef").unwrap();
        let mut sources: Vec<Box<dyn UploadSource>> = vec![
            Box::new(Bytes::from_static(b"abcdef")),
            Box::new(b"abcdef".to_vec()),
            Box::new(&b"abcdef"[..]),
            Box::new(FileSource::open(&path).unwrap()),
        ];
        std::fs::remove_file(&path).unwrap();
        for source in &mut sources {
            let source: &mut dyn UploadSource = source; // the box itself, which is a source too
            assert_eq!(source.size(), 6);
            for (offset, length, expected) in [(4, 2, "ef"), (0, 3, "abc"), (3, 3, "def"), (6, 0, "")] {
                assert_eq!(read_exact(source, offset, length).await.unwrap(), expected);
            }
            let error = read_exact(source, 4, 3).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
