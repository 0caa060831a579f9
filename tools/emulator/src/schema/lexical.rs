//! The lexical forms of values that are written as text.
//!
//! Written from OData ABNF 4.01 and not shared with `graph-entity`: a server with its client's parser would
//! have the same bugs.

/// Whether a text is a `dateValue`: `2016-12-31`.
pub(crate) fn is_date(text: &str) -> bool {
    whole(text, date)
}

/// Whether a text is a `timeOfDayValue`: `12:00:05.5020000`, seconds optional.
pub(crate) fn is_time_of_day(text: &str) -> bool {
    whole(text, time_of_day)
}

/// Whether a text is a `dateTimeOffsetValue`: `2017-01-01T00:02:58.4418045-08:00`.
pub(crate) fn is_date_time_offset(text: &str) -> bool {
    whole(text, |rest| offset(time_of_day(date(rest)?.strip_prefix(['T', 't'])?)?))
}

/// Whether a text is a `durationValue`: `-P1DT2H3M4.5S`.
pub(crate) fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(text) = text.strip_prefix('P') else { return false };
    match text.split_once('T') {
        None => !text.is_empty() && units(text, "D"),
        Some((days, times)) => units(days, "D") && !times.is_empty() && units(times, "HMS"),
    }
}

/// Whether a text is a `guidValue`: 8, 4, 4, 4 and 12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether a text is base64 as Graph writes and reads it: with the standard alphabet and padding.
pub(crate) fn is_base64(text: &str) -> bool {
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    text.len().is_multiple_of(4)
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn whole<'a>(text: &'a str, form: impl Fn(&'a str) -> Option<&'a str>) -> bool {
    form(text) == Some("")
}

/// Consumes a number with exactly this many digits, within bounds.
fn number(text: &str, digits: usize, bounds: std::ops::RangeInclusive<u32>) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let value = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    bounds.contains(&value).then_some((value, rest))
}

fn date(text: &str) -> Option<&str> {
    let (year, rest) = number(text, 4, 1..=9999)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2, 1..=12)?;
    let (_, rest) = number(rest.strip_prefix('-')?, 2, 1..=days(year, month))?;
    Some(rest)
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn time_of_day(text: &str) -> Option<&str> {
    let (_, rest) = number(text, 2, 0..=23)?;
    let (_, rest) = number(rest.strip_prefix(':')?, 2, 0..=59)?;
    let Some(seconds) = rest.strip_prefix(':') else { return Some(rest) };
    let (_, rest) = number(seconds, 2, 0..=59)?;
    let Some(fraction) = rest.strip_prefix('.') else { return Some(rest) };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=12).contains(&(fraction.len() - rest.len())).then_some(rest)
}

fn offset(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some(rest);
    }
    let (hours, rest) = number(text.strip_prefix(['+', '-'])?, 2, 0..=14)?;
    let (minutes, rest) = number(rest.strip_prefix(':')?, 2, 0..=59)?;
    (hours < 14 || minutes == 0).then_some(rest)
}

/// Whether a text is a series of amounts with units, each unit at most once and in order. Only seconds may
/// have a fraction.
fn units(mut text: &str, mut units: &str) -> bool {
    while !text.is_empty() {
        let Some(at) = text.find(|c: char| c.is_ascii_uppercase()) else { return false };
        let Some((_, later)) = units.split_once(&text[at..=at]) else { return false };
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let fits = match text[..at].split_once('.') {
            Some((whole, fraction)) => &text[at..=at] == "S" && is_number(whole) && is_number(fraction),
            None => is_number(&text[..at]),
        };
        if !fits {
            return false;
        }
        (text, units) = (&text[at + 1..], later);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: fn(&str) -> bool, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert!(form(text), "{text}");
        }
        for text in wrong {
            assert!(!form(text), "{text}");
        }
    }

    #[test]
    fn dates_and_times() {
        check(
            is_date,
            &["2016-12-31", "0001-01-01", "2024-02-29", "2000-02-29"],
            &[
                "2023-02-29",
                "1900-02-29",
                "2016-13-01",
                "2016-1-01",
                "16-12-31",
                "2016-12-31Z",
                "",
                "é016-12-31",
            ],
        );
        check(
            is_time_of_day,
            &["12:00:05.5020000", "12:00", "23:59:59", "00:00:00.123456789012"],
            &["24:00:00", "12:60", "12", "12:00:60", "12:00:05.", "12:00:05.1234567890123", "1:00"],
        );
        check(
            is_date_time_offset,
            &[
                "2017-01-01T00:02:58.4418045-08:00",
                "0001-01-01T00:00:00Z",
                "2017-01-01t00:02z",
                "2017-01-01T00:02+14:00",
            ],
            &[
                "2017-01-01",
                "2017-01-01T00:02:58",
                "2017-01-01 00:02:58Z",
                "2017-01-01T00:02+14:01",
                "yesterday",
            ],
        );
    }

    #[test]
    fn durations_guids_and_base64() {
        check(
            is_duration,
            &["PT2M43.444327S", "-PT17.1357909S", "P1D", "P1DT2H", "PT0S", "+PT1H"],
            &[
                "", "P", "PT", "P1DT", "1D", "P1M", "PT1S2M", "PT1.5M", "PT.5S", "PT1.S", "P-1D", "PT1é",
                "P1H",
            ],
        );
        check(
            is_guid,
            &["7bd39c86-9c86-7bd3-869c-d37b869cd37b", "7BD39C86-9C86-7BD3-869C-D37B869CD37B"],
            &[
                "7bd39c869c867bd3869cd37b869cd37b",
                "{7bd39c86-9c86-7bd3-869c-d37b869cd37b}",
                "7bd39c86",
                "",
                "----",
            ],
        );
        check(
            is_base64,
            &["", "YQ==", "YWI=", "YWJj", "+/+/"],
            &["YQ", "YQ=", "YW=I", "Y===", "-_-_", "YWJj\n"],
        );
    }
}
