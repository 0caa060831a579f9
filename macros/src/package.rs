//! The package that is compiled, and how it is compiled: what the macros know besides their input.

use std::env;
use std::path::PathBuf;

/// The package that is compiled.
#[derive(Debug, Default, Clone)]
pub(crate) struct Package {
    /// The folder of its manifest. `None` outside of cargo.
    pub(crate) folder: Option<PathBuf>,
    /// The folder in which the items are noted, if they are noted.
    pub(crate) notes: Option<PathBuf>,
}

/// The environment variable with the folder in which the items are noted.
const NOTES: &str = "GRAPH_ENTITY_NOTES";

impl Package {
    /// The package as cargo describes it to the compiler.
    pub(crate) fn of_environment() -> Self {
        let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self { folder: path("CARGO_MANIFEST_DIR"), notes: path(NOTES) }
    }

    /// Whether the item comes out of a `macro_rules!` of another crate, whose user cannot edit it: whether
    /// the attribute is written in a file that is neither in the package nor in what its build script writes.
    ///
    /// `false` if the compiler does not tell, as when tests call the macros.
    pub(crate) fn is_foreign(&self) -> bool {
        let (Some((file, _)), Some(folder)) = (place(), &self.folder) else { return false };
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        // The compiler names the files of a workspace relative to its own working directory.
        let file = env::current_dir().map_or_else(|_| file.clone(), |current| current.join(&file));
        !file.starts_with(folder) && !out.is_some_and(|out| file.starts_with(out))
    }
}

/// The file that the attribute is written in, and the line.
pub(crate) fn place() -> Option<(PathBuf, usize)> {
    if !proc_macro::is_available() {
        return None;
    }
    let at = proc_macro::Span::call_site();
    Some((at.local_file()?, at.line()))
}
