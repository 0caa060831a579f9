//! Reads the documentation pages of Graph: Markdown files, one for each call and each type.
//!
//! ```
//! use graph_entity_schema::page::{Page, PageKind};
//!
//! let text = "# Update shelf\n## HTTP request\n```http\nPATCH /shelves/{shelfId}\n```\n## Request body\n\
//!     |Property|Type|Description|\n|:---|:---|:---|\n\
//!     |id|String|The key. This property is read-only.|\n|width|Int32|\n## Example\n\
//!     ```http\nPATCH https://graph.microsoft.com/beta/shelves/1\n\n{\"width\": \"wide\n```\n";
//! let page = Page::parse("shelf-update.md", text);
//! assert_eq!(page.kind, PageKind::Update);
//! assert_eq!(page.addresses[0].template, "/shelves/{shelfId}");
//! assert!(page.properties[0].is_read_only && !page.properties[1].is_read_only);
//! assert_eq!(page.properties[1].kind.kind.name, "Edm.Int32");
//! let faults: Vec<String> = page.faults.iter().map(ToString::to_string).collect();
//! assert_eq!(faults[0], "shelf-update.md:4: no example of a reply");
//! assert!(faults[1].starts_with("shelf-update.md:15: the example's body is not JSON: EOF"));
//! ```
//!
//! Pages are written by hand and by generators, and have faults. None of them is an error: the page is read as
//! far as it can be, and each fault is [listed](Page::faults) with its line.

mod address;
mod calls;
mod declared;
mod documentation;
mod example;
mod fault;
mod files;
mod html;
mod kind;
mod markdown;
mod mended;
mod model;
mod operations;
mod permission;
mod property;
mod read;
mod requests;
mod result;
mod table;
mod targets;
mod words;

use serde_json::{Map, Value};

pub use address::Address;
pub use documentation::{Documentation, Documented, TypeKind};
pub use example::{Body, RequestExample, ResponseExample};
pub use fault::{PageFault, PageFaultKind};
pub use permission::{Account, Permissions};
pub use property::{EnumTable, MemberRow, PropertyRow};
pub use requests::Requests;
pub use words::TypeWords;

/// A documentation page.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The file's name.
    pub name: String,
    /// What it documents.
    pub kind: PageKind,
    /// Its title: `Update shelf`.
    pub title: String,
    /// The name in the title: the type, or the action or function. `None` if the title is free text.
    pub subject: Option<String>,
    /// The namespace of its names: `microsoft.graph`.
    pub namespace: String,
    /// The sentences below the title.
    pub summary: String,
    /// The version of Graph that its examples or its notes name: `beta`.
    pub version: Option<String>,
    /// What it says about the end of the call or the type, with the line.
    pub deprecation: Option<(u32, String)>,
    /// Whether the sentences below the title say that the type is abstract.
    pub is_abstract: bool,
    /// The type that a resource page's type extends, with the line.
    pub base: Option<(u32, TypeWords)>,
    /// The pages that a resource page lists as its methods, with the lines.
    pub methods: Vec<(u32, String)>,
    /// The addresses.
    pub addresses: Vec<Address>,
    /// The permissions.
    pub permissions: Vec<Permissions>,
    /// The properties of a type, or of a request's body. The parameters of an action or a function.
    pub properties: Vec<PropertyRow>,
    /// The relationships of a type.
    pub relationships: Vec<PropertyRow>,
    /// The members of enumerations.
    pub enums: Vec<EnumTable>,
    /// What a call returns.
    pub result: Option<PageResult>,
    /// The examples of requests.
    pub requests: Vec<RequestExample>,
    /// The examples of replies.
    pub responses: Vec<ResponseExample>,
    /// The JSON representation of a type.
    pub representation: Option<Body>,
    /// What a resource page's JSON representation says about the type.
    pub annotations: Map<String, Value>,
    /// What is wrong, by line.
    pub faults: Vec<PageFault>,
}

/// The kinds of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PageKind {
    /// Reads one entity.
    Get,
    /// Reads the entities of a collection.
    List,
    /// Creates an entity.
    Create,
    /// Changes an entity.
    Update,
    /// Deletes an entity.
    Delete,
    /// Calls an action.
    Action,
    /// Calls a function.
    Function,
    /// Describes an entity type or a complex type.
    Resource,
    /// Describes an enumeration type.
    Enum,
    /// Explains something.
    Other,
}

/// What a call returns if it succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageResult {
    /// The line of the sentence.
    pub line: u32,
    /// The status: 200.
    pub status: Option<u16>,
    /// The type of what is returned, or `None` if nothing is.
    pub kind: Option<TypeWords>,
}

impl Page {
    /// Reads a page. The name is that of its file.
    pub fn parse(name: &str, text: &str) -> Self {
        read::page(name, text)
    }

    /// Returns the paths of the addresses with their placeholders.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.addresses.iter().map(|address| address.template.as_str())
    }

    /// Returns the JSON object in the first example of a request with a body.
    pub fn request_object(&self) -> Option<&Map<String, Value>> {
        self.requests.iter().find_map(|request| request.body.as_ref())?.json.as_ref()?.as_object()
    }

    /// Returns the JSON object in the last example of a reply with a body.
    pub fn response_object(&self) -> Option<&Map<String, Value>> {
        self.responses.iter().rev().find_map(|response| response.body.as_ref())?.json.as_ref()?.as_object()
    }
}

impl PageKind {
    /// Returns whether the page documents a request.
    pub fn is_call(self) -> bool {
        !matches!(self, Self::Resource | Self::Enum | Self::Other)
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Get => "a read",
            Self::List => "a list",
            Self::Create => "a creation",
            Self::Update => "an update",
            Self::Delete => "a deletion",
            Self::Action => "an action",
            Self::Function => "a function",
            Self::Resource => "a type",
            Self::Enum => "an enumeration",
            Self::Other => "something else",
        }
    }
}
