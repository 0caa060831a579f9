//! What the path of an address leads to.

use std::fmt;

use crate::metadata::Metadata;
use crate::operation::{Operation, OperationKind};
use crate::structure::{StructuredType, TypeName};

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource<'a> {
    /// One value of a structured type.
    Single(&'a StructuredType),
    /// A collection of values of a structured type.
    Collection(&'a StructuredType),
    /// The overloads of an action or a function.
    Operation(Vec<&'a Operation>),
}

/// A path that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The path.
    pub path: String,
    /// The first segment that leads nowhere.
    pub segment: String,
    /// The qualified name of the type before the segment, or `None` if it is the first one.
    pub after: Option<String>,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, segment, after } = self;
        match after {
            Some(after) => {
                write!(f, "there is no address `{path}`: nothing is called `{segment}` after `{after}`")
            }
            None => write!(f, "there is no address `{path}`: nothing is called `{segment}`"),
        }
    }
}

impl std::error::Error for PathError {}

impl Metadata {
    /// Returns what a path below the version leads to: `/users/{userId}/messages`. A key is a segment of its
    /// own or in parentheses. A property that only derived types have needs no cast before it.
    ///
    /// # Errors
    /// The first segment that leads nowhere.
    pub fn resolve(&self, path: &str) -> Result<Resource<'_>, PathError> {
        let mut current: Option<Resource<'_>> = None;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            let next = match &current {
                None => self.root(segment),
                Some(resource) => self.step(resource, segment),
            };
            current = Some(next.ok_or_else(|| PathError {
                path: path.to_owned(),
                segment: segment.to_owned(),
                after: current.as_ref().and_then(|resource| resource.type_name().map(str::to_owned)),
            })?);
        }
        current.ok_or_else(|| PathError { path: path.to_owned(), segment: String::new(), after: None })
    }

    /// Returns the resource of the first segment.
    fn root(&self, segment: &str) -> Option<Resource<'_>> {
        let (name, has_key) = parsed(segment);
        if let Some(set) = self.sets().iter().find(|set| set.name == name) {
            let structure = self.structure(&set.type_name)?;
            return Some(if has_key { Resource::Single(structure) } else { Resource::Collection(structure) });
        }
        if let Some(singleton) = self.singletons().iter().find(|singleton| singleton.name == name) {
            return self.structure(&singleton.type_name).map(Resource::Single);
        }
        let import = self.imports().iter().find(|import| import.name == name)?;
        let overloads = self.operations().iter().filter(|operation| operation.name == import.operation);
        operation(overloads.collect())
    }

    fn step<'a>(&'a self, resource: &Resource<'a>, segment: &str) -> Option<Resource<'a>> {
        let (name, has_key) = parsed(segment);
        let (structure, is_collection) = match resource {
            Resource::Single(structure) => (*structure, false),
            Resource::Collection(structure) => (*structure, true),
            Resource::Operation(overloads) => {
                let found = overloads.iter().find(|it| it.kind == OperationKind::Function)?;
                let result = &found.result.as_ref()?.kind;
                let structure = self.structure(&result.name)?;
                let result = if result.is_collection {
                    Resource::Collection(structure)
                } else {
                    Resource::Single(structure)
                };
                return self.step(&result, segment);
            }
        };
        if let Some(cast) = self.structure(name) {
            let is_related = self.lineage(&cast.name).any(|part| part.name == structure.name)
                || self.lineage(&structure.name).any(|part| part.name == cast.name);
            return is_related.then_some(match is_collection {
                true if !has_key => Resource::Collection(cast),
                _ => Resource::Single(cast),
            });
        }
        let is_called = |it: &&Operation| {
            let binding = it.binding().filter(|binding| binding.is_collection == is_collection);
            let is_bound = |binding: &TypeName| {
                self.lineage(&structure.name)
                    .chain(self.derived(&structure.name))
                    .any(|it| it.name == binding.name)
            };
            (it.local_name() == name || it.name == name) && binding.is_some_and(is_bound)
        };
        let overloads: Vec<&Operation> = self.operations().iter().filter(is_called).collect();
        if is_collection {
            return operation(overloads).or(Some(Resource::Single(structure)));
        }
        let family = self.lineage(&structure.name).chain(self.derived(&structure.name));
        let kind = family.into_iter().find_map(|part| {
            let navigation = part.navigation.iter().find(|it| it.name == name).map(|it| &it.kind);
            navigation.or_else(|| part.properties.iter().find(|it| it.name == name).map(|it| &it.kind))
        });
        let Some(kind) = kind else { return operation(overloads) };
        let structure = self.structure(&kind.name)?;
        Some(if kind.is_collection && !has_key {
            Resource::Collection(structure)
        } else {
            Resource::Single(structure)
        })
    }
}

impl Resource<'_> {
    /// Returns the qualified name of the type of the values, or `None` for an operation.
    pub fn type_name(&self) -> Option<&str> {
        match self {
            Self::Single(structure) | Self::Collection(structure) => Some(&structure.name),
            Self::Operation(_) => None,
        }
    }
}

/// Returns the name in a segment, and whether parentheses follow it.
fn parsed(segment: &str) -> (&str, bool) {
    segment.split_once('(').map_or((segment, false), |(name, _)| (name, true))
}

fn operation(overloads: Vec<&Operation>) -> Option<Resource<'_>> {
    (!overloads.is_empty()).then_some(Resource::Operation(overloads))
}
