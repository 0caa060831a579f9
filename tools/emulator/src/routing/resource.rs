//! Where a request goes: what its address leads to, and where that lives.

use crate::auth::permissions::Permissions;
use crate::data::store::{Store, Stored};
use crate::refusals::refusal::Refusal;
use crate::routing::path::{self, ParsedPath};
use crate::routing::walk::{Tail, Walk, Way};
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::{DIRECTORY, Declared};
use crate::schema::model::{Schema, Structure};
use crate::schema::template::{Pattern, Route};

/// An address found, with all that it takes to serve it.
pub(crate) struct Place<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) declared: Declared<'a>,
    /// Whether the address is that of many.
    pub(crate) is_collection: bool,
    /// As the client names it.
    pub(crate) address: Address,
    pub(crate) tail: Tail,
    /// What changes the entity at which the template ends; None where the way starts at a root.
    pub(crate) permissions: Option<&'a Permissions>,
    /// Where the entities of a template live; nothing where the way starts at a root.
    base: Pattern,
    /// The way on from there.
    way: Vec<Way>,
    is_cast: bool,
    binding: Option<&'a str>,
    parent: Option<usize>,
}

/// The segments that say what of an entity or a collection is meant.
const TAILS: [(&str, Tail); 3] =
    [("$ref", Tail::Reference), ("$count", Tail::Count), ("$value", Tail::Value)];

impl<'a> Place<'a> {
    /// What a path leads to: an address that has a template, or one that the types make from there or from a root.
    pub(crate) fn find(schema: &'a Schema, target: &ParsedPath) -> Option<Self> {
        let (tail, segments) = match target.segments.split_last() {
            Some((last, rest)) => match TAILS.iter().find(|(name, _)| name.eq_ignore_ascii_case(last)) {
                Some((_, tail)) => (tail.clone(), rest),
                None => (Tail::None, target.segments.as_slice()),
            },
            None => (Tail::None, &[][..]),
        };
        let mut templates: Vec<&Route> =
            schema.routes().iter().filter(|route| route.template.begins(segments)).collect();
        templates.sort_by_key(|route| std::cmp::Reverse(route.template.len()));
        let by_template =
            || templates.into_iter().find_map(|route| Self::behind(schema, route, target, segments, &tail));
        // The longest template wins; a root knows more than a shorter one.
        by_template().or_else(|| Self::from_root(schema, target, segments, &tail))
    }

    fn behind(
        schema: &'a Schema,
        route: &'a Route,
        target: &ParsedPath,
        segments: &[String],
        tail: &Tail,
    ) -> Option<Self> {
        let (own, rest) = segments.split_at(route.template.len());
        let named: Vec<Step> = route.template.steps(own).collect();
        let address = Address { version: target.version.clone(), steps: named.clone() };
        let base = route.template.pattern(&route.home, &address);
        let declared = Declared::common(schema, &route.types);
        let walk = Walk::from(schema, declared, route.is_collection, named);
        // What looks like the key of a collection's item may be a cast or an operation of the collection.
        let leads_on = if route.is_collection {
            rest.first().is_none_or(|segment| walk.is_no_key(segment))
        } else {
            route.template.collection().is_none() || own.last().is_none_or(|key| !walk.is_no_key(key))
        };
        if !leads_on {
            return None;
        }
        let permissions = Some(&route.permissions);
        let place = Self::walked(schema, walk, target, base, rest, tail)?;
        Some(Self { permissions, ..place })
    }

    fn from_root(schema: &'a Schema, target: &ParsedPath, segments: &[String], tail: &Tail) -> Option<Self> {
        let (first, rest) = segments.split_first()?;
        let base = Pattern { version: target.version.clone(), steps: Vec::new() };
        Self::walked(schema, Walk::at_root(schema, first)?, target, base, rest, tail)
    }

    fn walked(
        schema: &'a Schema,
        mut walk: Walk<'a>,
        target: &ParsedPath,
        base: Pattern,
        rest: &[String],
        tail: &Tail,
    ) -> Option<Self> {
        let mut tail = tail.clone();
        for (at, segment) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len() && tail == Tail::None;
            match walk.tail(segment).filter(|tail| is_last && !is_navigation(tail, &walk)) {
                Some(found) => tail = found,
                None if walk.step(segment) => {}
                None => return None,
            }
        }
        let Walk { declared, is_collection, named, way, is_cast, binding, parent, .. } = walk;
        let address = Address { version: target.version.clone(), steps: named };
        let permissions = None;
        Some(Self {
            schema,
            declared,
            is_collection,
            address,
            tail,
            permissions,
            base,
            way,
            is_cast,
            binding,
            parent,
        })
    }

    /// The address of a path that is not served, for an error to name: known as far as some template or the types go, and
    /// a guess from there on.
    pub(crate) fn guess(schema: &Schema, target: &ParsedPath) -> Address {
        let by_template = target.guess(schema.routes());
        let mut named = Vec::new();
        let mut segments = target.segments.iter();
        if let Some(mut walk) = segments.next().and_then(|first| Walk::at_root(schema, first)) {
            let known = segments.take_while(|segment| walk.step(segment)).count() + 1;
            let guessed = target.segments[known..].iter().map(|segment| path::guessed(segment));
            named = walk.named.into_iter().chain(guessed).collect();
        }
        if named.is_empty() { by_template } else { Address { steps: named, ..by_template } }
    }

    /// Where the entity is, if one can be meant. It need not be there.
    pub(crate) fn locate(&self, store: &Store) -> Option<Address> {
        store.follow(self.schema, store.resolve(&self.base)?, &self.way)
    }

    /// The address of the entity there is.
    pub(crate) fn resolve(&self, store: &Store) -> Result<Address, Refusal> {
        let located = self.locate(store).ok_or_else(Refusal::not_found)?;
        if store.get(&located).is_some() {
            return Ok(located);
        }
        self.in_directory(store, &located).ok_or_else(Refusal::not_found)
    }

    /// Where an entity lives that is named as one of the directory, `directoryObjects/{id}`: in the set of users, of groups
    /// or of others.
    ///
    /// Source: Microsoft Graph, "Get directoryObject", "Add members".
    fn in_directory(&self, store: &Store, located: &Address) -> Option<Address> {
        let [Step::Name(set), Step::Key(key)] = located.steps.as_slice() else { return None };
        if self.schema.root(set)?.structure != DIRECTORY {
            return None;
        }
        let sets = self.schema.roots().filter(|root| root.is_collection);
        let homes = sets.map(|root| {
            let steps = vec![Step::Name(root.name.clone()), Step::Key(key.clone())];
            Address { version: located.version.clone(), steps }
        });
        let mut homes = homes.filter(|home| {
            let stored = store.get(home);
            stored.is_some_and(|it| {
                self.schema.is_derived(&it.structure, DIRECTORY) && self.declared.holds(&it.structure)
            })
        });
        homes.next()
    }

    /// The collection itself, where its address is known: none behind an open key.
    pub(crate) fn collection(&self, store: &Store) -> Option<Address> {
        if self.way.is_empty() { self.base.collection() } else { self.locate(store) }
    }

    /// The entities of the collection: those that live there, and those that are linked to it.
    pub(crate) fn members<'s>(&self, store: &'s Store) -> Vec<(&'s Address, &'s Stored)> {
        let own = match self.collection(store) {
            Some(collection) => store.members(&collection),
            None if self.way.is_empty() => store.matching(&self.base),
            None => Vec::new(),
        };
        own.into_iter()
            .filter(|(_, stored)| !self.is_cast || self.declared.holds(&stored.structure))
            .collect()
    }

    /// Where a new entity with this key will live, and the collection that it is linked to where that is another.
    pub(crate) fn place_for(&self, store: &Store, key: &str) -> Option<(Address, Option<Address>)> {
        let collection = self.collection(store)?;
        match self.binding {
            None => Some((collection.key_in(key), None)),
            Some(set) => {
                let home =
                    Address { version: collection.version.clone(), steps: vec![Step::Name(set.to_owned())] };
                Some((home.key_in(key), Some(collection)))
            }
        }
    }

    /// The address of the navigation property that the place is one of, less a key at its end. None for an entity set or
    /// a singleton, which are no properties, and behind an open key.
    pub(crate) fn relationship(&self, store: &Store) -> Option<Address> {
        let steps = self.way.iter().filter_map(|way| match way {
            Way::Step(step) => Some(step),
            Way::Cast(_) => None,
        });
        let count = steps.clone().count();
        let own = count - usize::from(matches!(steps.clone().next_back(), Some(Step::Key(_))));
        if own == 0 {
            let address = self.base.exact().filter(|_| count == 0)?;
            let is_named = address.key().is_none();
            return if is_named { Some(address) } else { self.base.collection() };
        }
        if own == 1 && self.base.steps.is_empty() {
            return None;
        }
        // The property itself must not be followed to where it leads.
        let at = self.way.iter().enumerate().filter(|(_, way)| matches!(way, Way::Step(_))).nth(own - 1)?.0;
        let owner = store.follow(self.schema, store.resolve(&self.base)?, &self.way[..at])?;
        steps.clone().nth(own - 1).map(|property| owner.then(property.clone()))
    }

    /// Whether the entity that the collection or the property belongs to is there, as far as that can be told: one
    /// without a key always is, and so is one that has something beneath it.
    pub(crate) fn has_parent(&self, store: &Store) -> bool {
        let Some(parent) = self.parent.filter(|_| self.base.steps.is_empty()) else { return true };
        let address =
            store.resolve(&self.base).and_then(|base| store.follow(self.schema, base, &self.way[..parent]));
        address.is_some_and(|address| store.is_there(&address))
    }

    /// Whether the entity is one that a service has without a create: a singleton, or what a property leads to that is
    /// not a collection.
    pub(crate) fn is_single(&self) -> bool {
        let is_named = matches!(
            self.way.iter().rfind(|way| matches!(way, Way::Step(_))),
            Some(Way::Step(Step::Name(_)))
        );
        !self.is_collection && is_named
    }

    /// Whether the entity is a singleton of the service itself.
    pub(crate) fn is_singleton(&self) -> bool {
        self.is_single() && self.base.steps.is_empty() && self.way.len() == 1
    }

    /// Whether the declared type is known as metadata has it, and not put together from those that share an address.
    pub(crate) fn is_typed(&self) -> bool {
        self.schema.structure(self.declared.name()).is_some()
    }

    pub(crate) fn structure(&self, stored: &Stored) -> Result<&'a Structure, Refusal> {
        self.schema.structure(&stored.structure).ok_or_else(|| Refusal::unknown_type(&stored.structure))
    }
}

/// Whether a property at the end of an address is a step of its own: what it leads to is an entity or a collection.
fn is_navigation(tail: &Tail, walk: &Walk<'_>) -> bool {
    let Tail::Property(name) = tail else { return false };
    walk.declared.property(name).is_some_and(|property| property.role.is_navigation())
}
