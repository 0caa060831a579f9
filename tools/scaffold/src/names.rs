//! The Rust name of each type and operation. A name depends on the whole document and not on what is
//! generated, so that what is generated later fits what is there.

use std::collections::{BTreeMap, HashMap, HashSet};

use graph_entity_schema::{Metadata, Operation, StructureKind};

use crate::words::{pascal, plural};

/// Names that generated code has from elsewhere.
const TAKEN: &[&str] = &[
    "Additional",
    "Binary",
    "Box",
    "Create",
    "CreateBody",
    "Date",
    "DateTimeOffset",
    "Decimal",
    "Duration",
    "Err",
    "Flags",
    "None",
    "Nullable",
    "Option",
    "Self",
    "Some",
    "String",
    "TimeOfDay",
    "Uuid",
    "Value",
    "Vec",
];

/// The namespace whose types have a default name in the attributes.
pub(crate) const MAIN: &str = "microsoft.graph";

/// The Rust names of a document's types and operations.
pub(crate) struct Names {
    /// By qualified names.
    types: HashMap<String, String>,
    /// The names of the choices among the types that derive from an abstract entity type, by its name.
    choices: HashMap<String, String>,
    /// In the order of the document's operations.
    operations: Vec<String>,
}

/// The names that are in use.
struct Claims(HashSet<String>);

impl Names {
    pub(crate) fn new(metadata: &Metadata) -> Self {
        let mut claims = Claims(TAKEN.iter().map(|&name| name.to_owned()).collect());
        let mut names = Self { types: HashMap::new(), choices: HashMap::new(), operations: Vec::new() };
        names.name_types(metadata, &mut claims);
        names.name_operations(metadata, &mut claims);
        names
    }

    /// Returns the Rust name of a structured type or an enumeration type.
    pub(crate) fn of_type(&self, qualified: &str) -> Option<&str> {
        self.types.get(qualified).map(String::as_str)
    }

    /// Returns the Rust name of the choice among the types that derive from a type.
    pub(crate) fn of_choice(&self, qualified: &str) -> Option<&str> {
        self.choices.get(qualified).or_else(|| self.types.get(qualified)).map(String::as_str)
    }

    /// Returns the Rust name of an operation by its index in the document.
    pub(crate) fn of_operation(&self, index: usize) -> &str {
        &self.operations[index]
    }

    fn name_types(&mut self, metadata: &Metadata, claims: &mut Claims) {
        let all = metadata
            .structures()
            .map(|read| (read.name.as_str(), read.kind == StructureKind::Entity))
            .chain(metadata.enumerations().map(|read| (read.name.as_str(), false)));
        let (main, others): (Vec<_>, Vec<_>) = all.partition(|(name, _)| parts(name).0 == MAIN);
        for (name, is_entity) in main.into_iter().chain(others) {
            let (namespace, short) = parts(name);
            let is_alone = namespace == MAIN || metadata.with_short_name(short).len() == 1;
            // From the namespace, its last part first: `microsoft.graph.security.alert` is `SecurityAlert`.
            let mut candidates = Vec::from_iter(is_alone.then(|| pascal(short)));
            let mut prefix = String::new();
            for part in namespace.rsplit('.').filter(|part| !MAIN.split('.').any(|known| known == *part)) {
                prefix = pascal(part) + &prefix;
                candidates.push(format!("{prefix}{}", pascal(short)));
            }
            candidates.push(format!("Graph{}", pascal(short)));
            let chosen = claims.claim(candidates, if is_entity { &["", "Patch"] } else { &[""] });
            self.types.insert(name.to_owned(), chosen);
        }
        for read in metadata.structures().filter(|read| read.is_abstract) {
            if read.kind == StructureKind::Entity {
                let chosen = claims.claim(vec![format!("Any{}", self.types[&read.name])], &[""]);
                self.choices.insert(read.name.clone(), chosen);
            }
        }
    }

    fn name_operations(&mut self, metadata: &Metadata, claims: &mut Claims) {
        // The overloads of one operation, from the fewest parameters to the most.
        let mut overloads: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, operation) in metadata.operations().iter().enumerate() {
            overloads.entry(self.plain_name(operation)).or_default().push(index);
        }
        self.operations = vec![String::new(); metadata.operations().len()];
        for (plain, mut indices) in overloads {
            indices.sort_by_key(|&index| metadata.operations()[index].arguments().len());
            for (at, index) in indices.into_iter().enumerate() {
                let arguments = metadata.operations()[index].arguments();
                let words: Vec<String> = arguments.iter().map(|argument| pascal(&argument.name)).collect();
                let long = format!("{plain}With{}", words.join("And"));
                let candidates = if at == 0 { vec![plain.clone(), long] } else { vec![long] };
                self.operations[index] = claims.claim(candidates, &[""]);
            }
        }
    }

    /// The name of an operation without its parameters: `ManagedDeviceWipe`.
    fn plain_name(&self, operation: &Operation) -> String {
        let own = pascal(operation.local_name());
        let Some(binding) = operation.binding() else { return own };
        let holder =
            self.of_type(&binding.name).map_or_else(|| pascal(parts(&binding.name).1), str::to_owned);
        if binding.is_collection { plural(&holder) + &own } else { holder + &own }
    }
}

impl Claims {
    /// Takes the first candidate that is free with all suffixes, or else the last one with a number.
    fn claim(&mut self, candidates: Vec<String>, suffixes: &[&str]) -> String {
        let last = candidates.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let is_free =
            |name: &String| suffixes.iter().all(|suffix| !self.0.contains(&format!("{name}{suffix}")));
        let chosen = candidates.into_iter().chain(numbered).find(is_free).unwrap_or(last);
        self.0.extend(suffixes.iter().map(|suffix| format!("{chosen}{suffix}")));
        chosen
    }
}

/// Returns the namespace and the name within it.
pub(crate) fn parts(qualified: &str) -> (&str, &str) {
    qualified.rsplit_once('.').unwrap_or(("", qualified))
}
