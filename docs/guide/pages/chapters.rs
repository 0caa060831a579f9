//! The guide's own rules: every chapter is in the table of contents and a doc test, and every link into the
//! repository leads to a file and a heading that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::markdown::{anchor, fault, links, read};

const SUMMARY: &str = "SUMMARY.md";

/// The folder of the chapters.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The names of the chapters' files, without the table of contents.
fn chapters() -> BTreeSet<String> {
    let files = fs::read_dir(source()).expect("the folder of the chapters");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a name in UTF-8"));
    names.filter(|name| name != SUMMARY).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    for name in chapters().into_iter().chain([SUMMARY.to_owned()]) {
        let file = source().join(name);
        let text = read(&file);
        faults.extend(links(&text).into_iter().filter_map(|link| fault(&file, link)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_chapter_is_in_the_table_of_contents() {
    let text = read(&source().join(SUMMARY));
    let listed: Vec<_> = links(&text).into_iter().map(str::to_owned).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), chapters());
    assert_eq!(listed.len(), chapters().len(), "a chapter is listed twice");
}

#[test]
fn every_chapter_with_rust_is_a_doc_test() {
    let lib = include_str!("../lib.rs");
    for name in chapters() {
        let has_rust = read(&source().join(&name)).lines().any(|line| line.starts_with("```rust"));
        let is_tested = lib.contains(&format!("\"src/{name}\""));
        assert_eq!(has_rust, is_tested, "{name}");
    }
}

/// The code in the chapter about the macro is the code that the macro writes.
#[test]
fn the_explained_expansion_is_the_real_one() {
    let expansion = include_str!("../../../macros/expansions/graph_entity.rs");
    let text = read(&source().join("how-it-works.md"));
    let blocks: Vec<_> = text.split("```rs\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        assert!(expansion.contains(block), "the macro does not write:\n{block}");
    }
}

/// The message of the compiler in the first chapter is that of the rule book.
#[test]
fn the_shown_message_is_the_real_one() {
    let message = include_str!("../../../tests/ui/read_only/key_by_rule_set.stderr");
    let text = read(&source().join("first-entity.md"));
    let (_, block) = text.split_once("```text\nerror[").expect("the message");
    let (block, _) = block.split_once("\n```").expect("the end of the message");
    // The lines in between show the source, which is another one there.
    let shown = block.lines().filter(|line| line.contains("read-only") || line.contains("^^"));
    let texts: Vec<_> = shown.map(|line| line.trim_start_matches([' ', '|'])).collect();
    assert_eq!(texts.len(), 3, "{block}");
    for text in texts {
        assert!(message.contains(text), "{text}");
    }
}

#[test]
fn a_link_without_a_target_is_found() {
    let file = source().join(SUMMARY);
    assert!(fault(&file, "nowhere.md").is_some());
    assert!(fault(&file, "SUMMARY.md#nowhere").is_some());
    assert_eq!(fault(&file, "https://example.com/nowhere"), None);
    let hosted = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");
    assert_eq!(fault(&file, &format!("{hosted}docs/guide/src/SUMMARY.md")), None);
    assert!(fault(&file, &format!("{hosted}nowhere.md")).is_some());
    let text = "[a](b.md), [c](d.md#e)\n\n```text\n[f](g.md)\n```\n\n[h]: i.md";
    assert_eq!(links(text), ["b.md", "d.md#e", "i.md"]);
    assert_eq!(anchor("`Retry-After`, and a budget"), "retry-after-and-a-budget");
}
