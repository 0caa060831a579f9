//! `cargo graph-entity lock`.

use cargo_graph_entity::{Lock, Written};
use serde_json::json;

use crate::CommandError;
use crate::args;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: args::Lock) -> Result<(), CommandError> {
    let lock = Lock {
        sources: arguments.documents.into(),
        manifest: arguments.manifest_path,
        is_workspace: arguments.workspace,
        arguments: arguments.arguments,
    };
    let written = lock.write().map_err(CommandError::new)?;
    for written in &written {
        Terminal::status(written.to_text().trim_end());
    }
    if arguments.json {
        let locks: Vec<_> = written.iter().map(Written::to_json).collect();
        Terminal::json(&json!({ "locks": locks }))?;
    }
    Ok(())
}
