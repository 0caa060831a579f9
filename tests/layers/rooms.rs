//! Reads the list of rooms in a crate's documentation.

/// A room and its line in the list.
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) line: usize,
}

/// The rooms under `## Rooms`, in their order, and the errors in the list.
pub(crate) fn listed(lib: &str) -> (Vec<Listed>, Vec<String>) {
    let mut docs = lib
        .lines()
        .zip(1..)
        .filter_map(|(line, number)| Some((line.strip_prefix("//!")?.trim_end(), number)));
    if !docs.any(|(line, _)| line == " ## Rooms") {
        return (
            Vec::new(),
            vec!["lib.rs:1: the documentation has no list of rooms, `//! ## Rooms`".to_owned()],
        );
    }
    let (mut rooms, mut violations) = (Vec::<Listed>::new(), Vec::new());
    for (line, number) in docs.take_while(|(line, _)| !line.starts_with(" #")) {
        let Some(item) = line.strip_prefix(" - ").or_else(|| line.strip_prefix(" * ")) else { continue };
        match item.strip_prefix('`').and_then(|item| item.split_once("`: ")) {
            Some((name, _)) if rooms.iter().any(|room| room.name == name) => {
                violations.push(format!("lib.rs:{number}: room `{name}` is listed twice"));
            }
            Some((name, _)) => rooms.push(Listed { name: name.to_owned(), line: number }),
            None => violations.push(format!("lib.rs:{number}: expected a room, \"- `name`: what it holds\"")),
        }
    }
    (rooms, violations)
}
