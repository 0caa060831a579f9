//! An unpacked .intunewin file: the encrypted content of an app, and its description.

use std::error::Error;
use std::fs;
use std::path::Path;

use graph_entity::{FileSource, UploadSource};
use roxmltree::{Document, Node};

use crate::win32_lob_app::FileEncryptionInfo;

/// What the tool that makes the file writes beside the content.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) setup: String,
    pub(crate) size: i64,
    pub(crate) encryption: FileEncryptionInfo,
}

/// Opens such a folder, or makes an example of one.
pub(crate) fn open(package: Option<&Path>) -> Result<(Package, Box<dyn UploadSource>), Box<dyn Error>> {
    let Some(folder) = package else {
        return Ok((read(SAMPLE)?, Box::new(vec![7; 10_000_000])));
    };
    let package = read(&fs::read_to_string(folder.join("IntuneWinPackage/Metadata/Detection.xml"))?)?;
    let content = FileSource::open(folder.join("IntuneWinPackage/Contents").join(&package.file))?;
    Ok((package, Box::new(content)))
}

/// Reads `Detection.xml`.
fn read(xml: &str) -> Result<Package, Box<dyn Error>> {
    let document = Document::parse(xml)?;
    let text = |name: &str| {
        let element = document.descendants().find(|node| node.has_tag_name(name));
        element.and_then(|node: Node<'_, '_>| node.text()).ok_or_else(|| format!("there is no {name}"))
    };
    let encryption = FileEncryptionInfo {
        encryption_key: Some(text("EncryptionKey")?.parse()?),
        file_digest: Some(text("FileDigest")?.parse()?),
        file_digest_algorithm: Some(text("FileDigestAlgorithm")?.to_owned()),
        initialization_vector: Some(text("InitializationVector")?.parse()?),
        mac: Some(text("Mac")?.parse()?),
        mac_key: Some(text("MacKey")?.parse()?),
        profile_identifier: Some(text("ProfileIdentifier")?.to_owned()),
    };
    Ok(Package {
        name: text("Name")?.to_owned(),
        file: text("FileName")?.to_owned(),
        setup: text("SetupFile")?.to_owned(),
        size: text("UnencryptedContentSize")?.parse()?,
        encryption,
    })
}

/// The description of an example.
const SAMPLE: &str = "\
<ApplicationInfo ToolVersion='1.8.6.0'>
  <Name>Reader</Name>
  <UnencryptedContentSize>9999900</UnencryptedContentSize>
  <FileName>IntunePackage.intunewin</FileName>
  <SetupFile>setup.exe</SetupFile>
  <EncryptionInfo>
    <EncryptionKey>AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=</EncryptionKey>
    <MacKey>AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=</MacKey>
    <InitializationVector>AwMDAwMDAwMDAwMDAwMDAw==</InitializationVector>
    <Mac>BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=</Mac>
    <ProfileIdentifier>ProfileVersion1</ProfileIdentifier>
    <FileDigest>BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=</FileDigest>
    <FileDigestAlgorithm>SHA256</FileDigestAlgorithm>
  </EncryptionInfo>
</ApplicationInfo>";
