//! The code in documentation, which is compiled as tests of the package.

use std::path::Path;

use syn_2::visit::Visit;
use syn_2::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// The Rust files in the documentation of a file. `path` is that of the file, for texts that it includes.
pub(super) fn code(file: &syn_2::File, path: &Path) -> Vec<syn_2::File> {
    let mut reader = Reader { path, text: String::new() };
    reader.visit_file(file);
    blocks(&reader.text).iter().filter_map(|block| parsed(block)).collect()
}

/// Collects the lines of all documentation. The attributes of an item are visited one after another.
struct Reader<'a> {
    path: &'a Path,
    text: String,
}

impl Visit<'_> for Reader<'_> {
    fn visit_attribute(&mut self, attribute: &Attribute) {
        let Meta::NameValue(meta) = &attribute.meta else { return };
        if !meta.path.is_ident("doc") {
            return;
        }
        match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => self.text.push_str(&text.value()),
            Expr::Macro(include) if include.mac.path.is_ident("include_str") => {
                let file = include.mac.parse_body::<LitStr>().ok();
                let file = file.map(|file| self.path.with_file_name("").join(file.value()));
                // What cannot be read does not compile.
                self.text
                    .push_str(&file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default());
            }
            _ => {}
        }
        self.text.push('\n');
    }
}

/// The words after a fence with which a block is compiled as Rust and is to be right.
const RUST: [&str; 4] = ["", "rust", "no_run", "should_panic"];

/// The code blocks of a text in Markdown, with their hidden lines.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in text.lines() {
        let line = line.trim_start();
        match (line.strip_prefix("```"), &mut open) {
            (Some(words), None) => {
                let is_rust = words.split([',', ' ']).all(|word| RUST.contains(&word.trim()));
                open = Some((is_rust, String::new()));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|(is_rust, _)| *is_rust).map(|(_, block)| block));
            }
            (None, Some((_, block))) => {
                block.push_str(line.strip_prefix("# ").unwrap_or(if line == "#" { "" } else { line }));
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// A block as a file: its items, or its statements in a function.
fn parsed(block: &str) -> Option<syn_2::File> {
    let file = syn_2::parse_str(block);
    file.or_else(|_| syn_2::parse_str(&format!("fn main() {{\n{block}\n}}"))).ok()
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn code_is_what_is_compiled() {
        let text = " Text\n ```\n # use a::b;\n #[c]\n d\n ```\n ```text\n e\n ```\n ```rust,no_run\nf\n```\n```compile_fail\ng\n```\n";
        assert_eq!(blocks(text), ["use a::b;\n#[c]\nd\n", "f\n"]);
    }
}
