//! The way from an entity to one of its values: `deviceHealth/status`, `microsoft.graph.win32LobApp/setupFilePath`.

use serde_json::Value;

use crate::data::found::Found;
use crate::data::properties::chosen;
use crate::data::store::Store;
use crate::refusals::no_such_property;
use crate::schema::declared_type::Declared;
use crate::schema::model::Schema;
use crate::schema::types::{Primitive, Type};

/// An entity as a query sees it, among those that it is related to.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    pub(crate) store: &'a Store,
    pub(crate) found: Found<'a>,
}

/// What a path starts from.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    Entity(Root<'a>),
    /// A value of an entity, or an item of a collection of values.
    Value(&'a Value),
}

/// What stands for an entity where a value is asked for: it is there, and no value equals it.
static THERE: Value = Value::Bool(true);

/// A path whose every step is known to the declared type.
#[derive(Debug)]
pub(crate) struct Path {
    /// 0 for the entity, otherwise the number of the lambda whose variable it starts from.
    pub(crate) start: usize,
    steps: Vec<Step>,
    pub(crate) kind: Type,
}

#[derive(Debug)]
enum Step {
    /// To one of these types.
    Cast(Vec<String>),
    Member(String),
    /// To what a navigation property leads to.
    Related {
        name: String,
        is_collection: bool,
    },
}

impl Path {
    /// A lambda's variable itself.
    pub(crate) fn variable(start: usize, kind: Type) -> Self {
        Self { start, steps: Vec::new(), kind }
    }

    /// Follows names from a declared type on. The error is the reason.
    pub(crate) fn read(
        schema: &Schema,
        from: &Declared<'_>,
        start: usize,
        names: &[&str],
    ) -> Result<Self, String> {
        let mut declared = Some(from.clone());
        let mut steps = Vec::new();
        let mut kind = None;
        for name in names {
            let Some(current) = &declared else {
                if matches!(kind, Some(Type::Primitive(Primitive::Untyped))) {
                    steps.push(Step::Member((*name).to_owned()));
                    continue;
                }
                let kind = kind.as_ref().map(Type::public_name).unwrap_or_default();
                return Err(no_such_property(name, &kind));
            };
            if name.contains('.') {
                let cast = current.cast(name);
                declared = Some(cast.ok_or_else(|| {
                    format!("The type '{name}' is not derived from the type '{}'.", current.name())
                })?);
                steps.push(Step::Cast(schema.instances(name).map(str::to_owned).collect()));
                continue;
            }
            let Some(property) = current.property_in_query(name) else {
                if !current.is_open() {
                    return Err(no_such_property(name, current.name()));
                }
                (declared, kind) = (None, Some(Type::Primitive(Primitive::Untyped)));
                steps.push(Step::Member((*name).to_owned()));
                continue;
            };
            declared = Declared::of(schema, &property.kind);
            kind = Some(property.kind.clone());
            let name = (*name).to_owned();
            steps.push(if property.role.is_navigation() {
                Step::Related { name, is_collection: property.is_collection() }
            } else {
                Step::Member(name)
            });
        }
        match (kind, steps.last()) {
            (Some(kind), Some(Step::Member(_) | Step::Related { .. })) => Ok(Self { start, steps, kind }),
            _ => Err("A path ends in a property.".to_owned()),
        }
    }

    /// Whether it leads over a relationship.
    pub(crate) fn is_related(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Related { .. }))
    }

    /// The value there; None for null, and where a cast does not fit.
    pub(crate) fn value<'a>(&self, from: Node<'a>) -> Option<&'a Value> {
        match self.node(from)? {
            Node::Value(value) => Some(value),
            Node::Entity(_) => Some(&THERE),
        }
    }

    /// What a path to a collection leads to.
    pub(crate) fn items<'a>(&self, from: Node<'a>) -> Vec<Node<'a>> {
        let Some((last, way)) = self.steps.split_last() else {
            return self.node(from).map_or(Vec::new(), Node::items);
        };
        match (last, walk(from, way)) {
            (Step::Related { name, is_collection: true }, Some(Node::Entity(root))) => {
                let related = root.found.related(root.store, name, true);
                related.into_iter().map(|found| Node::Entity(Root { found, ..root })).collect()
            }
            (Step::Related { .. }, _) => Vec::new(),
            _ => self.node(from).map_or(Vec::new(), Node::items),
        }
    }

    /// None for null too.
    pub(crate) fn node<'a>(&self, from: Node<'a>) -> Option<Node<'a>> {
        walk(from, &self.steps).filter(|node| !matches!(node, Node::Value(Value::Null)))
    }
}

fn walk<'a>(from: Node<'a>, way: &[Step]) -> Option<Node<'a>> {
    let mut current = from;
    for step in way {
        current = match step {
            Step::Cast(types) => Some(current).filter(|it| it.is_of(types))?,
            Step::Member(name) => Node::Value(current.member(name)?),
            Step::Related { name, .. } => current.related(name)?,
        };
    }
    Some(current)
}

impl<'a> Node<'a> {
    fn member(self, name: &str) -> Option<&'a Value> {
        match self {
            Node::Entity(root) => root.found.properties.get(name),
            Node::Value(value) => value.get(name),
        }
    }

    /// The one entity that a navigation property leads to. Values have none.
    fn related(self, name: &str) -> Option<Self> {
        let Node::Entity(root) = self else { return None };
        let found = root.found.related(root.store, name, false).into_iter().next()?;
        Some(Node::Entity(Root { found, ..root }))
    }

    fn items(self) -> Vec<Self> {
        let Node::Value(Value::Array(items)) = self else { return Vec::new() };
        items.iter().map(Node::Value).collect()
    }

    /// Whether its type is one of these. A value without the annotation is of its declared type, which no cast names.
    pub(crate) fn is_of(self, types: &[String]) -> bool {
        let name = match self {
            Node::Entity(root) => Some(root.found.structure),
            Node::Value(value) => chosen(value),
        };
        name.is_none_or(|name| types.iter().any(|known| known == name))
    }
}
