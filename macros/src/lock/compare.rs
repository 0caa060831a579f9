//! Compares an item with the facts about one version of Graph.

mod calls;
mod types;

use proc_macro2::Span;

pub(crate) use self::types::{Assertion, Expected};
use super::facts::{Address, Api, Enum, Facts, Form, Property as Known, Rule, Type};
use super::find::FILE;
use crate::address;
use crate::model::entity::Entity;
use crate::model::enumeration::{Enumeration, Member};
use crate::model::one_of::{Choice, OneOf};
use crate::model::property::Property;
use crate::model::structured::Structured;
use crate::name::suggest::nearest;
use crate::name::{first_lower, last_segment};
use crate::package::Package;
use crate::{field_type, sort};

/// A comparison with one version of Graph.
pub(super) struct Comparison<'a> {
    /// `Graph beta`.
    graph: String,
    version: &'a str,
    api: &'a Api,
    facts: &'a Facts,
    package: &'a Package,
    pub(super) errors: Vec<(Span, String)>,
    pub(super) assertions: Vec<Assertion>,
    /// The properties whose keys `navigation` and `key` have been reported, as missing or as wrong.
    pub(super) marked_wrongly: Vec<String>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(version: &'a str, api: &'a Api, facts: &'a Facts, package: &'a Package) -> Self {
        let graph = format!("Graph {version}");
        let (errors, assertions, marked_wrongly) = (Vec::new(), Vec::new(), Vec::new());
        Self { graph, version, api, facts, package, errors, assertions, marked_wrongly }
    }

    /// A comparison with no version, for an item that no version has.
    pub(super) fn without_version(facts: &'a Facts, package: &'a Package) -> Self {
        static NOTHING: Api = Api::NOTHING;
        Self { graph: "Graph".to_owned(), ..Self::new("", &NOTHING, facts, package) }
    }

    fn error(&mut self, at: Span, message: impl Into<String>) {
        self.errors.push((at, message.into()));
    }

    /// Reports that the lock does not have something, with the nearest name that it has.
    fn missing(&mut self, at: Span, what: &str, nearest: Option<&str>) {
        let message = lacks(what, nearest, &self.graph);
        self.error(at, message);
    }

    /// Reports that the version does not have the type.
    pub(super) fn type_is_unknown(&mut self, name: &str, at: Span) {
        // Checked only for an error, because it asks the compiler where the item is written.
        if self.package.is_foreign() {
            return;
        }
        let what = format!("`{name}` is not a type of {}", self.graph);
        if let Some(other) = self.version_with(|api| api.types.contains_key(name)) {
            return self.error(at, format!("{what}, but of {other}: write `version = \"{other}\"`"));
        }
        let known: Vec<&str> = self
            .facts
            .apis()
            .filter(|(version, _)| self.version.is_empty() || *version == self.version)
            .flat_map(|(_, api)| api.types.keys().map(String::as_str))
            .collect();
        let last: Vec<&str> = known.iter().map(|name| last_segment(name)).collect();
        let near = nearest(last_segment(name), &last)
            .and_then(|near| last.iter().position(|last| *last == near))
            .map(|at| known[at]);
        self.missing(at, &what, near);
    }

    /// Another version for which `has` returns `true`.
    fn version_with(&self, has: impl Fn(&Api) -> bool) -> Option<&'a str> {
        let others = self.facts.apis().filter(|(version, _)| *version != self.version);
        others.filter(|(_, api)| has(api)).map(|(version, _)| version).next()
    }

    /// Reports that the type is declared as another kind of type than in the lock.
    fn kind_differs(&mut self, name: &str, at: Span, known: &Type) {
        let (noun, attribute) = match known {
            Type::Enum(_) => ("an enumeration type", sort::ENUMERATION.item.attribute),
            Type::Structured(known) if known.form == Form::Entity => {
                ("an entity type", sort::ENTITY.item.attribute)
            }
            Type::Structured(_) => ("a complex type", sort::COMPLEX.item.attribute),
        };
        self.error(at, format!("`{name}` is {noun}: write `#[{attribute}]`"));
    }

    pub(super) fn entity(&mut self, entity: &Entity<'_>) {
        self.structured(&entity.structured, Form::Entity);
        let name = entity.structured.odata_type();
        let is_entity = match self.api.types.get(&name) {
            Some(Type::Structured(known)) => known.form == Form::Entity,
            Some(Type::Enum(_)) => false,
            None => self.version_with(|api| api.types.contains_key(&name)).is_none(),
        };
        // Otherwise the address would be a second error with the same cause.
        if !is_entity {
            return;
        }
        for address in core::iter::once(&entity.path).chain(&entity.further) {
            if !address.has_errors {
                self.leads_to(address, &name);
            }
        }
    }

    /// Checks that an entity's address leads to its type or to a base of that type.
    fn leads_to(&mut self, address: &address::Address, name: &str) {
        let path = address.lookup();
        let message = match self.api.addresses.get(&path) {
            Some(Address::Entity(targets)) if targets.iter().any(|target| self.api.derives(name, target)) => {
                return;
            }
            // The type has been reported already.
            Some(Address::Entity(_)) if !self.api.types.contains_key(name) => return,
            Some(Address::Entity(targets)) => {
                let targets = targets.join("` or a `");
                format!("the address is that of a `{targets}`, from which `{name}` does not derive")
            }
            Some(Address::Call(call)) => {
                let attribute = call.sort.attribute();
                format!("the address is that of {}: write `#[{attribute}]`", call.sort.with_article())
            }
            None => return self.address_is_unknown(address, &path),
        };
        self.error(address.span(), message);
    }

    /// Reports that the version does not have the address.
    fn address_is_unknown(&mut self, address: &address::Address, path: &str) {
        if self.package.is_foreign() {
            return;
        }
        let what = format!("`{}` is not an address of {}", address.template.text, self.graph);
        if let Some(other) = self.version_with(|api| api.addresses.contains_key(path)) {
            return self
                .error(address.span(), format!("{what}, but of {other}: write `version = \"{other}\"`"));
        }
        let near = self.api.addresses.keys().find(|known| is_near(path, known));
        self.missing(address.span(), &what, near.map(String::as_str));
    }

    pub(super) fn structured(&mut self, item: &Structured<'_>, form: Form) {
        let name = item.odata_type();
        match self.api.types.get(&name) {
            None => return self.type_is_unknown(&name, item.type_span()),
            Some(known @ Type::Enum(_)) => return self.kind_differs(&name, item.type_span(), known),
            Some(known @ Type::Structured(found)) if found.form != form => {
                self.kind_differs(&name, item.type_span(), known);
            }
            Some(Type::Structured(_)) => {}
        }
        if let Some(base) = self.api.missing_base(&name) {
            let message = format!(
                "`{FILE}` lacks `{base}`, from which `{name}` derives: run `cargo graph-entity lock`"
            );
            return self.error(item.type_span(), message);
        }
        for property in item.properties.iter().filter(|property| is_compared(property)) {
            match self.api.property(&name, &property.wire) {
                Some(known) => {
                    self.rules(property, known, form);
                    self.type_of_property(property, &known.ty);
                }
                None => self.property_is_unknown(&name, property),
            }
        }
    }

    fn property_is_unknown(&mut self, name: &str, property: &Property<'_>) {
        let known: Vec<&str> =
            self.api.lineage(name).flat_map(|found| found.properties.keys().map(String::as_str)).collect();
        let wire = &property.wire;
        self.missing(
            property.wire_span,
            &format!("`{name}` has no property `{wire}`"),
            nearest(wire, &known),
        );
    }

    /// Checks that a field states all rules of its property. It may state more.
    fn rules(&mut self, property: &Property<'_>, known: &Known, form: Form) {
        let (at, wire, stated) = (property.wire_span, &property.wire, &property.rules);
        let mut lacks = |what: &str, key: &str| {
            self.errors.push((at, format!("{what}: mark it `#[graph({key})]`")));
        };
        let is_related = known.has(Rule::Navigation) || stated.navigation.is_some();
        if known.has(Rule::ReadOnly) && !property.is_read_only() && !is_related {
            lacks(&format!("only the service sets `{wire}`"), "read_only");
        }
        // The remaining rules do not apply to a complex value, which is written whole.
        if form == Form::Complex {
            return;
        }
        let is_stricter = property.is_read_only() || stated.create_only.is_some();
        if known.has(Rule::CreateOnly) && !known.has(Rule::ReadOnly) && !is_stricter && !is_related {
            lacks(&format!("only a create sets `{wire}`"), "create_only");
        }
        if known.has(Rule::Key) && !property.is_key {
            lacks(&format!("`{wire}` is the key"), "key");
        }
        if known.has(Rule::Navigation) && stated.navigation.is_none() {
            lacks(&format!("`{wire}` is a navigation property"), "navigation");
            self.marked_wrongly.push(wire.clone());
        }
        if let (Some(at), false) = (stated.navigation, known.has(Rule::Navigation)) {
            self.error(at, format!("`{wire}` is not a navigation property: remove `navigation`"));
            self.marked_wrongly.push(wire.clone());
        }
        if let (Some(at), false) = (stated.key, known.has(Rule::Key)) {
            self.error(at, format!("`{wire}` is not the key: remove `key`"));
            self.marked_wrongly.push(wire.clone());
        }
    }

    pub(super) fn enumeration(&mut self, item: &Enumeration<'_>) {
        let (name, at) = (item.item.odata_type(), item.item.type_span());
        let known = match self.api.types.get(&name) {
            Some(Type::Enum(known)) => known,
            Some(known) => return self.kind_differs(&name, at, known),
            None => return self.type_is_unknown(&name, at),
        };
        match item.item.flags {
            None if known.is_flags => {
                self.error(at, format!("the members of `{name}` are flags: write `#[graph_enum(flags)]`"));
            }
            Some(at) if !known.is_flags => {
                self.error(at, format!("the members of `{name}` are not flags: remove `flags`"));
            }
            _ => {}
        }
        for member in item.members.iter().filter(|member| member.differs.is_none() && !member.has_errors) {
            self.member(&name, member, known);
        }
    }

    fn member(&mut self, name: &str, member: &Member<'_>, known: &Enum) {
        let (at, wire) = (member.wire_span, &member.wire);
        match (known.members.get(wire), member.value) {
            (Some(Some(number)), Some(value)) if *number != value => {
                self.error(at, format!("the number of `{wire}` is {number}, not {value}"));
            }
            (Some(_), _) => {}
            (None, _) => {
                let members: Vec<&str> = known.members.keys().map(String::as_str).collect();
                self.missing(at, &format!("`{name}` has no member `{wire}`"), nearest(wire, &members));
            }
        }
    }

    pub(super) fn one_of(&mut self, item: &OneOf<'_>) {
        let (name, at) = (item.item.odata_type(), item.item.type_span());
        match self.api.types.get(&name) {
            Some(Type::Structured(_)) => {}
            Some(known) => return self.kind_differs(&name, at, known),
            None => return self.type_is_unknown(&name, at),
        }
        for choice in item.choices.iter().filter(|choice| choice.differs.is_none()) {
            self.choice(&name, choice);
        }
    }

    /// Checks that a variant's type derives from the declared one, as far as its name shows which type it is.
    /// Leaves the rest to the compiler.
    fn choice(&mut self, name: &str, choice: &Choice<'_>) {
        let (at, shown) = (field_type::name_span(choice.ty), field_type::shown(choice.ty));
        let wire = field_type::plain_name(choice.ty).map(first_lower).unwrap_or_default();
        let mut known = self.api.types.keys().filter(|known| last_segment(known) == wire).peekable();
        if known.peek().is_some() {
            if !known.any(|known| self.api.derives(known, name)) {
                self.error(at, format!("`{shown}` does not derive from `{name}`"));
            }
            return;
        }
        let derived: Vec<&str> =
            self.api.types.keys().filter(|known| self.api.derives(known, name)).map(String::as_str).collect();
        let names: Vec<&str> = derived.iter().map(|name| last_segment(name)).collect();
        // Without the version, as the assertion is one for all versions.
        let what = format!("`{shown}` is not a type of Graph that derives from `{name}`");
        let message = lacks(&what, nearest(&wire, &names), "Graph");
        let expected = Expected::AnyOf(derived.into_iter().map(str::to_owned).collect());
        self.assertions.push(Assertion {
            ty: choice.ty.clone(),
            span: at,
            parameter_of: None,
            expected,
            message,
        });
    }
}

/// The error for what the lock does not have, with the nearest name that it has.
fn lacks(what: &str, nearest: Option<&str>, graph: &str) -> String {
    let hint = nearest.map_or(String::new(), |name| format!(": did you mean `{name}`?"));
    format!("{what}{hint}\n`{FILE}` has what {graph} has: if it is outdated, run `cargo graph-entity lock`")
}

/// Whether a field is compared: annotations are not in the metadata.
fn is_compared(property: &Property<'_>) -> bool {
    !property.is_annotation() && property.rules.differs.is_none() && !property.has_errors
}

/// Whether two addresses have the same segments except for some that are misspelt.
fn is_near(path: &str, known: &str) -> bool {
    let (path, known): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), known.split('/').collect());
    path.len() == known.len()
        && path.iter().zip(known).all(|(ours, theirs)| nearest(ours, &[theirs]).is_some())
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn an_address_is_near_if_each_of_its_segments_is() {
        for (path, known, near) in [
            ("/users/{}", "/user/{}", true),
            ("/deviceManagement/manageddevices/{}", "/deviceManagement/managedDevices/{}", true),
            ("/deviceManagement/{}", "/deviceManagement/managedDevices/{}", false),
            ("/users/{}", "/groups/{}", false),
            ("/users/{}/manager", "/users/{}/drive", false),
        ] {
            assert_eq!(is_near(path, known), near, "{path} {known}");
        }
    }
}
