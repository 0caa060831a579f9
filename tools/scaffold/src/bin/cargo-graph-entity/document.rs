//! Reads where the facts come from: a metadata document, documentation pages, or both.

use std::borrow::Cow;
use std::path::Path;

use cargo_graph_entity::{Catalog, SearchError, read_pages};
use graph_entity_schema::Metadata;
use graph_entity_schema::page::Documentation;

use crate::CommandError;
use crate::args::{Api, Source};

/// What the document and the pages say about one version.
pub(crate) struct Document {
    pub(crate) metadata: Metadata,
    /// The names of the files, without their folders.
    pub(crate) name: String,
    pub(crate) version: &'static str,
    pub(crate) pages: Documentation,
    /// The names of the pages that are given by themselves.
    single: Vec<String>,
}

impl Document {
    /// Reads what is given. Types that are asked for by name tell which version is meant where pages describe
    /// several.
    pub(crate) fn read(source: &Source, asked: &[String]) -> Result<Self, CommandError> {
        let pages = read_pages(&source.docs).map_err(CommandError::new)?;
        let single =
            source.docs.iter().filter(|path| path.is_file()).map(|path| file_name(path).into_owned());
        let single = single.collect();
        let files = source.csdl.iter().map(|document| &document.file);
        let names = files.chain(&source.docs).map(|path| file_name(path));
        let name = names.collect::<Vec<_>>().join(" and ");
        let Some(document) = &source.csdl else {
            let version = source.api.map_or_else(|| of_pages(&pages, asked), Api::name);
            return Ok(Self { metadata: pages.metadata(version), name, version, pages, single });
        };
        let version = version_of(document, source.api)?;
        let mut metadata = document.read_as(&file_name(&document.file)).map_err(CommandError::new)?;
        // Where the two do not agree, the document is believed.
        metadata.merge(&pages.metadata(version));
        Ok(Self { metadata, name, version, pages, single })
    }

    /// The error of a search. What is asked for may be where a page is wrong: one that is given by itself, or one
    /// whose file is named after it.
    pub(crate) fn not_found(&self, error: &SearchError, asked: &[String]) -> CommandError {
        const SHOWN: usize = 10;
        let versions = self.pages.versions();
        let of = if versions.len() > 1 { format!(", Graph {}", self.version) } else { String::new() };
        let mut lines = vec![format!("{}{of}: {error}", self.name)];
        let others = versions.iter().filter(|version| **version != self.version);
        lines.extend(others.flat_map(|version| self.elsewhere(version, asked)));
        let asked: Vec<String> = asked.iter().filter_map(|name| in_file_name(name)).collect();
        let faults = self.faults(|page| {
            let is_given = self.single.iter().any(|file| page.ends_with(file));
            is_given || asked.iter().any(|name| page.to_lowercase().contains(name))
        });
        lines.extend(faults.iter().take(SHOWN).cloned());
        if faults.len() > SHOWN {
            lines.push(format!("and {} more faults on pages", faults.len() - SHOWN));
        }
        CommandError::new(lines.join("\n  "))
    }

    /// Returns what pages of another version have of what is asked for, or near names of it.
    fn elsewhere(&self, version: &str, asked: &[String]) -> Vec<String> {
        let metadata = self.pages.metadata(version);
        let catalog = Catalog::new(&metadata);
        let found = asked.iter().filter_map(|name| match catalog.show(name) {
            Ok(_) => Some(format!("Graph {version}: it has `{name}`: write `--api {version}`")),
            Err(error) => error.has_suggestions().then(|| format!("Graph {version}: {error}")),
        });
        found.collect()
    }

    /// What is wrong on some pages.
    pub(crate) fn faults(&self, is_of: impl Fn(&str) -> bool) -> Vec<String> {
        let faults = self.pages.pages().filter(|documented| documented.version == self.version);
        let faults = faults.flat_map(|documented| &documented.page.faults);
        faults.filter(|fault| is_of(&fault.page)).map(ToString::to_string).collect()
    }
}

/// The version of a document: the one before its name, that of `--api`, or the one in its name.
fn version_of(
    document: &cargo_graph_entity::Document,
    api: Option<Api>,
) -> Result<&'static str, CommandError> {
    let api = api.map(Api::name);
    let Some(given) = document.version else {
        return Ok(api.or_else(|| document.version_in_name()).unwrap_or(Api::V1.name()));
    };
    match api {
        Some(api) if api != given => Err(CommandError::new(format!(
            "the version is given twice: `--csdl {document}` and `--api {api}`: leave `--api` out"
        ))),
        _ => Ok(given),
    }
}

/// The last name of a path, or all of a path that has none, such as `..`.
fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()
}

/// What is asked for as the names of files have it: `alert` for `microsoft.graph.security.alert`.
fn in_file_name(asked: &str) -> Option<String> {
    asked.rsplit(['.', '/']).next().filter(|name| !name.is_empty()).map(str::to_lowercase)
}

/// The version of the pages: the first that has everything that is asked for.
fn of_pages(pages: &Documentation, asked: &[String]) -> &'static str {
    let described = pages.versions();
    let mut versions = [Api::V1, Api::Beta].map(Api::name).into_iter().filter(|it| described.contains(it));
    let has_all = |version: &&'static str| {
        let metadata = pages.metadata(version);
        let catalog = Catalog::new(&metadata);
        asked.iter().all(|name| catalog.show(name).is_ok())
    };
    let only = versions.clone().next().filter(|_| described.len() == 1);
    only.or_else(|| versions.find(has_all)).unwrap_or(Api::V1.name())
}
