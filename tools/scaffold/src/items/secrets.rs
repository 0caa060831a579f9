//! Properties whose values grant access by themselves.

use graph_entity_schema::{Metadata, StructuredType};

/// A type and its property, with the source that says what the value grants. Metadata does not say it.
struct Secret {
    structure: &'static str,
    property: &'static str,
}

const SECRETS: [Secret; 4] = [
    // Source: Microsoft Graph, "driveItem: createUploadSession": ranges are sent to it without a token.
    Secret { structure: "microsoft.graph.uploadSession", property: "uploadUrl" },
    // Source: Microsoft Graph, "mobileAppContentFile resource type", and Azure Storage, "Put Block": the address has a
    // shared access signature.
    Secret { structure: "microsoft.graph.mobileAppContentFile", property: "azureStorageUri" },
    // Source: Microsoft Graph, "Export Intune reports using Graph APIs": the address of the archive has a shared access
    // signature.
    Secret { structure: "microsoft.graph.deviceManagementExportJob", property: "url" },
    // Source: Microsoft Graph, "appLogCollectionDownloadDetails resource type": the address has a
    // shared access signature.
    Secret { structure: "microsoft.graph.appLogCollectionDownloadDetails", property: "downloadUrl" },
];

/// Whether the value of a property, which the type may inherit, grants access by itself.
pub(super) fn is_secret(metadata: &Metadata, structure: &StructuredType, property: &str) -> bool {
    let named = SECRETS.iter().filter(|secret| secret.property == property);
    let mut owners = named.map(|secret| secret.structure);
    owners.any(|owner| metadata.lineage(&structure.name).any(|part| part.name == owner))
}
