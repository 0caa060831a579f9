//! Checks that the rule book is complete: every check and every error text of the macros has a rule, every
//! rule reports the errors it declares, and the table in `tests/README.md` is up to date.
//!
//! The rules of the lock are in `tests/ui-lock`, and this test covers them, too.
//!
//! `UPDATE_BOOK=1 cargo test -p graph-entity-ui --test book` writes the table.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

mod texts;

/// The folders of the rules: those without a lock, and those of the lock, which needs a package of its own.
const BOOKS: &[&str] = &["ui", "ui-lock"];

/// One rule: `<book>/<family>/<name>.rs`.
struct Rule {
    book: &'static str,
    family: String,
    name: String,
    /// Its first line: the reason for the rule.
    why: String,
    /// The functions of the macros' `check.rs` that it covers, from its header.
    checks: Vec<String>,
    /// The number of errors, from its header; 1 by default.
    errors: usize,
    path: PathBuf,
}

impl Rule {
    fn read(book: &'static str, family: &str, path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).expect("a rule");
        let header: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let after = |word: &str| {
            header.iter().filter_map(|line| line.strip_prefix(word)).map(str::trim).collect::<Vec<_>>()
        };
        Self {
            book,
            family: family.to_owned(),
            name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
            why: header.first().copied().unwrap_or_default().to_owned(),
            checks: after("Check:").iter().map(|check| check.trim_matches('`').to_owned()).collect(),
            errors: after("Errors:").first().map_or(1, |count| count.parse().expect("a number of errors")),
            path,
        }
    }

    fn stderr(&self) -> String {
        fs::read_to_string(self.path.with_extension("stderr")).unwrap_or_default()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    found
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    for (book, folder) in families() {
        let family = folder.file_name().expect("a name").to_string_lossy().into_owned();
        rules.extend(
            entries(&folder)
                .into_iter()
                .filter(|path| has_ending(path, "rs"))
                .map(|path| Rule::read(book, &family, path)),
        );
    }
    rules
}

/// The folders of the families, each with its book.
fn families() -> impl Iterator<Item = (&'static str, PathBuf)> {
    let folders = |book: &&'static str| {
        let book = *book;
        let entries = entries(&root().join("..").join(book));
        entries.into_iter().filter(|path| path.is_dir()).map(move |path| (book, path))
    };
    BOOKS.iter().flat_map(folders)
}

#[test]
fn every_rule_has_a_reason_and_an_output() {
    let rules = rules();
    assert!(rules.len() >= 70, "{} rules", rules.len());
    for rule in &rules {
        assert!(
            rule.why.ends_with('.'),
            "{}: its first line must be a sentence with the reason",
            rule.path.display()
        );
        assert!(!rule.stderr().is_empty(), "{}: its .stderr is missing", rule.path.display());
    }
}

#[test]
fn each_error_is_reported_once() {
    for rule in rules() {
        let errors = rule.stderr().lines().filter(|line| line.starts_with("error")).count();
        assert_eq!(errors, rule.errors, "{}: a second error about one fault", rule.path.display());
    }
}

/// The table of the README has the compiler's own words: those of a rule.
#[test]
fn the_readme_quotes_rules() {
    let readme = root().join("../../runtime/README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    let (_, section) = readme.split_once("\n## What does not compile\n").expect("its section");
    let table = section.lines().skip_while(|line| !line.starts_with('|')).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    let said = rows.filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next());
    let outputs: Vec<String> = rules().iter().map(Rule::stderr).collect();
    let is_first_line = |words: &str| {
        let ends_with = |line: &str| line.starts_with("error") && line.ends_with(&format!(": {words}"));
        outputs.iter().any(|output| output.lines().any(ends_with))
    };
    let said: Vec<&str> = said.collect();
    assert!(said.len() >= 5, "the table of the README: {said:?}");
    for words in said {
        assert!(is_first_line(words), "no rule has the error of the README: {words}");
    }
}

#[test]
fn every_output_belongs_to_a_rule() {
    for (_, folder) in families() {
        for path in entries(&folder) {
            let is_beside = has_ending(&path, "stderr") || has_ending(&path, "lock");
            let expected = has_ending(&path, "rs") || (is_beside && path.with_extension("rs").exists());
            assert!(expected, "{} belongs to no rule", path.display());
        }
    }
}

#[test]
fn every_check_of_the_macros_has_a_rule() {
    let source = fs::read_to_string(root().join("../../macros/src/check.rs")).expect("the macros' checks");
    // The public functions and `structured` are not rules themselves: they call the others.
    let checks: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("fn "))
        .filter_map(|line| line.split('(').next())
        .filter(|name| *name != "structured")
        .collect();
    let shown: BTreeSet<String> = rules().into_iter().flat_map(|rule| rule.checks).collect();
    let without: Vec<_> = checks.iter().filter(|check| !shown.contains(**check)).collect();
    assert!(without.is_empty(), "checks without a rule: {without:?}");
    let unknown: Vec<_> = shown.iter().filter(|check| !checks.contains(check.as_str())).collect();
    assert!(unknown.is_empty(), "rules that name no check: {unknown:?}");
}

/// Files with error texts that no rule can show: no item is known to make the macros panic, and items are only
/// noted for the tool that writes locks.
const WITHOUT_RULES: &[&str] = &["bug.rs", "derive.rs"];

#[test]
fn every_error_text_of_the_macros_has_a_rule() {
    let reported: Vec<String> = rules().iter().flat_map(|rule| texts::errors(&rule.stderr())).collect();
    let mut found = 0;
    let mut without = Vec::new();
    for text in texts::of(&root().join("../../macros/src"), WITHOUT_RULES) {
        found += 1;
        if !reported.iter().any(|error| text.is_in(error)) {
            without.push(format!("{}: {:?}", text.file, text.literal));
        }
    }
    assert!(found >= 100, "{found} texts");
    assert!(
        without.is_empty(),
        "{} texts without a rule that shows them:\n{}",
        without.len(),
        without.join("\n")
    );
}

#[test]
fn the_table_of_the_rules_is_up_to_date() {
    let path = root().join("../README.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let (start, end) = ("<!-- the table of the rules -->\n", "<!-- its end -->\n");
    let (before, rest) = text.split_once(start).expect("the start of the table");
    let (_, after) = rest.split_once(end).expect("the end of the table");
    let made = format!("{before}{start}{}{end}{after}", table());
    if std::env::var_os("UPDATE_BOOK").is_some() {
        fs::write(&path, made).expect("the table");
    } else {
        assert!(text == made, "the table is stale: UPDATE_BOOK=1 cargo test -p graph-entity-ui --test book");
    }
}

fn table() -> String {
    let rules = rules();
    let mut table = format!("\n{} rules.\n\n| rule | why |\n|---|---|\n", rules.len());
    for Rule { book, family, name, why, .. } in &rules {
        let words = name.replace('_', " ");
        let file = format!("{book}/{family}/{name}");
        let family = if *book == "ui" { family.clone() } else { format!("lock, {family}") };
        let why = why.replace('|', "\\|");
        let _ = writeln!(table, "| [{family}: {words}]({file}.rs) ([output]({file}.stderr)) | {why} |");
    }
    table.push('\n');
    table
}
