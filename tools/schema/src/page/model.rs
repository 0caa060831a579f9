//! The model of what the pages of one version say.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::merge::ROOT;
use crate::metadata::Metadata;
use crate::source::Source;
use crate::structure::{Access, NavigationProperty, Property, StructureKind, StructuredType, TypeName};

use super::declared::{KEY, annotations, bare, enumeration, is_base, key, listed, row_annotations, sort};
use super::targets::Targets;
use super::{Documentation, Documented, PageKind, PropertyRow, Requests, TypeWords};
use super::{calls, operations, words};

/// Properties that the service sets although most pages do not mark them: all of the published examples of
/// updates leave them out, except one.
const SET_BY_CONVENTION: [&str; 3] = ["createdDateTime", "lastModifiedDateTime", "modifiedDateTime"];

/// Builds the model.
pub(super) struct Builder<'a> {
    documentation: &'a Documentation,
    version: &'a str,
    pub(super) metadata: Metadata,
    /// The qualified names of the types that have a page.
    documented_types: HashSet<String>,
}

/// The properties that examples of updates send, by the type that declares them.
type Sent = HashSet<(String, String)>;

impl Documentation {
    /// Returns the model of what the pages of a version say: the types with their properties, relationships
    /// and members, the actions and functions, and the starts of addresses.
    ///
    /// - A type without a page of its own is made of the pages of its calls: one update page is enough. A
    ///   type that nothing describes keeps its name and is not in the model.
    /// - A type that others extend may have no page either: it is made of what their pages say is inherited.
    /// - A relationship may be missing from the table of its type: it is known from the addresses that go along
    ///   it.
    /// - Pages rarely say whether a property may be null: it may, unless one says otherwise.
    /// - What a page marks as read-only is not believed if an example of an update sends it. When an entity was
    ///   created and changed is read-only, marked or not.
    /// - Enumerations have no mark of flags: they are recognised by the values of their members.
    /// - The page of a type lists the requests that it supports. Without it, nothing is known of those that have
    ///   no page.
    pub fn metadata(&self, version: &str) -> Metadata {
        let mut builder = Builder {
            documentation: self,
            version,
            metadata: Metadata::default(),
            documented_types: HashSet::new(),
        };
        builder.add_types();
        builder.add_bases();
        builder.add_from_calls();
        builder.set_abstract();
        builder.add_listed_members();
        builder.drop_impossible_bases();
        builder.set_access();
        let targets = Targets::new(&builder);
        targets.complete(&mut builder);
        operations::add(&mut builder, &targets);
        calls::add(&mut builder);
        builder.metadata.index();
        builder.metadata
    }

    /// Returns the type that words mean: the one of the page that they link to, or their own name.
    pub(super) fn resolve(&self, version: &str, words: &TypeWords) -> TypeName {
        let linked = self.type_page(version, words).filter(|_| !words.is_primitive());
        let name = linked.and_then(Documented::qualified_name).unwrap_or_else(|| words.kind.name.clone());
        TypeName { name, ..words.kind }
    }

    pub(super) fn of_version(&self, version: &str) -> impl Iterator<Item = &Documented> {
        self.pages().filter(move |documented| documented.version == version)
    }
}

impl Documented {
    /// Returns the qualified name of what the title names, except for actions and functions and for plurals
    /// of lists.
    pub(super) fn qualified_name(&self) -> Option<String> {
        let page = &self.page;
        let is_type =
            !matches!(page.kind, PageKind::Action | PageKind::Function | PageKind::List | PageKind::Other);
        let subject = page.subject.as_deref().filter(|_| is_type)?;
        Some(qualified(subject, &page.namespace))
    }

    pub(super) fn source(&self, line: u32) -> Source {
        Source { document: Arc::from(self.path.as_str()), line }
    }
}

fn qualified(name: &str, namespace: &str) -> String {
    if name.contains('.') { name.to_owned() } else { format!("{namespace}.{name}") }
}

impl<'a> Builder<'a> {
    pub(super) fn pages(&self) -> impl Iterator<Item = &'a Documented> + use<'a> {
        self.documentation.of_version(self.version)
    }

    /// Returns the pages of a kind.
    pub(super) fn pages_of(&self, kind: PageKind) -> impl Iterator<Item = &'a Documented> + use<'a> {
        self.pages().filter(move |documented| documented.page.kind == kind)
    }

    pub(super) fn resolve(&self, words: &TypeWords) -> TypeName {
        self.documentation.resolve(self.version, words)
    }

    pub(super) fn entity_type(&self, documented: &Documented) -> Option<String> {
        self.documentation.entity_type(documented)
    }

    pub(super) fn requests(&self) -> BTreeMap<String, Requests> {
        self.documentation.requests(self.version)
    }

    /// Returns the kind of the page that a link points to, if it is there.
    pub(super) fn linked_kind(&self, link: &str) -> Option<PageKind> {
        self.documentation.linked(self.version, link).map(|documented| documented.page.kind)
    }

    fn add_types(&mut self) {
        for documented in self.pages() {
            let Some(name) = documented.qualified_name() else { continue };
            if documented.page.kind == PageKind::Resource {
                let structure = self.structure(&name, documented);
                self.documented_types.insert(name.clone());
                self.metadata.structures.entry(name).or_insert(structure);
            }
        }
        for documented in self.pages() {
            for table in &documented.page.enums {
                let name = qualified(&table.name, &documented.page.namespace);
                if !self.metadata.structures.contains_key(&name) {
                    let enumeration = enumeration(&name, table, documented);
                    self.metadata.enums.entry(name).or_insert(enumeration);
                }
            }
        }
    }

    fn structure(&self, name: &str, documented: &Documented) -> StructuredType {
        let page = &documented.page;
        let base = page.base.as_ref().map(|(_, words)| self.resolve(words).name);
        let is_inherited = |row: &&PropertyRow| base.is_some() && row.inherited_from.is_some();
        let own_key =
            key(page).filter(|key| !page.properties.iter().any(|row| row.name == *key && is_inherited(&row)));
        let is_open = page.annotations.get("openType").and_then(Value::as_bool).unwrap_or_default();
        StructuredType {
            name: name.to_owned(),
            kind: sort(page),
            is_abstract: page.is_abstract,
            is_open,
            has_stream: false,
            keys: own_key.map(str::to_owned).into_iter().collect(),
            alternate_keys: Vec::new(),
            explicit_operations: Vec::new(),
            properties: page
                .properties
                .iter()
                .filter(|row| !is_inherited(row))
                .map(|row| self.property(row, documented))
                .collect(),
            navigation: page
                .relationships
                .iter()
                .filter(|row| !is_inherited(row))
                .map(|row| self.navigation(row, documented))
                .collect(),
            annotations: annotations(&page.summary, page.deprecation.clone(), documented, 1),
            source: documented.source(1),
            base,
        }
    }

    fn property(&self, row: &PropertyRow, documented: &Documented) -> Property {
        let mut kind = self.resolve(&row.kind);
        // A key has no untyped values. Those of Graph are texts.
        if row.name == KEY && (kind.name == words::UNTYPED || is_misspelt(row)) {
            kind = TypeName { name: "Edm.String".to_owned(), is_collection: false };
        }
        let nullable = row.nullable.unwrap_or(true);
        Property {
            name: row.name.clone(),
            nullable: nullable && !kind.is_collection,
            nullable_items: None,
            access: if row.is_read_only { Access::ReadOnly } else { Access::ReadWrite },
            access_source: row.is_read_only.then(|| documented.source(row.line)),
            annotations: row_annotations(row, documented),
            source: documented.source(row.line),
            kind,
        }
    }

    fn navigation(&self, row: &PropertyRow, documented: &Documented) -> NavigationProperty {
        let kind = self.resolve(&row.kind);
        NavigationProperty {
            name: row.name.clone(),
            nullable: row.nullable.unwrap_or(true) && !kind.is_collection,
            contains_target: false,
            access: if row.is_read_only { Access::ReadOnly } else { Access::ReadWrite },
            access_source: row.is_read_only.then(|| documented.source(row.line)),
            annotations: row_annotations(row, documented),
            source: documented.source(row.line),
            kind,
        }
    }

    /// Adds the types that others extend and that have no page, from what is inherited from them.
    fn add_bases(&mut self) {
        for documented in self.pages_of(PageKind::Resource) {
            let bases = self.bases(documented);
            for (at, base) in bases.iter().enumerate() {
                if !self.documented_types.contains(base) && !self.metadata.enums.contains_key(base) {
                    let above = at.checked_sub(1).and_then(|at| bases.get(at));
                    self.add_base(base, above.cloned(), documented);
                }
            }
        }
    }

    /// Returns the types that a page's type extends, the farthest first: tables begin with what is inherited
    /// from it.
    fn bases(&self, documented: &Documented) -> Vec<String> {
        let page = &documented.page;
        let Some((_, words)) = &page.base else { return Vec::new() };
        let inherited = page.properties.iter().filter_map(|row| row.inherited_from.as_deref());
        let inherited = inherited.map(|base| qualified(base, &page.namespace));
        let mut bases: Vec<String> = Vec::new();
        for base in inherited.chain([self.resolve(words).name]) {
            bases.retain(|seen| *seen != base);
            bases.push(base);
        }
        bases.retain(|base| documented.qualified_name().is_none_or(|name| name != *base));
        bases
    }

    /// Adds a type that has no page, or completes it with what a further page says is inherited from it.
    fn add_base(&mut self, base: &str, above: Option<String>, documented: &Documented) {
        let page = &documented.page;
        let is_of_base = |row: &&PropertyRow| {
            row.inherited_from.as_ref().is_some_and(|from| qualified(from, &page.namespace) == base)
        };
        let inherited: Vec<Property> =
            page.properties.iter().filter(is_of_base).map(|row| self.property(row, documented)).collect();
        let navigation: Vec<NavigationProperty> = page
            .relationships
            .iter()
            .filter(is_of_base)
            .map(|row| self.navigation(row, documented))
            .collect();
        let is_root = above.is_none();
        let structure = self.metadata.structures.entry(base.to_owned()).or_insert_with(|| StructuredType {
            base: above,
            kind: sort(page),
            is_abstract: true,
            keys: Vec::new(),
            properties: Vec::new(),
            source: documented.source(page.base.as_ref().map_or(1, |(line, _)| *line)),
            ..bare(base, documented)
        });
        for property in inherited {
            if is_root && property.name == KEY {
                structure.keys = vec![KEY.to_owned()];
            }
            if !structure.properties.iter().any(|own| own.name == property.name) {
                structure.properties.push(property);
            }
        }
        for property in navigation {
            if !structure.navigation.iter().any(|own| own.name == property.name) {
                structure.navigation.push(property);
            }
        }
    }

    /// Marks the types that others extend and that are said to be a base, the entity types of them that no page creates
    /// or changes, and the complex types of them, unless examples rather have values of the type itself. Pages rarely
    /// say that a type is abstract, and some of their examples have values of types that are.
    fn set_abstract(&mut self) {
        let made: HashSet<String> = [PageKind::Create, PageKind::Update]
            .into_iter()
            .flat_map(|kind| self.pages_of(kind))
            .filter_map(Documented::qualified_name)
            .collect();
        let stated = self.stated_types();
        let count = |name: &str| stated.get(name).copied().unwrap_or_default();
        // The values of all types that extend a type.
        let mut derived: HashMap<String, usize> = HashMap::new();
        for name in self.metadata.structures.keys() {
            for base in self.lineage(name).into_iter().skip(1) {
                *derived.entry(base.name.clone()).or_default() += count(name);
            }
        }
        let extended: HashSet<String> =
            self.metadata.structures.values().filter_map(|structure| structure.base.clone()).collect();
        for structure in self.metadata.structures.values_mut() {
            let is_entity = structure.kind == StructureKind::Entity;
            let name = &structure.name;
            let of_derived = derived.get(name).copied().unwrap_or_default();
            let has_values =
                if is_entity { made.contains(name) } else { count(name) > 0 && count(name) >= of_derived };
            structure.is_abstract |= extended.contains(name) && (is_base(structure) || !has_values);
        }
    }

    /// Returns how many values in examples say that they are of a type, in the pages of all versions.
    fn stated_types(&self) -> HashMap<&'a str, usize> {
        let mut found = HashMap::new();
        for documented in self.documentation.pages() {
            let page = &documented.page;
            let requests = page.requests.iter().filter_map(|request| request.body.as_ref());
            let responses = page.responses.iter().filter_map(|response| response.body.as_ref());
            for json in requests.chain(responses).filter_map(|body| body.json.as_ref()) {
                add_stated(json, &mut found);
            }
        }
        found
    }

    /// Adds what is inherited from a type whose page has it not, what the pages of creations and updates have
    /// and the page of the type has not, and the types that have no page.
    fn add_from_calls(&mut self) {
        for kind in [PageKind::Resource, PageKind::Update, PageKind::Create] {
            for documented in self.pages_of(kind) {
                let Some(name) = documented.qualified_name() else { continue };
                if documented.page.properties.is_empty() || self.metadata.enums.contains_key(&name) {
                    continue;
                }
                let known = self.known_names(&name);
                let missing: Vec<Property> = documented
                    .page
                    .properties
                    .iter()
                    .filter(|row| !known.contains(row.name.as_str()))
                    .map(|row| self.property(row, documented))
                    .collect();
                let structure =
                    self.metadata.structures.entry(name.clone()).or_insert_with(|| bare(&name, documented));
                structure.properties.extend(missing);
            }
        }
    }

    /// Returns the names of the properties and relationships of a type, inherited ones too.
    fn known_names(&self, name: &str) -> HashSet<&str> {
        let mut names = HashSet::new();
        for structure in self.lineage(name) {
            names.extend(structure.properties.iter().map(|property| property.name.as_str()));
            names.extend(structure.navigation.iter().map(|property| property.name.as_str()));
        }
        names
    }

    /// Returns the type that the others extend, or the first if they do not extend one of them.
    pub(super) fn common_type(&self, types: &[String]) -> Option<String> {
        let first = types.first()?;
        let extends =
            |name: &str, base: &str| self.lineage(name).iter().any(|structure| structure.name == base);
        let bases = self.lineage(first);
        let mut bases =
            bases.iter().filter(|structure| structure.name != ROOT).map(|structure| &structure.name);
        let common = bases.find(|base| types.iter().all(|name| extends(name, base)));
        Some(common.unwrap_or(first).clone())
    }

    /// Returns a type and those that it extends. Pages may go round in circles.
    pub(super) fn lineage(&self, name: &str) -> Vec<&StructuredType> {
        let mut found: Vec<&StructuredType> = Vec::new();
        let mut next = self.metadata.structures.get(name);
        while let Some(structure) = next {
            if found.iter().any(|seen| seen.name == structure.name) {
                break;
            }
            found.push(structure);
            next = structure.base.as_ref().and_then(|base| self.metadata.structures.get(base));
        }
        found
    }

    /// Adds the enumerations that have no page but whose members a description lists.
    fn add_listed_members(&mut self) {
        for documented in self.pages() {
            for row in documented.page.properties.iter().filter(|row| !row.members.is_empty()) {
                let name = self.resolve(&row.kind).name;
                let is_known =
                    self.metadata.enums.contains_key(&name) || self.metadata.structures.contains_key(&name);
                // A misspelt `String` has values too. Nothing but its page could say that it is a type.
                let is_none = row.kind.is_primitive() || name == words::UNTYPED;
                if is_none || is_known || is_misspelt(row) {
                    continue;
                }
                let enumeration = listed(&name, row, documented);
                self.metadata.enums.insert(name, enumeration);
            }
        }
    }

    /// Drops bases that have no page, or that lead back to their type.
    fn drop_impossible_bases(&mut self) {
        let names: Vec<String> = self.metadata.structures.keys().cloned().collect();
        for name in names {
            let lineage = self.lineage(&name);
            let last = lineage.last().and_then(|last| last.base.as_ref().map(|_| last.name.clone()));
            if let Some(structure) = last.and_then(|last| self.metadata.structures.get_mut(&last)) {
                structure.base = None;
            }
        }
    }

    /// Decides who may set each property: by its mark, unless an example of an update sends it.
    fn set_access(&mut self) {
        let sent = self.sent();
        for structure in self.metadata.structures.values_mut() {
            let is_entity = structure.kind == StructureKind::Entity;
            for property in &mut structure.properties {
                let is_sent = sent.contains(&(structure.name.clone(), property.name.clone()));
                let by_convention = is_entity && SET_BY_CONVENTION.contains(&property.name.as_str());
                if is_sent {
                    property.access = Access::ReadWrite;
                    property.access_source = None;
                } else if by_convention {
                    property.access = Access::ReadOnly;
                    property.access_source = Some(property.source.clone());
                }
            }
        }
    }

    fn sent(&self) -> Sent {
        let mut sent = Sent::new();
        for documented in self.pages_of(PageKind::Update) {
            let Some(name) = documented.qualified_name() else { continue };
            if let Some(object) = documented.page.request_object() {
                self.note_sent(&name, object, &mut sent);
            }
        }
        sent
    }

    fn note_sent(&self, name: &str, object: &Map<String, Value>, sent: &mut Sent) {
        let lineage = self.lineage(name);
        for (member, value) in object {
            let declared = lineage.iter().find_map(|structure| {
                let property = structure.properties.iter().find(|property| property.name == *member)?;
                Some((*structure, property))
            });
            let Some((structure, property)) = declared else { continue };
            sent.insert((structure.name.clone(), member.clone()));
            let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for item in items.iter().filter_map(Value::as_object) {
                let stated = item.get("@odata.type").and_then(Value::as_str);
                let name = stated.map_or(property.kind.name.as_str(), |name| name.trim_start_matches('#'));
                self.note_sent(name, item, sent);
            }
        }
    }
}

/// Returns whether a row has a misspelt primitive type. A link says that it is a type of its own.
fn is_misspelt(row: &PropertyRow) -> bool {
    row.kind.link.is_none() && words::is_misspelt_primitive(&row.kind.word)
}

fn add_stated<'a>(json: &'a Value, found: &mut HashMap<&'a str, usize>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| add_stated(item, found)),
        Value::Object(members) => {
            if let Some(stated) = members.get("@odata.type").and_then(Value::as_str) {
                *found.entry(stated.trim_start_matches('#')).or_default() += 1;
            }
            members.values().for_each(|value| add_stated(value, found));
        }
        _ => {}
    }
}
