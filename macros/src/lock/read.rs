//! Reads the text of a lock.
//!
//! A lock is UTF-8. Its first line names the format. Every other line is empty, a comment, or one fact: words
//! with single spaces between them. The order of the lines has no meaning.
//!
//! ```text
//! lock       = "# graph-schema 1" { line }
//! line       = "" | "#" text | version " " fact
//! version    = "v1.0" | "beta"
//! fact       = definition | member
//!
//! definition = type " = entity" { " abstract" } [ " : " base ]
//!            | type " = complex" { " abstract" } [ " : " base ]
//!            | type " = enum" { " evolvable" | " flags" }
//!            | address " = " type { " | " type }         ; an entity, or a singleton
//!            | address " = action" [ " : " typeref ]     ; after the colon, what the call returns
//!            | address " = function" [ " : " typeref ]
//!
//! member     = type " " property " " typeref { " " rule }       ; of an entity or a complex type
//!            | type " " member-name [ " " number ]              ; of an enumeration
//!            | address " " parameter " " typeref { " " rule }   ; of an action or a function
//!
//! type       = qualified name: "microsoft.graph.runState"
//! typeref    = type | "Edm." name | "[" typeref-of-items "]"
//! rule       = "read_only" | "create_only" | "not_null" | "navigation" | "key"
//! address    = "/" segment { "/" segment }
//! ```
//!
//! - A **type** lists its own members. Those of its base are in the facts of the base, which the lock has
//!   too.
//! - A **rule** is the key of a field that states it. A property without `read_only` may be written.
//! - An **address** is the path in an attribute with `{}` for each placeholder. Quotes and the names of
//!   alternate keys are kept: `/users/{}`, `/applications(appId='{}')`. The last segment of an action or a
//!   function is its name without parentheses. It has no namespace if that is `microsoft.graph`, even if the
//!   attribute writes it; any other namespace is kept. The parameters of all overloads are listed together.
//! - An address has several types if documentation pages have it for types without a common base type. An
//!   entity at the address is of one of them, or of a type that extends one.
//! - The result `Edm.Stream` is bytes of any content type. Without a result in the lock, that of the
//!   attribute is not compared.
//! - The words after `entity`, `complex` and `enum` are in any order; the base is last.
//!
//! `cargo graph-entity lock` sorts the lines by their bytes, but the reader does not require it: with
//! `graph-schema.lock merge=union` in `.gitattributes`, two branches that add lines merge without a conflict,
//! and the lines are sorted when the file is next written. A line may therefore occur twice. Two lines with
//! the same version, subject and member that differ otherwise are an error. So is every other line that is
//! not in this grammar, because a rule that the reader skips would not be checked.

use core::fmt::Display;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::facts::{
    Address, Api, Call, CallSort, Enum, Facts, Form, Property, Rule, Structured, Type, TypeRef,
};

/// The first line of a lock.
const FORMAT: &str = "# graph-schema 1";

/// The member that defines a subject.
const DEFINITION: &str = "=";

/// Separates the types of an address.
const TYPES: &str = " | ";

/// The line of a member: its number in the file, and the words after the member.
struct Line<'a> {
    number: usize,
    words: &'a str,
}

/// The lines about one subject in one version, by member.
type Members<'a> = BTreeMap<&'a str, Line<'a>>;

/// The faults found so far, each with the number of its line.
#[derive(Default)]
struct Faults(Vec<(usize, String)>);

/// Reads a lock. Returns all of its faults if it has any, in the order of the lines.
pub(super) fn read(text: &str) -> Result<Facts, Vec<String>> {
    let mut lines = text.lines().zip(1..);
    let mut faults = Faults::default();
    if lines.next().is_none_or(|(first, _)| first != FORMAT) {
        faults.add(1, format_args!("expected `{FORMAT}`, the only format that this version reads"));
        return Err(faults.in_order());
    }
    let mut facts = Facts::default();
    for ((version, subject), mut members) in subjects(lines, &mut faults) {
        let first = members.values().map(|line| line.number).min().unwrap_or_default();
        let definition = members.remove(DEFINITION);
        match (facts.api_mut(version), definition) {
            (None, _) => faults.add(first, format_args!("unknown version `{version}`")),
            (_, None) => faults.add(first, format_args!("`{subject}` is not defined by a line with `=`")),
            (Some(api), Some(definition)) => faults.add_subject(api, subject, &definition, &members),
        }
    }
    if faults.0.is_empty() { Ok(facts) } else { Err(faults.in_order()) }
}

/// The lines by version and subject. A merge may have left them in any order.
fn subjects<'a>(
    lines: impl Iterator<Item = (&'a str, usize)>,
    faults: &mut Faults,
) -> BTreeMap<(&'a str, &'a str), Members<'a>> {
    let mut subjects = BTreeMap::<_, Members<'a>>::new();
    for (text, number) in lines {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let Some((version, subject, member, words)) = split(text) else {
            faults.add(number, "expected a version, a subject, a member and its facts, one space apart");
            continue;
        };
        match subjects.entry((version, subject)).or_default().entry(member) {
            Entry::Vacant(entry) => {
                entry.insert(Line { number, words });
            }
            Entry::Occupied(entry) if entry.get().words == words => {}
            Entry::Occupied(entry) => {
                faults.add(number, format_args!("contradicts line {}", entry.get().number));
            }
        }
    }
    subjects
}

/// The version, the subject and the member of a line, and the rest of it.
fn split(text: &str) -> Option<(&str, &str, &str, &str)> {
    let is_spaced = !text.contains("  ") && !text.ends_with(' ') && !text.contains('\t');
    let (version, rest) = text.split_once(' ').filter(|_| is_spaced)?;
    let (subject, rest) = rest.split_once(' ')?;
    let (member, words) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((version, subject, member, words))
}

impl Faults {
    fn add(&mut self, line: usize, message: impl Display) {
        self.0.push((line, format!("line {line}: {message}")));
    }

    fn in_order(mut self) -> Vec<String> {
        self.0.sort();
        self.0.into_iter().map(|(_, fault)| fault).collect()
    }

    /// Adds a subject to the facts of its version.
    fn add_subject(&mut self, api: &mut Api, subject: &str, definition: &Line<'_>, members: &Members<'_>) {
        if subject.starts_with('/') {
            if let Some(address) = self.address(definition, members) {
                api.addresses.insert(subject.to_owned(), address);
            }
        } else if is_qualified(subject) {
            if let Some(found) = self.type_of(definition, members) {
                api.types.insert(subject.to_owned(), found);
            }
        } else {
            self.add(
                definition.number,
                format_args!("`{subject}` is neither a qualified name nor an address"),
            );
        }
    }

    fn type_of(&mut self, definition: &Line<'_>, members: &Members<'_>) -> Option<Type> {
        let (words, base) = definition.before_colon();
        let (kind, words) = words.split_once(' ').map_or((words, ""), |(kind, words)| (kind, words));
        let form = match kind {
            "entity" => Form::Entity,
            "complex" => Form::Complex,
            "enum" if base.is_none() => {
                self.only(definition, words, &["evolvable", "flags"]);
                let is_flags = words.split(' ').any(|word| word == "flags");
                return Some(Type::Enum(Enum { is_flags, members: self.enum_members(members) }));
            }
            _ => {
                self.add(definition.number, "expected `entity`, `complex` or `enum`");
                return None;
            }
        };
        self.only(definition, words, &["abstract"]);
        if let Some(base) = base.filter(|base| !is_qualified(base)) {
            self.add(definition.number, format_args!("the base `{base}` is not a qualified name"));
        }
        let (base, properties) = (base.map(str::to_owned), self.properties(members));
        Some(Type::Structured(Structured { form, base, properties }))
    }

    fn enum_members(&mut self, members: &Members<'_>) -> BTreeMap<String, Option<i64>> {
        let mut found = BTreeMap::new();
        for (member, line) in members {
            let value = line.words.parse().ok();
            if value.is_none() && !line.words.is_empty() {
                self.add(line.number, "expected a member's number, or nothing after the member");
            }
            found.insert((*member).to_owned(), value);
        }
        found
    }

    fn address(&mut self, definition: &Line<'_>, members: &Members<'_>) -> Option<Address> {
        let (target, result) = definition.before_colon();
        let sort = match target {
            "action" => CallSort::Action,
            "function" => CallSort::Function,
            names if names.split(TYPES).all(is_qualified) && result.is_none() => {
                if let Some(line) = members.values().next() {
                    self.add(line.number, "the address of an entity has no parameters");
                }
                return Some(Address::Entity(names.split(TYPES).map(str::to_owned).collect()));
            }
            _ => {
                self.add(definition.number, "expected the type of an entity, `action` or `function`");
                return None;
            }
        };
        let result = result.and_then(|text| self.type_ref(definition.number, text));
        Some(Address::Call(Call { sort, result, parameters: self.properties(members) }))
    }

    fn properties(&mut self, members: &Members<'_>) -> BTreeMap<String, Property> {
        let mut found = BTreeMap::new();
        for (member, line) in members {
            let (ty, words) = line.words.split_once(' ').unwrap_or((line.words, ""));
            let Some(ty) = self.type_ref(line.number, ty) else { continue };
            let mut rules = Vec::new();
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                match Rule::of(word) {
                    Some(rule) => rules.push(rule),
                    None => self.add(line.number, format_args!("unknown rule `{word}`")),
                }
            }
            found.insert((*member).to_owned(), Property { ty, rules });
        }
        found
    }

    /// `Edm.String`, `microsoft.graph.runState` or `[microsoft.graph.runState]`.
    fn type_ref(&mut self, line: usize, text: &str) -> Option<TypeRef> {
        let item = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let name = item.unwrap_or(text);
        if is_qualified(name) {
            return Some(TypeRef { name: name.to_owned(), is_collection: item.is_some() });
        }
        self.add(line, format_args!("expected a type, found `{text}`"));
        None
    }

    /// Reports each word of a definition that is not a known one.
    fn only(&mut self, definition: &Line<'_>, words: &str, known: &[&str]) {
        for word in words.split(' ').filter(|word| !word.is_empty() && !known.contains(word)) {
            self.add(definition.number, format_args!("unknown word `{word}` in a definition"));
        }
    }
}

impl<'a> Line<'a> {
    /// The words of a definition before ` : `, and the type after it.
    fn before_colon(&self) -> (&'a str, Option<&'a str>) {
        self.words.split_once(" : ").map_or((self.words, None), |(words, name)| (words, Some(name)))
    }
}

/// Whether it is a qualified name: at least two names with dots between them.
fn is_qualified(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    name.contains('.') && name.split('.').all(is_part)
}

impl Rule {
    /// The rule with this word, which is the key of a field that states it.
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "read_only" => Self::ReadOnly,
            "create_only" => Self::CreateOnly,
            "not_null" => Self::NotNull,
            "navigation" => Self::Navigation,
            "key" => Self::Key,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::{Address, Api, CallSort, Facts, Rule, Type};
    use super::{FORMAT, read};

    fn api<'a>(facts: &'a Facts, wanted: &str) -> &'a Api {
        facts.apis().find(|(version, _)| *version == wanted).expect("a version").1
    }

    const LOCK: &str = "\
# graph-schema 1
# Facts of two documents.

beta /deviceManagement/managedDevices/{}/wipe = action
beta /deviceManagement/managedDevices/{}/wipe keepUserData Edm.Boolean
beta /deviceManagement/templates/{}/compare = function : [microsoft.graph.comparison]
beta /deviceManagement/templates/{}/compare templateId Edm.String not_null
beta /scripts/{}/states/{} = microsoft.graph.state
beta microsoft.graph.entity = entity abstract
beta microsoft.graph.entity id Edm.String key
beta microsoft.graph.state = entity : microsoft.graph.entity
beta microsoft.graph.state days [microsoft.graph.dayOfWeek]
beta microsoft.graph.state device microsoft.graph.device navigation read_only
beta microsoft.graph.days = enum evolvable flags
beta microsoft.graph.days monday 2
beta microsoft.graph.days unknown
v1.0 microsoft.graph.mime = complex
v1.0 microsoft.graph.mime type Edm.String
";

    fn facts(text: &str) -> Facts {
        read(text).expect("a lock without faults")
    }

    fn faults(lines: &str) -> Vec<String> {
        read(&format!("{FORMAT}\n{lines}")).expect_err("faults")
    }

    #[test]
    fn every_kind_of_fact_is_read() {
        let facts = facts(LOCK);
        let beta = api(&facts, "beta");
        let device = beta.property("microsoft.graph.state", "device").expect("a property");
        assert!(device.has(Rule::Navigation) && device.has(Rule::ReadOnly) && !device.has(Rule::Key));
        let days = beta.property("microsoft.graph.state", "days").expect("a property");
        assert!(days.ty.is_collection && days.ty.name == "microsoft.graph.dayOfWeek");
        assert!(beta.property("microsoft.graph.state", "id").expect("of the base").has(Rule::Key));
        assert!(beta.derives("microsoft.graph.state", "microsoft.graph.entity"));
        assert!(!beta.derives("microsoft.graph.entity", "microsoft.graph.state"));
        let Type::Enum(days) = &beta.types["microsoft.graph.days"] else { panic!("an enum") };
        assert!(days.is_flags && days.members["monday"] == Some(2) && days.members["unknown"].is_none());
        let Address::Call(compare) = &beta.addresses["/deviceManagement/templates/{}/compare"] else {
            panic!("a function")
        };
        assert_eq!(compare.sort, CallSort::Function);
        assert!(compare.result.as_ref().is_some_and(|result| result.is_collection));
        assert!(compare.parameters["templateId"].has(Rule::NotNull));
        assert!(
            matches!(&beta.addresses["/scripts/{}/states/{}"], Address::Entity(names) if *names == ["microsoft.graph.state"])
        );
        assert!(api(&facts, "v1.0").types.contains_key("microsoft.graph.mime"));
    }

    /// The file that the tests of `graph-entity-schema` compare with what they write.
    #[test]
    fn what_the_tool_writes_is_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools/schema/tests/compare/graph-schema.lock");
        let facts = facts(&std::fs::read_to_string(path).expect("the written lock"));
        let beta = api(&facts, "beta");
        let number = beta.property("microsoft.graph.phone", "serialNumber").expect("of the base");
        assert!(number.has(Rule::ReadOnly) && number.ty.name == "Edm.String");
        assert!(beta.property("microsoft.graph.phone", "id").expect("of its base").has(Rule::Key));
        assert!(beta.property("microsoft.graph.phone", "calls").expect("its own").has(Rule::Navigation));
        assert!(beta.missing_base("microsoft.graph.phone").is_none());
        let Address::Call(wipe) = &beta.addresses["/devices/{}/wipe"] else { panic!("an action") };
        assert!(wipe.sort == CallSort::Action && wipe.parameters["keepData"].has(Rule::NotNull));
        assert!(
            matches!(&beta.addresses["/categories(slug='{}')"], Address::Entity(names) if *names == ["microsoft.graph.category"])
        );
        let Type::Enum(state) = &beta.types["microsoft.graph.runState"] else { panic!("an enum") };
        assert_eq!(state.members["success"], Some(1));
    }

    #[test]
    fn the_order_of_the_lines_does_not_matter_nor_do_repeated_ones() {
        let mut lines: Vec<&str> = LOCK.lines().skip(1).collect();
        lines.reverse();
        let reversed = format!("{FORMAT}\r\n{}\r\n{}\r\n", lines.join("\r\n"), lines.join("\r\n"));
        assert_eq!(format!("{:?}", facts(&reversed)), format!("{:?}", facts(LOCK)));
    }

    #[test]
    fn an_address_may_be_that_of_several_types() {
        let facts = facts("# graph-schema 1\nbeta /a/{} = a.b | a.c\nbeta a.b = entity\n");
        let Address::Entity(names) = &api(&facts, "beta").addresses["/a/{}"] else { panic!("entities") };
        assert_eq!(*names, ["a.b", "a.c"]);
        for words in ["a.b |", "| a.b", "a.b|a.c", "a.b | action", "a.b | a.c : a.d"] {
            let faults = read(&format!("# graph-schema 1\nbeta /a/{{}} = {words}\n")).expect_err("a fault");
            assert_eq!(faults.len(), 1, "{words}: {faults:?}");
        }
    }

    #[test]
    fn another_format_is_one_fault() {
        for text in ["", "\n# graph-schema 1", "# graph-schema 2\nnonsense\nmore", "beta a.b = enum"] {
            assert_eq!(read(text).expect_err("a fault").len(), 1, "{text}");
        }
    }

    #[test]
    fn every_fault_is_found_at_its_line() {
        for (line, fault) in [
            ("beta", "expected a version, a subject"),
            ("beta microsoft.graph.x", "expected a version, a subject"),
            ("beta  microsoft.graph.x = enum", "one space apart"),
            ("beta microsoft.graph.x = enum ", "one space apart"),
            ("<<<<<<< HEAD", "expected a version, a subject"),
            ("v2.0 microsoft.graph.x = enum", "unknown version `v2.0`"),
            ("beta user = entity", "`user` is neither a qualified name nor an address"),
            ("beta microsoft.graph.x name Edm.String", "`microsoft.graph.x` is not defined"),
            ("beta microsoft.graph.x = thing", "expected `entity`, `complex` or `enum`"),
            ("beta microsoft.graph.x = enum : microsoft.graph.y", "expected `entity`, `complex` or `enum`"),
            ("beta microsoft.graph.x = entity open", "unknown word `open`"),
            ("beta microsoft.graph.x = entity : base", "the base `base` is not"),
            ("beta /users/{} = user", "expected the type of an entity"),
            ("beta /users/{}/wipe = action : nothing", "expected a type, found `nothing`"),
        ] {
            let found = faults(&format!("# a comment\n{line}"));
            assert_eq!(found.len(), 1, "{line}: {found:?}");
            assert!(found[0].starts_with("line 3: ") && found[0].contains(fault), "{line}: {found:?}");
        }
    }

    #[test]
    fn all_faults_are_found_at_once_in_order() {
        let found = faults(
            "beta microsoft.graph.x = entity\n\
             beta microsoft.graph.x a Edm.String writable not_null odd\n\
             beta microsoft.graph.x b string\n\
             beta microsoft.graph.e = enum\n\
             beta microsoft.graph.e first one\n\
             beta /users/{} = microsoft.graph.user\n\
             beta /users/{} name Edm.String\n\
             beta microsoft.graph.x = complex",
        );
        assert_eq!(
            found,
            [
                "line 3: unknown rule `odd`",
                "line 3: unknown rule `writable`",
                "line 4: expected a type, found `string`",
                "line 6: expected a member's number, or nothing after the member",
                "line 8: the address of an entity has no parameters",
                "line 9: contradicts line 2",
            ]
        );
    }

    #[test]
    fn bases_in_a_circle_end() {
        let facts = facts(&format!(
            "{FORMAT}\nbeta a.x = entity : a.y\nbeta a.y = entity : a.x\nbeta a.z = entity : a.gone"
        ));
        let beta = api(&facts, "beta");
        assert!(beta.property("a.x", "name").is_none());
        assert_eq!(beta.lineage("a.z").count(), 1);
    }
}
