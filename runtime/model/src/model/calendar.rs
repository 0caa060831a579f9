//! The types of the `time` crate as property types. They do not keep the spelling of a value: they are
//! written as the [`DateTimeOffset`] and [`TimeOfDay`] made from them.

use time::{OffsetDateTime, Time};

use super::{DateTimeOffset, Edm, Kind, Scalar, Slot, TimeOfDay, ValueErrorKind, View};

impl Edm for OffsetDateTime {
    const KIND: Kind = Kind::DateTimeOffset;
    const VACANT: Self = DateTimeOffset::NEVER.as_offset_date_time();
}

/// Written with as many digits as it needs, nine at most, and `Z` for UTC; see [`DateTimeOffset`].
impl Slot for OffsetDateTime {
    fn kind(&self) -> Kind {
        Kind::DateTimeOffset
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let mut moment = DateTimeOffset::NEVER;
        moment.assign(value)?;
        *self = moment.as_offset_date_time();
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::DateTimeOffset((*self).into())
    }
}

impl Edm for Time {
    const KIND: Kind = Kind::TimeOfDay;
    const VACANT: Self = Time::MIDNIGHT;
}

/// Written with seven digits, or more if needed; see [`TimeOfDay`].
impl Slot for Time {
    fn kind(&self) -> Kind {
        Kind::TimeOfDay
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let mut time = TimeOfDay::MIDNIGHT;
        time.assign(value)?;
        *self = time.as_time();
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::TimeOfDay((*self).into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, wire};
    use super::*;

    #[test]
    fn moments_lose_their_spelling_and_nothing_else() {
        let cases = [
            ("2017-01-01T00:02:58.4418040+00:00", "2017-01-01T00:02:58.441804Z"),
            ("2017-01-01T00:02:58.4418045-08:00", "2017-01-01T00:02:58.4418045-08:00"),
            ("0001-01-01T00:00Z", "0001-01-01T00:00:00Z"),
        ];
        for (text, written) in cases {
            assert_eq!(wire(&read::<OffsetDateTime>(Scalar::Str(text)).unwrap()), written);
        }
        assert_eq!(read::<OffsetDateTime>(Scalar::Str("2017-01-01T00:02:58")), Err(ValueErrorKind::Form));
        assert_eq!(read::<OffsetDateTime>(Scalar::Null), Err(ValueErrorKind::Type));
    }

    #[test]
    fn times_lose_their_spelling_and_nothing_else() {
        for (text, written) in [("12:00", "12:00:00.0000000"), ("12:00:05.123456789", "12:00:05.123456789")] {
            assert_eq!(wire(&read::<Time>(Scalar::Str(text)).unwrap()), written);
        }
        assert_eq!(read::<Time>(Scalar::Str("24:00")), Err(ValueErrorKind::Range));
    }
}
