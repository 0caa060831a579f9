//! The man page: what the long help has.

use std::io;

use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::options::{FILES, Options};

/// Prints the page.
pub(crate) fn print() -> io::Result<()> {
    // Of what is hidden in the short help, the page would have only the name.
    let command = Options::command().mut_args(|arg| arg.hide_short_help(false));
    let (page, out) = (Man::new(command).manual("Microsoft Graph, emulated"), &mut io::stdout());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    files().to_writer(out)
}

/// The forms of the files. Examples keep their lines, which the page's own section would fill.
fn files() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["FILES"]);
    for paragraph in FILES.split("\n\n").flat_map(example_and_rest) {
        let is_example = paragraph.starts_with(['{', '[']);
        roff.control("PP", []);
        if is_example {
            roff.control("nf", []);
        }
        for line in paragraph.lines() {
            roff.text([roman(line)]);
        }
        if is_example {
            roff.control("fi", []);
        }
    }
    roff
}

/// An example, which ends with a closing bracket at the start of a line, and what follows it.
fn example_and_rest(paragraph: &str) -> impl Iterator<Item = &str> {
    let end = ["\n}\n", "\n]\n"].iter().find_map(|end| Some(paragraph.find(end)? + end.len()));
    let (example, rest) = paragraph.split_at(end.unwrap_or(0));
    [example, rest].into_iter().filter(|part| !part.trim().is_empty())
}
