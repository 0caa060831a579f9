//! Follows the segments of an address by the types: keys, navigation properties, casts.

use crate::routing::intune::is_intune;
use crate::routing::well_known;
use crate::schema::address::{Step, in_parentheses};
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::{Root, Schema};
use crate::schema::structure::Role;

/// A partially resolved address.
#[derive(Clone)]
pub(crate) struct Walk<'a> {
    schema: &'a Schema,
    pub(crate) declared: DeclaredType<'a>,
    pub(crate) is_collection: bool,
    /// The steps as the client wrote them, in the spelling of the types.
    pub(crate) named: Vec<Step>,
    /// The path to where the entities are stored.
    pub(crate) path: Vec<PathStep>,
    /// Whether the last step is a cast.
    pub(crate) is_cast: bool,
    /// The set that stores new entities of a collection, if that is not the collection itself.
    pub(crate) binding: Option<&'a str>,
    /// How many steps of the path lead to the nearest entity before the last property that does not exist by
    /// itself: one with a key, or one that is linked.
    pub(crate) parent: Option<usize>,
    /// Whether the last step is a single-valued property whose entity is stored elsewhere.
    is_linked: bool,
    /// How many steps of the path lead to each well-known name in it.
    pub(crate) well_known: Vec<usize>,
    root: Option<&'a Root>,
    /// The navigation properties since the root, as bindings name them.
    binding_path: Vec<&'a str>,
}

/// A step on the path to where entities are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PathStep {
    Step(Step),
    /// The entity so far must be of this type.
    Cast(String),
    /// The entity so far must be of a type with this property.
    Owner(String),
}

/// The end of an address, after an entity or a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing: the entity or the collection itself.
    None,
    /// `$ref`: its address.
    Reference,
    /// `$count`: the number of entities.
    Count,
    /// `$value`: the raw bytes.
    Value,
    /// One of its properties.
    Property(String),
    /// The raw value of one of its properties.
    RawProperty(String),
    /// The delta function.
    Delta,
    /// Another operation.
    Operation {
        name: String,
        /// The text between the parentheses, if there are any.
        arguments: Option<String>,
    },
}

/// The call of an operation, `microsoft.graph.compare(templateId='1')`.
pub(crate) struct CallSegment<'t> {
    /// The name without the namespace.
    pub(crate) name: &'t str,
    /// The text between the parentheses, if there are any.
    pub(crate) arguments: Option<&'t str>,
}

impl<'t> CallSegment<'t> {
    pub(crate) fn of(segment: &'t str) -> Self {
        let parts = in_parentheses(segment);
        let (qualified, arguments) =
            parts.map_or((segment, None), |(name, arguments)| (name, Some(arguments)));
        Self { name: qualified.rsplit('.').next().unwrap_or(qualified), arguments }
    }
}

impl<'a> Walk<'a> {
    /// Starts at an entity set or a singleton.
    pub(crate) fn at_root(schema: &'a Schema, segment: &str) -> Option<Self> {
        let root = schema.root(segment)?;
        let step = Step::Name(root.name.clone());
        Some(Self {
            schema,
            declared: DeclaredType::named(schema, &root.structure)?,
            is_collection: root.is_collection,
            named: vec![step.clone()],
            path: vec![PathStep::Step(step)],
            is_cast: false,
            binding: None,
            parent: None,
            is_linked: false,
            well_known: Vec::new(),
            root: Some(root),
            binding_path: Vec::new(),
        })
    }

    /// Starts at the end of an address with a template of its own.
    pub(crate) fn from(
        schema: &'a Schema,
        declared: DeclaredType<'a>,
        is_collection: bool,
        named: Vec<Step>,
    ) -> Self {
        let (path, binding_path, root) = (Vec::new(), Vec::new(), None);
        let (is_cast, binding, parent, well_known) = (false, None, None, Vec::new());
        Self {
            schema,
            declared,
            is_collection,
            named,
            path,
            is_cast,
            binding,
            parent,
            is_linked: false,
            well_known,
            root,
            binding_path,
        }
    }

    /// Follows a segment, and returns whether it leads anywhere.
    pub(crate) fn step(&mut self, segment: &str) -> bool {
        if segment.is_empty() {
            return false;
        }
        // A segment with a dot that is not a derived type may be a key.
        if let Some(cast) = segment.contains('.').then(|| self.declared.cast(segment)).flatten() {
            self.is_cast = true;
            self.named.push(Step::Name(cast.name().to_owned()));
            self.path.push(PathStep::Cast(cast.name().to_owned()));
            self.declared = cast;
            return true;
        }
        if self.is_collection {
            self.is_collection = false;
            if well_known::is_key(&self.declared, segment) {
                self.well_known.push(self.path.len() + 1);
            }
            self.advance(Step::Key(segment.to_owned()));
            return true;
        }
        self.follow(segment)
    }

    /// Follows a navigation property, of a derived type too where Intune's documentation leaves out the cast.
    fn follow(&mut self, segment: &str) -> bool {
        let property = self.declared.spelled(segment).declared();
        let property = property.filter(|property| property.role.is_navigation());
        let own = property.and_then(|it| Some((it, DeclaredType::of(self.schema, it.item())?)));
        let (property, declared) = if let Some(own) = own {
            own
        } else {
            let derived = self.declared.navigation_of_derived(segment).filter(|_| self.is_intune());
            let Some((property, declared)) = derived else { return false };
            self.path.push(PathStep::Owner(property.name.clone()));
            (property, declared)
        };
        let ends_in_key = matches!(self.named.iter().rfind(|step| !is_cast(step)), Some(Step::Key(_)));
        if well_known::is_property(&self.declared, &property.name) {
            self.well_known.push(self.path.len() + 1);
        }
        if ends_in_key || self.is_linked {
            self.parent = Some(self.path.len());
        }
        self.is_linked = property.role == Role::Reference && !property.is_collection();
        self.declared = declared;
        self.is_collection = property.is_collection();
        self.binding_path.push(&property.name);
        self.binding = (property.role == Role::Reference).then(|| self.bound()).flatten();
        self.advance(Step::Name(property.name.clone()));
        true
    }

    /// Whether the address is one of Intune, where "Get mobileAppContent" and others are documented without the
    /// cast segment that the property of a derived type takes elsewhere.
    fn is_intune(&self) -> bool {
        matches!(self.named.first(), Some(Step::Name(name)) if is_intune(std::slice::from_ref(name)))
    }

    fn advance(&mut self, step: Step) {
        self.is_cast = false;
        self.named.push(step.clone());
        self.path.push(PathStep::Step(step));
    }

    /// The set that stores the entities of the last navigation property.
    fn bound(&self) -> Option<&'a str> {
        let binding_path = self.binding_path.join("/");
        let mut bindings = self.root?.bindings.iter();
        bindings.find(|(known, _)| *known == binding_path).map(|(_, set)| set.as_str())
    }

    /// Whether a segment that could be the key of an item is a cast or an operation of the collection.
    pub(crate) fn is_not_a_key(&self, segment: &str) -> bool {
        let many = Self { is_collection: true, ..self.clone() };
        self.declared.cast(segment).is_some() || many.tail(segment).is_some()
    }

    /// The meaning of a last segment that is not a step.
    pub(crate) fn tail(&self, segment: &str) -> Option<Tail> {
        let CallSegment { name, arguments } = CallSegment::of(segment);
        let mut operations = self.schema.operations(name).iter();
        let is_intune = self.is_intune();
        if let Some(bound) =
            operations.find(|it| it.is_called_on(&self.declared, self.is_collection, is_intune))
        {
            return Some(match (&bound.operation, arguments) {
                (operation, _) if operation.is_delta() => Tail::Delta,
                (operation, arguments) => {
                    Tail::Operation { name: operation.name.clone(), arguments: arguments.map(str::to_owned) }
                }
            });
        }
        if self.is_collection {
            return None;
        }
        let property = self.declared.spelled(segment).declared()?;
        Some(Tail::Property(property.name.clone()))
    }
}

/// Whether a step is a cast, which changes the type and not the address.
pub(crate) fn is_cast(step: &Step) -> bool {
    matches!(step, Step::Name(name) if name.contains('.'))
}
