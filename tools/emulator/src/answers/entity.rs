//! An entity as a response body.

use serde_json::Value;

use crate::answers::defaults::default_properties;
use crate::answers::full::{self, Full};
use crate::answers::text::{ObjectText, array};
use crate::data::found::{FoundEntity, Source};
use crate::data::json::Json;
use crate::data::properties::{Properties, TYPE, annotated_type};
use crate::data::scalar;
use crate::data::store::{Store, Stored};
use crate::observe::summary::Summary;
use crate::query::{Budget, Expand, Page, Query, Selection, Window};
use crate::schema::enumeration::is_sentinel;
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Role, Structure};
use crate::schema::types::Type;
use crate::settings::{DefaultProperties, TypeAnnotations};

/// What is needed to write the entities of a response.
pub(crate) struct EntityWriter<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) store: &'a Store,
    pub(crate) annotations: TypeAnnotations,
    /// Whether entities have `@odata.etag`.
    pub(crate) shows_etags: bool,
    /// What is written where nothing is selected.
    pub(crate) defaults: DefaultProperties,
    /// Whether the client asked for enumeration members after the sentinel.
    pub(crate) allows_hidden: bool,
    /// What the links of a response with all control information are made from. `None` for any other
    /// response.
    pub(crate) full: Option<Full<'a>>,
    /// What is left for the expansions of the response.
    pub(crate) budget: Budget,
}

/// The `ETag` of a revision. It is weak, as Graph's are.
pub(crate) fn etag(revision: u64) -> String {
    format!("W/\"{revision:016x}\"")
}

/// Which properties the entities of one type are written with.
struct Shown<'q> {
    declared: Option<&'q Structure>,
    properties: Vec<&'q Property>,
    /// The names that undeclared properties may have. `None` for any name.
    undeclared: Option<Vec<&'q str>>,
}

impl<'a> EntityWriter<'a> {
    /// Writes the entities of a list, and returns them in brief.
    pub(crate) fn entities(
        &self,
        text: &mut Vec<u8>,
        entities: &[FoundEntity<'_>],
        query: &Query,
        is_derived: impl Fn(&str) -> bool,
    ) -> Summary {
        let mut summary = Summary::default();
        // Most entities of a list are of one type.
        let mut last: Option<(&str, Shown<'_>)> = None;
        array(text, entities, |text, found| {
            let structure = found.structure;
            let shown = last.take().filter(|(known, _)| *known == structure).map(|(_, shown)| shown);
            let shown = shown.unwrap_or_else(|| self.shown_of(structure, query));
            let mut object = ObjectText::begin(text);
            let is_derived = is_derived(structure);
            self.own(&mut object, *found, query, &shown, is_derived);
            self.expansions(&mut object, *found, &query.expand);
            summary.add(object.end(), self.has_type(is_derived).then_some(structure));
            last = Some((structure, shown));
        });
        summary
    }

    /// Writes the members of an entity: `@odata.type` if it is needed, then the properties in the order of
    /// their declaration, then the undeclared ones, then the expanded ones.
    ///
    /// `is_derived` is true if the type differs from the declared one.
    pub(crate) fn entity(
        &self,
        object: &mut ObjectText<'_>,
        found: FoundEntity<'_>,
        query: &Query,
        is_derived: bool,
    ) {
        self.own(object, found, query, &self.shown_of(found.structure, query), is_derived);
        self.expansions(object, found, &query.expand);
    }

    pub(crate) fn source(&self) -> Source<'a> {
        Source { schema: self.schema, store: self.store }
    }

    /// Whether entities are written with their type.
    pub(crate) fn has_type(&self, is_derived: bool) -> bool {
        is_derived || self.full.is_some() || self.annotations == TypeAnnotations::Always
    }

    /// Writes the members of an entity without the expanded ones.
    fn own(
        &self,
        object: &mut ObjectText<'_>,
        found: FoundEntity<'_>,
        query: &Query,
        shown: &Shown<'_>,
        is_derived: bool,
    ) {
        let FoundEntity { structure, properties, .. } = found;
        if self.has_type(is_derived) {
            object.member(TYPE, &format_args!("#{structure}"));
        }
        if self.shows_etags || self.full.is_some() {
            object.member("@odata.etag", &etag(found.revision));
        }
        let links = self.full.as_ref().map(|full| full.of_entity(self.schema, self.store, found, query));
        for (name, value) in links.iter().flatten() {
            object.member(name, value);
        }
        let mut reader = properties.reader();
        for property in &shown.properties {
            if let Some(value) = reader.get(&property.name) {
                self.write_property(object, shown.declared, property, value);
            }
        }
        if shown.undeclared.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
        let is_named = |name: &str| shown.undeclared.as_ref().is_none_or(|names| names.contains(&name));
        let is_expanded = |name: &str| query.expand.iter().any(|expand| expand.name == name);
        let is_undeclared = |name: &str| !is_known(shown.declared, name) && name != TYPE;
        for (name, value) in reader.rest() {
            if is_named(name) && !is_expanded(name) && is_undeclared(name) {
                object.raw(name, value);
            }
        }
    }

    /// What is not shown is not looked up either: a list with `$select` leaves out most of each entity.
    fn shown_of<'q>(&self, structure: &str, query: &'q Query) -> Shown<'q>
    where
        'a: 'q,
    {
        let declared = self.schema.structure(structure);
        let has_subset =
            matches!(query.select, Selection::Default) && self.defaults == DefaultProperties::Documented;
        let subset = if has_subset { default_properties(self.schema, structure) } else { None };
        let is_default = |name: &str| subset.is_none_or(|names| names.contains(&name));
        let is_shown = |property: &&Property| {
            let is_selected = query.select.shows(structure, &property.name, property.role);
            is_selected && is_default(&property.name) || query.has_keys && property.role == Role::Key
        };
        let properties = declared.into_iter().flat_map(|it| &it.properties).filter(is_shown).collect();
        let names = query.select.names_for(structure).or_else(|| subset.map(<[_]>::to_vec));
        let undeclared =
            names.map(|names| names.into_iter().filter(|name| !is_known(declared, name)).collect());
        Shown { declared, properties, undeclared }
    }

    fn write_property(
        &self,
        object: &mut ObjectText<'_>,
        declared: Option<&Structure>,
        property: &Property,
        value: Json<'_>,
    ) {
        let is_disputed = declared.is_some_and(|structure| structure.is_disputed(&property.name));
        // Most values are shown as they are stored.
        if self.full.is_none() && !is_disputed && (value.is_null() || is_plain(&property.kind)) {
            return object.raw(&property.name, value);
        }
        let value = value.value();
        if declared.is_none_or(|structure| has_value_of(structure, property, &value))
            && let Some(value) = self.shown(&property.kind, &value)
        {
            if let Some(name) = self.annotation(property, &value) {
                object.member(&format!("{}{TYPE}", property.name), &name);
            }
            object.member(&property.name, &value);
        }
    }

    /// The annotation of a property's type, if all control information is written.
    fn annotation(&self, property: &Property, value: &Value) -> Option<String> {
        self.full.as_ref().and_then(|_| full::type_annotation(&property.kind, value))
    }

    /// Adds a property to an object, after the annotation of its type.
    fn add(&self, body: &mut Properties, property: &Property, value: Value) {
        let annotation = self.annotation(property, &value);
        body.extend(annotation.map(|name| (format!("{}{TYPE}", property.name), name.into())));
        body.insert(property.name.clone(), value);
    }

    /// The value of one property of an entity. `None` if there is no value, or only another version of Graph
    /// has it.
    pub(crate) fn property(&self, stored: &Stored, name: &str) -> Option<Value> {
        let value = stored.properties.value(name)?;
        let structure = self.schema.structure(&stored.structure)?;
        let Some(property) = structure.property(name) else { return Some(value) };
        if has_value_of(structure, property, &value) { self.shown(&property.kind, &value) } else { None }
    }

    fn expansions<'q>(
        &self,
        object: &mut ObjectText<'_>,
        found: FoundEntity<'_>,
        expands: impl IntoIterator<Item = &'q Expand>,
    ) {
        for expand in expands {
            self.expand(object, found, expand, expand.levels);
        }
    }

    fn expand(&self, object: &mut ObjectText<'_>, found: FoundEntity<'_>, expand: &Expand, levels: usize) {
        let Expand { name, query, is_collection, .. } = expand;
        let related = found.related(self.source(), name, *is_collection);
        let window = Window { start: query.skip, size: query.top.unwrap_or(usize::MAX) };
        let Page { items, count, .. } = query.page(self.source(), related, window, &self.budget);
        if let Some(count) = count.filter(|_| *is_collection) {
            object.member(&format!("{name}@odata.count"), &count);
        }
        let write = |text: &mut Vec<u8>, item: &FoundEntity<'_>| {
            let shown = self.shown_of(item.structure, query);
            let mut object = ObjectText::begin(text);
            self.own(&mut object, *item, query, &shown, item.structure != expand.structure);
            // A related entity of another type may lack the property that `$levels` follows.
            let leads_on = levels > 1 && shown.declared.and_then(|it| it.property(name)).is_some();
            let others = query.expand.iter().filter(|other| !leads_on || other.name != *name);
            self.expansions(&mut object, *item, others);
            if leads_on {
                self.expand(&mut object, *item, expand, levels - 1);
            }
            object.end();
        };
        let text = object.value_of(name);
        match items.first() {
            _ if *is_collection => array(text, &items, write),
            Some(item) => write(text, item),
            None => text.extend_from_slice(b"null"),
        }
    }

    /// A value as the client may see it, or `None` if only another version of Graph has it. Enumeration
    /// members that the client did not ask for become the sentinel.
    pub(crate) fn shown(&self, kind: &Type, value: &Value) -> Option<Value> {
        Some(match (kind, value) {
            (Type::Enumeration(name), Value::String(text)) => return self.member(name, text),
            (Type::Collection(item), Value::Array(items)) => {
                items.iter().filter_map(|value| self.shown(item, value)).collect()
            }
            // Another version may declare derived types of a type that has none in this version.
            (Type::Structure(declared) | Type::Choice(declared), Value::Object(object)) => {
                let name = annotated_type(value).unwrap_or(declared);
                if self.schema.is_foreign(name) {
                    return None;
                }
                // A value has a type annotation only if its type is not the declared one.
                Value::Object(self.nested(name, object, name != declared))
            }
            _ => value.clone(),
        })
    }

    fn member(&self, name: &str, text: &str) -> Option<Value> {
        let Some(known) = self.schema.enumeration(name) else { return Some(text.into()) };
        let is_hidden = !self.allows_hidden && known.hidden_member(text).is_some();
        match known.is_foreign(text) {
            // Source: Microsoft Graph, "Handling future members in evolvable enumerations".
            true if !known.members().iter().any(|member| is_sentinel(member)) => None,
            is_foreign if is_foreign || is_hidden => Some(known.sentinel().into()),
            _ => Some(text.into()),
        }
    }

    /// The members of a complex value of a type, after its name if the type is a derived one.
    fn nested(&self, name: &str, object: &Properties, is_derived: bool) -> Properties {
        let mut shown = Properties::new();
        if is_derived || self.full.is_some() {
            shown.insert(TYPE.to_owned(), format!("#{name}").into());
        }
        let structure = self.schema.structure(name);
        for (name, value) in object.iter().filter(|(name, _)| *name != TYPE) {
            let Some(structure) = structure else {
                shown.insert(name.clone(), value.clone());
                continue;
            };
            match structure.property(name) {
                Some(property) if !has_value_of(structure, property, value) => {}
                Some(property) => {
                    if let Some(value) = self.shown(&property.kind, value) {
                        self.add(&mut shown, property, value);
                    }
                }
                None if structure.is_foreign(name) => {}
                None => drop(shown.insert(name.clone(), value.clone())),
            }
        }
        shown
    }
}

/// Whether values of a type are shown as they are stored, unless all control information is written.
fn is_plain(kind: &Type) -> bool {
    match kind {
        Type::Primitive(_) => true,
        Type::Collection(item) => is_plain(item),
        Type::Enumeration(_) | Type::Structure(_) | Type::Choice(_) => false,
    }
}

/// Whether a type has a property, in this version of Graph or in another one.
fn is_known(structure: Option<&Structure>, name: &str) -> bool {
    structure.is_some_and(|structure| structure.property(name).is_some() || structure.is_foreign(name))
}

/// Whether a stored value is one of the property, and not of the other type that another version declares for
/// it.
fn has_value_of(structure: &Structure, property: &Property, value: &Value) -> bool {
    !structure.is_disputed(&property.name) || value.is_null() || fits(&property.kind, value)
}

fn fits(kind: &Type, value: &Value) -> bool {
    match kind {
        Type::Primitive(primitive) => scalar::fits(*primitive, value),
        Type::Enumeration(_) => value.is_string(),
        Type::Structure(_) | Type::Choice(_) => value.is_object(),
        Type::Collection(item) => {
            value.as_array().is_some_and(|items| items.iter().all(|value| fits(item, value)))
        }
    }
}
