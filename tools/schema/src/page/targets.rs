//! The type at each documented address, and the relationships that the addresses follow.

use std::collections::BTreeMap;

use crate::annotation::Annotations;
use crate::metadata::Container;
use crate::source::Source;
use crate::structure::{Access, NavigationProperty, TypeName};

use super::model::Builder;
use super::{PageKind, words};

/// The types at the addresses of the pages of reads, lists, creations, updates and deletions.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// The types of the entities at an address.
    entities: BTreeMap<String, Vec<String>>,
    /// The types of the items of the collection at an address.
    collections: BTreeMap<String, Vec<String>>,
    addresses: Vec<Documented>,
}

/// An address, with `{}` for its keys.
#[derive(Debug)]
struct Documented {
    template: String,
    source: Source,
    /// Whether it is the first of its page. Others lead to entities that are related and not contained.
    is_first: bool,
}

impl Targets {
    pub(super) fn new(builder: &Builder<'_>) -> Self {
        let mut targets = Self::default();
        for documented in builder.pages() {
            let types = match documented.page.kind {
                PageKind::Get | PageKind::Update | PageKind::Delete => &mut targets.entities,
                PageKind::List | PageKind::Create => &mut targets.collections,
                _ => continue,
            };
            let Some(name) = builder.entity_type(documented) else { continue };
            for (at, address) in documented.page.addresses.iter().enumerate() {
                let template = without_names(&address.template);
                let here = types.entry(template.clone()).or_default();
                if !here.contains(&name) {
                    here.push(name.clone());
                }
                let (source, is_first) = (documented.source(address.line), at == 0);
                targets.addresses.push(Documented { template, source, is_first });
            }
        }
        // Relationships are known before those behind them.
        targets.addresses.sort_by_key(|address| address.template.matches('/').count());
        targets
    }

    /// Returns the type at an address, of a collection's items if it is one.
    pub(super) fn at(&self, builder: &Builder<'_>, template: &str) -> Option<TypeName> {
        let template = without_names(template);
        let entities = self.entities.get(&template).map(|types| (types, false));
        let collections = || self.collections.get(&template).map(|types| (types, true));
        let items = || self.entities.get(&format!("{template}/{{}}")).map(|types| (types, true));
        let (types, is_collection) = entities.or_else(collections).or_else(items)?;
        Some(TypeName { name: builder.common_type(types)?, is_collection })
    }

    /// Adds a singleton or a set for each address of one segment, and the relationships that addresses go along
    /// and the tables of their types do not have.
    pub(super) fn complete(&self, builder: &mut Builder<'_>) {
        for address in &self.addresses {
            self.add_container(builder, address);
        }
        for address in &self.addresses {
            self.walk(builder, address);
        }
    }

    fn add_container(&self, builder: &mut Builder<'_>, address: &Documented) {
        let Some(name) = address.template.strip_prefix('/').filter(|name| words::is_name(name)) else {
            return;
        };
        let Some(kind) = self.at(builder, &address.template) else { return };
        let (sets, singletons) = (&mut builder.metadata.sets, &mut builder.metadata.singletons);
        let containers = if kind.is_collection { sets } else { singletons };
        if !containers.iter().any(|known| known.name == name) {
            containers.push(Container {
                name: name.to_owned(),
                type_name: kind.name,
                bindings: Vec::new(),
                annotations: Annotations::default(),
                paths: BTreeMap::new(),
                source: address.source.clone(),
            });
        }
    }

    /// Follows an address from its container along the relationships.
    fn walk(&self, builder: &mut Builder<'_>, address: &Documented) {
        let mut segments = address.template.split('/').skip(1);
        let Some(first) = segments.next() else { return };
        let containers = builder.metadata.sets.iter().chain(&builder.metadata.singletons);
        let found = containers.into_iter().find(|container| container.name == first);
        let Some(mut current) = found.map(|container| container.type_name.clone()) else { return };
        let mut prefix = format!("/{first}");
        for segment in segments {
            prefix.push('/');
            prefix.push_str(segment);
            if segment == "{}" {
                continue;
            }
            if segment.contains('.') {
                segment.clone_into(&mut current);
            } else if let Some(next) = self.follow(builder, &current, segment, &prefix, address) {
                current = next;
            } else {
                return;
            }
        }
    }

    /// Returns the type that a relationship leads to, after adding it where it is not known.
    fn follow(
        &self,
        builder: &mut Builder<'_>,
        from: &str,
        name: &str,
        prefix: &str,
        address: &Documented,
    ) -> Option<String> {
        let lineage: Vec<String> =
            builder.lineage(from).iter().map(|structure| structure.name.clone()).collect();
        for declaring in &lineage {
            let navigation = &mut builder.metadata.structures.get_mut(declaring)?.navigation;
            if let Some(known) = navigation.iter_mut().find(|known| known.name == name) {
                known.contains_target |= address.is_first;
                return Some(known.kind.name.clone());
            }
        }
        // Pages leave casts out.
        if let Some(known) = derived_navigation(builder, from, name) {
            return Some(known);
        }
        let kind = self.at(builder, prefix).filter(|_| words::is_name(name))?;
        let mut declaring = from;
        let mut annotations = Annotations::default();
        // A few tables of properties have relationships.
        for structure in &lineage {
            let properties = &mut builder.metadata.structures.get_mut(structure)?.properties;
            if let Some(at) = properties.iter().position(|property| property.name == name) {
                annotations = properties.remove(at).annotations;
                declaring = structure;
            }
        }
        let target = kind.name.clone();
        builder.metadata.structures.get_mut(declaring)?.navigation.push(NavigationProperty {
            name: name.to_owned(),
            nullable: !kind.is_collection,
            contains_target: address.is_first,
            access: Access::ReadWrite,
            access_source: None,
            annotations,
            source: address.source.clone(),
            kind,
        });
        Some(target)
    }
}

/// Returns the type that a relationship of a derived type leads to.
fn derived_navigation(builder: &Builder<'_>, from: &str, name: &str) -> Option<String> {
    let structures = builder.metadata.structures.values();
    let mut declaring = structures.filter_map(|structure| {
        let navigation = structure.navigation.iter().find(|navigation| navigation.name == name)?;
        Some((structure, navigation))
    });
    let is_derived = |name: &str| builder.lineage(name).iter().any(|base| base.name == from);
    declaring.find(|(structure, _)| is_derived(&structure.name)).map(|(_, known)| known.kind.name.clone())
}

/// Returns an address with `{}` for its keys: pages name the same key in several ways.
fn without_names(template: &str) -> String {
    let segments = template.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
