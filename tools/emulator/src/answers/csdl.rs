//! The metadata document of what is served from entities: the same types and addresses as CSDL.
//!
//! Entities leave gaps, which are filled. A segment without an entity gets a type named after it. Several
//! types at one address get the base type of all of Graph's entities as their declared type.
//!
//! Source: OData CSDL XML 4.01.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Write as _};

use crate::schema::declared_type::BASE;
use crate::schema::enumeration::Enumeration;
use crate::schema::model::Schema;
use crate::schema::structure::{Access, Property, Role, Structure};
use crate::schema::types::{Primitive, Type};

/// A segment of the served addresses, with the segments that follow it.
#[derive(Default)]
struct Node {
    /// The types of the entities at this address.
    types: Vec<String>,
    is_collection: bool,
    children: BTreeMap<String, Node>,
}

/// Everything in the document except the types of the entities themselves.
struct Outline<'a> {
    schema: &'a Schema,
    roots: BTreeMap<String, Node>,
    /// The entity types; all other types are complex.
    entities: BTreeSet<String>,
    /// The navigation properties that only addresses imply, by type and name: the target type, and whether
    /// there are many.
    navigation: BTreeMap<String, BTreeMap<String, (String, bool)>>,
    /// The base types, except [`BASE`].
    bases: BTreeMap<String, String>,
}

/// Returns the document of one version.
pub(crate) fn document(schema: &Schema) -> String {
    let outline = Outline::read(schema);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<edmx:Edmx Version=\"4.0\" \
         xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n  <edmx:DataServices>\n",
    );
    for (namespace, names) in outline.namespaces() {
        let _ = writeln!(
            text,
            "    <Schema Namespace=\"{}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">",
            Escaped(&namespace)
        );
        for name in names {
            outline.write(&mut text, &name);
        }
        if namespace == GRAPH {
            outline.write_container(&mut text);
        }
        text.push_str("    </Schema>\n");
    }
    text.push_str("  </edmx:DataServices>\n</edmx:Edmx>\n");
    text
}

/// The namespace of Graph's own types.
const GRAPH: &str = "microsoft.graph";

impl<'a> Outline<'a> {
    fn read(schema: &'a Schema) -> Self {
        let mut roots: BTreeMap<String, Node> = BTreeMap::new();
        // The routes of collections are implied by those of their entities.
        for route in schema.routes().iter().filter(|route| !route.is_collection) {
            let mut segments = route.template.segments();
            let Some(Ok(first)) = segments.next() else { continue };
            let mut node = roots.entry(first.to_owned()).or_default();
            for segment in segments {
                match segment {
                    Ok(name) => node = node.children.entry(name.to_owned()).or_default(),
                    Err(_) => node.is_collection = true,
                }
            }
            node.types.clone_from(&route.types);
        }
        let (entities, navigation, bases) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut outline = Self { schema, roots, entities, navigation, bases };
        outline.entities.insert(BASE.to_owned());
        // Taken out, since `add_segment` changes the rest of the outline.
        let nodes = std::mem::take(&mut outline.roots);
        for (name, node) in &nodes {
            outline.add_segment(name, node);
        }
        outline.roots = nodes;
        for structure in schema.structures() {
            for property in &structure.properties {
                outline.add_property(property);
            }
        }
        outline
    }

    /// Adds what follows a segment, and returns the segment's type.
    fn add_segment(&mut self, name: &str, node: &Node) -> String {
        let kind = node.kind(name);
        self.entities.extend(node.types.iter().cloned());
        self.entities.insert(kind.clone());
        for (child, child_node) in &node.children {
            let target = self.add_segment(child, child_node);
            // A cast changes the type and not the place: what follows it belongs to the type that it names.
            let (owner, is_cast) =
                if child.contains('.') { (child.clone(), true) } else { (kind.clone(), false) };
            if !is_cast {
                let properties = self.navigation.entry(owner).or_default();
                properties.insert(child.clone(), (target, child_node.is_collection));
            }
        }
        kind
    }

    /// Adds what the type of a property implies.
    fn add_property(&mut self, property: &Property) {
        if let Type::Choice(declared) = property.item() {
            for name in self.schema.instances(declared).filter(|name| name != declared) {
                self.bases.insert(name.to_owned(), declared.clone());
            }
            if property.role.is_navigation() {
                self.entities.extend(self.schema.instances(declared).map(str::to_owned));
            }
        }
        if let (Type::Structure(name) | Type::Choice(name), true) =
            (property.item(), property.role.is_navigation())
        {
            self.entities.insert(name.clone());
        }
    }

    /// The names of all types, by namespace.
    fn namespaces(&self) -> BTreeMap<String, BTreeSet<String>> {
        let structures = self.schema.structures().map(|structure| structure.name.clone());
        let enumerations = self.schema.enumerations().map(|(name, _)| name.to_owned());
        let declared = self.bases.values().chain(&self.entities).cloned();
        let mut namespaces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        namespaces.entry(GRAPH.to_owned()).or_default();
        for name in structures.chain(enumerations).chain(declared) {
            let namespace = name.rsplit_once('.').map_or("", |(namespace, _)| namespace);
            namespaces.entry(namespace.to_owned()).or_default().insert(name);
        }
        namespaces
    }

    fn write(&self, text: &mut String, name: &str) {
        if let Some(enumeration) = self.schema.enumeration(name) {
            return write_enumeration(text, name, enumeration);
        }
        let nothing = Structure::default();
        let structure = self.schema.structure(name).unwrap_or(&nothing);
        let is_entity = self.entities.contains(name);
        let element = if is_entity { "EntityType" } else { "ComplexType" };
        let _ = write!(text, "      <{element} Name=\"{}\"", Escaped(local(name)));
        // The schema has every type with values of its own; a type that is not in it exists only in this
        // document.
        let is_made_up = self.schema.structure(name).is_none();
        let has_key = structure.properties.iter().any(|property| property.role == Role::Key);
        let base = self.bases.get(name).map(String::as_str);
        let base = base.or_else(|| (is_entity && !has_other_key(structure) && name != BASE).then_some(BASE));
        if let Some(base) = base {
            let _ = write!(text, " BaseType=\"{}\"", Escaped(base));
        }
        if is_made_up && (name == BASE || self.bases.values().any(|base| base == name)) {
            text.push_str(" Abstract=\"true\"");
        }
        text.push_str(">\n");
        let inherits_key = base.is_some_and(|base| self.entities.contains(base));
        if name == BASE {
            text.push_str("        <Key><PropertyRef Name=\"id\" /></Key>\n");
            text.push_str("        <Property Name=\"id\" Type=\"Edm.String\" Nullable=\"false\" />\n");
        } else if has_key && !inherits_key {
            for key in structure.properties.iter().filter(|property| property.role == Role::Key) {
                let _ = writeln!(text, "        <Key><PropertyRef Name=\"{}\" /></Key>", Escaped(&key.name));
            }
        }
        for property in &structure.properties {
            if !(inherits_key && property.role == Role::Key) && name != BASE {
                write_property(text, property);
            }
        }
        for (child, (target, is_collection)) in self.navigation.get(name).into_iter().flatten() {
            if structure.property(child).is_none() {
                let kind = named(target, *is_collection);
                write_navigation(text, child, &kind);
            }
        }
        let _ = writeln!(text, "      </{element}>");
    }

    fn write_container(&self, text: &mut String) {
        text.push_str("      <EntityContainer Name=\"GraphService\">\n");
        for (name, node) in &self.roots {
            let (element, attribute) =
                if node.is_collection { ("EntitySet", "EntityType") } else { ("Singleton", "Type") };
            let _ = writeln!(
                text,
                "        <{element} Name=\"{}\" {attribute}=\"{}\" />",
                Escaped(name),
                Escaped(&node.kind(name))
            );
        }
        text.push_str("      </EntityContainer>\n");
    }
}

impl Node {
    /// The declared type of the entities at this address.
    fn kind(&self, name: &str) -> String {
        match self.types.as_slice() {
            [] if name.contains('.') => name.to_owned(),
            [] => format!("{GRAPH}.{name}"),
            [only] => only.clone(),
            _ => BASE.to_owned(),
        }
    }
}

/// Whether a type has a key other than the `id` of all of Graph's entities.
fn has_other_key(structure: &Structure) -> bool {
    let mut keys = structure.properties.iter().filter(|property| property.role == Role::Key);
    keys.any(|key| key.name != "id" || !matches!(key.kind, Type::Primitive(Primitive::String)))
}

fn local(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn named(name: &str, is_collection: bool) -> String {
    if is_collection { format!("Collection({name})") } else { name.to_owned() }
}

fn write_enumeration(text: &mut String, name: &str, enumeration: &Enumeration) {
    let flags = if enumeration.is_flags { " IsFlags=\"true\"" } else { "" };
    let _ = writeln!(text, "      <EnumType Name=\"{}\"{flags}>", Escaped(local(name)));
    for member in enumeration.members() {
        let _ = writeln!(text, "        <Member Name=\"{}\" />", Escaped(member));
    }
    text.push_str("      </EnumType>\n");
}

fn write_property(text: &mut String, property: &Property) {
    let kind = property.kind.public_name();
    if property.role.is_navigation() {
        return write_navigation(text, &property.name, &kind);
    }
    let nullable = if property.nullable { "" } else { " Nullable=\"false\"" };
    let _ = write!(
        text,
        "        <Property Name=\"{}\" Type=\"{}\"{nullable}",
        Escaped(&property.name),
        Escaped(&kind)
    );
    let term = match property.access {
        Access::ReadOnly if property.role != Role::Key => "Computed",
        Access::CreateOnly => "Immutable",
        _ => {
            text.push_str(" />\n");
            return;
        }
    };
    let _ = writeln!(text, "><Annotation Term=\"Org.OData.Core.V1.{term}\" Bool=\"true\" /></Property>");
}

fn write_navigation(text: &mut String, name: &str, kind: &str) {
    let _ = writeln!(
        text,
        "        <NavigationProperty Name=\"{}\" Type=\"{}\" ContainsTarget=\"true\" />",
        Escaped(name),
        Escaped(kind)
    );
}

/// Text escaped for a quoted attribute value.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '"' => f.write_str("&quot;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
