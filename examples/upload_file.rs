//! Uploads a large file in ranges to an upload session, over a connection that breaks, and goes on after the
//! program was stopped in the middle.
//!
//! `cargo run --example upload_file` starts an emulator with an empty file, and uploads 50 MB to it.
//! `cargo run --example upload_file -- --help` lists the options.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use bytes::Bytes;
use clap::Parser;
use graph_entity::transport::BoxFuture;
use graph_entity::{
    Client, Error as GraphError, FileSource, Reply, Upload, UploadSource, graph_action, graph_complex,
    graph_entity,
};
use graph_entity_emulator::{Emulator, Fault};
use graph_entity_examples::{ENVIRONMENT, Graph, exit};
use serde_json::json;

/// A file in a drive, with the properties that this example needs.
#[graph_entity(path = "/drives/{driveId}/items/{driveItemId}", operations(get))]
#[derive(Debug)]
pub struct DriveItem {
    /// The key.
    pub id: String,
    /// The name.
    pub name: Option<String>,
    /// The size in bytes.
    #[graph(read_only)]
    pub size: Option<i64>,
}

/// Opens an upload session for the content of a file.
#[graph_action(path = "/drives/{driveId}/items/{driveItemId}/createUploadSession", result = UploadSession)]
pub struct CreateUploadSession {}

/// An upload session.
#[graph_complex]
pub struct UploadSession {
    /// Where the ranges go. Whoever knows this address can write the file.
    #[graph(sensitive)]
    pub upload_url: Option<String>,
}

/// Upload a large file.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The id of the drive.
    #[arg(long, default_value = "drive-1")]
    drive: String,
    /// The id of the file that gets the content.
    #[arg(long, default_value = "item-1")]
    item: String,
    /// The file to upload. Without it, 50 MB that a function makes.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder()
        .entity::<DriveItem>()
        .callable::<CreateUploadSession>()
        .seed::<DriveItem>(["drive-1", "item-1"], json!({ "name": "large.bin" }));
    let graph = Graph::open(emulator).await?;
    let client = graph.client()?;
    let session = CreateUploadSession {}.call(&options.drive, &options.item).send(&client).await?;
    let address = session.into_value().upload_url.ok_or("the session has no address")?;
    if let Some(file) = options.file {
        let mut upload = Upload::new(address, FileSource::open(file)?);
        report(&upload.send(&client).await?);
        return Ok(());
    }

    let mut upload = Upload::<DriveItem>::new(address.as_str(), Pattern(50_000_000));
    if let Some(emulator) = graph.emulator() {
        // The third range arrives, and its answer is lost: the client asks what the service has, and goes on.
        emulator.next_answers([Fault::None, Fault::None, Fault::ResetAfterServing]);
    }
    for _ in 0..7 {
        upload.send_range(&client).await?;
        println!("{:>8} of {} bytes", upload.confirmed(), upload.size());
    }
    drop(upload);

    println!("The program was stopped, and has kept the address of the session.");
    report(&resume(&client, address).await?);
    Ok(())
}

/// Continues where the service says that the upload stopped.
async fn resume(client: &Client, address: String) -> Result<Reply<Option<DriveItem>>, GraphError> {
    let mut upload = Upload::new(address, Pattern(50_000_000)).resuming();
    loop {
        if let Some(reply) = upload.send_range(client).await? {
            return Ok(reply);
        }
        println!("{:>8} of {} bytes", upload.confirmed(), upload.size());
    }
}

fn report(reply: &Reply<Option<DriveItem>>) {
    match reply.value() {
        Some(item) => println!("{} has {} bytes.", item.id, item.size.unwrap_or_default()),
        None => println!("The file is uploaded."),
    }
}

/// This many bytes, of which one range is in memory at a time.
struct Pattern(u64);

impl UploadSource for Pattern {
    fn size(&self) -> u64 {
        self.0
    }

    fn read(&mut self, offset: u64, length: usize) -> BoxFuture<'_, io::Result<Bytes>> {
        let bytes = (offset..).take(length).map(|at| u8::try_from(at % 251).unwrap_or_default());
        let bytes = bytes.collect();
        Box::pin(async move { Ok(bytes) })
    }
}
