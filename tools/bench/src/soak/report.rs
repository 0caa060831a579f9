//! The report of a run, and the promises that it found broken.

use std::fmt;

use super::client::{Delays, Outcome, Run, WINDOW};
use super::record::{ON_ITS_WAY, Tally};
use super::{GROWTH, GROWTH_OF_THREAD};
use crate::table::grouped;
use crate::transports::TransportName;

/// A run as seen by the client and by the server.
pub(super) struct Report<'a> {
    pub(super) transport: TransportName,
    pub(super) requests: usize,
    pub(super) crowd: usize,
    pub(super) seed: u64,
    pub(super) faults: u64,
    pub(super) at_once: u16,
    pub(super) rate: u32,
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
    fn with_outcome(&self, is_it: impl Fn(Outcome) -> bool) -> Counts {
        let both = self.run.outcomes.iter().zip(&self.tally.writes);
        let these = both.filter(|(actual, _)| is_it(**actual));
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
        let all = self.requests + self.crowd;
        if self.run.outcomes.len() != all || self.tally.writes.len() != all {
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
        broken.extend(self.sent_after_drop());
        broken.extend(self.over_budget());
        broken.extend(unexpected.iter().map(|unexpected| format!("the server did not expect {unexpected}")));
        if let Some((warm, end)) = self.run.peaks
            && end.saturating_sub(warm) > self.growth()
        {
            let most = self.growth();
            broken.push(format!("memory grew from {warm} KiB to {end} KiB, by more than {most} KiB"));
        }
        broken
    }
}

impl Report<'_> {
    /// The most that the memory may grow after the warm-up, in KiB.
    fn growth(&self) -> u64 {
        let threads = if self.transport == TransportName::Blocking { u64::from(self.at_once) } else { 0 };
        GROWTH + threads * GROWTH_OF_THREAD
    }

    /// Reports an attempt of a request whose future had been dropped.
    fn sent_after_drop(&self) -> Option<String> {
        let mut dropped =
            self.run.outcomes.iter().enumerate().filter_map(|(number, outcome)| match outcome {
                Outcome::Dropped(at) => Some((number, *at)),
                _ => None,
            });
        let late = |(number, at): (usize, u64)| {
            let last = *self.tally.last_attempts.get(&number)?;
            (last > at + ON_ITS_WAY).then(|| (number, last - at))
        };
        let (number, after) = dropped.find_map(late)?;
        Some(format!("an attempt of request {number} came {after} ms after its future was dropped"))
    }

    /// Reports a budget that was not kept to, or whose places were not given back.
    fn over_budget(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let (rate, attempts) = (self.rate, self.tally.attempts);
        // The first window and the last one may be full, however short the part of them is.
        let windows = self.run.whole_time.as_secs() / WINDOW.as_secs() + 2;
        let most = u64::from(rate) * windows;
        if attempts > most {
            broken.push(format!("{attempts} attempts are above the budget, of which {most} is the most"));
        }
        if self.run.next_turn > WINDOW {
            let wait = self.run.next_turn.as_secs_f64();
            broken.push(format!("dropped requests kept their places: the next turn came after {wait:.1} s"));
        }
        broken
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transport, requests, crowd, seed, faults, at_once, rate, run, tally } = self;
        writeln!(
            f,
            "{} PATCHes over {transport}, {at_once} at once, a fault at {faults} % of the attempts, seed {seed},\n\
             a budget of {rate} attempts in a second, and {} PATCHes that are all dropped\n",
            grouped(*requests),
            grouped(*crowd)
        )?;
        writeln!(f, "{:<34} {:>10} {:>10}", "outcome", "requests", "written")?;
        let is = |outcome| self.with_outcome(move |actual| actual == outcome);
        for (label, Counts { count, written }) in [
            ("accepted", is(Outcome::Accepted)),
            ("refused", is(Outcome::Refused)),
            ("in doubt", is(Outcome::InDoubt)),
            ("dropped", self.with_outcome(|actual| matches!(actual, Outcome::Dropped(_)))),
        ] {
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
        let [calls, issued] = run.tokens;
        writeln!(f, "tokens    {issued} from {calls} calls of the credential")?;
        writeln!(f, "budget    the next turn after {:.2} s in the end", run.next_turn.as_secs_f64())?;
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
            Some((warm, end)) => writeln!(
                f,
                "memory    {warm} KiB at most after the warm-up, {end} KiB after all requests, of the client"
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
            tokens: [2, 1],
            next_turn: WINDOW,
            whole_time: Duration::from_secs(1),
            time: Duration::from_secs(1),
            cpu: None,
            peaks: Some((10_000, 10_000 + GROWTH)),
        }
    }

    fn tally(writes: Vec<u8>) -> Tally {
        Tally { writes, ..Tally::default() }
    }

    fn broken(run: &Run, tally: &Tally) -> String {
        broken_over(TransportName::Hyper, run, tally)
    }

    fn broken_over(transport: TransportName, run: &Run, tally: &Tally) -> String {
        let report =
            Report { transport, requests: 3, crowd: 1, seed: 1, faults: 12, at_once: 2, rate: 2, run, tally };
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
        // Two threads.
        let with_threads = |growth| Run { peaks: Some((0, GROWTH + growth)), ..good() };
        let over_threads = |growth| broken_over(TransportName::Blocking, &with_threads(growth), &written());
        assert_eq!(over_threads(2 * GROWTH_OF_THREAD), "");
        assert!(over_threads(2 * GROWTH_OF_THREAD + 1).contains("memory grew"));
        let dropped = run(vec![Outcome::Accepted, Outcome::Refused, Outcome::InDoubt, Outcome::Dropped(9)]);
        let seen = |at| Tally { last_attempts: [(3, at)].into(), ..written() };
        assert_eq!(broken(&dropped, &seen(9 + ON_ITS_WAY)), "");
        assert!(broken(&dropped, &seen(10 + ON_ITS_WAY)).contains("request 3 came 2001 ms after"));
        let attempts = |attempts| Tally { attempts, ..written() };
        assert_eq!(broken(&good(), &attempts(6)), "");
        assert!(broken(&good(), &attempts(7)).contains("7 attempts are above the budget"));
        let kept = Run { next_turn: WINDOW * 4, ..good() };
        assert!(broken(&kept, &written()).contains("kept their places: the next turn came after 4.0 s"));
        let violations = Run { violations: vec!["request 2: odd".to_owned()], ..good() };
        assert_eq!(broken(&violations, &written()), "request 2: odd");
    }
}
