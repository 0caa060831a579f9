//! Exports a report of Intune: starts the job, waits until it has ended, and fetches the archive from the
//! storage service that holds it.
//!
//! `cargo run --example export_report` starts an emulator with a report.
//! `cargo run --example export_report -- --help` lists the options.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use graph_entity::{Client, DateTimeOffset, Request, graph_entity, graph_enum};
use graph_entity_emulator::Emulator;
use graph_entity_examples::{ENVIRONMENT, Graph, exit};

/// The state of an export job.
#[graph_enum]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceManagementReportStatus {
    /// Not known.
    Unknown,
    /// Not begun.
    NotStarted,
    /// Being worked on.
    InProgress,
    /// The archive is there.
    Completed,
    /// There will be no archive.
    Failed,
    /// A state that Graph has added since.
    #[graph(unrecognized)]
    Unrecognized(String),
}

/// A job that exports a report, with the properties that this example needs.
#[graph_entity(
    path = "/deviceManagement/reports/exportJobs/{deviceManagementExportJobId}",
    operations(get, list, create)
)]
pub struct DeviceManagementExportJob {
    /// The key.
    pub id: String,
    /// The name of the report.
    pub report_name: String,
    /// The columns.
    pub select: Vec<String>,
    /// How far the service is.
    #[graph(read_only)]
    pub status: DeviceManagementReportStatus,
    /// Where the archive is. Whoever knows this address can read it.
    #[graph(read_only, sensitive)]
    pub url: Option<String>,
    /// Until when it is there.
    #[graph(read_only)]
    pub expiration_date_time: DateTimeOffset,
}

/// Export a report of Intune.
#[derive(Parser)]
#[command(after_help = ENVIRONMENT)]
struct Options {
    /// The name of the report.
    #[arg(long, default_value = "Devices")]
    report: String,
    /// The columns, separated by commas. All columns if none is given.
    #[arg(long, value_delimiter = ',', default_value = "DeviceId,DeviceName")]
    columns: Vec<String>,
    /// The file to write the archive to. Without it, only its size is shown.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit(run(Options::parse()).await)
}

async fn run(options: Options) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder()
        .entity::<DeviceManagementExportJob>()
        .report("Devices", "DeviceId,DeviceName\r\n7bd39c86,LAPTOP-01\r\n");
    let graph = Graph::open(emulator).await?;
    let archive = export(&graph.client()?, &options.report, options.columns).await?;
    println!("The archive has {} bytes.", archive.len());
    if let Some(file) = options.to {
        fs::write(file, archive)?;
    }
    Ok(())
}

/// Returns the ZIP archive with the report.
async fn export(client: &Client, report: &str, columns: Vec<String>) -> Result<Bytes, Box<dyn Error>> {
    let job = DeviceManagementExportJob::new_body().report_name(report).select(columns);
    let job = DeviceManagementExportJob::within().create(job).required().send(client).await?;
    println!("The job for the report {report} is {:?}.", job.status);

    let is_done = |job: &DeviceManagementExportJob| {
        use DeviceManagementReportStatus::{Completed, Failed};
        [Completed, Failed].contains(&job.status)
    };
    let job = DeviceManagementExportJob::at(&job.id).get();
    let job = job.send_until(client, Duration::from_secs(600), is_done).await?.into_value();
    println!("It is {:?}, and the archive is there until {}.", job.status, job.expiration_date_time);

    let address = job.url.ok_or("the job has no archive")?;
    Ok(Request::preauthorized(address).send(client).await?.into_value())
}
