//! The addresses of entity types, from the entity sets, the singletons and the navigation properties.

mod step;
mod template;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use graph_entity_schema::{
    Container, Metadata, Operation, PathError, Restrictions, StructureKind, StructuredType,
};

use self::step::{Step, Steps};
pub(crate) use self::template::Template;
use crate::names::parts;
use crate::words::plural;

/// One address of an entity type.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) template: Template,
    /// Whether it ends with a key, after the address of a collection.
    pub(crate) is_collection: bool,
    /// What is stated about the requests that it supports, the most specific first.
    pub(crate) restrictions: Vec<Restrictions>,
    cost: Cost,
}

/// How good an address is. The best one is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Cost {
    /// The steps along relationships to entities that have their address elsewhere.
    relationships: usize,
    /// The segments that are not keys.
    segments: usize,
    casts: usize,
    /// The steps to one entity, as `/education/me` beside `/education/users/{educationUserId}`.
    singles: usize,
    /// Of two addresses, `/deviceManagement/managedDevices/{managedDeviceId}` asks for less than one below a user.
    keys: usize,
    /// The steps that are not called like the type: the `following` of a drive beside its `items`.
    other_names: usize,
}

/// The most types that derive from a type whose addresses they have. Everything derives from the type that is
/// called `entity`.
const MAX_DERIVED: usize = 200;

/// The addresses of all entity types of a document.
pub(crate) struct Addresses<'a> {
    metadata: &'a Metadata,
    /// By the declared type, the best first.
    declared: HashMap<&'a str, Vec<Address>>,
}

impl<'a> Addresses<'a> {
    pub(crate) fn new(metadata: &'a Metadata) -> Self {
        let steps = Steps::new(metadata);
        let best = best(metadata, &steps);
        let mut declared: HashMap<&'a str, Vec<Address>> = HashMap::new();
        for (_, name, address) in roots(metadata) {
            declared.entry(name).or_default().push(address);
        }
        let is_contained = |name: &str| best.get(name).is_some_and(|it| it.cost.relationships == 0);
        for (name, from) in best.iter().filter(|(name, _)| is_contained(name)) {
            for (step, cast) in steps.from(name).filter(|(step, _)| step.is_containment) {
                // A derived type with an address of its own needs no cast.
                if cast.is_some_and(is_contained) {
                    continue;
                }
                if let Some(target) = metadata.structure(&step.target.name) {
                    declared.entry(&target.name).or_default().push(after(metadata, from, step, cast));
                }
            }
        }
        for (name, address) in bound(metadata, &steps) {
            declared.entry(name).or_default().push(address);
        }
        // Types that containment does not reach, as those of results of functions.
        for (name, address) in best {
            declared.entry(name).or_insert_with(|| vec![address]);
        }
        for addresses in declared.values_mut() {
            // An entity in a collection has a key, by which it is found again.
            let is_less = |it: &Address| (it.cost.relationships, !it.is_collection, it.cost);
            addresses.sort_by(|a, b| (is_less(a), &a.template).cmp(&(is_less(b), &b.template)));
            addresses.dedup_by(|a, b| a.template == b.template);
        }
        for structure in metadata.structures().filter(|it| it.kind == StructureKind::Entity) {
            let found = declared.remove(structure.name.as_str()).unwrap_or_default();
            let found = with_documented(structure, found);
            if !found.is_empty() {
                declared.insert(&structure.name, found);
            }
        }
        Self { metadata, declared }
    }

    /// Puts the addresses that are asked for before better ones: `types` has some, and each of `under` is a path
    /// above those of other types.
    pub(crate) fn prefer(&mut self, types: &[String], under: &[String]) {
        let asked = types.iter().filter(|text| text.starts_with('/'));
        let asked: Vec<String> = asked.map(|path| Template { text: path.clone() }.literals()).collect();
        let above: Vec<String> =
            under.iter().map(|path| Template { text: path.clone() }.literals()).collect();
        for addresses in self.declared.values_mut() {
            addresses.sort_by_key(|address| {
                let literals = address.template.literals();
                let is_contained = address.cost.relationships == 0;
                let is_below = is_contained && above.iter().any(|path| is_at_or_below(&literals, path));
                !(is_below || asked.contains(&literals))
            });
        }
    }

    /// Returns the addresses of a type, the best first. A type without an own address has those of the type
    /// that it extends.
    pub(crate) fn of(&self, name: &str) -> &[Address] {
        let own = |structure: &StructuredType| {
            self.declared.get(structure.name.as_str()).map(Vec::as_slice).unwrap_or_default()
        };
        let is_near = |it: &&StructuredType| it.name == name || !self.is_general(&it.name);
        let near = || self.metadata.lineage(name).filter(is_near).map(own);
        // An address along a relationship leads to an entity that has its own address elsewhere.
        let contained = near().find(|own| own.iter().any(|address| address.cost.relationships == 0));
        let near = contained.or_else(|| near().find(|own| !own.is_empty()));
        near.or_else(|| self.metadata.lineage(name).map(own).find(|own| !own.is_empty())).unwrap_or_default()
    }

    /// Whether the best address of a type is one at which there may be an entity of any type.
    pub(crate) fn is_anywhere(&self, name: &str) -> bool {
        let declaring = self.metadata.lineage(name).find(|it| self.is_declared(&it.name));
        declaring.is_some_and(|it| it.name != name && self.is_general(&it.name))
    }

    fn is_general(&self, name: &str) -> bool {
        self.metadata.derived(name).len() > MAX_DERIVED
    }

    /// Whether an address has the type as its declared type.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Returns the entity types whose best address is below a path. Relationships lead from everywhere to
    /// everything, and to users by containment, but these have better addresses.
    ///
    /// # Errors
    /// There is no such address.
    pub(crate) fn below(&self, path: &str) -> Result<HashSet<&'a str>, PathError> {
        let prefix = Template { text: path.to_owned() }.literals();
        let is_below = |address: &Address| is_at_or_below(&address.template.literals(), &prefix);
        let entities = self.metadata.structures().filter(|it| it.kind == StructureKind::Entity);
        let found: HashSet<&str> = entities
            .filter(|structure| {
                let addresses = self.of(&structure.name);
                let as_good = addresses.iter().take_while(|address| address.cost == addresses[0].cost);
                as_good.into_iter().any(is_below)
            })
            .map(|structure| structure.name.as_str())
            .collect();
        if found.is_empty() {
            // Pages do not have each step of an address: only a path with nothing below it is looked up.
            self.metadata.resolve(path)?;
        }
        Ok(found)
    }

    /// Returns the addresses of a type at which its entities are, and not relationships to them.
    pub(crate) fn contained(&self, name: &str) -> impl Iterator<Item = &Address> {
        let addresses = self.of(name);
        let is_contained = |address: &Address| address.cost.relationships == 0;
        let has_contained = addresses.iter().any(is_contained);
        addresses.iter().filter(move |address| !has_contained || is_contained(address))
    }
}

/// Whether segments begin with those of a path.
fn is_at_or_below(literals: &str, path: &str) -> bool {
    literals.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the addresses that documentation pages have for a type before the others.
fn with_documented(structure: &StructuredType, mut found: Vec<Address>) -> Vec<Address> {
    let mut documented: Vec<Address> = Vec::new();
    for fact in &structure.annotations.addresses {
        let Some(template) = Template::documented(&fact.value) else { continue };
        let shape = template.shape();
        if documented.iter().any(|known| known.template.shape() == shape) {
            continue;
        }
        let known = found.iter().position(|known| known.template.shape() == shape);
        let restrictions = match known {
            Some(at) => found.remove(at).restrictions,
            None => vec![structure.annotations.restrictions.clone()],
        };
        let is_collection = template.text.ends_with(['}', ')']);
        documented.push(Address { template, is_collection, restrictions, cost: Cost::default() });
    }
    documented.append(&mut found);
    documented
}

/// Returns the addresses that pages have for an operation, without the arguments of a function.
pub(crate) fn of_operation(operation: &Operation) -> Vec<Template> {
    let addresses = operation.annotations.addresses.iter().filter_map(|fact| {
        let (before, last) = fact.value.rsplit_once('/')?;
        let name = last.split('(').next().unwrap_or(last);
        Template::documented(&format!("{before}/{name}"))
    });
    addresses.collect()
}

/// Returns the entity sets and singletons, and whether each is a set.
fn containers(metadata: &Metadata) -> impl Iterator<Item = (&Container, bool)> {
    let sets = metadata.sets().iter().map(|set| (set, true));
    sets.chain(metadata.singletons().iter().map(|singleton| (singleton, false)))
}

/// Returns the addresses of the container, with the types of their entities. One of a type that nothing
/// describes leads nowhere.
fn roots(metadata: &Metadata) -> impl Iterator<Item = (&Container, &str, Address)> {
    containers(metadata).filter_map(|(container, is_set)| {
        let structure = metadata.structure(&container.type_name)?;
        let template = Template::root(&container.name);
        let template = if is_set { template.with_key(metadata, &structure.name) } else { template };
        let restrictions =
            vec![container.annotations.restrictions.clone(), structure.annotations.restrictions.clone()];
        // `/me` is one of the users, while `/deviceManagement` only holds what is below it.
        let is_alias = !is_set && metadata.sets().iter().any(|set| set.type_name == container.type_name);
        let cost = Cost {
            segments: template.segments(),
            singles: usize::from(is_alias),
            keys: template.keys(),
            ..Cost::default()
        };
        let address = Address { template, is_collection: is_set, restrictions, cost };
        Some((container, structure.name.as_str(), address))
    })
}

/// Returns the addresses along relationships that are bound to entity sets, as `/groups/{groupId}/members`.
fn bound<'a>(metadata: &'a Metadata, steps: &Steps<'a>) -> Vec<(&'a str, Address)> {
    let mut found = Vec::new();
    for (container, name, root) in roots(metadata) {
        for (step, cast) in steps.from(name).filter(|(step, _)| !step.is_containment) {
            let path = cast.map_or_else(|| step.path.clone(), |cast| format!("{cast}/{}", step.path));
            let is_bound = container.bindings.iter().any(|(bound, _)| *bound == path);
            if let (true, Some(target)) = (is_bound, metadata.structure(&step.target.name)) {
                found.push((target.name.as_str(), after(metadata, &root, step, cast)));
            }
        }
    }
    found
}

/// Returns the best address of each declared type that any steps lead to.
fn best<'a>(metadata: &'a Metadata, steps: &Steps<'a>) -> HashMap<&'a str, Address> {
    let mut found: HashMap<&'a str, Address> = HashMap::new();
    let mut open = BinaryHeap::new();
    let mut candidates: Vec<(&'a str, Address)> =
        roots(metadata).map(|(_, name, address)| (name, address)).collect();
    loop {
        for (name, address) in candidates.drain(..) {
            let is_better =
                |known: &Address| (address.cost, &address.template) < (known.cost, &known.template);
            if found.get(name).is_none_or(is_better) {
                open.push(Reverse((address.cost, address.template.clone(), name)));
                found.insert(name, address);
            }
        }
        let Some(Reverse((_, template, name))) = open.pop() else { return found };
        let from = found[name].clone();
        // Otherwise, a better address was found in the meantime.
        if from.template == template {
            for (step, cast) in steps.from(name) {
                if let Some(target) = metadata.structure(&step.target.name) {
                    candidates.push((&target.name, after(metadata, &from, step, cast)));
                }
            }
        }
    }
}

/// Returns the address after a step from another address.
fn after(metadata: &Metadata, from: &Address, step: &Step<'_>, cast: Option<&str>) -> Address {
    let template = cast.map_or_else(|| from.template.clone(), |cast| from.template.with_path(cast));
    let template = template.with_path(&step.path).with_parameters(&step.parameters);
    let of_path = container_path(metadata, &template);
    let is_collection = step.target.is_collection;
    let template = if is_collection { template.with_key(metadata, &step.target.name) } else { template };
    let of_type = metadata.structure(&step.target.name).map(|target| &target.annotations.restrictions);
    Address {
        cost: Cost {
            relationships: from.cost.relationships + usize::from(!step.is_containment),
            segments: template.segments(),
            casts: from.cost.casts + usize::from(cast.is_some()),
            singles: from.cost.singles + usize::from(!is_collection),
            keys: template.keys(),
            other_names: from.cost.other_names + usize::from(!is_called_like(step)),
        },
        restrictions: of_path.into_iter().chain(step.restrictions).chain(of_type).cloned().collect(),
        is_collection,
        template,
    }
}

/// Whether the last segment of a step is the name of the type, or the end of it.
fn is_called_like(step: &Step<'_>) -> bool {
    let short_name = parts(&step.target.name).1;
    let name = if step.target.is_collection { plural(short_name) } else { short_name.to_owned() };
    let segment = step.path.rsplit('/').next().unwrap_or(&step.path);
    name.to_lowercase().ends_with(&segment.to_lowercase())
}

/// Returns what the container states about a path below one of its sets or singletons.
fn container_path<'a>(metadata: &'a Metadata, template: &Template) -> Option<&'a Restrictions> {
    let (root, below) =
        template.literals().split_once('/').map(|(root, below)| (root.to_owned(), below.to_owned()))?;
    let (container, _) = containers(metadata).find(|(container, _)| container.name == root)?;
    container.paths.get(&below).map(|annotations| &annotations.restrictions)
}
