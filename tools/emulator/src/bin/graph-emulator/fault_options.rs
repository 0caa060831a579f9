//! The options for faults: limits, faults, and addresses that are not served.

use std::path::{Path, PathBuf};

use clap::Args;
use graph_entity_emulator::{Builder, RetryAfterFormat, Throttle};

/// What goes wrong, and how.
#[derive(Args)]
#[command(next_help_heading = "What goes wrong")]
pub(crate) struct FaultOptions {
    /// Addresses not to serve: a file with one a line, or `intune` for what Intune was seen not to serve.
    #[arg(long, value_name = "FILE|intune")]
    not_served: Option<PathBuf>,
    /// Throttle by Intune's documented limits, divided by this number; 1 for the limits as they are.
    #[arg(long, value_name = "DIVISOR")]
    throttle: Option<u32>,
    /// How a throttled answer says when to retry.
    #[arg(long, value_enum, default_value_t)]
    retry_after: RetryAfterFormat,
    /// The percentage of requests with a random fault.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    random_faults: Option<u8>,
    /// Faults apply to the requests inside a $batch, and not to the batch as a whole.
    #[arg(long)]
    faults_in_batches: bool,
    /// The seed of the random faults, to repeat them [default: from the clock].
    #[arg(long, requires = "random_faults")]
    seed: Option<u64>,
}

impl FaultOptions {
    /// Configures the builder. Returns a line for the greeting with the seed of the random faults.
    pub(crate) fn apply(&self, mut builder: Builder) -> Result<(Builder, Option<String>), String> {
        builder = builder.faults_in_batches(self.faults_in_batches);
        if let Some(routes) = &self.not_served {
            builder = without(builder, routes)?;
        }
        if let Some(divisor) = self.throttle {
            builder = builder.throttle(Throttle::intune().scaled(divisor).retry_after(self.retry_after));
        }
        let Some(percent) = self.random_faults else { return Ok((builder, None)) };
        let seed = self.seed.unwrap_or_else(seed);
        let line = format!("Faults: {percent} of 100 requests, seed {seed}.");
        Ok((builder.random_faults(seed, percent), Some(line)))
    }
}

/// Excludes the routes of a file, one a line; `#` begins a comment.
fn without(builder: Builder, routes: &Path) -> Result<Builder, String> {
    if routes == Path::new("intune") {
        return Ok(builder.not_served_by_intune());
    }
    let text = crate::read(routes)?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(builder.not_served(lines.filter(|line| !line.is_empty())))
}

/// A different seed each time.
fn seed() -> u64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::from(since.subsec_nanos()) ^ since.as_secs()
}
