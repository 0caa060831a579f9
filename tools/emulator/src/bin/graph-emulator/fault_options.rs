//! The options for what goes wrong: limits, faults, and addresses that are not there.

use std::path::{Path, PathBuf};

use clap::Args;
use graph_entity_emulator::{Builder, RetryAfterForm, Throttle};

/// What goes wrong, and how.
#[derive(Args)]
#[command(next_help_heading = "What goes wrong")]
pub(crate) struct FaultOptions {
    /// Addresses not to serve: a file with one a line, or what Intune was seen to miss.
    #[arg(long, value_name = "FILE|intune")]
    not_served: Option<PathBuf>,
    /// Throttle by Intune's documented limits, divided by this number; 1 for the limits as they are.
    #[arg(long, value_name = "DIVISOR")]
    throttle: Option<u32>,
    /// How a throttled answer says when to come back.
    #[arg(long, value_enum, default_value_t)]
    retry_after: RetryAfterForm,
    /// Faults by chance, for so many of a hundred requests.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    random_faults: Option<u8>,
    /// Faults are those of the requests inside of a $batch, and not of the batch as a whole.
    #[arg(long)]
    faults_in_batches: bool,
    /// The seed of the faults, to have the same ones again [default: by the clock].
    #[arg(long, requires = "random_faults")]
    seed: Option<u64>,
}

impl FaultOptions {
    /// Tells the builder, and says how chance can be had again.
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
        let said = format!("Faults: {percent} of 100 requests, seed {seed}.");
        Ok((builder.random_faults(seed, percent), Some(said)))
    }
}

/// Leaves out the routes of a file, one a line; `#` begins a comment.
fn without(builder: Builder, routes: &Path) -> Result<Builder, String> {
    if routes == Path::new("intune") {
        return Ok(builder.as_intune_was_seen());
    }
    let text = crate::read(routes)?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    Ok(builder.not_served(lines.filter(|line| !line.is_empty())))
}

/// A seed that is another one each time.
fn seed() -> u64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    u64::from(since.subsec_nanos()) ^ since.as_secs()
}
