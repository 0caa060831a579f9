//! Memory and processor time of this process, and child processes, so that a server is not measured with the
//! client.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::process::{self, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

/// Returns the peak memory of this process in KiB (`VmHWM` in `/proc/self/status`), or `None` if there is no
/// such file.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Returns the processor time of this process's threads, including time in the kernel
/// (`/proc/self/task/*/schedstat`), or `None` if there are no such files.
pub(crate) fn cpu_time() -> Option<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir("/proc/self/task").ok()? {
        // A thread may end after it was listed.
        let Ok(schedule) = fs::read_to_string(thread.ok()?.path().join("schedstat")) else { continue };
        nanoseconds += schedule.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// Returns the processor time of the current thread, as [`cpu_time`] counts it while the thread lives.
pub(crate) fn thread_cpu_time() -> Option<Duration> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    schedule.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Returns the processor time of the child processes that have ended, and of theirs, including time in the
/// kernel.
pub(crate) fn children_cpu_time() -> Result<Duration, Box<dyn Error>> {
    let ticks = fs::read_to_string("/proc/self/stat")
        .ok()
        .and_then(|stat| children_ticks(&stat))
        .ok_or("this system has no /proc/self/stat to read")?;
    let output = Command::new("getconf").arg("CLK_TCK").output()?;
    let per_second: u32 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Duration::from_secs(ticks) / per_second)
}

/// Returns the ticks of ended children in user mode and in the kernel (`cutime` and `cstime`), the 16th and the
/// 17th field. The second is the name of the process, which may contain spaces.
fn children_ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut ticks = fields.split(' ').skip(13).map(str::parse::<u64>);
    Some(ticks.next()?.ok()? + ticks.next()?.ok()?)
}

/// A child process of the same program with another command.
pub(crate) struct Subprocess {
    process: process::Child,
    output: BufReader<ChildStdout>,
}

impl Subprocess {
    pub(crate) fn start(arguments: &[String]) -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", arguments.join(" ")))?;
        let output = process.stdout.take().ok_or("a child without its output")?;
        Ok(Self { process, output: BufReader::new(output) })
    }

    /// Returns the next line of its output.
    pub(crate) fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.is_empty() {
            Err("a child process ended without output".into())
        } else {
            Ok(line.trim().to_owned())
        }
    }

    /// Writes a line to its input, and returns the next line of its output.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String, Box<dyn Error>> {
        let input = self.process.stdin.as_mut().ok_or("a child without its input")?;
        writeln!(input, "{line}")?;
        self.line()
    }

    /// Closes its input, which makes it end, and returns the rest of its output.
    pub(crate) fn finish(mut self) -> Result<String, Box<dyn Error>> {
        drop(self.process.stdin.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest)?;
        let status = self.process.wait()?;
        if status.success() { Ok(rest) } else { Err(format!("a child ended with {status}").into()) }
    }
}

impl Drop for Subprocess {
    fn drop(&mut self) {
        // Fails if it has already ended, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod stat_tests {
    #[test]
    fn the_ticks_of_children_are_read_after_a_name_with_spaces() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 1 2 3 4 50 60 700 800 20 0 1 0";
        assert_eq!(super::children_ticks(stat), Some(1_500));
        assert_eq!(super::children_ticks("7 (a) S 1"), None);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::hint::black_box;
    use std::time::Instant;

    #[test]
    fn peak_memory_grows_with_use() {
        let before = super::peak_memory().unwrap();
        drop(black_box(vec![1_u8; 64 << 20]));
        let after = super::peak_memory().unwrap();
        assert!(after >= before + (32 << 10), "{before} {after}");
    }

    #[test]
    fn work_increases_processor_time() {
        let (before, start) = (super::cpu_time().unwrap(), Instant::now());
        let mut sum = 0_u64;
        while super::cpu_time().unwrap() <= before {
            assert!(start.elapsed().as_secs() < 60);
            sum = (0..black_box(1_000_000)).fold(sum, |sum, number| sum ^ black_box(number));
        }
    }
}
