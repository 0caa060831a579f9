//! Whether annotated entities are as the metadata has them.

use std::fmt;

use graph_entity_model::entity::EntityInfo;
use graph_entity_schema::Apis;

use crate::api::start_error::StartError;
use crate::sources::{csdl, declared};

/// What entities declare and the metadata of their version does not have. Its `Debug` lists the differences
/// line by line, too, for a test that returns or unwraps it.
pub struct Disagreement {
    differences: Vec<String>,
}

impl Disagreement {
    /// The differences, each a sentence after the usual name of its type in Rust.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.differences.len();
        write!(f, "{count} {} from the metadata", if count == 1 { "difference" } else { "differences" })?;
        self.differences.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
    }
}

impl fmt::Debug for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Disagreement {}

/// Compares entities with the metadata of one version of Graph, with all complex types, enumerations and
/// choices that they refer to, in a test that needs no emulator. Entities of the other version are not compared.
///
/// ```
/// use graph_entity::graph_entity;
/// use graph_entity_emulator::check_entities;
///
/// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
/// struct DeviceCategory {
///     id: String,
///     dispaly_name: Option<String>,
/// }
///
/// # let document = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
/// #   <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
/// #     <EntityType Name="deviceCategory"><Key><PropertyRef Name="id" /></Key>
/// #       <Property Name="id" Type="Edm.String" Nullable="false" /><Property Name="displayName" Type="Edm.String" />
/// #     </EntityType>
/// #     <EntityType Name="deviceManagement">
/// #       <NavigationProperty Name="deviceCategories" Type="Collection(microsoft.graph.deviceCategory)" ContainsTarget="true" />
/// #     </EntityType>
/// #     <EntityContainer Name="GraphService">
/// #       <Singleton Name="deviceManagement" Type="microsoft.graph.deviceManagement" />
/// #     </EntityContainer>
/// #   </Schema></edmx:DataServices></edmx:Edmx>"#;
/// let error = check_entities("v1.0", document, &[DeviceCategory::ABOUT]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "1 difference from the metadata\n  DeviceCategory: `microsoft.graph.deviceCategory` has no property `dispalyName`: \
///      did you mean `displayName`?"
/// );
/// ```
///
/// An entity may have fewer properties than the metadata, and may be stricter: read-only, create-only. Whether
/// a property may be null is not compared. What differs deliberately says so in the attribute,
/// `differs = "the reason"`.
///
/// # Errors
/// The differences, or the fault of a document that cannot be read.
pub fn check_entities(
    version: &str,
    document: &str,
    entities: &[&'static EntityInfo],
) -> Result<(), StartError> {
    let metadata = csdl::read(document)
        .map_err(|reason| StartError::Metadata { version: version.to_owned(), reason })?;
    agree(entities, &Apis::from([(version.to_owned(), metadata)]))
}

/// Compares entities with the metadata of their versions.
pub(crate) fn agree(entities: &[&'static EntityInfo], apis: &Apis) -> Result<(), StartError> {
    // Without metadata, entities are served as declared.
    if apis.is_empty() {
        return Ok(());
    }
    let differences = declared::differences(entities, apis);
    if differences.is_empty() { Ok(()) } else { Err(StartError::Differs(Disagreement { differences })) }
}
