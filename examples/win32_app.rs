//! Publishes a Win32 app in Intune: creates the app, uploads its encrypted content in blocks, commits it, and makes it the
//! content of the app.
//!
//! `cargo run --example win32_app` publishes an app in an emulator.
//! `cargo run --example win32_app -- --help` lists the options.
//!
//! The address that the content goes to is valid for some minutes only. When it expires, the program has it renewed, and
//! goes on where it stopped.

mod intunewin;
#[allow(
    clippy::pedantic,
    unreachable_pub,
    reason = "written by a generator, with Graph's names and comments"
)]
mod win32_lob_app;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use graph_entity::{BlobUpload, Client, ErrorKind, Flags, UploadSource};
use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};

use self::intunewin::Package;
use self::win32_lob_app::{
    Commit, MobileAppContent, MobileAppContentFile, MobileAppContentFileUploadState as UploadState,
    RenewUpload, RunAsAccountType, Win32LobApp, Win32LobAppFileSystemOperationType,
    Win32LobAppFileSystemRule, Win32LobAppInstallExperience, Win32LobAppReturnCode,
    Win32LobAppReturnCodeType, Win32LobAppRuleType, WindowsArchitecture,
};

/// Publish a Win32 app in Intune.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The folder of an unpacked .intunewin file. Without it, ten megabytes that are no app.
    #[arg(long, value_name = "FOLDER")]
    package: Option<PathBuf>,
    /// An app that is there already, whose content is replaced. Without it, an app is created.
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// The publisher of the app.
    #[arg(long, default_value = "Contoso")]
    publisher: String,
    /// The arguments of the setup when it installs.
    #[arg(long, default_value = "/quiet")]
    install: String,
    /// The arguments of the setup when it uninstalls.
    #[arg(long, default_value = "/uninstall /quiet")]
    uninstall: String,
    /// The folder that a device has if the app is installed.
    #[arg(long, default_value = r"C:\Program Files\Contoso\Reader")]
    installed: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(&Options::parse()).await)
}

async fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder()
        .entity::<Win32LobApp>()
        .entity::<MobileAppContent>()
        .entity::<MobileAppContentFile>()
        .callable::<RenewUpload>()
        .callable::<Commit>();
    let graph = Graph::open(emulator).await?;
    let client = graph.client()?;
    let (package, content) = intunewin::open(options.package.as_deref())?;
    let app = match &options.app {
        Some(app) => app.clone(),
        None => create(&client, &package, options).await?,
    };
    if let Some(emulator) = graph.emulator() {
        // The address expires before the second block: create version and file, look for the address, then a block.
        emulator.next_answers([Fault::None, Fault::None, Fault::None, Fault::None, expired()]);
    }
    let version = upload(&client, &app, &package, content).await;
    let version = version.map_err(|error| format!("{error}; go on with --app {app}"))?;
    let patch = Win32LobApp::patch().committed_content_version(&version);
    Win32LobApp::update(&app, patch).send(&client).await?;
    println!("Version {version} is the content of the app.");
    Ok(())
}

/// Creates the app, which has no content yet, and returns its key.
async fn create(
    client: &Client,
    package: &Package,
    options: &Options,
) -> Result<String, graph_entity::Error> {
    let rule = Win32LobAppFileSystemRule {
        rule_type: Some(Win32LobAppRuleType::Detection),
        operation_type: Some(Win32LobAppFileSystemOperationType::Exists),
        path: options.installed.rsplit_once('\\').map(|(folder, _)| folder.to_owned()),
        file_or_folder_name: options.installed.rsplit('\\').next().map(str::to_owned),
    };
    let success =
        Win32LobAppReturnCode { return_code: Some(0), r#type: Some(Win32LobAppReturnCodeType::Success) };
    let experience = Win32LobAppInstallExperience { run_as_account: Some(RunAsAccountType::System) };
    let body = Win32LobApp::new_body()
        .display_name(&package.name)
        .description(&package.name)
        .publisher(&options.publisher)
        .file_name(&package.file)
        .setup_file_path(&package.setup)
        .install_command_line(format!("{} {}", package.setup, options.install))
        .uninstall_command_line(format!("{} {}", package.setup, options.uninstall))
        .install_experience(experience)
        .allowed_architectures(Flags::from(WindowsArchitecture::X64))
        .minimum_supported_windows_release("Windows11_23H2")
        .return_codes(vec![success])
        .rules(vec![rule.into()]);
    let app = Win32LobApp::within().create(body).required().send(client).await?.into_value();
    println!("{} is created as {}.", package.name, app.id);
    Ok(app.id)
}

/// Uploads the content as a new version of it, and returns the version.
async fn upload(
    client: &Client,
    app: &str,
    package: &Package,
    content: Box<dyn UploadSource>,
) -> Result<String, Box<dyn Error>> {
    let version = MobileAppContent::within(app).create(MobileAppContent::new_body()).required();
    let version = version.send(client).await?.into_value().id;
    let body = MobileAppContentFile::new_body()
        .name(&package.file)
        .size(package.size)
        .size_encrypted(i64::try_from(content.size())?);
    let file = MobileAppContentFile::within(app, &version).create(body).required().send(client).await?;
    let file = File { client, app, version: &version, id: &file.id };

    let mut upload = BlobUpload::new(file.address().await?, content);
    loop {
        match upload.send_block(client).await {
            Ok(true) => break,
            Ok(false) => println!("{:>8} of {} bytes", upload.confirmed(), upload.size()),
            Err(error) if error.kind() == ErrorKind::Forbidden => {
                println!("The address has expired.");
                RenewUpload.call(app, &version, file.id).send(client).await?;
                upload.renew(file.address().await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    file.commit(package).await?;
    Ok(version)
}

/// A file of a version of the content.
struct File<'a> {
    client: &'a Client,
    app: &'a str,
    version: &'a str,
    id: &'a str,
}

impl File<'_> {
    /// Waits until the service has finished what it was asked for, with success or not.
    async fn settled(&self) -> Result<MobileAppContentFile, Box<dyn Error>> {
        use UploadState::{AzureStorageUriRenewalPending, AzureStorageUriRequestPending, CommitFilePending};
        let pending = [AzureStorageUriRenewalPending, AzureStorageUriRequestPending, CommitFilePending];
        let is_settled = |file: &MobileAppContentFile| {
            file.upload_state.as_ref().is_some_and(|state| !pending.contains(state))
        };
        let file = MobileAppContentFile::at(self.app, self.version, self.id).get();
        let file = file.send_until(self.client, Duration::from_secs(300), is_settled).await?.into_value();
        println!("The file is {}.", file.upload_state.as_ref().map_or("unknown", UploadState::as_str));
        Ok(file)
    }

    /// Returns the address of the blob, which is valid for some minutes.
    async fn address(&self) -> Result<String, Box<dyn Error>> {
        Ok(self.settled().await?.azure_storage_uri.ok_or("the file has no address")?)
    }

    async fn commit(&self, package: &Package) -> Result<(), Box<dyn Error>> {
        let commit = Commit { file_encryption_info: Some(package.encryption.clone()) };
        commit.call(self.app, self.version, self.id).send(self.client).await?;
        match self.settled().await?.is_committed {
            Some(true) => Ok(()),
            _ => Err("the file is not committed".into()),
        }
    }
}

fn expired() -> Fault {
    Fault::Status(403, RetryAfter::Missing)
}
