//! What an address leads to.

use std::fmt;

use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::structure::{AlternateKey, StructuredType, TypeName};
use crate::suggest::{hint, last_segment, nearest};

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target<'a> {
    /// An entity of this declared type, in a collection or a single one.
    Entity(&'a str),
    /// A collection of entities of this declared type.
    Collection(&'a str),
    /// A property that is not a relationship.
    Value(&'a TypeName),
    /// The bytes of an entity or a property.
    Stream,
    /// An action or a function, each overload on its own.
    Operations(Vec<&'a Operation>),
}

/// An address that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The address.
    pub path: String,
    /// What is not there, and the near name if there is one.
    pub reason: String,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no address `{}`: {}", self.path, self.reason)
    }
}

impl std::error::Error for PathError {}

/// Returns an address with `{}` for its placeholders, and without quotes. Addresses of the same shape are the same
/// address: pages name the same key in several ways.
///
/// ```
/// use graph_entity_schema::address_shape;
///
/// assert_eq!(address_shape("/users('{id | userPrincipalName}')/photo"), "/users({})/photo");
/// ```
pub fn address_shape(address: &str) -> String {
    let mut shape = String::with_capacity(address.len());
    let mut depth = 0_usize;
    for c in address.trim_end_matches('/').chars() {
        match c {
            '{' => {
                depth += 1;
                shape.push('{');
            }
            '}' if depth > 0 => {
                depth -= 1;
                shape.push('}');
            }
            '\'' => {}
            c if depth == 0 => shape.push(c),
            _ => {}
        }
    }
    shape
}

/// Where one is on the way along an address.
#[derive(Clone)]
struct At<'a> {
    type_name: &'a str,
    is_collection: bool,
    /// Whether it is a value rather than an entity.
    value: Option<&'a TypeName>,
}

impl Metadata {
    /// Follows an address, `/users/{userId}/messages/{messageId}`, in which a placeholder is a key.
    ///
    /// A cast segment may be missing where only derived types have what follows, as in some documented
    /// addresses. A function with its parameters in parentheses has the type that it returns. An address that
    /// documentation pages have leads to what they say, even if they do not have the steps between.
    ///
    /// # Errors
    /// The reason why it leads nowhere.
    pub fn resolve(&self, address: &str) -> Result<Target<'_>, PathError> {
        self.follow(address).or_else(|reason| {
            let documented = self.documented_target(address);
            documented.ok_or_else(|| {
                let reason = match self.documented_namespace(address) {
                    Some(name) => format!("the call has its namespace there: write `{name}`"),
                    None => reason,
                };
                PathError { path: address.to_owned(), reason }
            })
        })
    }

    fn follow(&self, address: &str) -> Result<Target<'_>, String> {
        let mut segments = address.split('/').filter(|segment| !segment.is_empty()).peekable();
        let first = segments.next().unwrap_or_default();
        let mut at = match self.start(first)? {
            Step::To(at) => at,
            Step::Operations(operations) if segments.peek().is_none() && !first.contains('(') => {
                return Ok(Target::Operations(operations));
            }
            Step::Operations(operations) => self.behind(first, &operations)?,
        };
        while let Some(segment) = segments.next() {
            if segment == "$value" {
                return Ok(Target::Stream);
            }
            let is_last = segments.peek().is_none() && !segment.contains('(');
            at = match self.step(&at, segment)? {
                Step::To(at) => at,
                Step::Operations(operations) if is_last => return Ok(Target::Operations(operations)),
                Step::Operations(operations) => self.behind(segment, &operations)?,
            };
        }
        Ok(match at.value {
            Some(value) => Target::Value(value),
            None if at.is_collection => Target::Collection(at.type_name),
            None => Target::Entity(at.type_name),
        })
    }

    fn start(&self, segment: &str) -> Result<Step<'_>, String> {
        let (name, keys) = split_keys(segment);
        let sets = self.sets().iter().map(|set| (set, true));
        let mut roots = sets.chain(self.singletons().iter().map(|singleton| (singleton, false)));
        if let Some((root, is_collection)) = roots.find(|(root, _)| root.name == name) {
            let at = At { type_name: &root.type_name, is_collection, value: None };
            return Ok(Step::To(self.with_keys(at, name, keys)?));
        }
        let import = self.imports().iter().find(|import| import.name == name);
        if let Some(import) = import {
            let operations =
                self.operations().iter().filter(|it| !it.is_bound && it.name == import.operation);
            return Ok(Step::Operations(operations.collect()));
        }
        let roots = self.sets().iter().chain(self.singletons()).map(|root| root.name.as_str());
        let names = roots.chain(self.imports().iter().map(|import| import.name.as_str()));
        let near = nearest(name, names).map(|near| format!("/{near}"));
        Err(format!("there is no `/{name}`{}", hint(near.as_deref())))
    }

    fn step<'a>(&'a self, at: &At<'a>, segment: &str) -> Result<Step<'a>, String> {
        if is_placeholder(segment) {
            return self.with_keys(at.clone(), "", Some(segment)).map(Step::To);
        }
        let (name, keys) = split_keys(segment);
        if let Some(cast) = self.structure(name).filter(|_| name.contains('.')) {
            if !self.is_a(&cast.name, at.type_name) && !self.is_a(at.type_name, &cast.name) {
                return Err(format!("`{name}` does not derive from `{}`", at.type_name));
            }
            return self.with_keys(At { type_name: &cast.name, ..at.clone() }, name, keys).map(Step::To);
        }
        let is_single = !at.is_collection;
        let own = || self.lineage(at.type_name).find_map(|structure| member(structure, name));
        // Of the derived types, the relationships: a property of the same name is less likely meant than what
        // follows.
        let derived = |is_navigation: bool| {
            let members = self.derived(at.type_name).into_iter().filter_map(|it| member(it, name));
            members.into_iter().find(|member| member.value.is_none() == is_navigation)
        };
        if let Some(next) = is_single.then(|| own().or_else(|| derived(true))).flatten() {
            return self.with_keys(next, name, keys).map(Step::To);
        }
        let operations = self.bound(at, name);
        if !operations.is_empty() {
            return Ok(Step::Operations(operations));
        }
        if let Some(next) = is_single.then(|| derived(false)).flatten() {
            return self.with_keys(next, name, keys).map(Step::To);
        }
        Err(self.leads_nowhere(at, name))
    }

    /// The operations with a name, with or without a namespace, that can be called there: on the type or a
    /// base of it, then on derived types, for which a cast segment is missing.
    fn bound<'a>(&'a self, at: &At<'a>, name: &str) -> Vec<&'a Operation> {
        let named = self.operations().iter().filter(|operation| {
            if name.contains('.') { operation.name == name } else { operation.local_name() == name }
        });
        let fits = |operation: &&Operation, is_fit: &dyn Fn(&str) -> bool| {
            operation
                .binding()
                .is_some_and(|binding| binding.is_collection == at.is_collection && is_fit(&binding.name))
        };
        let of_bases = named.clone().filter(|it| fits(it, &|binding| self.is_a(at.type_name, binding)));
        let is_derived = |binding: &str| binding != at.type_name && self.is_a(binding, at.type_name);
        let of_derived = named.filter(|it| fits(it, &is_derived));
        of_bases.chain(of_derived).collect()
    }

    /// What a function in the middle of an address leads to.
    fn behind<'a>(&'a self, segment: &str, operations: &[&'a Operation]) -> Result<At<'a>, String> {
        let result = operations.iter().find_map(|operation| {
            let result = operation.result.as_ref()?;
            self.structure(&result.kind.name).map(|found| (found, result.kind.is_collection))
        });
        let (structure, is_collection) =
            result.ok_or_else(|| format!("`{segment}` does not return an entity"))?;
        Ok(At { type_name: &structure.name, is_collection, value: None })
    }

    /// Checks the key in parentheses, or the placeholder of a key.
    fn with_keys<'a>(&'a self, at: At<'a>, name: &str, keys: Option<&str>) -> Result<At<'a>, String> {
        let Some(keys) = keys else { return Ok(at) };
        if !at.is_collection || at.value.is_some() {
            let what =
                if name.is_empty() { format!("a single `{}`", at.type_name) } else { format!("`{name}`") };
            return Err(format!("{what} is not a collection of entities: remove `{keys}`"));
        }
        let own = self.keys(at.type_name);
        let given: Vec<&str> = keys.trim_matches(['(', ')']).split(',').collect();
        let names: Vec<&str> =
            given.iter().filter_map(|key| key.split_once('=')).map(|(name, _)| name).collect();
        if names.is_empty() {
            return if own.len() > 1 {
                Err(format!(
                    "a `{}` has a key of several parts: write `({})`",
                    at.type_name,
                    with_values(own)
                ))
            } else {
                Ok(At { is_collection: false, ..at })
            };
        }
        let is_own = names.len() == own.len() && own.iter().all(|key| names.contains(&key.as_str()));
        let is_alternate = |key: &AlternateKey| {
            key.parts.len() == names.len()
                && key.parts.iter().all(|part| names.contains(&part.alias.as_str()))
        };
        let alternate: Vec<&AlternateKey> =
            self.lineage(at.type_name).flat_map(|structure| &structure.alternate_keys).collect();
        if is_own || alternate.iter().any(|key| is_alternate(key)) {
            return Ok(At { is_collection: false, ..at });
        }
        let known = alternate.iter().flat_map(|key| &key.parts).map(|part| part.alias.as_str());
        let known: Vec<&str> = own.iter().map(String::as_str).chain(known).collect();
        let near = names.iter().find_map(|name| nearest(name, known.iter().copied()));
        Err(format!("a `{}` has no key `{}`{}", at.type_name, names.join("`, `"), hint(near)))
    }

    fn leads_nowhere(&self, at: &At<'_>, name: &str) -> String {
        if at.is_collection && self.lineage(at.type_name).any(|structure| member(structure, name).is_some()) {
            return format!("a key is missing before `{name}`, which a single `{}` has", at.type_name);
        }
        let own = self.lineage(at.type_name).flat_map(|structure| {
            let properties = structure.properties.iter().map(|property| property.name.as_str());
            properties.chain(structure.navigation.iter().map(|property| property.name.as_str()))
        });
        let bound = self.operations().iter().filter(|operation| {
            operation.binding().is_some_and(|binding| self.is_a(at.type_name, &binding.name))
        });
        let near = nearest(last_segment(name), own.chain(bound.map(Operation::local_name)));
        let what = if at.is_collection { "a collection of " } else { "" };
        format!("{what}`{}` has no `{name}`{}", at.type_name, hint(near))
    }

    /// Whether a structured type is another one or derives from it.
    pub fn is_a(&self, name: &str, base: &str) -> bool {
        name == base || self.lineage(name).any(|structure| structure.name == base)
    }
}

/// A property that a type declares itself.
fn member<'a>(structure: &'a StructuredType, name: &str) -> Option<At<'a>> {
    let navigation = structure.navigation.iter().find(|property| property.name == name);
    let property = || structure.properties.iter().find(|property| property.name == name);
    let (kind, value) = match navigation {
        Some(property) => (&property.kind, None),
        None => property().map(|property| (&property.kind, Some(&property.kind)))?,
    };
    Some(At { type_name: &kind.name, is_collection: kind.is_collection, value })
}

/// What a segment leads to.
enum Step<'a> {
    To(At<'a>),
    Operations(Vec<&'a Operation>),
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// Splits `applications(appId='{appId}')` before the parenthesis.
fn split_keys(segment: &str) -> (&str, Option<&str>) {
    match segment.find('(') {
        Some(at) => (&segment[..at], Some(&segment[at..])),
        None => (segment, None),
    }
}

/// `a='{a}',b='{b}'`
fn with_values(names: &[String]) -> String {
    let parts: Vec<String> = names.iter().map(|name| format!("{name}='{{{name}}}'")).collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::address_shape;

    #[test]
    fn the_names_of_placeholders_and_their_quotes_do_not_matter() {
        for (address, expected) in [
            ("/users/{id | userPrincipalName}/photo", "/users/{}/photo"),
            ("/users/{userId}/photo/", "/users/{}/photo"),
            ("/users('{upn}')", "/users({})"),
            ("/users({upn})", "/users({})"),
            ("/a/{b", "/a/{"),
            ("", ""),
        ] {
            assert_eq!(address_shape(address), expected, "{address}");
        }
    }
}
