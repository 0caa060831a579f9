//! Conversions from and to the types of the crate `chrono`.

use chrono::{
    DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveTime, OutOfRangeError, TimeDelta, TimeZone,
    Timelike as _, Utc,
};
use time::{OffsetDateTime, Time, UtcOffset};

use super::{Date, DateTimeOffset, Duration, Kind, ParseError, TimeOfDay, ValueErrorKind};

/// The nanoseconds of a second. In `chrono`, a leap second has more.
const SECOND: u32 = 1_000_000_000;

/// Keeps the instant and the offset. A leap second becomes the first second of the next minute. Needs the
/// feature `chrono`.
///
/// # Errors
/// [`ValueErrorKind::Range`] for a year before -9999 or after 9999, as in `time`.
///
/// ```
/// use chrono::{DateTime, FixedOffset};
/// use graph_entity::DateTimeOffset;
///
/// let moment: DateTime<FixedOffset> = "2017-01-01T00:02:58.5-08:00".parse()?;
/// let sent = DateTimeOffset::try_from(moment)?;
/// assert_eq!(sent.to_string(), "2017-01-01T00:02:58.5-08:00");
/// assert_eq!(DateTime::<FixedOffset>::from(sent), moment);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for DateTimeOffset {
    type Error = ParseError;

    fn try_from(moment: DateTime<Tz>) -> Result<Self, ParseError> {
        let moment = moment.fixed_offset();
        offset_date_time(&moment).map(Self::from).ok_or_else(|| beyond(Kind::DateTimeOffset, &moment))
    }
}

/// Goes by the local time: the last hours of the year 9999 in the west are in a year of UTC that `time` does not have.
fn offset_date_time(moment: &DateTime<FixedOffset>) -> Option<OffsetDateTime> {
    let (day, time) = (moment.date_naive(), moment.time());
    let (nanosecond, leap) = match time.nanosecond().checked_sub(SECOND) {
        Some(nanosecond) => (nanosecond, time::Duration::SECOND),
        None => (time.nanosecond(), time::Duration::ZERO),
    };
    let offset = UtcOffset::from_whole_seconds(moment.offset().local_minus_utc()).ok()?;
    let time = time_of_day(time.with_nanosecond(nanosecond)?)?;
    OffsetDateTime::new_in_offset(date(day)?, time, offset).checked_add(leap)
}

fn date(day: NaiveDate) -> Option<time::Date> {
    time::Date::from_ordinal_date(day.year(), u16::try_from(day.ordinal()).ok()?).ok()
}

/// `None` for a leap second.
fn time_of_day(time: NaiveTime) -> Option<Time> {
    let part = |part: u32| u8::try_from(part).ok();
    Time::from_hms_nano(part(time.hour())?, part(time.minute())?, part(time.second())?, time.nanosecond())
        .ok()
}

/// Keeps the instant, to the nanosecond, and the offset. Needs the feature `chrono`.
///
/// A year that `chrono` does not have becomes its first or last instant. That takes the feature `large-dates`
/// of `time`: without it, every value fits.
impl From<DateTimeOffset> for DateTime<FixedOffset> {
    fn from(value: DateTimeOffset) -> Self {
        let offset = value.as_offset_date_time().offset().whole_seconds();
        let utc = DateTime::<Utc>::from(value);
        FixedOffset::east_opt(offset).map_or_else(|| utc.fixed_offset(), |offset| utc.with_timezone(&offset))
    }
}

/// Keeps the instant, to the nanosecond. As for a [`FixedOffset`], every value fits. Needs the feature
/// `chrono`.
impl From<DateTimeOffset> for DateTime<Utc> {
    fn from(value: DateTimeOffset) -> Self {
        let moment = value.as_offset_date_time();
        let beyond = if moment.year() < 0 { Self::MIN_UTC } else { Self::MAX_UTC };
        Self::from_timestamp(moment.unix_timestamp(), moment.nanosecond()).unwrap_or(beyond)
    }
}

/// Keeps the day. Needs the feature `chrono`.
///
/// # Errors
/// [`ValueErrorKind::Range`] for a year before -9999 or after 9999, as in `time`.
impl TryFrom<NaiveDate> for Date {
    type Error = ParseError;

    fn try_from(day: NaiveDate) -> Result<Self, ParseError> {
        date(day).map(Self::from).ok_or_else(|| beyond(Kind::Date, &day))
    }
}

/// A year that `chrono` does not have becomes its first or last day. That takes the feature `large-dates` of
/// `time`: without it, every value fits. Needs the feature `chrono`.
impl From<Date> for NaiveDate {
    fn from(value: Date) -> Self {
        let day = value.as_date();
        let beyond = if day.year() < 0 { Self::MIN } else { Self::MAX };
        Self::from_yo_opt(day.year(), day.ordinal().into()).unwrap_or(beyond)
    }
}

/// Keeps the time, to the nanosecond. Needs the feature `chrono`.
///
/// # Errors
/// [`ValueErrorKind::Range`] for a leap second, which OData does not have.
impl TryFrom<NaiveTime> for TimeOfDay {
    type Error = ParseError;

    fn try_from(time: NaiveTime) -> Result<Self, ParseError> {
        time_of_day(time).map(Self::from).ok_or_else(|| beyond(Kind::TimeOfDay, &time))
    }
}

/// Keeps the time, to the nanosecond. Needs the feature `chrono`.
impl From<TimeOfDay> for NaiveTime {
    fn from(value: TimeOfDay) -> Self {
        let (hour, minute, second, nanosecond) = value.as_time().as_hms_nano();
        // Each part is in its bounds, as it is in `time`.
        Self::from_hms_nano_opt(hour.into(), minute.into(), second.into(), nanosecond).unwrap_or_default()
    }
}

/// Keeps the length, to the nanosecond. Needs the feature `chrono`.
impl From<TimeDelta> for Duration {
    fn from(delta: TimeDelta) -> Self {
        time::Duration::new(delta.num_seconds(), delta.subsec_nanos()).into()
    }
}

/// Keeps the length, to the nanosecond. Needs the feature `chrono`.
///
/// # Errors
/// For more than 2⁶³ milliseconds.
impl TryFrom<Duration> for TimeDelta {
    type Error = OutOfRangeError;

    fn try_from(value: Duration) -> Result<Self, OutOfRangeError> {
        let length = Self::from_std(value.as_duration().unsigned_abs())?;
        Ok(if value.as_duration().is_negative() { -length } else { length })
    }
}

fn beyond(kind: Kind, value: &dyn core::fmt::Display) -> ParseError {
    ParseError::new(kind, ValueErrorKind::Range, &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_both_ways() {
        for text in
            ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.9999999-08:00"]
        {
            let value: DateTimeOffset = text.parse().unwrap();
            let moment = DateTime::<FixedOffset>::from(value);
            assert_eq!(DateTimeOffset::try_from(moment).unwrap(), value, "{text}");
            assert_eq!(moment, DateTime::<Utc>::from(value), "{text}");
        }
        for text in ["0001-01-01", "2016-02-29", "9999-12-31"] {
            let value: Date = text.parse().unwrap();
            assert_eq!(Date::try_from(NaiveDate::from(value)).unwrap(), value, "{text}");
        }
        for text in ["00:00:00", "23:59:59.999999999"] {
            let value: TimeOfDay = text.parse().unwrap();
            assert_eq!(TimeOfDay::try_from(NaiveTime::from(value)).unwrap(), value, "{text}");
        }
        for text in ["PT0S", "-PT0.000000001S", "P1DT2H", "-PT17.1357909S"] {
            let value: Duration = text.parse().unwrap();
            assert_eq!(Duration::from(TimeDelta::try_from(value.clone()).unwrap()), value, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error_with_its_text() {
        let error = DateTimeOffset::try_from(DateTime::<Utc>::MAX_UTC).unwrap_err();
        assert_eq!(error.kind(), ValueErrorKind::Range);
        assert!(error.to_string().contains("+262142-12-31"), "{error}");
        assert_eq!(Date::try_from(NaiveDate::MIN).unwrap_err().kind(), ValueErrorKind::Range);
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
        assert_eq!(TimeOfDay::try_from(leap).unwrap_err().kind(), ValueErrorKind::Range);
        let long: Duration = "P106751991168D".parse().unwrap();
        assert!(TimeDelta::try_from(long).is_err());
    }

    #[test]
    fn a_leap_second_is_the_next_minute() {
        let leap: DateTime<Utc> = "2016-12-31T23:59:60Z".parse().unwrap();
        assert_eq!(DateTimeOffset::try_from(leap).unwrap().to_string(), "2017-01-01T00:00:00Z");
    }
}
