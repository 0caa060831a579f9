//! Reads the metadata of Microsoft Graph, a CSDL document, into a model of its types, addresses and
//! operations.
//!
//! ```
//! use graph_entity_schema::Metadata;
//!
//! let metadata = Metadata::parse(
//!     "metadata.xml",
//!     r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
//!          <Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
//!            <EntityType Name="deviceCategory">
//!              <Key><PropertyRef Name="id" /></Key>
//!              <Property Name="id" Type="Edm.String" Nullable="false" />
//!              <Property Name="displayName" Type="Edm.String" />
//!            </EntityType>
//!            <EntityContainer Name="GraphService">
//!              <EntitySet Name="deviceCategories" EntityType="graph.deviceCategory" />
//!            </EntityContainer>
//!          </Schema>
//!        </edmx:DataServices></edmx:Edmx>"#,
//! )?;
//! let category = metadata.structure("microsoft.graph.deviceCategory").ok_or("no such type")?;
//! assert_eq!(category.keys, ["id"]);
//! assert_eq!(metadata.sets()[0].type_name, category.name);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Names in the model are qualified by their namespace, as in `microsoft.graph.user`, even if the document
//! uses an alias. Each fact has its [`Source`]: a document and a line. Annotations are part of the element
//! that they are about, whether the document states them inside the element or by their target. What the
//! model does not hold (most capabilities of queries, custom terms) is skipped. XML that is not well-formed is
//! an error with its position.
//!
//! With the feature `pages`, the module `page` reads documentation pages.
//!
//! Source: OData CSDL XML 4.01.

mod address;
mod annotation;
mod compare;
pub mod declared;
mod diff;
mod documented;
mod error;
pub mod lock;
mod merge;
mod metadata;
mod name;
mod operation;
#[cfg(feature = "pages")]
pub mod page;
mod primitive;
mod read;
mod source;
mod structure;
mod suggest;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use address::{PathError, Target, address_shape};
pub use annotation::{Annotations, Restrictions, Revision, RevisionKind, Scopes, UpdateMethod};
pub use compare::{Apis, Difference, DifferenceKind, Severity, compare};
pub use diff::{Change, ChangeKind, Element, diff};
pub use error::MetadataError;
pub use merge::{Contradiction, ContradictionKind, Statement};
pub use metadata::{Container, Metadata, TypeDefinition};
pub use operation::{Operation, OperationImport, OperationKind, Parameter, ReturnType};
pub use primitive::{edm_name, edm_names, rust_name};
pub use source::{Fact, Source};
pub use structure::{
    Access, AlternateKey, AlternateKeyPart, EnumMember, EnumType, NavigationProperty, Property,
    StructureKind, StructuredType, TypeName,
};
pub use suggest::{near, nearest};
