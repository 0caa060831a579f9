//! An entity as a response body.

use serde_json::Value;

use crate::answers::defaults::default_properties;
use crate::answers::full::{self, Full};
use crate::data::found::FoundEntity;
use crate::data::json::Json;
use crate::data::properties::{Properties, TYPE, annotated_type};
use crate::data::scalar;
use crate::data::store::{Store, Stored};
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

impl EntityWriter<'_> {
    /// Writes `@odata.type` if it is needed, then the properties in the order of their declaration, then the
    /// undeclared ones, then the expanded ones.
    ///
    /// `is_derived` is true if the type differs from the declared one.
    pub(crate) fn entity(&self, found: FoundEntity<'_>, query: &Query, is_derived: bool) -> Properties {
        let FoundEntity { structure, properties, .. } = found;
        let mut body = Properties::new();
        let is_full = self.full.is_some();
        if is_derived || is_full || self.annotations == TypeAnnotations::Always {
            body.insert(TYPE.to_owned(), format!("#{structure}").into());
        }
        if self.shows_etags || is_full {
            body.insert("@odata.etag".to_owned(), etag(found.revision).into());
        }
        if let Some(full) = &self.full {
            body.extend(full.of_entity(self.schema, self.store, found, query));
        }
        let declared = self.schema.structure(structure);
        let has_subset =
            matches!(query.select, Selection::Default) && self.defaults == DefaultProperties::Documented;
        let subset = if has_subset { default_properties(self.schema, structure) } else { None };
        let is_default = |name: &str| subset.is_none_or(|names| names.contains(&name));
        for property in declared.iter().flat_map(|structure| &structure.properties) {
            let is_selected = query.select.shows(structure, &property.name, property.role);
            let is_shown =
                is_selected && is_default(&property.name) || query.has_keys && property.role == Role::Key;
            // What is not shown is not looked up either: a list with `$select` leaves out most of each
            // entity.
            if !is_shown {
                continue;
            }
            let value = properties.get(&property.name).map(Json::value);
            let value = value.filter(|value| declared.is_none_or(|it| has_value_of(it, property, value)));
            if let Some(value) = value.and_then(|value| self.shown(&property.kind, &value)) {
                self.add(&mut body, property, value);
            }
        }
        let is_known = |name: &str| {
            declared.is_some_and(|structure| structure.property(name).is_some() || structure.is_foreign(name))
        };
        let is_shown = |name: &str| query.select.shows(structure, name, Role::Data) && is_default(name);
        let unknown =
            properties.iter().filter(|(name, _)| is_shown(name) && !is_known(name) && *name != TYPE);
        body.extend(unknown.map(|(name, value)| (name.to_owned(), value.value())));
        for expand in &query.expand {
            self.expand(&mut body, found, expand, expand.levels);
        }
        body
    }

    /// Adds a property to an object, after the annotation of its type if all control information is written.
    fn add(&self, body: &mut Properties, property: &Property, value: Value) {
        let annotation = self.full.as_ref().and_then(|_| full::type_annotation(&property.kind, &value));
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

    fn expand(&self, body: &mut Properties, found: FoundEntity<'_>, expand: &Expand, levels: usize) {
        let related = found.related(self.store, &expand.name, expand.is_collection);
        let related = related.filter(|item| !self.schema.is_foreign(item.structure));
        let window = Window { start: expand.query.skip, size: expand.query.top.unwrap_or(usize::MAX) };
        let Page { items, count, .. } = expand.query.page(self.store, related, window, &self.budget);
        let count = count.filter(|_| expand.is_collection);
        body.extend(count.map(|count| (format!("{}@odata.count", expand.name), count.into())));
        let mut bodies = items.iter().map(|item| {
            let mut body = self.entity(*item, &expand.query, item.structure != expand.structure);
            let leads_on = self.schema.structure(item.structure).and_then(|it| it.property(&expand.name));
            // A related entity of another type may lack the property that `$levels` follows.
            if levels > 1 && leads_on.is_some() {
                self.expand(&mut body, *item, expand, levels - 1);
            }
            Value::Object(body)
        });
        let value =
            if expand.is_collection { bodies.collect() } else { bodies.next().unwrap_or(Value::Null) };
        body.insert(expand.name.clone(), value);
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
