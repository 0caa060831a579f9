//! A ZIP archive with one file, uncompressed.
//!
//! Source: PKWARE, ".ZIP File Format Specification".

use flate2::Crc;

const VERSION: u16 = 20;
/// 1980-01-01, the first date that the format has.
const DATE: u16 = 0x21;

/// Returns the archive. Names and contents are less than 4 GB.
pub(crate) fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(content);
    let mut common = Vec::new();
    for half in [VERSION, 0, 0, 0, DATE] {
        common.extend(half.to_le_bytes());
    }
    for word in [crc.sum(), length(content.len()), length(content.len())] {
        common.extend(word.to_le_bytes());
    }
    common.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
    // No extra field.
    common.extend([0; 2]);

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&common);
    archive.extend(name.as_bytes());
    archive.extend(content);
    let directory = archive.len();
    archive.extend(b"PK\x01\x02");
    archive.extend(VERSION.to_le_bytes());
    archive.extend(&common);
    // No comment, the first disk, no attributes, and the file at the start.
    archive.extend([0; 14]);
    archive.extend(name.as_bytes());
    let size = archive.len() - directory;
    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend(length(size).to_le_bytes());
    archive.extend(length(directory).to_le_bytes());
    archive.extend([0; 2]);
    archive
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
