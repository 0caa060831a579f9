//! What a URL leads to.

use crate::routing::path::{self, ParsedPath};
use crate::routing::walk::{PathStep, Tail, Walk};
use crate::routing::well_known;
use crate::schema::address::{Address, Step};
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::permissions::Permissions;
use crate::schema::template::{Pattern, Route};

/// A resource that a URL identifies, with everything needed to serve it.
pub(crate) struct Resource<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) declared: DeclaredType<'a>,
    /// Whether the address is that of a collection.
    pub(crate) is_collection: bool,
    /// The address as the client wrote it, in the version that it asked for.
    pub(crate) address: Address,
    pub(crate) tail: Tail,
    /// The permissions to change the entity at the end of the template. `None` if the path starts at a root.
    pub(crate) permissions: Option<&'a Permissions>,
    /// The types of the template, which are those of annotated entities. Empty if the path starts at a root.
    pub(crate) annotated: &'a [String],
    /// Where the entities of a template are stored. Empty if the path starts at a root.
    pub(crate) base: Pattern,
    /// The path that continues from there.
    pub(crate) path: Vec<PathStep>,
    pub(crate) is_cast: bool,
    /// Where new entities of the collection are stored, if that is not the collection itself.
    pub(crate) binding: Option<Vec<Step>>,
    pub(crate) parent: Option<usize>,
    /// How many steps of the path lead to each well-known name in it.
    pub(crate) well_known: Vec<usize>,
}

/// The last segments that select a part or a property of the resource.
const TAILS: [(&str, Tail); 3] =
    [("$ref", Tail::Reference), ("$count", Tail::Count), ("$value", Tail::Value)];

impl<'a> Resource<'a> {
    /// Returns the resource of a path: it begins with an address that has a template, or at a root, and
    /// continues by the types.
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
        let by_template = || {
            templates.into_iter().find_map(|route| {
                let owned = Self::from_owner(schema, route, target, segments, &tail);
                owned.or_else(|| Self::from_template(schema, route, target, segments, &tail))
            })
        };
        // The longest template takes precedence. A root is tried last.
        by_template().or_else(|| Self::from_root(schema, target, segments, &tail))
    }

    fn from_template(
        schema: &'a Schema,
        route: &'a Route,
        target: &ParsedPath,
        segments: &[String],
        tail: &Tail,
    ) -> Option<Self> {
        let (own, rest) = segments.split_at(route.template.len());
        let (stored, base) = Self::stored(schema, route, target, own);
        let declared = DeclaredType::common(schema, &route.types);
        let mut walk = Walk::from(schema, declared, route.is_collection, stored.steps);
        let key = own.last().filter(|_| !route.is_collection && route.template.collection().is_some());
        if key.is_some_and(|key| well_known::is_key(&walk.declared, key)) {
            walk.well_known.push(0);
        }
        // A segment that looks like the key of an item may be a cast or an operation of the collection.
        let leads_on = if route.is_collection {
            rest.first().is_none_or(|segment| walk.is_not_a_key(segment))
        } else {
            route.template.collection().is_none() || own.last().is_none_or(|key| !walk.is_not_a_key(key))
        };
        if !leads_on {
            return None;
        }
        let permissions = Some(&route.permissions);
        let resource = Self::from_walk(schema, walk, target, base, rest, tail)?;
        // Beneath the template, the types are those of properties.
        let annotated = if resource.path.is_empty() { route.types.as_slice() } else { &[] };
        Some(Self { permissions, annotated, ..resource })
    }

    /// The address that segments of a route's template make in the version that stores its entities, and where at
    /// the route's home they are.
    fn stored(schema: &Schema, route: &Route, target: &ParsedPath, own: &[String]) -> (Address, Pattern) {
        let steps: Vec<Step> = route.template.steps(own).collect();
        let address = Address { version: schema.storage(&target.version).to_owned(), steps };
        let base = route.template.pattern(&route.home, &address);
        (address, base)
    }

    /// A further address that is also a navigation property of the entity before it, `/groups/{id}/members`: it has
    /// what is related to that entity, and not all entities of the first address. What is created there lives at the
    /// first address.
    fn from_owner(
        schema: &'a Schema,
        route: &'a Route,
        target: &ParsedPath,
        segments: &[String],
        tail: &Tail,
    ) -> Option<Self> {
        let (owner, property) = route.owner(schema.routes())?;
        let declared = DeclaredType::common(schema, &owner.types);
        if !declared.property(property)?.role.is_navigation() {
            return None;
        }
        let (own, rest) = segments.split_at(route.template.len());
        let (keys, own) = own.split_at(owner.template.len());
        let (stored, base) = Self::stored(schema, owner, target, keys);
        let mut walk = Walk::from(schema, declared, false, stored.steps.clone());
        // A segment that looks like a key may be a cast or an operation of the collection.
        if !own.iter().all(|segment| !walk.is_not_a_key(segment) && walk.step(segment)) {
            return None;
        }
        walk.declared = DeclaredType::common(schema, &route.types);
        let home = route.template.pattern(&route.home, &Address { steps: walk.named.clone(), ..stored });
        let home = home.collection()?.steps;
        let depth = walk.path.len();
        let resource = Self::from_walk(schema, walk, target, base, rest, tail)?;
        let permissions = Some(&route.permissions);
        // Beneath the template, the types are those of properties.
        Some(if resource.path.len() == depth {
            Self { permissions, annotated: &route.types, binding: Some(home), ..resource }
        } else {
            Self { permissions, ..resource }
        })
    }

    fn from_root(schema: &'a Schema, target: &ParsedPath, segments: &[String], tail: &Tail) -> Option<Self> {
        let (first, rest) = segments.split_first()?;
        let base = Pattern { version: schema.storage(&target.version).to_owned(), steps: Vec::new() };
        Self::from_walk(schema, Walk::at_root(schema, first)?, target, base, rest, tail)
    }

    fn from_walk(
        schema: &'a Schema,
        mut walk: Walk<'a>,
        target: &ParsedPath,
        base: Pattern,
        rest: &[String],
        tail: &Tail,
    ) -> Option<Self> {
        let mut tail = tail.clone();
        for (at, segment) in rest.iter().enumerate() {
            let is_last = at + 1 == rest.len() && matches!(tail, Tail::None | Tail::Value);
            match walk.tail(segment).filter(|tail| is_last && !is_navigation(tail, &walk)) {
                Some(Tail::Property(name)) if tail == Tail::Value => tail = Tail::RawProperty(name),
                Some(found) if tail == Tail::None => tail = found,
                None if walk.step(segment) => {}
                _ => return None,
            }
        }
        let Walk { declared, is_collection, named, path, is_cast, binding, parent, well_known, .. } = walk;
        let address = Address { version: target.version.clone(), steps: named };
        let binding = binding.map(|set| vec![Step::Name(set.to_owned())]);
        let permissions = None;
        Some(Self {
            schema,
            declared,
            is_collection,
            address,
            tail,
            permissions,
            annotated: &[],
            base,
            path,
            is_cast,
            binding,
            parent,
            well_known,
        })
    }

    /// An address for the error of a path that is not served: known as far as any template or the types
    /// match, and guessed from there on.
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

    /// Whether the entity exists without a create: a singleton, or the entity of a single-valued navigation
    /// property.
    pub(crate) fn is_single(&self) -> bool {
        let is_named = matches!(
            self.path.iter().rfind(|path| matches!(path, PathStep::Step(_))),
            Some(PathStep::Step(Step::Name(_)))
        );
        !self.is_collection && is_named
    }

    /// The address of the entity set or singleton that the resource is beneath.
    pub(crate) fn root(&self) -> Option<Address> {
        let first = match self.base.steps.first() {
            Some(step) => step.clone()?,
            None => match self.path.first()? {
                PathStep::Step(step) => step.clone(),
                PathStep::Cast(_) | PathStep::Owner(_) => return None,
            },
        };
        Some(Address { version: self.base.version.clone(), steps: vec![first] })
    }

    /// Whether the entity is a singleton of the service itself.
    pub(crate) fn is_singleton(&self) -> bool {
        self.is_single() && self.base.steps.is_empty() && self.path.len() == 1
    }

    /// Whether the declared type is a known type, and not merely what the types at an address have in common.
    pub(crate) fn is_typed(&self) -> bool {
        self.schema.structure(self.declared.name()).is_some()
    }
}

/// Whether a property at the end of an address is a navigation property, which is a step of its own.
fn is_navigation(tail: &Tail, walk: &Walk<'_>) -> bool {
    let Tail::Property(name) = tail else { return false };
    walk.declared.property(name).is_some_and(|property| property.role.is_navigation())
}
