//! The range of an upload: `bytes 0-25/128`.
//!
//! Source: RFC 9110, "Content-Range".

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
}
