//! Each feature of `graph-entity` has a row in the README, a page in the crate's documentation, and the
//! numbers of crates that the documentation states.

use std::process::Command;

use crate::markdown::{read, root};

/// The features that a program can enable, in the order of the manifest.
fn features() -> Vec<String> {
    let manifest = read(&root().join("runtime/Cargo.toml"));
    let (_, section) = manifest.split_once("\n[features]\n").expect("the features");
    let (section, _) = section.split_once("\n[").expect("the section after the features");
    let names = section.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    let names = names.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned()));
    names.filter(|name| name != "default").collect()
}

fn documentation() -> String {
    read(&root().join("runtime/src/features.rs"))
}

/// The rows of the documentation: a feature, the crates with it alone, and those that it adds to the default.
fn rows() -> Vec<(String, u32, Option<u32>)> {
    let text = documentation();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    rows.map(|row| {
        let (name, rest) = row.split_once('`').expect("a name");
        let numbers: Vec<_> = rest.split('|').skip(1).map(|cell| cell.trim().parse::<u32>()).collect();
        let added = numbers.get(1).and_then(|added| added.clone().ok());
        (name.to_owned(), numbers[0].clone().expect("a number"), added)
    })
    .collect()
}

/// The number of crates that the runtime is built of, itself and those of build scripts included.
fn crates(features: &str) -> u32 {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--no-dedupe"])
        .args(["--edges", "normal,build", "--format", "{p}"])
        .args(["--package", "graph-entity", "--no-default-features", "--features", features])
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let names = text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>());
    let count = names.collect::<std::collections::BTreeSet<_>>().len();
    count.try_into().expect("a number of crates")
}

#[test]
fn every_feature_is_in_the_readme() {
    let readme = read(&root().join("README.md"));
    let (_, table) = readme.split_once("\n| feature | what it adds |\n").expect("the table of features");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let mut listed: Vec<_> = rows.filter_map(|row| row.strip_prefix("| `")?.split_once('`')).collect();
    listed.sort_unstable();
    let mut declared = features();
    declared.sort_unstable();
    assert_eq!(listed.iter().map(|(name, _)| *name).collect::<Vec<_>>(), declared);
}

#[test]
fn every_feature_has_a_page() {
    let text = documentation();
    let mut pages: Vec<_> = rows().into_iter().map(|(name, ..)| name).collect();
    for name in &pages {
        let page = format!("features/{name}.md");
        assert!(text.contains(&format!("#[doc = include_str!(\"{page}\")]")), "{page} is not included");
        let page = read(&root().join("runtime/src").join(page));
        for part in ["**What it adds:**", "**What it costs:**", "```toml", "```rust"] {
            assert!(page.contains(part), "{name}.md: {part}");
        }
        assert!(page.contains(&format!("feature = \"{name}\"")), "{name}.md: the example needs the feature");
    }
    let mut declared = features();
    pages.sort_unstable();
    declared.sort_unstable();
    assert_eq!(pages, declared);
}

/// The numbers are those of Linux: elsewhere TLS and the system's settings need other crates.
#[test]
fn the_numbers_of_crates_are_true() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let default = crates("default");
    let mut faults = Vec::new();
    let mut check = |what: &str, stated: u32, counted: u32| {
        if stated != counted {
            faults.push(format!("{what}: {stated} stated, {counted} counted"));
        }
    };
    for (name, alone, added) in rows() {
        check(&name, alone, crates(&name));
        if let Some(added) = added {
            check(&format!("{name} beside the default"), added, crates(&format!("default,{name}")) - default);
        }
    }
    assert!(documentation().contains(&format!("| none | {} | |", crates(""))), "no feature");
    assert!(faults.is_empty(), "{faults:#?}");
}
