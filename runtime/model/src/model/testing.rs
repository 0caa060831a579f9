//! Helpers for the tests of the types.

use core::fmt;
use core::hash::{BuildHasher, Hasher};
use std::hash::RandomState;

use time::{Date, Time, UtcOffset};

use super::{Edm, Scalar, Slot, ValueErrorKind, View};

/// Reads a scalar as the reader of an entity does.
pub(super) fn read<T: Edm>(scalar: Scalar<'_>) -> Result<T, ValueErrorKind> {
    let mut value = <T as Edm>::VACANT;
    value.assign(scalar)?;
    Ok(value)
}

/// The wire form of a scalar, without the quotation marks of a text.
pub(super) fn wire(value: &dyn Slot) -> String {
    match value.view() {
        View::Null => "null".to_owned(),
        View::Bool(value) => value.to_string(),
        View::Int(value) => value.to_string(),
        View::Float(value) => value.to_string(),
        View::Single(value) => value.to_string(),
        View::Str(value) | View::Digits(value) => value.to_owned(),
        View::Text(value) => value.to_string(),
        View::DateTimeOffset(value) => value.to_string(),
        View::TimeOfDay(value) => value.to_string(),
        View::Untyped(value) => value.to_string(),
        _ => panic!("not a scalar"),
    }
}

/// A xorshift generator whose `Display` is the seed, for the message of a failed assertion. To repeat a
/// failure, set the seed in `new`.
pub(super) struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    pub(super) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish() | 1;
        Self { seed, state: seed }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// A number less than `bound`.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }

    pub(super) fn date(&mut self) -> Date {
        let span = Date::MAX.to_julian_day().abs_diff(Date::MIN.to_julian_day());
        Date::from_julian_day(Date::MIN.to_julian_day() + i32::try_from(self.below(span + 1)).unwrap())
            .unwrap()
    }

    /// A time whose second has any number of digits.
    pub(super) fn time(&mut self) -> Time {
        let [hour, minute, second] = [24, 60, 60].map(|bound| u8::try_from(self.below(bound)).unwrap());
        let coarse = 10_u32.pow(self.below(10));
        let nanosecond = self.below(1_000_000_000) / coarse * coarse;
        Time::from_hms_nano(hour, minute, second, nanosecond).unwrap()
    }

    /// An offset of whole minutes, from -23:59 to +23:59.
    pub(super) fn offset(&mut self) -> UtcOffset {
        let minutes = i32::try_from(self.below(2 * 1_439 + 1)).unwrap() - 1_439;
        UtcOffset::from_whole_seconds(minutes * 60).unwrap()
    }
}

impl fmt::Display for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {:#x}", self.seed)
    }
}
