//! Reads pages from files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::documentation::{version, version_in};
use super::{Documentation, Page};

impl Documentation {
    /// Reads the pages of a folder and of the folders in it, in the order of their paths, or one page.
    ///
    /// Folders called `beta` and `v1.0` hold the pages of these versions. Tables of permissions that pages include
    /// from other files are read if these are there. With a single page, the pages of the
    /// types that it links to are read too if they are there.
    pub fn read(path: &Path) -> io::Result<Self> {
        let mut documentation = Self::default();
        documentation.read_more(path)?;
        Ok(documentation)
    }

    /// Reads the pages of a further folder, or one more page, as [`read`](Self::read) does.
    pub fn read_more(&mut self, path: &Path) -> io::Result<()> {
        if !fs::metadata(path)?.is_dir() {
            return self.read_page(path);
        }
        let mut files = Vec::new();
        collect(path, &mut files)?;
        files.sort();
        let version = version_of(path);
        for file in files {
            let name = file.strip_prefix(path).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            self.add_of(version_in(&name).or(version), &name, &text(&file)?, |link| beside(&file, link));
        }
        Ok(())
    }

    /// Reads a page, and what it links to as a type: of a property, a parameter, a base or a result.
    fn read_page(&mut self, file: &Path) -> io::Result<()> {
        let version = file.parent().and_then(version_of);
        let mut known: HashSet<PathBuf> = HashSet::new();
        let mut open = vec![(file.to_owned(), text(file)?)];
        while let Some((file, text)) = open.pop() {
            let name = file.to_string_lossy().replace('\\', "/");
            let links = self.add_of(version, &name, &text, |link| beside(&file, link)).type_links();
            let folder = file.parent().unwrap_or(Path::new(""));
            for link in links {
                let Some(target) = link.split(['#', '?']).next().filter(|link| is_page(Path::new(link)))
                else {
                    continue;
                };
                let target = folder.join(target);
                // Pages link to many that are not there. The words stay, as those of a page on its own.
                if let Ok(found) = fs::canonicalize(&target)
                    && known.insert(found)
                    && let Ok(text) = self::text(&target)
                {
                    open.push((target, text));
                }
            }
        }
        Ok(())
    }
}

impl Page {
    /// Returns the links of the words for types.
    fn type_links(&self) -> Vec<String> {
        let base = self.base.iter().map(|(_, words)| words);
        let result = self.result.iter().filter_map(|result| result.kind.as_ref());
        let words = self.properties.iter().map(|row| &row.kind).chain(base).chain(result);
        words.filter_map(|words| words.link.clone()).collect()
    }
}

/// Returns the version that a folder of pages, or the folder that it is in, is called after.
fn version_of(folder: &Path) -> Option<&'static str> {
    let folder = std::path::absolute(folder).ok()?;
    folder.iter().rev().take(2).find_map(|name| version(name.to_str()?))
}

fn is_page(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "md")
}

/// Returns the text of the file that a page links to, if it is there.
fn beside(page: &Path, link: &str) -> Option<String> {
    text(&page.parent()?.join(link)).ok()
}

/// Returns the text of a file in UTF-8, or in UTF-16 as it is written by PowerShell's `>`.
fn text(file: &Path) -> io::Result<String> {
    let bytes = fs::read(file)?;
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2) {
        Some([0xff, 0xfe]) => u16::from_le_bytes,
        Some([0xfe, 0xff]) => u16::from_be_bytes,
        _ => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Ok(String::from_utf16_lossy(&units))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else if is_page(&entry.path()) {
            files.push(entry.path());
        }
    }
    Ok(())
}
