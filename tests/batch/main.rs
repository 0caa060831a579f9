//! `$batch`, against a test service that is a closure, with a virtual clock.

mod clock;
mod dependencies;
mod forms;
mod graph;
mod outer;
mod redirects;
mod retries;
mod scale;
