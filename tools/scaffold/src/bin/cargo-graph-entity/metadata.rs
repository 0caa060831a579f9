//! `cargo graph-entity metadata`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cargo_graph_entity::{Download, Downloaded};
use serde_json::json;

use crate::CommandError;
use crate::args::Metadata;
use crate::file;
use crate::terminal::Terminal;

pub(crate) fn run(arguments: &Metadata, terminal: &Terminal) -> Result<(), CommandError> {
    let endpoint = arguments.endpoint.clone().unwrap_or_else(|| arguments.cloud.endpoint());
    let download = Download::new(endpoint, arguments.api.name());
    terminal.progress(&format!("downloading {}", download.url()));
    let downloaded = download.run().map_err(CommandError::new)?;
    let path = arguments.out.clone().unwrap_or_else(|| {
        let (cloud, version) = (arguments.cloud.prefix(), arguments.api.name());
        PathBuf::from(format!("{cloud}{version}-{}.xml", downloaded.date))
    });
    let done = write(&path, &downloaded, arguments.overwrite)?;
    let types = downloaded.metadata.structures().count() + downloaded.metadata.enumerations().count();
    let (file, bytes) = (path.display().to_string(), downloaded.text.len());
    Terminal::status(&format!("{file}: {done}, {types} types, {bytes} bytes"));
    if arguments.json {
        Terminal::json(&json!({
            "file": file,
            "state": done,
            "url": download.url(),
            "version": arguments.api.name(),
            "date": downloaded.date.to_string(),
            "types": types,
            "bytes": bytes,
        }))?;
    }
    Ok(())
}

/// Writes the document, and returns what happened to the file.
fn write(path: &Path, downloaded: &Downloaded, is_overwritten: bool) -> Result<&'static str, CommandError> {
    let shown = path.display();
    let failed = |error: io::Error| CommandError::new(format_args!("{shown}: {error}"));
    let done = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => "written",
        Err(error) => return Err(failed(error)),
        Ok(existing) if existing == downloaded.text.as_bytes() => return Ok("unchanged"),
        Ok(_) if is_overwritten => "replaced",
        Ok(_) => {
            return Err(CommandError::new(format_args!(
                "{shown} is there and has other content: write `--overwrite` to replace it, or another `--out`"
            )));
        }
    };
    file::write(path, &downloaded.text).map_err(failed)?;
    Ok(done)
}
