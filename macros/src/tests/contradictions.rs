//! Declarations that agree with a lock, edited at random: each edit that contradicts the lock is reported, and no
//! other is.

use std::fs;
use std::path::PathBuf;

use super::mutations::{Random, mutate};
use super::{
    GRAPH_ACTION, GRAPH_COMPLEX, GRAPH_ENTITY, GRAPH_ENUM, GRAPH_FUNCTION, GRAPH_ONE_OF, Macro, tokens,
};
use crate::bug;
use crate::package::Package;

/// Random edits per run.
const EDITS: usize = 500;

/// The environment variable for another seed, and the default.
const SEED: (&str, u64) = ("GRAPH_ENTITY_SEED", 2026);

const LOCK: &str = "\
# graph-schema 1
beta /devices/{} = microsoft.graph.device
beta /devices/{}/compare = function : [microsoft.graph.part]
beta /devices/{}/compare with Edm.String
beta /devices/{}/wipe = action
beta /devices/{}/wipe keepData Edm.Boolean
beta /devices/{}/wipe names [Edm.String]
beta microsoft.graph.device = entity : microsoft.graph.entity
beta microsoft.graph.device owner microsoft.graph.device navigation
beta microsoft.graph.device parts [microsoft.graph.part]
beta microsoft.graph.device serialNumber Edm.String read_only
beta microsoft.graph.device profile Edm.String create_only
beta microsoft.graph.device state microsoft.graph.state
beta microsoft.graph.entity = entity abstract
beta microsoft.graph.entity createdDateTime Edm.DateTimeOffset
beta microsoft.graph.entity id Edm.String key
beta microsoft.graph.part = complex
beta microsoft.graph.part access microsoft.graph.access
beta microsoft.graph.part size Edm.Int64 read_only
beta microsoft.graph.access = enum flags
beta microsoft.graph.access none 0
beta microsoft.graph.access read 1
beta microsoft.graph.state = enum
beta microsoft.graph.state on 1
beta microsoft.graph.state off 0
";

/// An item of the package.
#[derive(Clone)]
struct Item {
    target: Macro,
    /// The keys of the attribute, without those of the address.
    args: String,
    path: Option<String>,
    name: String,
    fields: Vec<Field>,
}

/// A field with a type, or a variant, which has none.
#[derive(Clone)]
struct Field {
    keys: Vec<&'static str>,
    name: String,
    ty: String,
    is_collection: bool,
}

fn field(name: &str, ty: &str, keys: &[&'static str]) -> Field {
    let item = ty.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    Field {
        keys: keys.to_vec(),
        name: name.to_owned(),
        ty: item.unwrap_or(ty).to_owned(),
        is_collection: item.is_some(),
    }
}

fn item(target: Macro, name: &str, path: Option<&str>, args: &str, fields: Vec<Field>) -> Item {
    Item { target, args: args.to_owned(), path: path.map(str::to_owned), name: name.to_owned(), fields }
}

fn items() -> Vec<Item> {
    let (beta, compare) = ("version = \"beta\"", "version = \"beta\", result = Vec<Part>");
    vec![
        item(
            GRAPH_ENTITY,
            "Device",
            Some("/devices/{deviceId}"),
            beta,
            vec![
                field("owner", "Box<Device>", &["navigation"]),
                field("parts", "[Part]", &[]),
                field("serial_number", "String", &["read_only"]),
                field("profile", "String", &["create_only"]),
                field("state", "State", &[]),
                field("created_date_time", "DateTimeOffset", &[]),
            ],
        ),
        item(
            GRAPH_COMPLEX,
            "Part",
            None,
            "",
            vec![field("access", "Flags<Access>", &[]), field("size", "i64", &["read_only"])],
        ),
        item(GRAPH_ENUM, "State", None, "", vec![field("On", "", &[]), field("Off", "", &[])]),
        item(GRAPH_ENUM, "Access", None, "flags", vec![field("None", "", &[]), field("Read", "", &[])]),
        item(GRAPH_ONE_OF, "Entity", None, "", vec![field("A", "Device", &[])]),
        item(
            GRAPH_ACTION,
            "Wipe",
            Some("/devices/{id}/microsoft.graph.wipe"),
            beta,
            vec![field("keep_data", "bool", &[]), field("names", "[String]", &[])],
        ),
        item(
            GRAPH_FUNCTION,
            "Compare",
            Some("/devices/{id}/compare"),
            compare,
            vec![field("with", "String", &[])],
        ),
    ]
}

impl Item {
    fn is_enum(&self) -> bool {
        self.target.sort.with_article == GRAPH_ENUM.sort.with_article || self.is_choice()
    }

    fn is_choice(&self) -> bool {
        self.target.sort.with_article == GRAPH_ONE_OF.sort.with_article
    }

    fn is_structured(&self) -> bool {
        self.target.sort.needs_derived_debug
            && self.target.sort.list != "action"
            && self.target.sort.list != "function"
    }

    fn source(&self) -> (String, String) {
        let path = self.path.as_ref().map_or(String::new(), |path| format!("path = \"{path}\", "));
        let mut fields: String = self.fields.iter().map(|field| field.source(self)).collect();
        if self.is_enum() {
            let kept = if self.is_choice() { "serde_json::Value" } else { "String" };
            fields = format!("{fields}#[graph(unrecognized)] Unrecognized({kept})");
        }
        let word = if self.is_enum() { "enum" } else { "struct" };
        (format!("{path}{}", self.args), format!("{word} {} {{ {fields} }}", self.name))
    }
}

impl Field {
    fn source(&self, item: &Item) -> String {
        let Self { keys, name, ty, .. } = self;
        let keys = if keys.is_empty() { String::new() } else { format!("#[graph({})] ", keys.join(", ")) };
        match (item.is_choice(), item.is_enum(), self.is_collection) {
            (true, ..) => format!("{keys}{name}({ty}), "),
            (_, true, _) => format!("{keys}{name}, "),
            (_, _, true) => format!("{keys}{name}: Vec<{ty}>, "),
            (_, _, false) => format!("{keys}{name}: Option<{ty}>, "),
        }
    }
}

/// A folder with the lock.
struct Locked {
    package: Package,
    folder: PathBuf,
}

impl Locked {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("graph-entity-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("graph-schema.lock"), LOCK).expect("a lock");
        Self { package: Package { folder: Some(folder.clone()), notes: None }, folder }
    }

    /// Whether a difference is reported, or left to the compiler as an assertion.
    fn reports(&self, item: &Item) -> bool {
        let (args, source) = item.source();
        let output = item.target.derive_in(&self.package, &tokens(&args), &tokens(&source)).to_string();
        output.contains("compile_error")
            || output.contains("assert_type")
            || output.contains("assert_any_type")
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Best effort: the system cleans up its temporary directory.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// An edit of an item, at a random field. `None` where it does not apply.
type Edit = fn(&mut Item, &mut Random) -> Option<()>;

/// The edits that contradict the lock.
const CONTRADICTIONS: &[(&str, Edit)] = &[
    ("a field or a member is renamed", |item, random| {
        // The name of a choice's variant is the user's own.
        let is_named = !item.is_choice();
        item.fields.get_mut(random.below(8)).filter(|_| is_named)?.name.push('x');
        Some(())
    }),
    ("an alien field or member is added", |item, random| {
        let (name, ty) = if item.is_enum() { ("Alien", "Alien") } else { ("alien", "String") };
        let is_plain = !item.is_choice();
        item.fields.insert(random.below(item.fields.len() + 1), field(name, ty, &[]));
        is_plain.then_some(())
    }),
    ("a field has another type", |item, random| {
        const TYPES: [&str; 7] = ["String", "bool", "i32", "i64", "DateTimeOffset", "Other", "f64"];
        let is_typed = !item.is_enum();
        let field = item.fields.get_mut(random.below(8)).filter(|_| is_typed)?;
        let ty = TYPES[random.below(TYPES.len())];
        if field.ty == ty {
            return None;
        }
        field.ty = ty.to_owned();
        Some(())
    }),
    ("a collection is a single value, or the reverse", |item, random| {
        let is_typed = !item.is_enum();
        let field = item.fields.get_mut(random.below(8)).filter(|_| is_typed)?;
        field.is_collection = !field.is_collection;
        Some(())
    }),
    ("a rule is dropped", |item, random| {
        let field = item.fields.get_mut(random.below(8))?;
        field.keys.pop().map(drop)
    }),
    ("a plain property is marked as navigation", |item, random| {
        let is_entity = item.target.sort.list == "entity";
        let field =
            item.fields.get_mut(random.below(8)).filter(|field| is_entity && field.keys.is_empty())?;
        field.keys.push("navigation");
        Some(())
    }),
    ("flags are dropped or added", |item, _| {
        let is_enum = item.is_enum() && !item.is_choice();
        item.args = if item.args.is_empty() { "flags".to_owned() } else { String::new() };
        is_enum.then_some(())
    }),
    ("the address is another one", |item, random| {
        let path = item.path.as_mut()?;
        let names: Vec<usize> = path
            .match_indices('/')
            .map(|(at, _)| at + 1)
            .filter(|at| !path[*at..].starts_with('{'))
            .collect();
        path.insert(names[random.below(names.len())], 'x');
        Some(())
    }),
    ("the version is another one", |item, _| {
        item.args.contains("beta").then(|| item.args = item.args.replace("beta", "v1.0"))
    }),
    ("the result is another one", |item, _| {
        item.args.contains("result").then(|| item.args = item.args.replace("Vec<Part>", "Vec<String>"))
    }),
    ("the type is renamed", |item, _| item.path.is_none().then(|| item.name.push('x'))),
    ("a derived type is another one", |item, _| {
        let is_choice = item.is_choice();
        let field = item.fields.first_mut().filter(|_| is_choice)?;
        field.ty = "Part".to_owned();
        Some(())
    }),
    ("a derived type is not in the lock", |item, random| {
        let is_choice = item.is_choice();
        let field = item.fields.first_mut().filter(|_| is_choice)?;
        field.ty = ["Phone", "phones::Device2", "Box<Phone>"][random.below(3)].to_owned();
        Some(())
    }),
    ("a result is added", |item, _| {
        item.name.eq("Wipe").then(|| item.args = format!("{}, result = String", item.args))
    }),
];

/// The edits that do not.
const AGREEMENTS: &[(&str, Edit)] = &[
    ("nothing is changed", |_, _| Some(())),
    ("a field or a member is left out", |item, random| {
        let at = random.below(8);
        (at < item.fields.len() && item.fields.len() > 1).then(|| drop(item.fields.remove(at)))
    }),
    ("a property is stricter", |item, random| {
        let is_structured = item.is_structured();
        let field = item.fields.get_mut(random.below(8)).filter(|_| is_structured)?;
        let key = ["not_null", "read_only"][random.below(2)];
        let is_free = field.keys.is_empty();
        field.keys.push(key);
        is_free.then_some(())
    }),
    ("a property is any JSON", |item, random| {
        let is_structured = item.is_structured();
        let field = item.fields.get_mut(random.below(8)).filter(|_| is_structured)?;
        field.ty = "serde_json::Value".to_owned();
        Some(())
    }),
    ("a difference has a reason", |item, random| {
        let field = item.fields.get_mut(random.below(8))?;
        field.keys.push("differs = \"a reason\"");
        if field.ty.is_empty() {
            field.name.push('x');
        } else {
            field.ty = "Other".to_owned();
        }
        Some(())
    }),
    ("the item differs for a reason", |item, _| {
        let comma = if item.args.is_empty() { "" } else { ", " };
        item.args = format!("{}{comma}differs = \"a reason\"", item.args);
        item.name.push('x');
        Some(())
    }),
];

#[test]
fn every_contradiction_is_reported_and_nothing_else() {
    let locked = Locked::new("contradictions");
    let seed = std::env::var(SEED.0).map_or(SEED.1, |seed| seed.parse().expect("the seed is a number"));
    println!("seed {seed}; another one: {}=...", SEED.0);
    let mut random = Random::new(seed);
    // The first use of the lock emits the line that tracks it.
    for item in items() {
        assert!(!locked.reports(&item), "{:?}", item.source());
    }
    let edits = CONTRADICTIONS.iter().chain(AGREEMENTS);
    for (at, (what, edit)) in edits.enumerate().cycle().take(EDITS) {
        // Not every edit applies to every item.
        let item = loop {
            let mut items = items();
            let mut item = items.swap_remove(random.below(items.len()));
            if edit(&mut item, &mut random).is_some() {
                break item;
            }
        };
        assert_eq!(locked.reports(&item), at < CONTRADICTIONS.len(), "{what}: {:?}", item.source());
    }
}

#[test]
fn a_lock_does_not_make_damaged_input_panic() {
    let locked = Locked::new("damaged");
    let mut random = Random::new(SEED.1);
    for round in 0..2_000 {
        let items = items();
        let item = &items[round % items.len()];
        let (args, source) = item.source();
        let (args, source) = (mutate(&tokens(&args), &mut random), mutate(&tokens(&source), &mut random));
        let output = item.target.derive_in(&locked.package, &args, &source).to_string();
        assert!(!output.contains(bug::PREFIX), "a panic on\n{args}\n{source}\n{output}");
    }
}
