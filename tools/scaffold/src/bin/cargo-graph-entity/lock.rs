//! `cargo graph-entity lock`.

use cargo_graph_entity::Lock;

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
    for written in lock.write().map_err(CommandError::new)? {
        Terminal::status(written.to_text().trim_end());
    }
    Ok(())
}
