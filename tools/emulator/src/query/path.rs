//! The path from an entity to one of its values: `deviceHealth/status`,
//! `microsoft.graph.win32LobApp/setupFilePath`.

use std::borrow::Cow;

use serde_json::Value;

use super::budget::{Budget, STEP};
use crate::data::found::{FoundEntity, Source};
use crate::data::json::Json;
use crate::data::properties::TYPE;
use crate::refusals::no_such_property;
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::names::Spelled;
use crate::schema::types::{Primitive, Type};

/// An entity and where its related entities are found.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) found: FoundEntity<'a>,
}

/// The start of a path.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    Entity(Root<'a>),
    /// A value of an entity, or an item of a collection of values.
    Value(Json<'a>),
}

/// The value of an entity where a value is needed: it is not null, and equals no value of an entity type.
static PRESENT: Value = Value::Bool(true);

/// A path whose steps have been checked against the declared type.
#[derive(Debug)]
pub(crate) struct Path {
    /// 0 for the entity, otherwise the number of the lambda whose variable the path starts from.
    pub(crate) start: usize,
    steps: Vec<Step>,
    pub(crate) kind: Type,
}

#[derive(Debug)]
enum Step {
    /// To a value of one of these types.
    Cast(Vec<String>),
    Member(String),
    /// To the entities of a navigation property.
    Related {
        name: String,
        is_collection: bool,
    },
}

impl Path {
    /// The variable of a lambda.
    pub(crate) fn variable(start: usize, kind: Type) -> Self {
        Self { start, steps: Vec::new(), kind }
    }

    /// Resolves names, starting from a declared type. The error describes the problem.
    pub(crate) fn read(
        schema: &Schema,
        from: &DeclaredType<'_>,
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
                let cast = current.cast(name).ok_or_else(|| {
                    format!("The type '{name}' is not derived from the type '{}'.", current.name())
                })?;
                steps.push(Step::Cast(schema.instances(cast.name()).map(str::to_owned).collect()));
                declared = Some(cast);
                continue;
            }
            let property = match current.spelled_in_query(name) {
                Spelled::Declared(property) => property,
                // Nothing is known about an undeclared property, so the rest of the path is accepted as it
                // is.
                Spelled::Unknown if current.is_open() => {
                    (declared, kind) = (None, Some(Type::Primitive(Primitive::Untyped)));
                    steps.push(Step::Member((*name).to_owned()));
                    continue;
                }
                _ => return Err(no_such_property(name, current.name())),
            };
            declared = DeclaredType::of(schema, &property.kind);
            kind = Some(property.kind.clone());
            let name = property.name.clone();
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

    /// The property of the entity that the path leads to, if it leads no further.
    pub(crate) fn property(&self) -> Option<&str> {
        match self.steps.as_slice() {
            [Step::Member(name)] if self.start == 0 => Some(name),
            _ => None,
        }
    }

    /// Whether the path includes a navigation property.
    pub(crate) fn is_related(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Related { .. }))
    }

    /// Returns the value, or `None` if it is null, a cast does not apply, or it costs more than the budget
    /// has.
    pub(crate) fn value<'a>(&self, from: Node<'a>, budget: &Budget) -> Option<Cow<'a, Value>> {
        match self.node(from, budget)? {
            Node::Value(value) => {
                budget.spend_bytes(value.len(), 1)?;
                budget.take_text(value.len())?;
                Some(Cow::Owned(value.value()))
            }
            Node::Entity(_) => Some(Cow::Borrowed(&PRESENT)),
        }
    }

    /// Returns the items of the collection at the end of the path.
    pub(crate) fn items<'a>(&self, from: Node<'a>, budget: &Budget) -> Vec<Node<'a>> {
        let Some((last, rest)) = self.steps.split_last() else {
            return self.node(from, budget).map_or(Vec::new(), |node| node.items(budget));
        };
        match (last, walk(from, rest, budget)) {
            (Step::Related { name, is_collection: true }, Some(Node::Entity(root))) => {
                let related = root.found.related(root.source, name, true);
                let related = related.take_while(|_| budget.spend(STEP).is_some());
                related.map(|found| Node::Entity(Root { found, ..root })).collect()
            }
            (Step::Related { .. }, _) => Vec::new(),
            _ => self.node(from, budget).map_or(Vec::new(), |node| node.items(budget)),
        }
    }

    /// Returns the node at the end of the path, or `None` if it is null or a cast does not apply.
    pub(crate) fn node<'a>(&self, from: Node<'a>, budget: &Budget) -> Option<Node<'a>> {
        walk(from, &self.steps, budget).filter(|node| !matches!(node, Node::Value(value) if value.is_null()))
    }
}

fn walk<'a>(from: Node<'a>, steps: &[Step], budget: &Budget) -> Option<Node<'a>> {
    let mut current = from;
    for step in steps {
        current = match step {
            Step::Cast(types) => Some(current).filter(|it| it.is_of(types))?,
            Step::Member(name) => Node::Value(current.member(name, budget)?),
            Step::Related { name, .. } => current.related(name)?,
        };
    }
    Some(current)
}

impl<'a> Node<'a> {
    fn member(self, name: &str, budget: &Budget) -> Option<Json<'a>> {
        match self {
            Node::Entity(root) => root.found.properties.get(name),
            Node::Value(value) => budget.spend_bytes(value.len(), 1).and_then(|()| value.member(name)),
        }
    }

    /// The entity of a single-valued navigation property. Values have no related entities.
    fn related(self, name: &str) -> Option<Self> {
        let Node::Entity(root) = self else { return None };
        let found = root.found.related(root.source, name, false).next()?;
        Some(Node::Entity(Root { found, ..root }))
    }

    fn items(self, budget: &Budget) -> Vec<Self> {
        let Node::Value(value) = self else { return Vec::new() };
        let items = budget.spend_bytes(value.len(), 1).map(|()| value.items());
        let items = items.filter(|items| budget.take_text(items.len() * size_of::<Self>()).is_some());
        items.into_iter().flatten().map(Node::Value).collect()
    }

    /// Whether it is of one of these types. A value without a type annotation is of its declared type, and
    /// fits any cast.
    pub(crate) fn is_of(self, types: &[String]) -> bool {
        let is_one = |name: &str| types.iter().any(|known| known == name);
        match self {
            Node::Entity(root) => is_one(root.found.structure),
            Node::Value(value) => {
                let name = value.member(TYPE).and_then(Json::as_str);
                name.is_none_or(|name| is_one(name.strip_prefix('#').unwrap_or(&name)))
            }
        }
    }
}
