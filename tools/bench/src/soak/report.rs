//! What a run shows, and which promises it found broken.

use std::fmt;

use super::GROWTH;
use super::client::{End, Run, Waits};
use super::record::Account;
use crate::table::grouped;

/// A run seen from both ends.
pub(super) struct Report<'a> {
    pub(super) requests: usize,
    pub(super) seed: u64,
    pub(super) faults: u64,
    pub(super) at_once: u16,
    pub(super) run: &'a Run,
    pub(super) account: &'a Account,
}

/// Requests that ended in one way: how many, and how many of them were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ended {
    count: usize,
    written: usize,
}

impl Report<'_> {
    fn ended(&self, end: End) -> Ended {
        let both = self.run.ends.iter().zip(&self.account.writes);
        let these = both.filter(|(ended, _)| **ended == end);
        Ended { count: these.clone().count(), written: these.filter(|(_, writes)| **writes > 0).count() }
    }

    /// The first request that ended so and that was written, or was not.
    fn example(&self, end: End, is_written: bool) -> Option<usize> {
        let mut both = self.run.ends.iter().zip(&self.account.writes);
        both.position(|(ended, writes)| *ended == end && (*writes > 0) == is_written)
    }

    /// The promises that did not hold.
    pub(super) fn broken(&self) -> Vec<String> {
        let Account { early, strange, .. } = self.account;
        let mut broken = self.run.wrong.clone();
        if self.run.ends.len() != self.requests || self.account.writes.len() != self.requests {
            broken.push("the two ends do not speak of the same requests".to_owned());
        }
        if let Some(number) = self.run.ends.iter().position(|end| *end == End::None) {
            broken.push(format!("request {number} has no end"));
        }
        if let Some(number) = self.example(End::Accepted, false) {
            broken.push(format!("request {number} was reported as accepted, and was not written"));
        }
        if let Some(number) = self.example(End::Refused, true) {
            broken.push(format!("request {number} was reported as refused without a doubt, and was written"));
        }
        if *early > 0 {
            broken.push(format!("{early} tries came earlier than Retry-After had asked for"));
        }
        broken.extend(strange.iter().map(|strange| format!("the server did not expect {strange}")));
        if let Some((tenth, end)) = self.run.peaks
            && end.saturating_sub(tenth) > GROWTH
        {
            broken.push(format!("memory grew from {tenth} KiB to {end} KiB, by more than {GROWTH} KiB"));
        }
        broken
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, seed, faults, at_once, run, account } = self;
        writeln!(
            f,
            "{} PATCHes, {at_once} at once, a fault at {faults} % of the tries, seed {seed}\n",
            grouped(*requests)
        )?;
        writeln!(f, "{:<34} {:>10} {:>10}", "ended", "requests", "written")?;
        for (label, end) in
            [("accepted", End::Accepted), ("refused", End::Refused), ("in doubt", End::InDoubt)]
        {
            let Ended { count, written } = self.ended(end);
            writeln!(f, "{label:<34} {:>10} {:>10}", grouped(count), grouped(written))?;
        }
        let repeated = account.writes.iter().filter(|writes| **writes > 1).count();
        writeln!(f, "{:<34} {:>10} {:>10}", "written more than once", "", grouped(repeated))?;

        writeln!(f, "\n{:<34} {:>10} {:>10}", "errors", "refused", "in doubt")?;
        for (kind, [refused, in_doubt]) in &run.kinds {
            writeln!(f, "{kind:<34} {:>10} {:>10}", grouped(*refused), grouped(*in_doubt))?;
        }

        writeln!(f, "\n{:<34} {:>10}", "faults", "times")?;
        for (fault, count) in &account.faults {
            writeln!(f, "{fault:<34} {:>10}", grouped(*count))?;
        }
        let tries = format!("{} on {} connections", grouped(account.tries), grouped(account.connections));
        writeln!(f, "\ntries     {tries}")?;
        let Waits { count, sum, longest } = run.waits;
        writeln!(
            f,
            "waits     {} of {:.1} s in all, the longest {:.2} s",
            grouped(count),
            sum.as_secs_f64(),
            longest.as_secs_f64()
        )?;
        self.costs(f)
    }
}

impl Report<'_> {
    fn costs(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        let requests = self.requests as f64;
        let seconds = self.run.time.as_secs_f64();
        writeln!(f, "time      {seconds:.1} s, {:.0} requests a second", requests / seconds)?;
        match self.run.cpu {
            Some(cpu) => {
                writeln!(
                    f,
                    "processor {:.1} us a request, the client's",
                    cpu.as_secs_f64() * 1e6 / requests
                )?;
            }
            None => {
                writeln!(
                    f,
                    "processor not measured: this system has no /proc/self/task/*/schedstat to read"
                )?;
            }
        }
        match self.run.peaks {
            Some((tenth, end)) => writeln!(
                f,
                "memory    {tenth} KiB at most after 10 % of the requests, {end} KiB after all, the client's"
            ),
            None => writeln!(f, "memory    not checked: this system has no /proc/self/status to read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn run(ends: Vec<End>) -> Run {
        Run {
            ends,
            kinds: [("Broken".to_owned(), [1, 2])].into(),
            wrong: Vec::new(),
            waits: Waits::default(),
            time: Duration::from_secs(1),
            cpu: None,
            peaks: Some((10_000, 10_000 + GROWTH)),
        }
    }

    fn account(writes: Vec<u8>) -> Account {
        Account { writes, ..Account::default() }
    }

    fn broken(run: &Run, account: &Account) -> String {
        let report = Report { requests: 4, seed: 1, faults: 12, at_once: 2, run, account };
        assert!(report.to_string().contains("seed 1"));
        report.broken().join("\n")
    }

    const GOOD: [End; 4] = [End::Accepted, End::Refused, End::InDoubt, End::InDoubt];

    #[test]
    fn a_truthful_run_breaks_nothing() {
        assert_eq!(broken(&run(GOOD.into()), &account(vec![2, 0, 0, 1])), "");
    }

    #[test]
    fn each_broken_promise_is_named() {
        let good = || run(GOOD.into());
        let lost = account(vec![0, 0, 0, 1]);
        assert!(broken(&good(), &lost).contains("request 0 was reported as accepted, and was not"));
        let untrue = account(vec![1, 1, 0, 0]);
        assert!(broken(&good(), &untrue).contains("request 1 was reported as refused without a doubt"));
        let written = || account(vec![1, 0, 0, 0]);
        let endless = run(vec![End::Accepted, End::Refused, End::InDoubt, End::None]);
        assert_eq!(broken(&endless, &written()), "request 3 has no end");
        assert!(!broken(&run(GOOD[..3].into()), &written()).is_empty());
        let early = Account { early: 1, ..written() };
        assert!(broken(&good(), &early).contains("1 tries came earlier"));
        let strange = Account { strange: vec!["GET /x".to_owned()], ..written() };
        assert!(broken(&good(), &strange).contains("GET /x"));
        let grown = Run { peaks: Some((10_000, 10_001 + GROWTH)), ..good() };
        assert!(broken(&grown, &written()).contains("memory grew"));
        let wrong = Run { wrong: vec!["request 2: odd".to_owned()], ..good() };
        assert_eq!(broken(&wrong, &written()), "request 2: odd");
    }
}
