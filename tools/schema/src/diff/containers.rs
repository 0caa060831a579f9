//! Changes of where addresses begin: entity sets, singletons and imports of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Changes, Element};
use crate::annotation::Annotations;
use crate::metadata::{Container, Metadata};
use crate::operation::OperationImport;
use crate::source::Source;

/// What the container has under one name.
#[derive(Clone, Copy)]
enum Root<'a> {
    Set(&'a Container),
    Singleton(&'a Container),
    Import(&'a OperationImport),
}

impl Root<'_> {
    fn called(self, path: &str) -> String {
        let noun = match self {
            Self::Set(_) => "entity set",
            Self::Singleton(_) => "singleton",
            Self::Import(_) => "import",
        };
        format!("{noun} `{path}`")
    }

    /// What its address is of: a type or an operation.
    fn of(&self) -> &str {
        match self {
            Self::Set(container) | Self::Singleton(container) => &container.type_name,
            Self::Import(import) => &import.operation,
        }
    }

    fn source(&self) -> &Source {
        match self {
            Self::Set(container) | Self::Singleton(container) => &container.source,
            Self::Import(import) => &import.source,
        }
    }

    fn container(&self) -> Option<&Container> {
        match self {
            Self::Set(container) | Self::Singleton(container) => Some(container),
            Self::Import(_) => None,
        }
    }
}

/// The roots by their addresses.
fn roots(metadata: &Metadata) -> BTreeMap<String, Root<'_>> {
    let sets = metadata.sets().iter().map(|set| (&set.name, Root::Set(set)));
    let singletons = metadata.singletons().iter().map(|single| (&single.name, Root::Singleton(single)));
    let imports = metadata.imports().iter().map(|import| (&import.name, Root::Import(import)));
    sets.chain(singletons).chain(imports).map(|(name, root)| (format!("/{name}"), root)).collect()
}

impl Changes {
    pub(super) fn containers(&mut self, old: &Metadata, new: &Metadata) {
        let (old, new) = (roots(old), roots(new));
        for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let about = About { element: Element::Address, subject: path, member: None };
            match (old.get(path), new.get(path)) {
                (Some(was), Some(is)) => self.root(about, was, is),
                (Some(gone), None) => self.removed(about, gone.source(), &gone.called(path)),
                (None, Some(found)) => self.added(about, found.source(), &found.called(path)),
                (None, None) => {}
            }
        }
    }

    fn root(&mut self, about: About<'_>, was: &Root<'_>, is: &Root<'_>) {
        let path = about.subject;
        let (before, what) = (was.called(path), is.called(path));
        if before != what {
            self.changed(about, is.source(), format!("{what} was {before} before"));
        }
        if was.of() != is.of() {
            let message = format!("{what} is now of `{}`, not of `{}`", is.of(), was.of());
            self.changed(about, is.source(), message);
        }
        if let (Some(was), Some(is)) = (was.container(), is.container()) {
            self.bindings(about, &what, was, is);
            self.annotations(about, &what, &is.source, &was.annotations, &is.annotations);
            self.paths(was, is);
        }
    }

    /// The entity sets of related entities.
    fn bindings(&mut self, about: About<'_>, what: &str, was: &Container, is: &Container) {
        let of = |container: &Container| -> BTreeMap<String, String> {
            container.bindings.iter().cloned().collect()
        };
        let (old, new) = (of(was), of(is));
        for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let message = match (old.get(path), new.get(path)) {
                (was, is) if was == is => continue,
                (_, Some(set)) => format!("`{path}` of {what} now leads to `{set}`"),
                (_, None) => format!("`{path}` of {what} no longer leads to an entity set"),
            };
            self.changed(about, &is.source, message);
        }
    }

    /// What is stated about the paths below.
    fn paths(&mut self, was: &Container, is: &Container) {
        let nothing = Annotations::default();
        for path in was.paths.keys().chain(is.paths.keys()).collect::<BTreeSet<_>>() {
            let subject = format!("/{}/{path}", is.name);
            let about = About { element: Element::Address, subject: &subject, member: None };
            let of = |container: &Container| container.paths.get(path).unwrap_or(&nothing).clone();
            self.annotations(about, &format!("path `{subject}`"), &is.source, &of(was), &of(is));
        }
    }
}
