//! Random mutations of documentation pages: each page is read and generated without a panic, the result is
//! Rust, and what is lost is named with its line.
//!
//! The seed is printed; `PAGES_SEED=n` repeats a run and `PAGES_MUTATIONS=n` makes it longer. `GRAPH_DOCS` names
//! the folder of the published pages; without it, one page of ours is mutated.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use cargo_graph_entity::{Request, generate};
use graph_entity_schema::page::{Documentation, Page, PageFaultKind};

/// A page with all that a page may have.
const PAGE: &str = "---
title: \"Update shelf\"
doc_type: apiPageType
---

# Update shelf

Namespace: microsoft.graph

Update a [shelf](../resources/shelf.md) object.

## Permissions
|Permission type|Permissions (from least to most privileged)|
|:---|:---|
|Delegated (work or school account)|Shelf.Write.All|
|Application|Shelf.Write.All|

## HTTP request
<!-- { \"blockType\": \"ignored\" } -->
``` http
PATCH /rooms/{roomId}/shelves/{shelfId}
PATCH /me/shelves('{shelfId}')
```

## Request headers
|Name|Description|
|:---|:---|
|Authorization|Bearer {token}.|

## Request body
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key. Read-only. Inherited from [furniture](../resources/furniture.md)|
|displayName|String|Its name.|
|width|Int32|How wide, in `mm` \\| `cm`.|
|kind|[shelfKind](../resources/shelfkind.md)|What it is. Possible values are: `oak`, `pine`.|
|labels|String collection|Its labels. Not nullable.|
|madeDateTime|DateTimeOffset|When it was made.|
|parts|Collection([shelfPart](../resources/shelfpart.md))|Its parts.|

## Response
If successful, this method returns a `200 OK` response code and an updated [shelf](../resources/shelf.md) object in the response body.

## Example

### Request
``` http
PATCH https://graph.microsoft.com/beta/rooms/{roomId}/shelves/{shelfId}
Content-type: application/json

{
  \"displayName\": \"oak\",
  \"labels\": [\"a\"],
  \"width\": 3
}
```

### Response
``` http
HTTP/1.1 200 OK
Content-Type: application/json

{
  \"id\": \"1\",
  \"displayName\": \"oak\"
}
```
";

/// Numbers that a seed gives.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let seed = std::env::var("PAGES_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970");
            u64::from(now.subsec_nanos())
        });
        println!("PAGES_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Returns how many mutations of each page to try.
fn count(default: usize) -> usize {
    std::env::var("PAGES_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// Mutates a line or the ones around it, and returns which lines are touched.
fn mutate(lines: &mut Vec<String>, random: &mut Random) -> (&'static str, Vec<String>) {
    let at = random.below(lines.len());
    let touched = lines[at].clone();
    let what = match random.below(14) {
        0 => {
            lines.remove(at);
            "dropped"
        }
        1 => {
            lines.insert(at, touched.clone());
            "doubled"
        }
        2 => {
            let other = random.below(lines.len());
            let moved = lines[other].clone();
            lines.swap(at, other);
            return ("swapped", vec![touched, moved]);
        }
        3 => return columns(lines, at, random),
        4 => {
            lines[at] = cells(&touched, |cells| drop(cells.remove(cells.len() / 2)));
            "a cell dropped"
        }
        5 => {
            lines[at] = cells(&touched, |cells| cells.insert(1, cells[0].clone()));
            "a cell doubled"
        }
        6 => {
            lines[at] = touched.replacen('|', "", 1);
            "a bar dropped"
        }
        7 => {
            lines.insert(
                at,
                (*random.of(&["```", "``` http", "|:---|:---|", "", "<!--", "-->", "---"])).to_owned(),
            );
            "a line added"
        }
        8 => {
            let fences: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("```")).collect();
            if fences.is_empty() {
                return ("nothing", Vec::new());
            }
            lines.remove(*random.of(&fences));
            return ("a fence dropped", Vec::new());
        }
        9 => {
            let tables: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("|:")).collect();
            if tables.is_empty() {
                return ("nothing", Vec::new());
            }
            let table = *random.of(&tables);
            let first = if random.below(2) == 0 { table } else { table.saturating_sub(1) };
            lines.drain(first..=table);
            return ("a head dropped", Vec::new());
        }
        10 => {
            let headings: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with('#')).collect();
            if headings.is_empty() {
                return ("nothing", Vec::new());
            }
            let heading = *random.of(&headings);
            lines[heading] =
                (*random.of(&["#", "##", "### ", ""])).to_owned() + lines[heading].trim_start_matches('#');
            return ("a heading changed", Vec::new());
        }
        11 => {
            let places: Vec<usize> = touched.char_indices().map(|(at, _)| at).collect();
            let odd = [
                '|', '`', '"', '[', ']', '(', ')', '<', '>', '\\', '{', '*', '_', 'ä', '\u{a0}', '\u{feff}',
                '\0',
            ];
            if !places.is_empty() {
                lines[at].insert(*random.of(&places), *random.of(&odd));
            }
            "a character added"
        }
        12 => {
            let end = (at + 1 + random.below(20)).min(lines.len());
            let gone = lines.drain(at..end).collect();
            return ("some dropped", gone);
        }
        _ => {
            lines[at] = touched.chars().rev().collect();
            "turned"
        }
    };
    (what, vec![touched])
}

/// Edits the cells of a row.
fn cells(line: &str, edit: impl FnOnce(&mut Vec<String>)) -> String {
    let Some(inside) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
        return line.to_owned();
    };
    let mut cells: Vec<String> = inside.split('|').map(str::to_owned).collect();
    edit(&mut cells);
    format!("|{}|", cells.join("|"))
}

/// Moves the last column of a table to another place.
fn columns(lines: &mut [String], at: usize, random: &mut Random) -> (&'static str, Vec<String>) {
    let place = random.below(3);
    let rows = lines[at..].iter_mut().take_while(|line| line.starts_with('|'));
    let mut touched = Vec::new();
    for row in rows {
        touched.push(row.clone());
        *row = cells(row, |cells| {
            let last = cells.pop().unwrap_or_default();
            cells.insert(place.min(cells.len()), last);
        });
    }
    ("a column moved", touched)
}

/// What of a page comes into the file: the properties, and the entity with its addresses.
fn facts(page: &Page) -> BTreeSet<String> {
    let rows = page.properties.iter().map(|row| row.name.clone());
    let addresses = page.templates().map(str::to_owned);
    rows.chain(addresses).chain(page.subject.clone()).collect()
}

/// Reads a mutated page and generates all that is on it.
fn read(name: &str, text: &str, what: &str) -> Page {
    let mut documentation = Documentation::default();
    documentation.add(name, text);
    let lines = u32::try_from(text.lines().count()).expect("a number of lines").max(1);
    for fault in documentation.faults() {
        assert!(fault.page == name && (1..=lines).contains(&fault.line), "{fault} after {what} in\n{text}");
    }
    for version in ["beta", "v1.0"] {
        let metadata = documentation.metadata(version);
        let request = Request { all: true, ..Request::default() };
        let generated = generate(&metadata, name, version, &request).expect("all is there");
        let rust = generated.to_text();
        if let Err(error) = syn_2::parse_file(&rust) {
            panic!("{error} after {what} of\n{text}\nin\n{rust}");
        }
        for line in generated.untyped().chain(generated.left_out()) {
            assert!(!line.contains('\n'), "{line}");
        }
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    Page::parse(file, text)
}

/// Returns whether a page has a fault that it did not have.
fn is_named(before: &Page, after: &Page) -> bool {
    let count =
        |page: &Page, kind: &PageFaultKind| page.faults.iter().filter(|fault| fault.kind == *kind).count();
    after.faults.iter().any(|fault| count(after, &fault.kind) > count(before, &fault.kind))
}

fn mutate_and_read(name: &str, text: &str, random: &mut Random) {
    let before = Page::parse("a.md", text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (what, touched) = mutate(&mut lines, random);
    let mutated = lines.join("\n");
    let after = read(name, &mutated, what);
    let lost: Vec<String> = facts(&before).difference(&facts(&after)).cloned().collect();
    let is_touched = |fact: &String| touched.iter().any(|line| line.contains(fact.as_str()));
    let lost: Vec<_> = lost.into_iter().filter(|fact| !is_touched(fact)).collect();
    assert!(
        lost.is_empty() || is_named(&before, &after),
        "{lost:?} lost without a word, after {what} {touched:?} in\n{mutated}"
    );
    // Several at once.
    for _ in 0..random.below(6) {
        if !lines.is_empty() {
            mutate(&mut lines, random);
        }
    }
    read(name, &lines.join("\n"), "several mutations");
}

#[test]
fn a_mutated_page_loses_nothing_without_a_word() {
    let mut random = Random::new();
    assert_eq!(Page::parse("a.md", PAGE).faults, []);
    for _ in 0..count(500) {
        mutate_and_read("beta/api/shelf-update.md", PAGE, &mut random);
    }
}

#[test]
fn mutated_published_pages_are_read_and_generated() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS").map(PathBuf::from) else {
        eprintln!("skipped: GRAPH_DOCS names no folder of documentation pages");
        return;
    };
    let mut random = Random::new();
    let mut pages = Vec::new();
    for folder in ["beta/api", "beta/resources", "v1.0/api", "v1.0/resources"].map(|name| folder.join(name)) {
        pages.extend(
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()),
        );
    }
    pages.sort();
    for _ in 0..count(100) {
        let path = random.of(&pages);
        let text = std::fs::read_to_string(path).expect("a page").replace('\r', "");
        let name = path.strip_prefix(&folder).expect("a page of the folder").to_string_lossy();
        mutate_and_read(&name.replace('\\', "/"), &text, &mut random);
    }
}
