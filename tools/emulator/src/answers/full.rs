//! The annotations that only a response with all control information has: `odata.metadata=full`.
//!
//! Bound actions and functions are not advertised, which OData leaves to the service.
//!
//! Source: OData JSON Format 4.01, "Control Information", "Representing Primitive Values".

use serde_json::Value;

use crate::data::casts;
use crate::data::found::FoundEntity;
use crate::data::properties::Properties;
use crate::data::store::Store;
use crate::query::Query;
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::structure::{Property, Role};
use crate::schema::types::{Primitive, Type};

/// The last segment of the address of an entity's stream.
const STREAM: &str = "$value";

/// The types that a client can tell from the JSON of a value.
const SHOWN: [Primitive; 4] = [Primitive::String, Primitive::Boolean, Primitive::INT32, Primitive::Untyped];

/// What the links of a response are made from.
pub(crate) struct Full<'a> {
    pub(crate) endpoint: &'a str,
    /// The version of the request.
    pub(crate) version: &'a str,
}

impl Full<'_> {
    /// The annotations of an entity: its addresses, and those of its selected navigation properties and
    /// streams.
    pub(crate) fn of_entity(
        &self,
        schema: &Schema,
        store: &Store,
        found: FoundEntity<'_>,
        query: &Query,
    ) -> Properties {
        let path = |address: &Address| casts::with_casts(schema, store, self.version, address).path();
        let own = path(found.address);
        // Relative to the context, which is in the root of the version.
        let edit = own.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
        let mut body = Properties::new();
        body.insert("@odata.id".to_owned(), self.url(&own).into());
        body.insert("@odata.editLink".to_owned(), edit.into());
        let Some(structure) = schema.structure(found.structure) else { return body };
        // Only a metadata document says whether entities have a stream.
        if schema.document().is_some() && !structure.has_no_stream {
            self.media_links(&mut body, "", &format!("{own}/{STREAM}"));
        }
        for property in &structure.properties {
            if !query.select.shows(found.structure, &property.name, Role::Data) {
                continue;
            }
            if property.role.is_navigation() {
                let path = path(&found.address.child(Step::Name(property.name.clone())));
                self.navigation_links(&mut body, property, &path);
            } else if matches!(property.kind, Type::Primitive(Primitive::Stream)) {
                self.media_links(&mut body, &property.name, &format!("{own}/{}", property.name));
            }
        }
        body
    }

    fn navigation_links(&self, body: &mut Properties, property: &Property, path: &str) {
        let Property { name, .. } = property;
        let association = format!("{}/$ref", self.url(path));
        body.insert(format!("{name}@odata.associationLink"), association.into());
        body.insert(format!("{name}@odata.navigationLink"), self.url(path).into());
    }

    /// The links of a stream: that of an entity, or of the property with this name.
    fn media_links(&self, body: &mut Properties, name: &str, path: &str) {
        for link in ["mediaEditLink", "mediaReadLink"] {
            body.insert(format!("{name}@odata.{link}"), self.url(path).into());
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.endpoint)
    }
}

/// The annotation with the type of a property: `#Guid`, `#Collection(String)`. `None` if the JSON of the
/// value shows the type, or if the value is an object, which has an annotation of its own.
pub(crate) fn type_annotation(kind: &Type, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let is_shown = match kind {
        Type::Structure(_) | Type::Choice(_) => true,
        Type::Primitive(primitive) => match *primitive {
            // The values that are not finite are texts.
            Primitive::Double => value.is_number(),
            primitive => SHOWN.contains(&primitive),
        },
        Type::Enumeration(_) | Type::Collection(_) => false,
    };
    (!is_shown).then(|| format!("#{}", short_name(kind)))
}

/// The name of a type without the namespace of the primitive types.
fn short_name(kind: &Type) -> String {
    match kind {
        Type::Collection(item) => format!("Collection({})", short_name(item)),
        kind => {
            let name = kind.public_name();
            name.strip_prefix("Edm.").map_or_else(|| name.clone(), str::to_owned)
        }
    }
}
