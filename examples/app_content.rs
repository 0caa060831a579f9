//! Uploads the content of an Intune app: makes the file, puts the encrypted content in blocks into the blob
//! that Intune names, renews the blob's address when it expires, and commits the file.
//!
//! `cargo run --example app_content` starts an emulator, where the content goes.
//! `cargo run --example app_content -- --help` lists the options.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use graph_entity::{
    Binary, BlobUpload, Client, ErrorKind, graph_action, graph_complex, graph_entity, graph_enum,
};
use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};

/// How far the upload of a file is.
#[graph_enum]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MobileAppContentFileUploadState {
    /// Done.
    Success,
    /// Failed for a time.
    TransientError,
    /// Failed.
    Error,
    /// Not known.
    Unknown,
    /// The address is there.
    AzureStorageUriRequestSuccess,
    /// The address is being made.
    AzureStorageUriRequestPending,
    /// There is no address.
    AzureStorageUriRequestFailed,
    /// The address was not made in time.
    AzureStorageUriRequestTimedOut,
    /// Another address is there.
    AzureStorageUriRenewalSuccess,
    /// Another address is being made.
    AzureStorageUriRenewalPending,
    /// There is no other address.
    AzureStorageUriRenewalFailed,
    /// The other address was not made in time.
    AzureStorageUriRenewalTimedOut,
    /// The file is committed.
    CommitFileSuccess,
    /// The file is being committed.
    CommitFilePending,
    /// The file cannot be committed.
    CommitFileFailed,
    /// The file was not committed in time.
    CommitFileTimedOut,
    /// A state that Graph has added since.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A file of the content of an app, with the properties that this example needs.
#[graph_entity(
    path = "/deviceAppManagement/mobileApps/{mobileAppId}/contentVersions/{mobileAppContentId}/files/{mobileAppContentFileId}",
    version = "beta",
    operations(get, create)
)]
pub struct MobileAppContentFile {
    /// The key.
    pub id: String,
    /// The name.
    pub name: Option<String>,
    /// The size before the encryption.
    pub size: i64,
    /// The size after it.
    pub size_encrypted: i64,
    /// Where the content goes. Whoever knows this address can write it.
    #[graph(read_only, sensitive)]
    pub azure_storage_uri: Option<String>,
    /// How far the service is.
    #[graph(read_only)]
    pub upload_state: MobileAppContentFileUploadState,
    /// Whether the file is part of the version.
    #[graph(read_only)]
    pub is_committed: bool,
}

/// Asks for another address of the blob.
#[graph_action(
    path = "/deviceAppManagement/mobileApps/{mobileAppId}/contentVersions/{mobileAppContentId}/files/{mobileAppContentFileId}/renewUpload",
    version = "beta"
)]
pub struct RenewUpload {}

/// Makes the content part of the version.
#[graph_action(
    path = "/deviceAppManagement/mobileApps/{mobileAppId}/contentVersions/{mobileAppContentId}/files/{mobileAppContentFileId}/commit",
    version = "beta"
)]
pub struct Commit {
    /// How to decrypt the content.
    pub file_encryption_info: FileEncryptionInfo,
}

/// How to decrypt the content, as the tool that encrypted it has written it.
#[graph_complex]
pub struct FileEncryptionInfo {
    /// The key of the encryption.
    #[graph(sensitive)]
    pub encryption_key: Option<Binary>,
    /// The start of the encryption.
    pub initialization_vector: Option<Binary>,
    /// The code that the content is checked with.
    pub mac: Option<Binary>,
    /// The key of that code.
    #[graph(sensitive)]
    pub mac_key: Option<Binary>,
    /// The version of the profile.
    pub profile_identifier: Option<String>,
    /// The digest of the content before the encryption.
    pub file_digest: Option<Binary>,
    /// The algorithm of the digest.
    pub file_digest_algorithm: Option<String>,
}

/// Upload the content of an Intune app.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The id of the app.
    #[arg(long, default_value = "app-1")]
    app: String,
    /// The id of the version of its content.
    #[arg(long, default_value = "1")]
    version: String,
}

/// The keys of a file.
struct File<'a> {
    app: &'a str,
    version: &'a str,
    id: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(&Options::parse()).await)
}

async fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let emulator =
        Emulator::builder().entity::<MobileAppContentFile>().callable::<RenewUpload>().callable::<Commit>();
    let graph = Graph::open(emulator).await?;
    let client = graph.client()?;
    // The tool that prepares an app encrypts it, too, and writes the keys beside it.
    let content = vec![7; 10_000_000];
    let body = MobileAppContentFile::new_body().name("app.intunewin").size(9_999_900);
    let body = body.size_encrypted(i64::try_from(content.len())?);
    let made = MobileAppContentFile::within(&options.app, &options.version).create(body);
    let id = made.required().send(&client).await?.into_value().id;
    let file = File { app: &options.app, version: &options.version, id };

    let mut upload = BlobUpload::new(file.address(&client).await?, content);
    if let Some(emulator) = graph.emulator() {
        // The second block finds that the address has expired.
        emulator.next_answers([Fault::None, Fault::Status(403, RetryAfter::Missing)]);
    }
    loop {
        match upload.send_block(&client).await {
            Ok(true) => break,
            Ok(false) => println!("{:>8} of {} bytes", upload.confirmed(), upload.size()),
            Err(error) if error.kind() == ErrorKind::Forbidden => {
                println!("The address has expired.");
                RenewUpload {}.call(file.app, file.version, &file.id).send(&client).await?;
                upload.renew(file.address(&client).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    file.commit(&client).await
}

impl File<'_> {
    /// Waits until the service has finished what it was asked for, with success or not.
    async fn settled(&self, client: &Client) -> Result<MobileAppContentFile, Box<dyn Error>> {
        use MobileAppContentFileUploadState::{
            AzureStorageUriRenewalPending, AzureStorageUriRequestPending, CommitFilePending,
        };
        let pending = [AzureStorageUriRenewalPending, AzureStorageUriRequestPending, CommitFilePending];
        let file = MobileAppContentFile::at(self.app, self.version, &self.id).get();
        let is_settled = |file: &MobileAppContentFile| !pending.contains(&file.upload_state);
        let file = file.send_until(client, Duration::from_secs(300), is_settled).await?.into_value();
        println!("The file is {:?}.", file.upload_state);
        Ok(file)
    }

    /// Returns the address of the blob, which is valid for some minutes.
    async fn address(&self, client: &Client) -> Result<String, Box<dyn Error>> {
        Ok(self.settled(client).await?.azure_storage_uri.ok_or("the file has no address")?)
    }

    async fn commit(&self, client: &Client) -> Result<(), Box<dyn Error>> {
        let file_encryption_info = FileEncryptionInfo {
            encryption_key: Some(Binary::from(vec![1; 32])),
            initialization_vector: Some(Binary::from(vec![2; 16])),
            mac: Some(Binary::from(vec![3; 32])),
            mac_key: Some(Binary::from(vec![4; 32])),
            profile_identifier: Some("ProfileVersion1".to_owned()),
            file_digest: Some(Binary::from(vec![5; 32])),
            file_digest_algorithm: Some("SHA256".to_owned()),
        };
        Commit { file_encryption_info }.call(self.app, self.version, &self.id).send(client).await?;
        if !self.settled(client).await?.is_committed {
            return Err("the file is not committed".into());
        }
        Ok(())
    }
}
