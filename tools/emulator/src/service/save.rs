//! Saves the entities to the data file.

use std::io;
use std::path::PathBuf;

use crate::lock::{lock, read_lock};
use crate::seeds::data_file;
use crate::service::Service;

impl Service {
    /// Writes all entities to the data file.
    pub(crate) fn save(&self) -> io::Result<PathBuf> {
        let none = || io::Error::new(io::ErrorKind::Unsupported, "no data file was named at the start");
        let file = self.settings.data_file.clone().ok_or_else(none)?;
        // Saves must not overlap, so that the last one writes the newest data.
        let _saving = lock(&self.save_lock);
        let text = data_file::text(&read_lock(&self.store), &self.model);
        match data_file::write(&file, &text) {
            Ok(()) => Ok(file),
            Err(error) => {
                Err(io::Error::new(error.kind(), format!("cannot write {}: {error}", file.display())))
            }
        }
    }
}
