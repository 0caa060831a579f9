//! The range of an upload, `bytes 0-25/128`, and of a download, `bytes=0-25`.
//!
//! Source: RFC 9110, "Content-Range", "Range".

/// A part of what is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentRange {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) total: u64,
}

impl ContentRange {
    /// Reads the value of the header. `None` if it is not one range of a known whole.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (range, total) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let range = Self { first: number(first)?, last: number(last)?, total: number(total)? };
        (range.first <= range.last && range.last < range.total).then_some(range)
    }

    /// The number of bytes.
    pub(crate) fn length(self) -> u64 {
        self.last - self.first + 1
    }
}

/// What the header `Range` asks for of a file of this size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of it. Several ranges and unknown units are ignored, which a server is allowed to do.
    Whole,
    /// The bytes from the first to the last one.
    Part { first: u64, last: u64 },
    /// Only bytes after its end.
    Nothing,
}

impl Asked {
    /// Reads the value of the header: `bytes=0-25`, `bytes=26-`, `bytes=-5`.
    ///
    /// Source: RFC 9110, "Range".
    pub(crate) fn read(text: &str, size: u64) -> Self {
        let range = text.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'));
        let Some((first, last)) = range else { return Self::Whole };
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let (first, last) = match (number(first), number(last)) {
            (None, Some(length)) if first.trim().is_empty() => (size.saturating_sub(length), u64::MAX),
            (Some(first), None) if last.trim().is_empty() => (first, u64::MAX),
            (Some(first), Some(last)) if first <= last => (first, last),
            _ => return Self::Whole,
        };
        match size.checked_sub(1) {
            Some(end) if first <= end => Self::Part { first, last: last.min(end) },
            _ => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_a_known_whole_is_read() {
        let range = ContentRange::read("bytes 26-127/128").expect("a range");
        assert_eq!((range, range.length()), (ContentRange { first: 26, last: 127, total: 128 }, 102));
        for text in [
            "",
            "bytes",
            "bytes 0-1",
            "bytes 0-1/*",
            "bytes 2-1/4",
            "bytes 0-4/4",
            "items 0-1/2",
            "bytes -1/2",
        ] {
            assert_eq!(ContentRange::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_that_is_asked_for_is_within_the_file() {
        let part = |first, last| Asked::Part { first, last };
        for (text, asked) in [
            ("bytes=0-2", part(0, 2)),
            ("bytes=3-", part(3, 4)),
            ("bytes=3-99", part(3, 4)),
            ("bytes=-2", part(3, 4)),
            ("bytes=-9", part(0, 4)),
            ("bytes=5-", Asked::Nothing),
            ("bytes=2-1", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("items=0-1", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(Asked::read(text, 5), asked, "{text}");
        }
        assert_eq!(Asked::read("bytes=0-1", 0), Asked::Nothing);
    }
}
