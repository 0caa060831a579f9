//! This process and its helpers: what it takes of the machine, and the children that keep a server's share apart.

use std::error::Error;
use std::io::{BufRead, BufReader, Read};
use std::process::{self, ChildStdout, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

/// The most memory that this process has held so far, in KiB, as the kernel kept it (`VmHWM` in `/proc/self/status`).
/// None where there is no such file.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// The processor time of this process's threads so far, the system's part included, as the scheduler kept it
/// (`/proc/self/task/*/schedstat`). None where there are no such files.
pub(crate) fn cpu_time() -> Option<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir("/proc/self/task").ok()? {
        // A thread may end between its listing and its reading.
        let Ok(schedule) = fs::read_to_string(thread.ok()?.path().join("schedstat")) else { continue };
        nanoseconds += schedule.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// This program once more, as a process of its own with another command.
pub(crate) struct Helper {
    process: process::Child,
    output: BufReader<ChildStdout>,
}

impl Helper {
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

    /// Its next line.
    pub(crate) fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.is_empty() { Err("a child ended without a word".into()) } else { Ok(line.trim().to_owned()) }
    }

    /// Ends its input, which tells it to end, and gives what it says last.
    pub(crate) fn finish(mut self) -> Result<String, Box<dyn Error>> {
        drop(self.process.stdin.take());
        let mut said = String::new();
        self.output.read_to_string(&mut said)?;
        let status = self.process.wait()?;
        if status.success() { Ok(said) } else { Err(format!("a child ended with {status}").into()) }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // One that has ended cannot be ended again, which is no harm.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::hint::black_box;
    use std::time::Instant;

    #[test]
    fn memory_that_is_used_is_seen() {
        let before = super::peak_memory().unwrap();
        drop(black_box(vec![1_u8; 64 << 20]));
        let after = super::peak_memory().unwrap();
        assert!(after >= before + (32 << 10), "{before} {after}");
    }

    #[test]
    fn work_takes_processor_time() {
        let (before, start) = (super::cpu_time().unwrap(), Instant::now());
        let mut sum = 0_u64;
        while super::cpu_time().unwrap() <= before {
            assert!(start.elapsed().as_secs() < 60);
            sum = (0..black_box(1_000_000)).fold(sum, |sum, number| sum ^ black_box(number));
        }
    }
}
