//! Edits of generated source, each with the line at which it is to be reported.

use std::collections::BTreeSet;
use std::ops::Range;

use cargo_graph_entity::Source;
use graph_entity_schema::declared::{Address, Choice, Item, Member, Property, Returned, Shape, TypeRef};
use graph_entity_schema::{Access, Metadata, Target};

/// One edit.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    pub(crate) kind: Kind,
    /// Where it is to be reported.
    pub(crate) line: usize,
    /// What is edited. No two edits of one thing are chosen.
    spot: String,
    range: Range<usize>,
    text: String,
}

/// What an edit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Rename,
    Retype,
    Collection,
    Navigation,
    ReadOnly,
    Flags,
    AlienProperty,
    RenamedMember,
    AlienMember,
    Address,
    /// The address is that of another entity.
    OtherAddress,
    Parameter,
    ParameterType,
    /// A collection is a single value, or the reverse.
    ParameterCollection,
    /// A parameter is the create body of another entity.
    ParameterBody,
    /// The type of the result is another one.
    Result,
    /// The type of a variant is one that does not derive from that of the choice.
    Choice,
    /// `not_null` is dropped.
    NotNull,
    /// The field or the variant is dropped.
    Dropped,
}

/// Who reports an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// `check` and the compiler.
    Error,
    /// Only `check`.
    Advice,
    Nobody,
}

impl Kind {
    pub(crate) const ALL: [Self; 19] = [
        Self::Rename,
        Self::Retype,
        Self::Collection,
        Self::Navigation,
        Self::ReadOnly,
        Self::Flags,
        Self::AlienProperty,
        Self::RenamedMember,
        Self::AlienMember,
        Self::Address,
        Self::OtherAddress,
        Self::Parameter,
        Self::ParameterType,
        Self::ParameterCollection,
        Self::ParameterBody,
        Self::Result,
        Self::Choice,
        Self::NotNull,
        Self::Dropped,
    ];

    pub(crate) fn expected(self) -> Expected {
        match self {
            Self::NotNull => Expected::Advice,
            Self::Dropped => Expected::Nobody,
            _ => Expected::Error,
        }
    }
}

/// Random numbers, the same for the same seed: `xorshift64*`.
pub(crate) struct Random(u64);

impl Random {
    /// Seeded by `MUTATION_SEED`, or by the time. Prints the seed.
    pub(crate) fn new() -> Self {
        let seed =
            std::env::var("MUTATION_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
                let time =
                    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
                u64::from(time.subsec_nanos()) | (time.as_secs() << 32)
            });
        println!("MUTATION_SEED={seed}");
        // Never zero, and far apart for seeds that are not.
        Self((seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("32 bits") % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Every edit that is possible, one of each kind of each thing.
pub(crate) fn all(source: &Source, text: &str, metadata: &Metadata, random: &mut Random) -> Vec<Edit> {
    let mut editor = Editor { text, metadata, items: &source.items, random, found: Vec::new() };
    for item in &source.items {
        editor.item(item);
    }
    editor.found
}

/// Chooses edits of all kinds in turn, no two of one thing.
pub(crate) fn choose(mut edits: Vec<Edit>, count: usize, random: &mut Random) -> Vec<Edit> {
    random.shuffle(&mut edits);
    let mut by_kind: Vec<Vec<Edit>> = Kind::ALL
        .iter()
        .map(|kind| edits.iter().filter(|edit| edit.kind == *kind).cloned().collect())
        .collect();
    let mut spots = BTreeSet::new();
    let mut lines = BTreeSet::new();
    let mut chosen = Vec::new();
    while chosen.len() < count && by_kind.iter().any(|edits| !edits.is_empty()) {
        for edits in &mut by_kind {
            let Some(edit) = edits.pop() else { continue };
            if chosen.len() < count && !lines.contains(&edit.line) && spots.insert(edit.spot.clone()) {
                lines.insert(edit.line);
                chosen.push(edit);
            }
        }
    }
    chosen
}

/// The text with edits. No edit adds or removes a line.
pub(crate) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
    let mut edited = text.to_owned();
    for edit in edits {
        edited.replace_range(edit.range, &edit.text);
    }
    edited
}

struct Editor<'a> {
    text: &'a str,
    metadata: &'a Metadata,
    items: &'a [Item],
    random: &'a mut Random,
    found: Vec<Edit>,
}

impl Editor<'_> {
    fn add(&mut self, kind: Kind, spot: &str, line: usize, range: Range<usize>, text: String) {
        // The lines of other edits stay the same.
        if self.text[range.clone()].matches('\n').count() != text.matches('\n').count() {
            return;
        }
        let spot = spot.to_owned();
        self.found.push(Edit { kind, line, spot, range, text });
    }

    fn item(&mut self, item: &Item) {
        match &item.shape {
            Shape::Entity { route, properties } => {
                for address in &route.addresses {
                    let spot = format!("{} {}", item.name, address.text);
                    self.address(&spot, address);
                    self.other_address(&spot, item, address);
                }
                self.properties(item, properties);
            }
            Shape::Complex { properties } => self.properties(item, properties),
            Shape::Enumeration { is_flags, members, .. } => self.enumeration(item, *is_flags, members),
            Shape::Call { route, parameters, result, .. } => {
                // An overload may have what another has not, and a call is reported at its first address.
                let is_clear = route.addresses.iter().all(|address| {
                    matches!(self.metadata.resolve(&address.text), Ok(Target::Operations(found)) if found.len() == 1)
                });
                if is_clear {
                    self.address(&item.name, &route.addresses[0]);
                    for parameter in parameters {
                        self.parameter(item, parameter);
                    }
                    self.result(item, result);
                }
            }
            Shape::OneOf { choices } => self.choices(item, choices),
        }
    }

    /// A letter of a literal segment is doubled.
    fn address(&mut self, spot: &str, address: &Address) {
        let position = address.position.as_ref().expect("a position");
        let literals: Vec<usize> = address
            .text
            .split('/')
            .scan(0, |at, segment| {
                let start = *at;
                *at += segment.len() + 1;
                Some((start, segment))
            })
            .filter(|(_, segment)| !segment.is_empty() && !segment.contains(['{', '.']))
            .map(|(start, _)| start)
            .collect();
        if literals.is_empty() {
            return;
        }
        let at = literals[self.random.below(literals.len())];
        let letter = &address.text[at..=at];
        // After the quote.
        let at = position.bytes.start + 1 + at;
        self.add(Kind::Address, spot, position.line, at..at, letter.to_owned());
    }

    /// The address of an entity that the type does not derive from.
    fn other_address(&mut self, spot: &str, item: &Item, address: &Address) {
        let metadata = self.metadata;
        let others: Vec<&str> = self
            .items
            .iter()
            .filter_map(|other| {
                let Shape::Entity { route, .. } = &other.shape else { return None };
                let text = &route.addresses.first()?.text;
                let Ok(Target::Entity(target)) = metadata.resolve(text) else { return None };
                (!metadata.is_a(&item.type_name, target)).then_some(text.as_str())
            })
            .collect();
        if others.is_empty() {
            return;
        }
        let other = others[self.random.below(others.len())];
        let position = address.position.as_ref().expect("a position");
        self.add(Kind::OtherAddress, spot, position.line, position.bytes.clone(), format!("{other:?}"));
    }

    fn result(&mut self, item: &Item, result: &Returned) {
        let Returned::Value(value) = result else { return };
        let TypeRef::Known(name) = &value.name else { return };
        // Pages do not say what it is, so that any type may be right.
        if name == "Edm.Untyped" {
            return;
        }
        let other = if name == "Edm.String" { "i32" } else { "String" };
        let position = value.position.as_ref().expect("a position");
        self.add(Kind::Result, &item.name, position.line, position.bytes.clone(), other.to_owned());
    }

    /// One variant of a choice: two of the same type are an error of their own.
    fn choices(&mut self, item: &Item, choices: &[Choice]) {
        let metadata = self.metadata;
        let kind = |name: &str| metadata.structure(name).map(|structure| structure.kind);
        let others: Vec<&str> = self
            .items
            .iter()
            .filter(|other| matches!(other.shape, Shape::Entity { .. } | Shape::Complex { .. }))
            .filter(|other| kind(&other.type_name) == kind(&item.type_name))
            .filter(|other| !metadata.is_a(&other.type_name, &item.type_name))
            // Of no size if it holds the choice.
            .filter(|other| other.referred().all(|name| name.starts_with("Edm.")))
            .map(|other| other.name.as_str())
            .collect();
        if others.is_empty() {
            return;
        }
        for choice in choices {
            let other = others[self.random.below(others.len())];
            let position = choice.position.as_ref().expect("a position");
            self.add(Kind::Choice, &item.name, position.line, position.bytes.clone(), other.to_owned());
        }
    }

    fn properties(&mut self, item: &Item, properties: &[Property]) {
        // The name of the type may be in the attribute.
        let name = item.position.as_ref().expect("a position").bytes.end;
        let Some(mut end) = self.text[name..].find("{\n").map(|at| name + at) else { return };
        for property in properties {
            let (name, ty) = places(property);
            let before = end..name.bytes.start;
            end = ty.bytes.end;
            // Without its key, an entity is another one. What differs deliberately is not compared.
            if property.rules.is_key || property.differs.is_some() {
                continue;
            }
            let spot = format!("{}.{}", item.name, property.name);
            self.renamed(Kind::Rename, &spot, property, &self.known_names(&item.type_name));
            let alien =
                format!("{}, pub qqq_{}: Option<String>", &self.text[ty.bytes.clone()], name.bytes.start);
            let last = ty.line + self.text[ty.bytes.clone()].matches('\n').count();
            self.add(Kind::AlienProperty, &spot, last, ty.bytes.clone(), alien);
            self.dropped(&spot, before.clone(), ty.bytes.end);
            if property.rules.is_navigation {
                self.without_key(Kind::Navigation, "navigation", &spot, property, before);
                continue;
            }
            self.retyped(Kind::Retype, &spot, property);
            self.collected(Kind::Collection, &spot, property);
            let plain = self.metadata.properties(&item.type_name);
            let Some(known) = plain.into_iter().find(|known| known.name == property.name) else { continue };
            if known.access == Access::ReadOnly {
                self.without_key(Kind::ReadOnly, "read_only", &spot, property, before);
            } else if property.rules.is_not_null && !property.rules.is_read_only && !known.nullable {
                self.without_key(Kind::NotNull, "not_null", &spot, property, before);
            }
        }
    }

    fn known_names(&self, type_name: &str) -> Vec<String> {
        let plain = self.metadata.properties(type_name).into_iter().map(|property| property.name.clone());
        let navigation =
            self.metadata.navigation(type_name).into_iter().map(|property| property.name.clone());
        plain.chain(navigation).collect()
    }

    /// A letter of the name is doubled, in the field or in `name = "..."`.
    fn renamed(&mut self, kind: Kind, spot: &str, property: &Property, known: &[String]) {
        let (name, _) = places(property);
        let written = &self.text[name.bytes.clone()];
        let letters: Vec<usize> = written
            .char_indices()
            .filter(|(at, c)| c.is_ascii_lowercase() && !written.starts_with("r#") && *at > 0)
            .map(|(at, _)| at)
            .collect();
        if letters.is_empty() {
            return;
        }
        let at = letters[self.random.below(letters.len())];
        let (before, after) = written.split_at(at);
        let renamed = format!("{before}{}{after}", &after[..1]);
        let plain = renamed.trim_matches('"').replace('_', "");
        // Some properties differ by such a letter.
        if !known.iter().any(|known| known.eq_ignore_ascii_case(&plain)) {
            self.add(kind, spot, name.line, name.bytes.clone(), renamed);
        }
    }

    /// Another type inside of what is around it.
    fn retyped(&mut self, kind: Kind, spot: &str, property: &Property) {
        let (_, ty) = places(property);
        let other = match &property.value.name {
            TypeRef::Known(name) if name == "Edm.Untyped" => return,
            TypeRef::Known(name) if name == "Edm.String" => "i32",
            TypeRef::Known(_) => "String",
            TypeRef::Unknown(_) => return,
        };
        let other =
            if property.value.is_collection { format!("Vec<{other}>") } else { format!("Option<{other}>") };
        self.add(kind, spot, ty.line, ty.bytes.clone(), other);
    }

    /// A collection of the value, or an item of the collection.
    fn collected(&mut self, kind: Kind, spot: &str, property: &Property) {
        let (_, ty) = places(property);
        let TypeRef::Known(name) = &property.value.name else { return };
        if name == "Edm.Untyped" {
            return;
        }
        // A type that holds values of itself has a size only because they are in a `Vec` or a `Box`.
        let is_boxed = self.metadata.structure(name).is_some();
        let written = &self.text[ty.bytes.clone()];
        let inner = |name: &str| {
            let rest = written.strip_prefix(name)?.trim_start_matches(['<', '\n', ' ']);
            Some(rest.strip_suffix('>')?.trim_end_matches([',', '\n', ' ']).to_owned())
        };
        let other = match (inner("Vec"), inner("Option")) {
            (Some(item), _) if item.starts_with("Option") => item,
            (Some(item), _) if is_boxed => format!("Option<Box<{item}>>"),
            (Some(item), _) => format!("Option<{item}>"),
            (None, Some(value)) if value.starts_with("Box") => return,
            (None, Some(value)) if value.starts_with("Vec<") => {
                format!("Option<{}>", &value["Vec<".len()..value.len() - 1])
            }
            (None, Some(value)) => format!("Vec<{value}>"),
            (None, None) => return,
        };
        self.add(kind, spot, ty.line, ty.bytes.clone(), other);
    }

    /// A key is taken out of `#[graph(...)]`. It is reported at the name of the field.
    fn without_key(&mut self, kind: Kind, key: &str, spot: &str, property: &Property, before: Range<usize>) {
        let (name, _) = places(property);
        let written = &self.text[before.clone()];
        let Some(open) = written.rfind("#[graph(").map(|at| at + "#[graph(".len()) else { return };
        let Some(close) = self.text[before.start + open..].find(")]").map(|at| before.start + open + at)
        else {
            return;
        };
        let range = before.start + open..close;
        // A name in the same list is where the property is reported.
        let keys: Vec<&str> = self.text[range.clone()].split(", ").collect();
        if !keys.contains(&key) || keys.iter().any(|key| key.contains('\n')) {
            return;
        }
        let rest: Vec<&str> = keys.into_iter().filter(|other| *other != key).collect();
        self.add(kind, spot, name.line, range, rest.join(", "));
    }

    /// A field with its attributes and its documentation is replaced by the line breaks in it.
    fn dropped(&mut self, spot: &str, before: Range<usize>, end: usize) {
        // After what ends the field or the variant before, or opens the item.
        let Some(start) = self.text[before.clone()].find([',', '{']).map(|at| before.start + at + 1) else {
            return;
        };
        let end = end + usize::from(self.text[end..].starts_with(','));
        let range = start..end;
        let lines = self.text[range.clone()].matches('\n').count();
        let line = self.text[..end].matches('\n').count() + 1;
        self.add(Kind::Dropped, spot, line, range, "\n".repeat(lines));
    }

    fn enumeration(&mut self, item: &Item, is_flags: bool, members: &[Member]) {
        let position = item.position.as_ref().expect("a position");
        if is_flags {
            let start = self.text[..position.bytes.start].rfind("#[graph_enum(").expect("the attribute");
            let key = start + self.text[start..].find("flags").expect("the key");
            let mut end = key + "flags".len();
            if self.text[end..].starts_with(", ") {
                end += 2;
            }
            self.add(Kind::Flags, &item.name, position.line, key..end, String::new());
        }
        for member in members {
            let name = member.position.as_ref().expect("a position");
            let written = &self.text[name.bytes.clone()];
            let spot = format!("{}::{}", item.name, member.name);
            let at = name.bytes.start;
            if let Some(wire) = written.strip_suffix('"') {
                self.add(Kind::RenamedMember, &spot, name.line, name.bytes.clone(), format!("{wire}Qqq\""));
            } else {
                self.add(Kind::RenamedMember, &spot, name.line, name.bytes.clone(), format!("{written}Qqq"));
                let alien = format!("Qqq{at}, {written}");
                let is_alone = !self.text[..at].trim_end().ends_with(']');
                if is_alone {
                    self.add(Kind::AlienMember, &spot, name.line, name.bytes.clone(), alien);
                }
            }
        }
    }

    fn parameter(&mut self, item: &Item, parameter: &Property) {
        let known: Vec<String> = item.properties().iter().map(|parameter| parameter.name.clone()).collect();
        // One edit of a call: it is reported at its first address.
        self.renamed(Kind::Parameter, &item.name, parameter, &known);
        self.retyped(Kind::ParameterType, &item.name, parameter);
        self.collected(Kind::ParameterCollection, &item.name, parameter);
        self.other_body(item, parameter);
    }

    /// The create body of an entity that does not derive from that of the parameter.
    fn other_body(&mut self, item: &Item, parameter: &Property) {
        let (_, ty) = places(parameter);
        let TypeRef::Known(known) = &parameter.value.name else { return };
        let written = &self.text[ty.bytes.clone()];
        // In a type of several lines, the compiler reports the line of the name, and `check` that of the type.
        let Some(end) = written.find("Patch<Create>").filter(|_| !written.contains('\n')) else { return };
        let start = written[..end].rfind(['<', ' ']).map_or(0, |at| at + 1);
        let is_other = |other: &&Item| {
            matches!(other.shape, Shape::Entity { .. }) && !self.metadata.is_a(&other.type_name, known)
        };
        let others: Vec<&Item> = self.items.iter().filter(is_other).collect();
        if others.is_empty() {
            return;
        }
        let other = &others[self.random.below(others.len())].name;
        let written = format!("{}{other}{}", &written[..start], &written[end..]);
        self.add(Kind::ParameterBody, &item.name, ty.line, ty.bytes.clone(), written);
    }
}

type Place = graph_entity_schema::declared::Position;

/// The places of the name and of the type.
fn places(property: &Property) -> (&Place, &Place) {
    let name = property.position.as_ref().expect("a position");
    (name, property.value.position.as_ref().expect("a position"))
}
