//! What findings need to know of a response with entities.

/// The entities of a response, in brief.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// How many entities there are.
    pub(crate) count: usize,
    /// The number of properties of the first one.
    pub(crate) properties: usize,
    /// The types that entities are annotated with, each once.
    pub(crate) types: Vec<String>,
    /// The link to the next page.
    pub(crate) next_link: Option<String>,
}

impl Summary {
    /// Adds an entity with its number of properties, and with its type if it is annotated with it.
    pub(crate) fn add(&mut self, properties: usize, structure: Option<&str>) {
        if self.count == 0 {
            self.properties = properties;
        }
        self.count += 1;
        let is_new = |name: &&str| !self.types.iter().any(|known| known == name);
        self.types.extend(structure.filter(is_new).map(str::to_owned));
    }
}
