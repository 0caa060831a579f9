//! `Edm.Date`.

use core::fmt;

use time::Month;

use super::literal::{Comparable, Ordered};
use super::text::{Buffer, Cursor, number, text_type};
use super::{Edm, Kind, Scalar, Slot, ValueErrorKind, View};

/// A calendar day without a time or a zone, `Edm.Date`: the end of a licence, a birthday.
///
/// The wire form is `2016-12-31` only ("OData JSON Format 4.01, Primitive Value"; the rule is `dateValue` of
/// the OData ABNF). A year below zero has a sign, a year past 9999 has more digits. The range is that of
/// `time`: -9999 to 9999 unless its feature `large-dates` is on.
///
/// A field may also be a [`time::Date`]. This type adds [`FromStr`] and serde, which `time` has only with
/// features. (A `time::Date` past the year 9999 prints a `+`, which OData does not allow; this type does
/// not.)
///
/// # Errors
/// Parsing returns a [`ParseError`](super::ParseError): [`ValueErrorKind::Form`] for `31.12.2016` or
/// `2016-1-1`, [`ValueErrorKind::Range`] for `2016-02-30`.
///
/// ```
/// use graph_entity::Date;
///
/// let date: Date = "2016-12-31".parse()?;
/// assert_eq!(date.as_date().next_day().map(Date::from), Some("2017-01-01".parse()?));
/// assert_eq!(date.to_string(), "2016-12-31");
/// # Ok::<(), graph_entity::model::ParseError>(())
/// ```
///
/// [`FromStr`]: core::str::FromStr
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// Returns the day as a [`time::Date`].
    pub const fn as_date(self) -> time::Date {
        self.0
    }

    fn read(text: &str) -> Result<Self, ValueErrorKind> {
        let mut text = Cursor::new(text);
        let date = read(&mut text)?;
        text.end()?;
        Ok(Self(date))
    }
}

text_type!(Date, Date(FIRST));

/// 1 January of the year 1, which Graph sends for "never".
pub(super) const FIRST: time::Date = match time::Date::from_ordinal_date(1, 1) {
    Ok(date) => date,
    Err(_) => time::Date::MIN,
};

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for time::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl Edm for time::Date {
    const KIND: Kind = Kind::Date;
    const VACANT: Self = FIRST;
}

impl Slot for time::Date {
    fn kind(&self) -> Kind {
        Kind::Date
    }

    fn assign(&mut self, value: Scalar<'_>) -> Result<(), ValueErrorKind> {
        let mut date = Date(*self);
        date.assign(value)?;
        *self = date.0;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Buffer::new();
        print(&mut out, self.0);
        f.pad(out.as_str())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn read(text: &mut Cursor<'_>) -> Result<time::Date, ValueErrorKind> {
    let negative = text.eat(b'-');
    let year = text.digits();
    // More than four digits are allowed only if needed, so that each year has one spelling.
    if year.len() < 4 || (year.len() > 4 && year.starts_with(b"0")) || (negative && year == b"0000") {
        return Err(ValueErrorKind::Form);
    }
    text.expect(b'-')?;
    let month = text.two()?;
    text.expect(b'-')?;
    let day = text.two()?;
    let year = i32::try_from(number(year)?).map_err(|_| ValueErrorKind::Range)?;
    let month = Month::try_from(month).map_err(|_| ValueErrorKind::Range)?;
    time::Date::from_calendar_date(if negative { -year } else { year }, month, day)
        .map_err(|_| ValueErrorKind::Range)
}

pub(super) fn print(out: &mut Buffer, date: time::Date) {
    let (year, month, day) = date.to_calendar_date();
    if year < 0 {
        out.push(b'-');
    }
    out.number(u64::from(year.unsigned_abs()), 4);
    out.push(b'-');
    out.two(u8::from(month));
    out.push(b'-');
    out.two(day);
}

impl Comparable for Date {}
impl Ordered for Date {}

#[cfg(test)]
mod tests {
    use super::super::testing::{Random, read as read_slot, wire};
    use super::*;

    #[test]
    fn dates_come_back_as_they_came() {
        for text in ["2016-12-31", "0001-01-01", "0000-02-29", "9999-12-31", "-0044-03-15", "2024-02-29"] {
            let date: Date = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(wire(&date), text);
            assert_eq!(format!("{date:?}"), text);
            let plain: time::Date = read_slot(Scalar::Str(text)).unwrap();
            assert_eq!(wire(&plain), text);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let form = [
            "",
            "2016",
            "2016-12",
            "2016-1-01",
            "16-12-31",
            "20161231",
            "2016-12-31Z",
            " 2016-12-31",
            "-0000-01-01",
        ];
        let more = [
            "02016-12-31",
            "+2016-12-31",
            "2016-12-3１",
            "31.12.2016",
            "2016-12-31T00:00:00Z",
            "99999999999999999999-1-1",
        ];
        for text in form.iter().chain(&more) {
            assert_eq!(Date::read(text), Err(ValueErrorKind::Form), "{text}");
        }
        for text in [
            "2016-13-31",
            "2016-00-31",
            "2016-02-30",
            "2015-02-29",
            "2016-12-00",
            "99999999999999999999-01-01",
            "1000000-01-01",
        ] {
            assert_eq!(Date::read(text), Err(ValueErrorKind::Range), "{text}");
        }
        for scalar in [
            Scalar::Null,
            Scalar::Int(20_161_231),
            Scalar::Bool(true),
            Scalar::Float(1.5),
            Scalar::Digits("1"),
        ] {
            assert_eq!(read_slot::<Date>(scalar), Err(ValueErrorKind::Type));
        }
    }

    #[test]
    fn any_date_round_trips() {
        let mut random = Random::new();
        for _ in 0..2_000 {
            let date = random.date();
            assert_eq!(Date::read(&Date(date).to_string()), Ok(Date(date)), "{random}");
        }
    }

    #[test]
    fn serde_speaks_the_wire_form() {
        let date: Date = serde_json::from_str("\"2016-12-31\"").unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), "\"2016-12-31\"");
        let error = serde_json::from_str::<Date>("20161231").unwrap_err().to_string();
        assert!(error.contains("expected a text of type Edm.Date"), "{error}");
    }
}
