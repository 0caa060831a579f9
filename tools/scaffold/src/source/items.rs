//! Annotated structs and enums.

use std::collections::HashMap;
use std::sync::Arc;

use graph_entity_schema::OperationKind;
use graph_entity_schema::declared::{
    Address, Choice, Item, Member, Override, Position, Property, Returned, Route, Rules, Shape,
};
use proc_macro2::{Ident, Span, TokenStream};
use syn_2::spanned::Spanned;
use syn_2::visit::{self, Visit};
use syn_2::{
    Attribute, Field, Fields, ItemEnum, ItemMod, ItemStruct, ItemType, ItemUse, LitStr, Type, UseRename,
    UseTree, Variant,
};

use super::arguments::{self, Argument, Value};
use super::names::{Modules, Names};
use super::types;
use crate::words::{first_lower, lower_camel};

/// The file and the modules that something is written in.
#[derive(Clone, Default)]
pub(super) struct At {
    file: Arc<str>,
    pub(super) modules: Modules,
}

impl At {
    pub(super) fn position(&self, span: Span) -> Position {
        let start = span.start();
        Position {
            file: Arc::clone(&self.file),
            line: start.line,
            column: start.column + 1,
            bytes: span.byte_range(),
        }
    }
}

/// Which attribute an item has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Entity,
    Complex,
    Call(OperationKind),
    Enumeration,
    OneOf,
}

impl Sort {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "graph_entity" => Self::Entity,
            "graph_complex" => Self::Complex,
            "graph_action" => Self::Call(OperationKind::Action),
            "graph_function" => Self::Call(OperationKind::Function),
            "graph_enum" => Self::Enumeration,
            "graph_one_of" => Self::OneOf,
            _ => return None,
        })
    }
}

/// An item whose types are not resolved yet, since they may be declared later.
struct Found {
    at: At,
    sort: Sort,
    keys: Keys,
    type_name: String,
    body: Body,
}

enum Body {
    Struct(ItemStruct),
    Enum(ItemEnum),
}

/// The keys of an item's attribute.
#[derive(Default)]
struct Keys {
    type_name: Option<LitStr>,
    version: Option<String>,
    paths: Vec<LitStr>,
    result: Option<TokenStream>,
    is_flags: bool,
    is_evolvable: bool,
    differs: Option<(String, Span)>,
}

impl Keys {
    fn of(attribute: &Attribute) -> Self {
        let mut keys = Self::default();
        for argument in arguments::of(attribute) {
            keys.read(&argument);
        }
        keys
    }

    fn read(&mut self, argument: &Argument) {
        match (argument.key.to_string().as_str(), &argument.value) {
            // `always` and `never` are no names.
            ("odata_type", _) => self.type_name = argument.string().or(self.type_name.take()),
            ("version", _) => self.version = argument.string().map(|text| text.value()),
            ("path", Value::List(tokens)) => {
                let further = arguments::parse(tokens.clone());
                self.paths.extend(further.iter().filter_map(Argument::string));
            }
            // The first address is that of the entity.
            ("path", _) => self.paths.splice(..0, argument.string()).for_each(drop),
            ("result", Value::Is(tokens)) => self.result = Some(tokens.clone()),
            ("flags", _) => self.is_flags = true,
            ("evolvable", _) => self.is_evolvable = true,
            ("differs", _) => self.differs = differs(argument),
            _ => {}
        }
    }
}

fn differs(argument: &Argument) -> Option<(String, Span)> {
    argument.string().map(|reason| (reason.value(), argument.key.span()))
}

/// The other names that a file gives the attributes: `use graph_entity::graph_entity as entity`.
#[derive(Default)]
struct Renamed(HashMap<String, Sort>);

impl<'ast> Visit<'ast> for Renamed {
    fn visit_use_rename(&mut self, rename: &'ast UseRename) {
        if let Some(sort) = Sort::of(&unraw(&rename.ident)) {
            self.0.insert(unraw(&rename.rename), sort);
        }
    }
}

/// Reads files one after another, then resolves the names in all of them.
#[derive(Default)]
pub(super) struct Reader {
    at: At,
    renamed: Renamed,
    names: Names,
    found: Vec<Found>,
}

impl Reader {
    pub(super) fn file(&mut self, name: &Arc<str>, modules: Modules, file: &syn_2::File) {
        self.at = At { file: Arc::clone(name), modules };
        self.renamed = Renamed::default();
        self.renamed.visit_file(file);
        self.visit_file(file);
    }

    pub(super) fn finish(self) -> Vec<Item> {
        let Self { names, found, .. } = self;
        found.into_iter().map(|found| found.item(&names)).collect()
    }

    /// What an attribute makes of its item, by its last name: it may be written with a path.
    fn sort<'a>(&self, attribute: &'a Attribute) -> Option<(Sort, &'a Attribute)> {
        let name = unraw(&attribute.path().segments.last()?.ident);
        let sort = Sort::of(&name).or_else(|| self.renamed.0.get(&name).copied())?;
        Some((sort, attribute))
    }

    fn add(&mut self, attributes: &[Attribute], ident: &Ident, body: impl FnOnce() -> Body) {
        let attributes = arguments::unconditional(attributes);
        let Some((sort, attribute)) = attributes.iter().find_map(|attribute| self.sort(attribute)) else {
            return;
        };
        let keys = Keys::of(attribute);
        let name = unraw(ident);
        let type_name = match (sort, &keys.type_name) {
            (Sort::Call(_), _) => String::new(),
            (_, Some(text)) => text.value().trim_start_matches('#').to_owned(),
            (_, None) => format!("microsoft.graph.{}", first_lower(&name)),
        };
        if !type_name.is_empty() {
            self.names.add_type(&name, &self.at.modules, &type_name);
        }
        self.found.push(Found { at: self.at.clone(), sort, keys, type_name, body: body() });
    }
}

impl Reader {
    /// Adds the names of an import. `path` is what is before the tree.
    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        let mut add = |name: &Ident, as_name: &Ident| {
            let full = path.iter().cloned().chain([unraw(name)]).collect();
            self.names.add_import(&unraw(as_name), &self.at.modules, full);
        };
        match tree {
            UseTree::Name(name) => add(&name.ident, &name.ident),
            UseTree::Rename(rename) => add(&rename.ident, &rename.rename),
            UseTree::Path(below) => {
                path.push(unraw(&below.ident));
                self.import(&below.tree, path);
                path.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path);
                }
            }
            UseTree::Glob(_) => {}
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.at.modules.push(unraw(&module.ident));
        visit::visit_item_mod(self, module);
        self.at.modules.pop();
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.add(&item.attrs, &item.ident, || Body::Struct(item.clone()));
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.add(&item.attrs, &item.ident, || Body::Enum(item.clone()));
    }

    fn visit_item_type(&mut self, item: &'ast ItemType) {
        if item.generics.params.is_empty() {
            self.names.add_alias(&unraw(&item.ident), &item.ty);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, &mut Vec::new());
    }
}

impl Found {
    fn item(self, names: &Names) -> Item {
        let ident = match &self.body {
            Body::Struct(item) => &item.ident,
            Body::Enum(item) => &item.ident,
        };
        let name_span = self.keys.type_name.as_ref().map_or(ident.span(), LitStr::span);
        let shape = match (&self.body, self.sort) {
            (Body::Struct(item), Sort::Call(kind)) => Shape::Call {
                kind,
                route: self.route(),
                parameters: self.properties(&item.fields, names),
                result: self.result(names),
            },
            (Body::Struct(item), Sort::Entity) => {
                Shape::Entity { route: self.route(), properties: self.properties(&item.fields, names) }
            }
            (Body::Struct(item), _) => Shape::Complex { properties: self.properties(&item.fields, names) },
            (Body::Enum(item), Sort::OneOf) => Shape::OneOf { choices: self.choices(item, names) },
            (Body::Enum(item), _) => Shape::Enumeration {
                is_flags: self.keys.is_flags,
                is_evolvable: self.keys.is_evolvable,
                members: self.members(item),
            },
        };
        Item {
            name: unraw(ident),
            shape,
            differs: self.given(self.keys.differs.clone()),
            position: Some(self.at.position(name_span)),
            type_name: self.type_name,
        }
    }

    fn given(&self, differs: Option<(String, Span)>) -> Option<Override> {
        differs.map(|(reason, span)| Override { reason, position: Some(self.at.position(span)) })
    }

    fn route(&self) -> Route {
        let address =
            |text: &LitStr| Address { text: text.value(), position: Some(self.at.position(text.span())) };
        Route {
            version: self.keys.version.clone().unwrap_or_else(|| "v1.0".to_owned()),
            addresses: self.keys.paths.iter().map(address).collect(),
        }
    }

    fn properties(&self, fields: &Fields, names: &Names) -> Vec<Property> {
        let mut properties: Vec<Property> =
            fields.iter().filter_map(|field| self.property(field, names)).collect();
        // If a field is marked `key`, no other field is a key by its name.
        let has_stated = properties.iter().any(|property| property.rules.is_stated_key);
        for property in &mut properties {
            let rules = &mut property.rules;
            rules.is_key &= rules.is_stated_key || !has_stated;
            let is_given = rules.is_stated_key && rules.is_create_only;
            rules.is_read_only |= rules.is_key && !is_given;
        }
        properties
    }

    /// A field that is a property. `None` for an annotation, and for the field of undeclared properties.
    fn property(&self, field: &Field, names: &Names) -> Option<Property> {
        let ident = field.ident.as_ref()?;
        let mut rules = Rules::default();
        let mut name = None;
        let mut given = None;
        for argument in arguments::of_graph(&field.attrs) {
            match argument.key.to_string().as_str() {
                "additional" | "derived" => return None,
                "name" => name = argument.string(),
                "differs" => given = differs(&argument),
                "read_only" => rules.is_read_only = true,
                "create_only" => rules.is_create_only = true,
                "not_null" => rules.is_not_null = true,
                "navigation" => rules.is_navigation = true,
                "key" => rules.is_stated_key = true,
                _ => {}
            }
        }
        let field_name = unraw(ident);
        let wire = name.as_ref().map_or_else(|| lower_camel(&field_name), LitStr::value);
        if wire.contains('@') {
            return None;
        }
        let is_id = self.sort == Sort::Entity && (field_name == "id" || wire == "id");
        rules.is_key = rules.is_stated_key || is_id;
        let name_span = name.as_ref().map_or(ident.span(), LitStr::span);
        Some(Property {
            name: wire,
            value: types::value(&field.ty, names, &self.at),
            rules,
            differs: self.given(given),
            position: Some(self.at.position(name_span)),
        })
    }

    fn members(&self, item: &ItemEnum) -> Vec<Member> {
        let members = item.variants.iter().filter_map(|variant| {
            let VariantKeys { name, value, differs } = VariantKeys::of(variant)?;
            let span = name.as_ref().map_or(variant.ident.span(), LitStr::span);
            Some(Member {
                name: name.map_or_else(|| first_lower(&unraw(&variant.ident)), |name| name.value()),
                value,
                differs: self.given(differs),
                position: Some(self.at.position(span)),
            })
        });
        members.collect()
    }

    fn choices(&self, item: &ItemEnum, names: &Names) -> Vec<Choice> {
        let choices = item.variants.iter().filter_map(|variant| {
            let VariantKeys { differs, .. } = VariantKeys::of(variant)?;
            let ty = &variant.fields.iter().next()?.ty;
            Some(Choice {
                name: types::held(ty, names, &self.at),
                differs: self.given(differs),
                position: Some(self.at.position(ty.span())),
            })
        });
        choices.collect()
    }

    fn result(&self, names: &Names) -> Returned {
        let Some(tokens) = &self.keys.result else { return Returned::Nothing };
        if syn_2::parse2::<Ident>(tokens.clone()).is_ok_and(|word| word == "stream") {
            return Returned::Stream(Some(self.at.position(tokens.span())));
        }
        match syn_2::parse2::<Type>(tokens.clone()) {
            Ok(ty) if !types::is_unit(&ty) => Returned::Value(types::value(&ty, names, &self.at)),
            _ => Returned::Nothing,
        }
    }
}

/// The keys of a variant.
struct VariantKeys {
    name: Option<LitStr>,
    value: Option<i64>,
    differs: Option<(String, Span)>,
}

impl VariantKeys {
    /// `None` for the variant of what the package does not know.
    fn of(variant: &Variant) -> Option<Self> {
        let mut keys = Self { name: None, value: None, differs: None };
        for argument in arguments::of_graph(&variant.attrs) {
            match argument.key.to_string().as_str() {
                "unrecognized" => return None,
                "name" => keys.name = argument.string(),
                "value" => keys.value = argument.integer(),
                "differs" => keys.differs = differs(&argument),
                _ => {}
            }
        }
        Some(keys)
    }
}

/// An identifier without `r#`.
pub(super) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or_else(|| text.clone(), str::to_owned)
}
