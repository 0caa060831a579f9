//! The text form of a time of day, on its own and inside a date with time.

use time::Time;

use super::ValueErrorKind;
use super::text::{Buffer, Cursor, Fraction};

/// The last part of a time that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// `12:00`, which OData allows.
    Minute,
    /// `12:00:05`.
    Second,
    /// `12:00:05.5020000` with this many digits. `Time` has nine of them; the last three of twelve are kept
    /// here.
    Fraction { digits: u8, picoseconds: u16 },
}

impl Precision {
    /// The shortest precision that keeps the whole time.
    pub(super) fn shortest(time: Time) -> Self {
        match Fraction::shortest(time.nanosecond()).digits {
            0 => Precision::Second,
            digits => Precision::Fraction { digits, picoseconds: 0 },
        }
    }

    /// The part of a time that is finer than a nanosecond.
    pub(super) fn picoseconds(self) -> u16 {
        if let Precision::Fraction { picoseconds, .. } = self { picoseconds } else { 0 }
    }
}

pub(super) fn read(text: &mut Cursor<'_>) -> Result<(Time, Precision), ValueErrorKind> {
    let hour = text.two()?;
    text.expect(b':')?;
    let minute = text.two()?;
    let (second, precision, nanosecond) =
        if text.eat(b':') { read_second(text)? } else { (0, Precision::Minute, 0) };
    let time = Time::from_hms_nano(hour, minute, second, nanosecond).map_err(|_| ValueErrorKind::Range)?;
    Ok((time, precision))
}

fn read_second(text: &mut Cursor<'_>) -> Result<(u8, Precision, u32), ValueErrorKind> {
    let second = text.two()?;
    if !text.eat(b'.') {
        return Ok((second, Precision::Second, 0));
    }
    let Fraction { nanoseconds, picoseconds, digits } = text.fraction()?;
    Ok((second, Precision::Fraction { digits, picoseconds }, nanoseconds))
}

pub(super) fn print(out: &mut Buffer, time: Time, precision: Precision) {
    out.two(time.hour());
    out.push(b':');
    out.two(time.minute());
    if precision == Precision::Minute {
        return;
    }
    out.push(b':');
    out.two(time.second());
    if let Precision::Fraction { digits, picoseconds } = precision {
        out.fraction(Fraction { nanoseconds: time.nanosecond(), picoseconds, digits });
    }
}
