//! What is wrong on a page.

use std::fmt;

/// Something on a page that is not as it should be, with its position. The rest of the page is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageFault {
    /// The name of the page.
    pub page: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub kind: PageFaultKind,
}

/// The kinds of faults, and what the reader makes of each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageFaultKind {
    /// There is no heading with the page's title. The one in the front matter is taken, if there is one.
    NoTitle,
    /// The title of a page that creates or changes something names no type, and no link does.
    NoType(String),
    /// The page of a call has no address.
    NoAddresses,
    /// The page of an update has no table of properties.
    NoProperties,
    /// Front matter without its closing line: it ends with the first empty line or heading.
    UnclosedFrontMatter,
    /// A table of properties or relationships below the heading of something else. It is read if there is no other.
    MisplacedTable(String),
    /// A table in a code block. It is read.
    TableInBlock,
    /// The file's name says one kind of page (`-update.md`) and the page is of another.
    OtherKind {
        /// The kind that the file's name says.
        named: &'static str,
        /// The kind that the page is of.
        found: &'static str,
    },
    /// A code block without its closing fence: it ends with the next heading or block, or with the page.
    UnclosedBlock,
    /// A comment without its end: it ends with its line.
    UnclosedComment,
    /// A line below the heading of the addresses that is not a method and a path.
    NoAddress(String),
    /// Rows without a head above them. Their cells are taken in the usual order: name, type, description.
    NoHead,
    /// Rows without a head below a heading that has no table. They are skipped.
    StrayRows(String),
    /// A row among those of methods that links to no page and is not called as a method is. It is skipped.
    NotAMethod(String),
    /// A head without the line `|---|` below it. The table is read.
    NoDelimiter,
    /// A table with a column of types and none that is called `Property`. This column is taken for the names.
    OtherTitle(String),
    /// A table in the place of properties with neither names nor types in its head. It is skipped.
    OtherTable(String),
    /// A row with more cells than its table has columns, for an unescaped `|`. What is too much belongs to
    /// the last column.
    SurplusCells {
        /// The number of columns.
        expected: usize,
        /// The number of cells.
        found: usize,
    },
    /// A row whose last cell goes on in the next line. The lines are joined.
    BrokenRow,
    /// A first cell that is not the name of a property, in a row with further cells. The row is skipped.
    NotAName(String),
    /// The name of a property is twice in one table. The first row counts, and the marks of both.
    RepeatedName(String),
    /// A table of properties without a column of their types. The properties are untyped.
    NoTypes,
    /// A type that is neither primitive nor named. The property is untyped.
    UnknownType(String),
    /// A member of an enumeration whose value is not a number. The member has no value.
    NotAValue(String),
    /// A text in the place of permissions that is not one. It is skipped.
    UnknownPermission(String),
    /// A row of permissions that belongs to no kind of account. It is skipped.
    UnknownAccount(String),
    /// A table in another file, which is not read.
    IncludedTable(String),
    /// No example of a request.
    NoRequest,
    /// No example of a reply.
    NoResponse,
    /// An example whose body is not JSON, and the parser's reason. The text is kept, and the value too if only
    /// comments, `...`, commas or the last braces make the difference.
    NotJson(String),
}

impl fmt::Display for PageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.kind)
    }
}

impl fmt::Display for PageFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTitle => f.write_str("the page has no title"),
            Self::OtherKind { named, found } => {
                write!(f, "the file's name says a page of {named}, and the page is of {found}")
            }
            Self::NoType(title) => write!(f, "the title names no type: `{title}`"),
            Self::NoAddresses => f.write_str("no address below `HTTP request`"),
            Self::NoProperties => f.write_str("no table of properties below `Request body`"),
            Self::UnclosedFrontMatter => f.write_str("the front matter is not closed"),
            Self::MisplacedTable(heading) => {
                write!(f, "the table has no heading of its own: it is below `{heading}`")
            }
            Self::TableInBlock => f.write_str("the table is in a code block"),
            Self::UnclosedBlock => f.write_str("the code block is not closed"),
            Self::UnclosedComment => f.write_str("the comment is not closed"),
            Self::NoAddress(text) => write!(f, "not an address: `{text}`"),
            Self::NoHead => {
                f.write_str("the rows have no head above them: read as name, type and description")
            }
            Self::StrayRows(heading) => {
                write!(f, "rows without a head are skipped: they are below `{heading}`")
            }
            Self::NotAMethod(name) => write!(f, "not a method of the type: `{name}`"),
            Self::NoDelimiter => f.write_str("the table has no line `|---|` below its head"),
            Self::OtherTitle(title) => {
                write!(f, "no column is called `Property`: `{title}` is taken for the names")
            }
            Self::OtherTable(head) => {
                write!(f, "a table without a column `Property` or `Type` is skipped: `{head}`")
            }
            Self::SurplusCells { expected, found } => {
                write!(f, "{found} cells in a table of {expected} columns")
            }
            Self::BrokenRow => f.write_str("the row goes on in the next line"),
            Self::NotAName(text) => write!(f, "not the name of a property: `{text}`"),
            Self::RepeatedName(name) => write!(f, "`{name}` is in the table twice"),
            Self::NoTypes => f.write_str("the table has no column `Type`"),
            Self::UnknownType(text) => write!(f, "not a type: `{text}`"),
            Self::NotAValue(text) => write!(f, "not the value of a member: `{text}`"),
            Self::UnknownPermission(text) => write!(f, "not a permission: `{text}`"),
            Self::UnknownAccount(text) => write!(f, "not a kind of account: `{text}`"),
            Self::IncludedTable(file) => write!(f, "the table is in another file, {file}"),
            Self::NoRequest => f.write_str("no example of a request"),
            Self::NoResponse => f.write_str("no example of a reply"),
            Self::NotJson(reason) => write!(f, "the example's body is not JSON: {reason}"),
        }
    }
}

/// The faults of one page while it is read.
pub(crate) struct Faults<'a> {
    page: &'a str,
    found: Vec<PageFault>,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(page: &'a str) -> Self {
        Self { page, found: Vec::new() }
    }

    pub(crate) fn add(&mut self, line: u32, kind: PageFaultKind) {
        self.found.push(PageFault { page: self.page.to_owned(), line, kind });
    }

    /// Returns whether there is such a fault: its line and its kind.
    pub(crate) fn has(&self, is_meant: impl Fn(u32, &PageFaultKind) -> bool) -> bool {
        self.found.iter().any(|fault| is_meant(fault.line, &fault.kind))
    }

    /// Returns the faults, sorted by line.
    pub(crate) fn into_sorted(mut self) -> Vec<PageFault> {
        self.found.sort_by_key(|fault| fault.line);
        self.found
    }
}
