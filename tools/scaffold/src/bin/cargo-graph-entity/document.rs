//! Reads the metadata document.

use graph_entity_schema::Metadata;

use crate::CommandError;
use crate::args::{Api, Source};

/// A metadata document and the version that it describes.
pub(crate) struct Document {
    pub(crate) metadata: Metadata,
    /// The name of the file, without its folder.
    pub(crate) name: String,
    pub(crate) version: &'static str,
}

impl Document {
    pub(crate) fn read(source: &Source) -> Result<Self, CommandError> {
        let path = source.csdl.display();
        let text = std::fs::read_to_string(&source.csdl)
            .map_err(|error| CommandError::new(format_args!("{path}: {error}")))?;
        let name = source.csdl.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let metadata = Metadata::parse(&name, &text)
            .map_err(|error| CommandError::new(format_args!("{path}: {error}")))?;
        let guessed = if name.contains("beta") { Api::Beta } else { Api::V1 };
        let version = source.api.unwrap_or(guessed).name();
        Ok(Self { metadata, name, version })
    }
}
