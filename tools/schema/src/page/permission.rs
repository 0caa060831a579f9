//! The permissions that a page asks for.

use super::fault::{Faults, PageFaultKind};
use super::markdown::{Inline, Section};
use super::table::{Row, Table, tables};

/// A row of the table of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permissions {
    /// Its line.
    pub line: u32,
    /// Who has the permissions.
    pub account: Account,
    /// The workload that the row is about, on pages that several share: `Policy Set`.
    pub workload: Option<String>,
    /// The names from least to most privileged; none if the call is not supported.
    pub names: Vec<String>,
}

/// The kinds of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Account {
    /// A user of an organization who is signed in.
    DelegatedWork,
    /// A user with a personal account who is signed in.
    DelegatedPersonal,
    /// An app without a user.
    Application,
}

/// Returns the rows of all tables of permissions in a section.
pub(crate) fn permissions(sections: &[Section<'_>], faults: &mut Faults<'_>) -> Vec<Permissions> {
    let mut found = Vec::new();
    for section in sections {
        note_included(section, faults);
        for table in tables(section, faults) {
            if table.column("permission").is_some() || table.column("privileged").is_some() {
                add_table(&table, &mut found, faults);
            }
        }
    }
    found
}

/// Reports tables that stand in other files.
fn note_included(section: &Section<'_>, faults: &mut Faults<'_>) {
    for (line, file) in section.included().filter(|(_, file)| file.contains("permissions")) {
        faults.add(line, PageFaultKind::IncludedTable(file));
    }
}

fn add_table(table: &Table, found: &mut Vec<Permissions>, faults: &mut Faults<'_>) {
    let is_reversed = table.head.iter().any(|head| head.contains("from most to least"));
    let mut above: Option<Account> = None;
    for row in &table.rows {
        let first = Inline::parse(row.cell(0)).text;
        let workload = match account(&first) {
            Some(account) => {
                above = Some(account);
                None
            }
            None => Some(first.clone()),
        };
        let mut names = names(row, faults);
        if is_reversed {
            names.reverse();
        }
        match above {
            // The row of an account above those of its workloads has no permissions of its own.
            Some(_) if workload.is_none() && row.cells[1..].iter().all(String::is_empty) => {}
            Some(account) => found.push(Permissions { line: row.line, account, workload, names }),
            None => faults.add(row.line, PageFaultKind::UnknownAccount(first)),
        }
    }
}

fn account(text: &str) -> Option<Account> {
    let words = text.to_lowercase();
    match () {
        () if words.starts_with("delegated") && words.contains("personal") => {
            Some(Account::DelegatedPersonal)
        }
        () if words.starts_with("delegated") => Some(Account::DelegatedWork),
        () if words.starts_with("application") => Some(Account::Application),
        () => None,
    }
}

/// Returns the permissions of all cells after the first, each once.
fn names(row: &Row, faults: &mut Faults<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for cell in &row.cells[1..] {
        let text = Inline::parse(cell).text;
        let words = text.to_lowercase();
        if words.is_empty() || words.starts_with("not ") || words.starts_with("none") {
            continue;
        }
        let before = names.len();
        for word in text.split([',', ' ', '|', ';']).map(|word| word.trim_end_matches('.')) {
            if is_permission(word) && !names.iter().any(|name| name == word) {
                names.push(word.to_owned());
            }
        }
        if names.len() == before {
            faults.add(row.line, PageFaultKind::UnknownPermission(text));
        }
    }
    names
}

/// Returns whether a word is a permission: `DeviceManagementApps.ReadWrite.All`.
fn is_permission(word: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    word.contains('.') && word.split('.').all(is_part)
}
