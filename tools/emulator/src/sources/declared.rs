//! What annotated entities declare, to compare it with a metadata document.

use graph_entity_model::base::FurtherPath;
use graph_entity_model::entity::EntityInfo;
use graph_entity_model::model::{EnumInfo, Kind, OneOfInfo, PropertyInfo, TypeInfo};
use graph_entity_schema::declared::{
    Address, Choice, Item, Member, Override, Property, Route, Rules, Shape, TypeRef, ValueType,
};
use graph_entity_schema::{Apis, Severity};

/// The differences between entities, with all types that they refer to, and the metadata of their versions.
/// Advice is left out.
pub(crate) fn differences(entities: &[&'static EntityInfo], apis: &Apis) -> Vec<String> {
    let mut items = Items::default();
    for about in entities {
        items.entity(about);
    }
    let differences = graph_entity_schema::compare(&items.0, apis);
    let errors = differences.into_iter().filter(|difference| difference.severity == Severity::Error);
    errors.map(|difference| difference.to_string()).collect()
}

/// The items so far, each type once.
#[derive(Default)]
struct Items(Vec<Item>);

impl Items {
    fn entity(&mut self, about: &EntityInfo) {
        let info = about.structure();
        let paths = core::iter::once(about.path()).chain(about.further().iter().map(FurtherPath::path));
        let route = Route {
            version: about.version().to_owned(),
            addresses: paths.map(|path| Address { text: path.to_owned(), position: None }).collect(),
        };
        let shape = Shape::Entity { route, properties: properties(info) };
        let item = item(info.name(), shape, info.differs());
        // The same type may be an entity at several addresses, each declared on its own.
        if !self.0.contains(&item) {
            self.0.push(item);
            self.referred(info);
        }
    }

    fn referred(&mut self, info: &TypeInfo) {
        for property in info.properties() {
            self.kind(property.kind());
        }
    }

    fn kind(&mut self, kind: Kind) {
        match kind {
            // A related entity is compared if it is given, since only then its addresses are known.
            Kind::Complex(info) => {
                let info = info();
                let shape = Shape::Complex { properties: properties(info) };
                if self.add(item(info.name(), shape, info.differs())) {
                    self.referred(info);
                }
            }
            Kind::Enum(info) => drop(self.add(item(info.name(), enumeration(info), info.differs()))),
            Kind::OneOf(info) => {
                let is_new = self.add(item(info.name(), choice(info), info.differs()));
                let kinds = info.kinds().iter().filter(|_| is_new);
                kinds.for_each(|kind| self.kind(*kind));
            }
            Kind::Collection(item) => self.kind(*item),
            _ => {}
        }
    }

    /// Adds an item unless it is there. Types may contain one another.
    fn add(&mut self, item: Item) -> bool {
        let is_new = !self.0.contains(&item);
        if is_new {
            self.0.push(item);
        }
        is_new
    }
}

/// An item has the usual name of its type: its own name is not part of the description.
fn item(type_name: &str, shape: Shape, is_differing: bool) -> Item {
    let last = type_name.rsplit('.').next().unwrap_or(type_name);
    let mut chars = last.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    Item {
        name: first.chain(chars).collect(),
        type_name: type_name.to_owned(),
        shape,
        differs: differs(is_differing),
        position: None,
    }
}

/// A difference without its reason, which is not part of the description.
fn differs(is_differing: bool) -> Option<Override> {
    is_differing.then(|| Override { reason: String::new(), position: None })
}

fn properties(info: &TypeInfo) -> Vec<Property> {
    let declared = info.properties().iter().filter(|property| !property.name().contains('@'));
    declared.map(property).collect()
}

fn property(property: &PropertyInfo) -> Property {
    Property {
        name: property.name().to_owned(),
        value: value(property),
        rules: Rules {
            is_read_only: property.is_read_only(),
            is_create_only: property.is_create_only(),
            is_not_null: property.is_optional() && !property.is_nullable(),
            is_navigation: property.is_navigation(),
            is_key: property.is_key(),
            is_stated_key: property.is_key() && property.name() != "id",
        },
        differs: differs(property.differs()),
        position: None,
    }
}

fn value(property: &PropertyInfo) -> ValueType {
    let kind = property.kind();
    ValueType {
        name: TypeRef::Known(kind.item().to_string()),
        is_collection: kind.is_collection(),
        is_optional: property.is_optional(),
        // Not part of the description: only advice depends on it.
        has_optional_items: true,
        position: None,
    }
}

fn enumeration(info: &EnumInfo) -> Shape {
    let members = info.members().iter().map(|member| Member {
        name: member.name().to_owned(),
        value: member.value(),
        differs: differs(member.differs()),
        position: None,
    });
    Shape::Enumeration {
        is_flags: info.is_flags(),
        is_evolvable: info.is_evolvable(),
        members: members.collect(),
    }
}

fn choice(info: &OneOfInfo) -> Shape {
    let choices = info.types().map(|info| Choice {
        name: TypeRef::Known(info.name().to_owned()),
        differs: differs(info.differs()),
        position: None,
    });
    Shape::OneOf { choices: choices.collect() }
}
