//! What README.md shows of a command, compared with what the command prints.

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{env, fs};

use graph_entity::DateTimeOffset;
use graph_entity::uuid::Uuid;

/// The variable that makes the test write what the commands print into the README.
const UPDATE: &str = "UPDATE_EXAMPLES";

/// A command in a block of `sh`, and the block of `text` after it.
pub(crate) struct Shown {
    /// The command's words.
    command: Vec<String>,
    /// Where the README has the output.
    output: Range<usize>,
}

impl Shown {
    /// The command's words.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.command.iter().map(String::as_str).collect()
    }

    /// The arguments that cargo gives to the program.
    pub(crate) fn arguments(&self) -> &[String] {
        let end = self.command.iter().position(|word| word == "--").map_or(self.command.len(), |at| at + 1);
        &self.command[end..]
    }
}

/// The README.
pub(crate) struct Readme {
    path: PathBuf,
    text: String,
}

impl Readme {
    pub(crate) fn open(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the README");
        Self { path: path.to_owned(), text }
    }

    /// All commands whose output is shown.
    pub(crate) fn shown(&self) -> Vec<Shown> {
        let mut all = Vec::new();
        let mut command = None;
        let mut at = 0;
        while let Some((language, block)) = next_block(&self.text, at) {
            at = block.end;
            let text = &self.text[block.clone()];
            match (language, command.take()) {
                ("sh", _) => command = Some(text.split_whitespace().map(str::to_owned).collect()),
                ("text", Some(command)) => all.push(Shown { command, output: block }),
                _ => {}
            }
        }
        all
    }

    /// Compares each output with what is shown, or writes it if `UPDATE_EXAMPLES` is set.
    pub(crate) fn compare(mut self, mut printed: Vec<(Shown, String)>) {
        let mut differences = String::new();
        // From the end, so that a replacement does not move those that follow.
        printed.sort_by_key(|(shown, _)| std::cmp::Reverse(shown.output.start));
        for (shown, actual) in printed {
            let expected = &self.text[shown.output.clone()];
            if *expected != actual {
                let command = shown.command.join(" ");
                write!(differences, "\n`{command}`\n{}", difference(expected, &actual)).expect("a text");
                self.text.replace_range(shown.output, &actual);
            }
        }
        if env::var_os(UPDATE).is_some() {
            fs::write(&self.path, self.text).expect("the README can be written");
        } else {
            assert!(
                differences.is_empty(),
                "the README shows something else; {UPDATE}=1 updates it\n{differences}"
            );
        }
    }
}

/// The next fenced block from a place on: its language, and where its content is.
fn next_block(text: &str, from: usize) -> Option<(&str, Range<usize>)> {
    // A place within a text is at the end of a block's content, where its closing fence is.
    let skipped = if from == 0 { 0 } else { "```\n".len() };
    let open = text.get(from + skipped..)?.find("```")? + from + skipped;
    let line = open + text[open..].find('\n')?;
    let end = line + text[line..].find("\n```")?;
    Some((&text[open + "```".len()..line], line + 1..end + 1))
}

/// The first lines that differ.
fn difference(expected: &str, actual: &str) -> String {
    let same = expected.lines().zip(actual.lines()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| text.lines().skip(same).take(5).collect::<Vec<_>>().join("\n    ");
    format!("  from line {}:\n    {}\n  printed:\n    {}\n", same + 1, from(expected), from(actual))
}

/// Runs a program in a folder, without the variables that name another endpoint than the emulator's, and returns what a
/// terminal would show, and its status.
pub(crate) fn run(program: &Path, arguments: &[String], folder: &Path) -> (String, ExitStatus) {
    let (mut output, end) = io::pipe().expect("a pipe");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("GRAPH_ENDPOINT")
        .env_remove("GRAPH_ACCESS_TOKEN")
        .stdout(end.try_clone().expect("the pipe"))
        .stderr(end);
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    // The output ends when nothing has its other end any more.
    drop(command);
    let mut text = String::new();
    output.read_to_string(&mut text).expect("a text");
    (text, child.wait().expect("the program ends"))
}

/// What a program prints, and its exit status unless that is 0.
///
/// Ids, times and ports that differ from run to run are masked: those that the program's source does not have.
pub(crate) fn printed((text, status): &(String, ExitStatus), source: &str) -> String {
    let mut text = masked(text, source);
    if !status.success() {
        writeln!(text, "({status})").expect("a text");
    }
    text
}

fn masked(text: &str, source: &str) -> String {
    let mut masked = String::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with("date: ") {
            masked.push_str("date: <time>\n");
            continue;
        }
        let is_outside = |char: char| !(char.is_ascii_alphanumeric() || "-:.+".contains(char));
        for part in line.split_inclusive(is_outside) {
            let word = part.trim_end_matches(|char| is_outside(char) || ".:".contains(char));
            masked.push_str(mask(word, source).unwrap_or(word));
            masked.push_str(&part[word.len()..]);
        }
    }
    masked
}

fn mask(word: &str, source: &str) -> Option<&'static str> {
    if word.starts_with("127.0.0.1:") {
        return Some("127.0.0.1:<port>");
    }
    let mask = if word.len() == 36 && word.parse::<Uuid>().is_ok() {
        "<id>"
    } else if word.parse::<DateTimeOffset>().is_ok() {
        "<time>"
    } else {
        return None;
    };
    (!source.contains(word)).then_some(mask)
}
