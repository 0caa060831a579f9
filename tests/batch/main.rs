//! What `$batch` promises: against a Graph that is a closure, with a clock that moves by itself.

mod clock;
mod dependencies;
mod forms;
mod graph;
mod outer;
mod retries;
mod scale;
