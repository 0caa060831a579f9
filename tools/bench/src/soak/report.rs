//! The report of a run, and the promises that it found broken.

use std::fmt;

use super::GROWTH;
use super::client::{Delays, Outcome, Run};
use super::record::Tally;
use crate::table::grouped;
use crate::transports::TransportName;

/// A run as seen by the client and by the server.
pub(super) struct Report<'a> {
    pub(super) transport: TransportName,
    pub(super) requests: usize,
    pub(super) seed: u64,
    pub(super) faults: u64,
    pub(super) at_once: u16,
    pub(super) run: &'a Run,
    pub(super) tally: &'a Tally,
}

/// The number of requests with the same outcome, and how many of them were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    count: usize,
    written: usize,
}

impl Report<'_> {
    fn with_outcome(&self, outcome: Outcome) -> Counts {
        let both = self.run.outcomes.iter().zip(&self.tally.writes);
        let these = both.filter(|(actual, _)| **actual == outcome);
        Counts { count: these.clone().count(), written: these.filter(|(_, writes)| **writes > 0).count() }
    }

    /// Returns the first request with an outcome that was written, or that was not.
    fn example(&self, outcome: Outcome, is_written: bool) -> Option<usize> {
        let mut both = self.run.outcomes.iter().zip(&self.tally.writes);
        both.position(|(actual, writes)| *actual == outcome && (*writes > 0) == is_written)
    }

    /// Returns the promises that did not hold.
    pub(super) fn broken(&self) -> Vec<String> {
        let Tally { early, unexpected, .. } = self.tally;
        let mut broken = self.run.violations.clone();
        if self.run.outcomes.len() != self.requests || self.tally.writes.len() != self.requests {
            broken.push("client and server disagree on the number of requests".to_owned());
        }
        if let Some(number) = self.run.outcomes.iter().position(|outcome| *outcome == Outcome::Unfinished) {
            broken.push(format!("request {number} has no outcome"));
        }
        if let Some(number) = self.example(Outcome::Accepted, false) {
            broken.push(format!("request {number} was reported as accepted, and was not written"));
        }
        if let Some(number) = self.example(Outcome::Refused, true) {
            broken.push(format!("request {number} was reported as refused without a doubt, and was written"));
        }
        if *early > 0 {
            broken.push(format!("{early} attempts came earlier than Retry-After asked for"));
        }
        broken.extend(unexpected.iter().map(|unexpected| format!("the server did not expect {unexpected}")));
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
        let Self { transport, requests, seed, faults, at_once, run, tally } = self;
        writeln!(
            f,
            "{} PATCHes over {transport}, {at_once} at once, a fault at {faults} % of the attempts, seed {seed}\n",
            grouped(*requests)
        )?;
        writeln!(f, "{:<34} {:>10} {:>10}", "outcome", "requests", "written")?;
        for (label, outcome) in
            [("accepted", Outcome::Accepted), ("refused", Outcome::Refused), ("in doubt", Outcome::InDoubt)]
        {
            let Counts { count, written } = self.with_outcome(outcome);
            writeln!(f, "{label:<34} {:>10} {:>10}", grouped(count), grouped(written))?;
        }
        let repeated = tally.writes.iter().filter(|writes| **writes > 1).count();
        writeln!(f, "{:<34} {:>10} {:>10}", "written more than once", "", grouped(repeated))?;

        writeln!(f, "\n{:<34} {:>10} {:>10}", "errors", "refused", "in doubt")?;
        for (kind, [refused, in_doubt]) in &run.kinds {
            writeln!(f, "{kind:<34} {:>10} {:>10}", grouped(*refused), grouped(*in_doubt))?;
        }

        writeln!(f, "\n{:<34} {:>10}", "faults", "times")?;
        for (fault, count) in &tally.faults {
            writeln!(f, "{fault:<34} {:>10}", grouped(*count))?;
        }
        let attempts = format!("{} on {} connections", grouped(tally.attempts), grouped(tally.connections));
        writeln!(f, "\nattempts  {attempts}")?;
        let Delays { count, sum, longest } = run.delays;
        writeln!(
            f,
            "delays    {} of {:.1} s in total, the longest {:.2} s",
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
        writeln!(f, "time      {seconds:.1} s, {:.0} requests per second", requests / seconds)?;
        match self.run.cpu {
            Some(cpu) => {
                writeln!(
                    f,
                    "processor {:.1} us per request, of the client",
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
                "memory    {tenth} KiB at most after 10 % of the requests, {end} KiB after all, of the client"
            ),
            None => writeln!(f, "memory    not checked: this system has no /proc/self/status to read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn run(outcomes: Vec<Outcome>) -> Run {
        Run {
            outcomes,
            kinds: [("Broken".to_owned(), [1, 2])].into(),
            violations: Vec::new(),
            delays: Delays::default(),
            time: Duration::from_secs(1),
            cpu: None,
            peaks: Some((10_000, 10_000 + GROWTH)),
        }
    }

    fn tally(writes: Vec<u8>) -> Tally {
        Tally { writes, ..Tally::default() }
    }

    fn broken(run: &Run, tally: &Tally) -> String {
        let report = Report {
            transport: TransportName::Hyper,
            requests: 4,
            seed: 1,
            faults: 12,
            at_once: 2,
            run,
            tally,
        };
        assert!(report.to_string().contains("seed 1"));
        report.broken().join("\n")
    }

    const GOOD: [Outcome; 4] = [Outcome::Accepted, Outcome::Refused, Outcome::InDoubt, Outcome::InDoubt];

    #[test]
    fn a_run_without_violations_breaks_no_promise() {
        assert_eq!(broken(&run(GOOD.into()), &tally(vec![2, 0, 0, 1])), "");
    }

    #[test]
    fn each_broken_promise_is_reported() {
        let good = || run(GOOD.into());
        let lost = tally(vec![0, 0, 0, 1]);
        assert!(broken(&good(), &lost).contains("request 0 was reported as accepted, and was not"));
        let made = tally(vec![1, 1, 0, 0]);
        assert!(broken(&good(), &made).contains("request 1 was reported as refused without a doubt"));
        let written = || tally(vec![1, 0, 0, 0]);
        let endless = run(vec![Outcome::Accepted, Outcome::Refused, Outcome::InDoubt, Outcome::Unfinished]);
        assert_eq!(broken(&endless, &written()), "request 3 has no outcome");
        assert!(!broken(&run(GOOD[..3].into()), &written()).is_empty());
        let early = Tally { early: 1, ..written() };
        assert!(broken(&good(), &early).contains("1 attempts came earlier"));
        let unexpected = Tally { unexpected: vec!["GET /x".to_owned()], ..written() };
        assert!(broken(&good(), &unexpected).contains("GET /x"));
        let grown = Run { peaks: Some((10_000, 10_001 + GROWTH)), ..good() };
        assert!(broken(&grown, &written()).contains("memory grew"));
        let violations = Run { violations: vec!["request 2: odd".to_owned()], ..good() };
        assert_eq!(broken(&violations, &written()), "request 2: odd");
    }
}
