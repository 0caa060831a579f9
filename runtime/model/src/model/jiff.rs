//! Conversions from and to the types of the crate `jiff`.

use jiff::tz::{Offset, TimeZone};
use jiff::{Error, SignedDuration, Timestamp, Zoned, civil};
use time::{OffsetDateTime, Time, UtcOffset};

use super::{Date, DateTimeOffset, Duration, TimeOfDay};

/// Keeps the instant, with an offset of zero. Needs the feature `jiff`.
///
/// ```
/// use graph_entity::DateTimeOffset;
/// use jiff::Timestamp;
///
/// let moment: Timestamp = "2017-01-01T08:02:58.5Z".parse()?;
/// let sent = DateTimeOffset::from(moment);
/// assert_eq!(sent.to_string(), "2017-01-01T08:02:58.5Z");
/// assert_eq!(Timestamp::try_from(sent)?, moment);
/// # Ok::<(), jiff::Error>(())
/// ```
impl From<Timestamp> for DateTimeOffset {
    fn from(moment: Timestamp) -> Self {
        // The range of `jiff` is inside that of `time`.
        OffsetDateTime::from_unix_timestamp_nanos(moment.as_nanosecond()).map_or(Self::NEVER, Self::from)
    }
}

/// Keeps the instant and the offset. The time zone has no wire form and is lost. Needs the feature `jiff`.
impl From<&Zoned> for DateTimeOffset {
    fn from(moment: &Zoned) -> Self {
        let instant = Self::from(moment.timestamp());
        UtcOffset::from_whole_seconds(moment.offset().seconds())
            .ok()
            .and_then(|offset| instant.as_offset_date_time().checked_to_offset(offset))
            .map_or(instant, Self::from)
    }
}

/// Keeps the instant, to the nanosecond. Needs the feature `jiff`.
///
/// # Errors
/// For the last day of the year 9999 and the first of -9999, which a [`Timestamp`] does not have. Graph sends
/// `9999-12-31T23:59:59.9999999Z` for what never ends.
impl TryFrom<DateTimeOffset> for Timestamp {
    type Error = Error;

    fn try_from(value: DateTimeOffset) -> Result<Self, Error> {
        Self::from_nanosecond(value.as_offset_date_time().unix_timestamp_nanos())
    }
}

/// Keeps the instant, to the nanosecond, and the offset. Needs the feature `jiff`.
///
/// # Errors
/// Those of a [`Timestamp`].
impl TryFrom<DateTimeOffset> for Zoned {
    type Error = Error;

    fn try_from(value: DateTimeOffset) -> Result<Self, Error> {
        let offset = Offset::from_seconds(value.as_offset_date_time().offset().whole_seconds())?;
        Ok(Timestamp::try_from(value)?.to_zoned(TimeZone::fixed(offset)))
    }
}

/// Keeps the day. Needs the feature `jiff`.
impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Self {
        let ordinal = day.day_of_year().unsigned_abs();
        // The range of `jiff` is that of `time`.
        time::Date::from_ordinal_date(day.year().into(), ordinal).unwrap_or(time::Date::MIN).into()
    }
}

/// Keeps the day. Needs the feature `jiff`.
///
/// # Errors
/// For a year that a [`civil::Date`] does not have. That takes the feature `large-dates` of `time`.
impl TryFrom<Date> for civil::Date {
    type Error = Error;

    fn try_from(value: Date) -> Result<Self, Error> {
        let (year, month, day) = value.as_date().to_calendar_date();
        let year = i16::try_from(year).unwrap_or(if year < 0 { i16::MIN } else { i16::MAX });
        Self::new(year, u8::from(month).cast_signed(), day.cast_signed())
    }
}

/// Keeps the time, to the nanosecond. Needs the feature `jiff`.
impl From<civil::Time> for TimeOfDay {
    fn from(time: civil::Time) -> Self {
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let nanosecond = time.subsec_nanosecond().unsigned_abs();
        // Each part is in its bounds, as it is in `jiff`.
        Time::from_hms_nano(hour.unsigned_abs(), minute.unsigned_abs(), second.unsigned_abs(), nanosecond)
            .map_or(Self::MIDNIGHT, Self::from)
    }
}

/// Keeps the time, to the nanosecond. Needs the feature `jiff`.
impl From<TimeOfDay> for civil::Time {
    fn from(value: TimeOfDay) -> Self {
        let (hour, minute, second, nanosecond) = value.as_time().as_hms_nano();
        // Each part is in its bounds, as it is in `time`.
        Self::new(hour.cast_signed(), minute.cast_signed(), second.cast_signed(), nanosecond.cast_signed())
            .unwrap_or(Self::MIN)
    }
}

/// Keeps the length, to the nanosecond. Needs the feature `jiff`.
impl From<SignedDuration> for Duration {
    fn from(length: SignedDuration) -> Self {
        time::Duration::new(length.as_secs(), length.subsec_nanos()).into()
    }
}

/// Keeps the length, to the nanosecond. Needs the feature `jiff`.
impl From<Duration> for SignedDuration {
    fn from(value: Duration) -> Self {
        let length = value.as_duration();
        Self::new(length.whole_seconds(), length.subsec_nanoseconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_both_ways() {
        for text in
            ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "9999-12-29T23:59:59.9999999-08:00"]
        {
            let value: DateTimeOffset = text.parse().unwrap();
            let moment = Zoned::try_from(value).unwrap();
            assert_eq!(DateTimeOffset::from(&moment), value, "{text}");
            assert_eq!(Timestamp::try_from(value).unwrap(), moment.timestamp(), "{text}");
        }
        for text in ["-9999-01-01", "0001-01-01", "2016-02-29", "9999-12-31"] {
            let value: Date = text.parse().unwrap();
            assert_eq!(Date::from(civil::Date::try_from(value).unwrap()), value, "{text}");
        }
        for text in ["00:00:00", "23:59:59.999999999"] {
            let value: TimeOfDay = text.parse().unwrap();
            assert_eq!(TimeOfDay::from(civil::Time::from(value)), value, "{text}");
        }
        for text in ["PT0S", "-PT0.000000001S", "P1DT2H", "-PT17.1357909S"] {
            let value: Duration = text.parse().unwrap();
            assert_eq!(Duration::from(SignedDuration::from(value.clone())), value, "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_kept() {
        for moment in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(Timestamp::try_from(DateTimeOffset::from(moment)).unwrap(), moment);
        }
        for day in [civil::Date::MIN, civil::Date::MAX] {
            assert_eq!(civil::Date::try_from(Date::from(day)).unwrap(), day);
        }
    }

    #[test]
    fn what_never_ends_is_an_error_and_no_other_time() {
        let never: DateTimeOffset = "9999-12-31T23:59:59.9999999Z".parse().unwrap();
        assert!(Timestamp::try_from(never).is_err());
        assert!(Zoned::try_from(never).is_err());
    }
}
