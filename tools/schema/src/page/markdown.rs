//! A page as sections: the blocks below each heading, with line numbers.
//!
//! The Markdown parser finds headings, code blocks and comments. Tables are read from the lines, because it
//! drops what a broken row has too much, and ends a table where a cell goes on in the next line.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::fault::{Faults, PageFaultKind};
use super::html;

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Document<'a> {
    /// The lines between `---` at the start.
    pub(crate) front_matter: &'a str,
    /// The sections in the order of the page. The first is the page's title.
    pub(crate) sections: Vec<Section<'a>>,
}

/// A heading and the blocks before the next one.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    /// The number of `#`.
    pub(crate) level: usize,
    /// The text of the heading.
    pub(crate) heading: String,
    pub(crate) line: u32,
    /// The lines outside of blocks and comments, with their numbers.
    pub(crate) lines: Vec<(u32, &'a str)>,
    pub(crate) blocks: Vec<Block<'a>>,
}

impl Section<'_> {
    /// Returns the files that the section includes, with the lines:
    /// `[!INCLUDE [permissions-table](../includes/x.md)]`.
    pub(crate) fn included(&self) -> impl Iterator<Item = (u32, String)> {
        self.lines.iter().filter_map(|(line, text)| {
            let (_, file) = text.trim().strip_prefix("[!INCLUDE ")?.split_once("](")?;
            Some((*line, file.trim_end_matches([')', ']']).to_owned()))
        })
    }
}

/// A code block.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    /// The comment before it, which describes it: `"blockType": "response"`.
    pub(crate) comment: &'a str,
    pub(crate) text: &'a str,
    /// The line of its first line of text.
    pub(crate) line: u32,
}

/// A part of the page that is not prose.
enum Part {
    FrontMatter,
    Heading(usize, String),
    Comment,
    Block,
}

impl<'a> Document<'a> {
    pub(crate) fn parse(text: &'a str, faults: &mut Faults<'_>) -> Self {
        let lines = Lines::new(text);
        let mut document = Self::default();
        let (mut at, mut comment) = (0, "");
        for (part, range) in parts(text, &lines, faults) {
            document.add_prose(text, at..range.start, &lines);
            at = range.end;
            let inside = &text[range.clone()];
            match part {
                Part::FrontMatter => document.front_matter = inside,
                Part::Heading(level, heading) => document.sections.push(Section {
                    level,
                    heading,
                    line: lines.number(range.start),
                    lines: Vec::new(),
                    blocks: Vec::new(),
                }),
                Part::Comment => comment = inside,
                Part::Block => {
                    let comment = std::mem::take(&mut comment);
                    let block = block(comment, inside, lines.number(range.start));
                    document.add_block(block, faults);
                }
            }
        }
        document.add_prose(text, at..text.len(), &lines);
        document
    }

    /// Adds a block, or the lines in it if they are a table.
    fn add_block(&mut self, block: Block<'a>, faults: &mut Faults<'_>) {
        let is_json = block.text.trim_start().starts_with(['{', '[']);
        if !is_json && block.text.lines().any(|line| line.starts_with('|')) {
            faults.add(block.line, PageFaultKind::TableInBlock);
            self.section().lines.extend((block.line..).zip(block.text.lines()));
        } else {
            self.section().blocks.push(block);
        }
    }

    /// Returns the section that is read, or a nameless one before the first heading.
    fn section(&mut self) -> &mut Section<'a> {
        if self.sections.is_empty() {
            let (heading, lines, blocks) = (String::new(), Vec::new(), Vec::new());
            self.sections.push(Section { level: 0, heading, line: 1, lines, blocks });
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    fn add_prose(&mut self, text: &'a str, range: Range<usize>, lines: &Lines) {
        if text[range.clone()].trim().is_empty() {
            return;
        }
        let first = lines.number(range.start);
        for (line, number) in text[range].lines().zip(first..).filter(|(line, _)| !line.trim().is_empty()) {
            match heading_without_blank(line) {
                Some((level, heading)) => self.sections.push(Section {
                    level,
                    heading: Inline::parse(heading).text,
                    line: number,
                    lines: Vec::new(),
                    blocks: Vec::new(),
                }),
                None => self.section().lines.push((number, line)),
            }
        }
    }

    /// Returns the sections below a heading, itself first. A heading of the second level is preferred: few pages
    /// have it at another level.
    pub(crate) fn below(&self, is_heading: impl Fn(&str) -> bool) -> &[Section<'a>] {
        let start_at = |level: usize| {
            let is_start = |section: &Section<'a>| section.level == level && is_heading(&section.heading);
            Some((level, self.sections.iter().position(is_start)?))
        };
        let Some((level, start)) = [2, 3, 4, 1].into_iter().find_map(start_at) else { return &[] };
        let rest = &self.sections[start + 1..];
        let end = rest.iter().position(|section| section.level <= level).unwrap_or(rest.len());
        &self.sections[start..=start + end]
    }

    /// Returns the section of the page's title, or what is before the first heading if there is no title.
    pub(crate) fn title(&self) -> Option<&Section<'a>> {
        let has_level = |level: usize| self.sections.iter().find(move |section| section.level == level);
        has_level(1).or_else(|| has_level(0))
    }

    /// Returns the title in the front matter.
    pub(crate) fn stated_title(&self) -> Option<&'a str> {
        let stated = self.front_matter.lines().find_map(|line| line.strip_prefix("title:"))?;
        let stated = stated.trim().trim_matches(['"', '\'']);
        (!stated.is_empty()).then_some(stated)
    }
}

/// Returns the heading of `##Properties`, which is none in Markdown and on old pages.
fn heading_without_blank(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=4).contains(&level) && text.starts_with(char::is_alphabetic)).then_some((level, text.trim()))
}

/// Returns the parts of a page in order, without the prose between them.
fn parts(text: &str, lines: &Lines, faults: &mut Faults<'_>) -> Vec<(Part, Range<usize>)> {
    let mut parts = Vec::new();
    let mut from = front_matter(text, faults);
    if from > 0 {
        parts.push((Part::FrontMatter, 0..from));
    }
    while let Some(end) = add_parts(text, from, lines, faults, &mut parts) {
        from = end;
    }
    parts
}

/// Returns where the lines between `---` at the start of a page end. Where the second `---` was forgotten they
/// end with the first empty line or heading.
fn front_matter(text: &str, faults: &mut Faults<'_>) -> usize {
    let is_mark = |line: &str| line.trim_end() == "---";
    if !text.lines().next().is_some_and(is_mark) {
        return 0;
    }
    let mut end = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && is_mark(line) {
            return end + line.len();
        }
        if line.trim().is_empty() || line.starts_with("# ") {
            break;
        }
        end += line.len();
    }
    faults.add(1, PageFaultKind::UnclosedFrontMatter);
    end
}

/// Adds the parts from an offset on, and returns where to go on if it met a comment without end.
fn add_parts(
    text: &str,
    from: usize,
    lines: &Lines,
    faults: &mut Faults<'_>,
    parts: &mut Vec<(Part, Range<usize>)>,
) -> Option<usize> {
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new(&text[from..]).into_offset_iter() {
        let range = range.start + from..range.end + from;
        let source = &text[range.clone()];
        match event {
            Event::Start(Tag::Heading { .. }) if is_heading(source) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            // The tab of a language: its content belongs to the section before it.
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("#tab/") => heading = None,
            Event::End(TagEnd::Heading(level)) => {
                if let Some(text) = heading.take() {
                    parts.push((Part::Heading(level as usize, text.trim().to_owned()), range));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                let end = range.start + lost_end(source).unwrap_or(source.len());
                if end < range.end || !is_closed(source) {
                    faults.add(lines.number(range.start), PageFaultKind::UnclosedBlock);
                }
                parts.push((Part::Block, range.start..end));
                if end < range.end {
                    return Some(end);
                }
            }
            Event::Start(Tag::HtmlBlock) if source.starts_with("<!--") => {
                // A comment in a comment: the end is that of the second one.
                if !source.contains("-->") || source[4..].contains("<!--") {
                    faults.add(lines.number(range.start), PageFaultKind::UnclosedComment);
                    let end = source.find('\n').map_or(text.len(), |end| range.start + end + 1);
                    parts.push((Part::Comment, range.start..end));
                    return Some(end);
                }
                parts.push((Part::Comment, range));
            }
            _ => {}
        }
    }
    None
}

/// Returns whether a heading is one of the page. `---` below a line makes a heading of it too, but ends the tabs
/// of an example on these pages.
fn is_heading(source: &str) -> bool {
    const UNDERLINED: [&str; 6] =
        ["http request", "request body", "response", "properties", "relationships", "permissions"];
    let first = source.lines().next().unwrap_or_default().trim().to_lowercase();
    let last = source.trim_end().lines().last().unwrap_or_default().trim();
    source.starts_with('#') || last.starts_with('=') || UNDERLINED.contains(&first.as_str())
}

/// Returns where a block ends whose closing fence was forgotten: at the next heading, or at the next block, whose
/// fence names a language.
fn lost_end(source: &str) -> Option<usize> {
    let mut at = 0;
    for (number, line) in source.split_inclusive('\n').enumerate() {
        let language = line.strip_prefix("```").map(str::trim);
        let is_block = language.is_some_and(|language| !language.is_empty() && !language.contains('`'));
        let is_heading = line.starts_with("## ") || line.starts_with("### ");
        if number > 0 && (is_block || is_heading) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Returns whether the last line of a fenced block is a fence.
fn is_closed(source: &str) -> bool {
    let last = source.trim_end().rsplit_once('\n').map_or("", |(_, last)| last.trim());
    last.starts_with("```") || last.starts_with("~~~")
}

/// Returns the block between its fences.
fn block<'a>(comment: &'a str, source: &'a str, line: u32) -> Block<'a> {
    let inside = source.split_once('\n').map_or("", |(_, inside)| inside);
    let text = match inside.trim_end().rfind('\n') {
        Some(last) if is_closed(source) => &inside[..=last],
        None if is_closed(source) => "",
        _ => inside,
    };
    Block { comment, text, line: line + 1 }
}

/// The offsets at which lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// Returns the number of the line with an offset, from 1.
    fn number(&self, offset: usize) -> u32 {
        let number = self.0.partition_point(|start| *start <= offset);
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}

/// A text without its markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Inline {
    pub(crate) text: String,
    /// The texts and targets of its links.
    pub(crate) links: Vec<(String, String)>,
    /// What is marked as code.
    pub(crate) codes: Vec<String>,
}

impl Inline {
    pub(crate) fn parse(source: &str) -> Self {
        let source = plain_spaces(source);
        let source = source.trim();
        if !source.contains(['[', '*', '_', '`', '<', '&', '\\', '#']) {
            return Self { text: source.to_owned(), ..Self::default() };
        }
        let mut reader = InlineReader::default();
        for event in Parser::new(source) {
            match event {
                Event::Text(text) => reader.inline.text.push_str(&text),
                Event::Code(text) => {
                    reader.inline.text.push_str(&text);
                    reader.inline.codes.push(text.into_string());
                }
                Event::SoftBreak | Event::HardBreak => reader.inline.text.push(' '),
                Event::InlineHtml(html) | Event::Html(html) => reader.html(&html),
                Event::Start(Tag::Link { dest_url, .. }) => reader.start_link(dest_url.into_string()),
                Event::End(TagEnd::Link) => reader.end_link(),
                _ => {}
            }
        }
        let text = plain_spaces(&reader.inline.text);
        Self { text: text.trim().to_owned(), ..reader.inline }
    }
}

/// A text whose markup is read.
#[derive(Default)]
struct InlineReader {
    inline: Inline,
    /// Where the text of the open link starts, and its target.
    link: Option<(usize, String)>,
    /// Where the code starts that HTML marks.
    code: Option<usize>,
}

impl InlineReader {
    fn start_link(&mut self, target: String) {
        self.link = Some((self.inline.text.len(), target));
    }

    fn end_link(&mut self) {
        if let Some((start, target)) = self.link.take() {
            self.inline.links.push((self.inline.text[start..].trim().to_owned(), target));
        }
    }

    /// Reads tags, of which links and codes mean what they mean in Markdown, and the texts between them.
    fn html(&mut self, html: &str) {
        for part in html::parts(html) {
            match html::tag_name(part).as_deref() {
                Some("a") => self.start_link(html::attribute(part, "href").unwrap_or_default().to_owned()),
                Some("/a") => self.end_link(),
                Some("code") => self.code = Some(self.inline.text.len()),
                Some("/code") => {
                    if let Some(start) = self.code.take() {
                        self.inline.codes.push(self.inline.text[start..].to_owned());
                    }
                }
                // Markup of letters does not end a word.
                Some("b" | "/b" | "i" | "/i" | "em" | "/em" | "strong" | "/strong") => {}
                Some(_) => self.inline.text.push(' '),
                None => self.inline.text.push_str(part),
            }
        }
    }
}

/// Returns a text with blanks for blanks of other kinds, and without those that have no width.
fn plain_spaces(text: &str) -> Cow<'_, str> {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let is_blank = |c: char| c.is_whitespace() && c != ' ' && c != '\n';
    if !text.contains(|c| is_invisible(c) || is_blank(c)) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !is_invisible(*c));
    Cow::Owned(kept.map(|c| if is_blank(c) { ' ' } else { c }).collect())
}
