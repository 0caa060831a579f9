//! Lets only one emulator use a data file: two would overwrite what the other has saved.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use crate::seeds::data_file::{folder, target};

/// The lock of a data file, until it is dropped. The system ends it with the process.
///
/// Each save replaces the data file, so another file beside it is locked. That file is not removed: if it
/// were, another process could lock a new file of the same name.
#[derive(Debug)]
pub(crate) struct DataLock {
    /// `None` where no file can be locked. Such a data file cannot be saved either, or is on a file system
    /// without locks.
    _file: Option<File>,
}

impl DataLock {
    /// Locks a data file, which may not exist yet.
    pub(crate) fn of(file: &Path) -> Result<Self, String> {
        let target = target(file);
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = folder(&target).join(format!(".{name}.lock"));
        let open = File::options().create(true).append(true).open(&beside);
        let locked = open.map_err(TryLockError::Error).and_then(|file| file.try_lock().map(|()| file));
        match locked {
            Ok(file) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err("another emulator has it open".to_owned()),
            Err(TryLockError::Error(error)) if is_without_locks(error.kind()) => Ok(Self { _file: None }),
            Err(TryLockError::Error(error)) => {
                Err(format!("its lock {} cannot be opened: {error}", beside.display()))
            }
        }
    }
}

/// Whether a folder is one in which no file can be written or locked. Its data can be read all the same.
fn is_without_locks(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::Unsupported)
}
