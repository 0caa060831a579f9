//! The way from an entity to one of its values: `deviceHealth/status`, `microsoft.graph.win32LobApp/setupFilePath`.

use serde_json::Value;

use crate::declared::Declared;
use crate::model::{Schema, Type};
use crate::refusal::no_such_property;
use crate::store::{Properties, chosen};

/// An entity as a query sees it.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    /// The name of its type.
    pub(crate) structure: &'a str,
    pub(crate) properties: &'a Properties,
}

/// What a path starts from.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    Entity(Root<'a>),
    /// An item of a collection, which a lambda's variable stands for.
    Value(&'a Value),
}

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
                let kind = kind.as_ref().map(|kind: &Type| public(kind)).unwrap_or_default();
                return Err(no_such_property(name, &kind));
            };
            if name.contains('.') {
                let cast = current.cast(name);
                declared = Some(cast.ok_or_else(|| {
                    format!("The type '{name}' is not derived from the type '{}'.", current.name())
                })?);
                steps.push(Step::Cast(schema.instances(name)));
                continue;
            }
            let property = current.property(name).ok_or_else(|| no_such_property(name, current.name()))?;
            declared = Declared::of(schema, &property.kind);
            kind = Some(property.kind.clone());
            steps.push(Step::Member((*name).to_owned()));
        }
        match (kind, steps.last()) {
            (Some(kind), Some(Step::Member(_))) => Ok(Self { start, steps, kind }),
            _ => Err("A path ends in a property.".to_owned()),
        }
    }

    /// The value there; None for null, and where a cast does not fit.
    pub(crate) fn value<'a>(&self, from: Node<'a>) -> Option<&'a Value> {
        let mut current = from;
        for step in &self.steps {
            match step {
                Step::Cast(types) if current.is_of(types) => {}
                Step::Cast(_) => return None,
                Step::Member(name) => current = Node::Value(current.member(name)?),
            }
        }
        match current {
            Node::Value(value) if !value.is_null() => Some(value),
            _ => None,
        }
    }
}

impl<'a> Node<'a> {
    fn member(self, name: &str) -> Option<&'a Value> {
        match self {
            Node::Entity(root) => root.properties.get(name),
            Node::Value(value) => value.get(name),
        }
    }

    /// Whether its type is one of these. A value without the annotation is of its declared type, which no cast names.
    pub(crate) fn is_of(self, types: &[String]) -> bool {
        let name = match self {
            Node::Entity(root) => Some(root.structure),
            Node::Value(value) => chosen(value),
        };
        name.is_none_or(|name| types.iter().any(|known| known == name))
    }
}

/// The public name of a type, which is what Graph's own query errors use.
pub(crate) fn public(kind: &Type) -> String {
    match kind {
        Type::Primitive(primitive) => primitive.to_string(),
        Type::Enumeration(name) | Type::Structure(name) | Type::Choice(name) => name.clone(),
        Type::Collection(item) => format!("Collection({})", public(item)),
    }
}
