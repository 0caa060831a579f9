//! The server's side: counts writes, and answers as the fault plan says.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use super::fault::{Answer, Fault, FaultPlan, Opening, RetryAfter, Served};
use super::record::{Attempt, PREFIX, Record, note};
use crate::serve::{self, Connection, JSON};

/// Options of the server, which runs in a process of its own.
#[derive(clap::Args)]
pub(crate) struct Options {
    #[arg(long)]
    pub(super) requests: usize,
    /// The number of requests after those, all of which are dropped.
    #[arg(long)]
    pub(super) crowd: usize,
    #[arg(long)]
    pub(super) seed: u64,
    #[arg(long)]
    pub(super) percent: u64,
}

impl Options {
    /// Returns the options as arguments of this program.
    pub(super) fn arguments(&self) -> Vec<String> {
        let Self { requests, crowd, seed, percent } = self;
        vec![
            "serve-soak".to_owned(),
            format!("--requests={requests}"),
            format!("--crowd={crowd}"),
            format!("--seed={seed}"),
            format!("--percent={percent}"),
        ]
    }
}

/// Serves until standard input is closed, and then returns the tally as JSON.
pub(crate) fn serve(options: &Options) -> Result<String, Box<dyn Error>> {
    let &Options { requests, crowd, seed, percent } = options;
    let plan = FaultPlan { seed, percent };
    let record = Arc::new(Mutex::new(Record::new(plan, requests, crowd)));
    let service = Service { plan, record: Arc::clone(&record) };
    serve::until_stdin_closes(|listener| service.run(listener))?;
    Ok(serde_json::to_string(lock(&record).tally())?)
}

#[derive(Clone)]
struct Service {
    plan: FaultPlan,
    record: Arc<Mutex<Record>>,
}

/// The length of an outage.
const OUTAGE: Duration = Duration::from_millis(100);

impl Service {
    async fn run(self, mut listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let opening = self.plan.opening(lock(&self.record).connected());
            match opening {
                Opening::Accepted => drop(tokio::spawn(self.clone().connection(stream))),
                Opening::Reset => {
                    lock(&self.record).count_fault("reset before the request");
                    Connection::new(stream).reset();
                }
                Opening::Outage => {
                    lock(&self.record).count_fault("no listener for 0.1 s");
                    let Ok(address) = listener.local_addr() else { return };
                    drop((listener, stream));
                    tokio::time::sleep(OUTAGE).await;
                    let Ok(again) = TcpListener::bind(address).await else { return };
                    listener = again;
                }
            }
        }
    }

    async fn connection(self, stream: TcpStream) {
        let mut connection = Connection::new(stream);
        // An error ends only this connection.
        while let Ok(Some(request)) = connection.request().await {
            let Some(attempt) = lock(&self.record).received(&request) else { return };
            let Attempt { number, before, token } = attempt;
            let fault = self.plan.fault_of(number, before, token);
            match self.apply(fault, number, &mut connection).await {
                Ok(ConnectionState::Open) => {}
                Ok(ConnectionState::Reset) => return connection.reset(),
                Ok(ConnectionState::Closed) | Err(_) => return,
            }
        }
    }

    async fn apply(
        &self,
        fault: &Fault,
        number: usize,
        connection: &mut Connection,
    ) -> io::Result<ConnectionState> {
        let write = || lock(&self.record).written(number);
        lock(&self.record).count_fault(fault.name);
        if fault.served == Served::AtOnce {
            write();
        }
        if !fault.delay.is_zero() {
            tokio::time::sleep(fault.delay).await;
        }
        if fault.served == Served::Late {
            write();
        }
        self.answer(fault.answer, number, connection).await
    }

    async fn answer(
        &self,
        answer: Answer,
        number: usize,
        connection: &mut Connection,
    ) -> io::Result<ConnectionState> {
        match answer {
            Answer::Good => connection.write(&self.good(number)).await?,
            Answer::InPieces => {
                for piece in self.good(number).chunks(40) {
                    connection.write(piece).await?;
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
            Answer::ThenClosed => {
                connection.write(&self.good(number)).await?;
                return Ok(ConnectionState::Closed);
            }
            Answer::CutInHead => {
                connection.write(&self.entity(number)[..20]).await?;
                return Ok(ConnectionState::Closed);
            }
            Answer::CutInBody => {
                let whole = self.entity(number);
                connection.write(&whole[..whole.len() - 10]).await?;
                return Ok(ConnectionState::Closed);
            }
            Answer::HalfJson => {
                connection.write(&serve::answer("200 OK", JSON, "{\"id\":\"1\",\"no")).await?;
            }
            Answer::Error(status, retry_after) => {
                if let RetryAfter::Seconds(seconds) = retry_after {
                    lock(&self.record).retry_after(number, Duration::from_secs_f64(seconds));
                }
                connection.write(&error(status, retry_after)).await?;
            }
            Answer::Page(status) => {
                let page = "<!DOCTYPE html><html><body>Please sign in.</body></html>";
                connection
                    .write(&serve::answer(&format!("{status} -"), "content-type: text/html\r\n", page))
                    .await?;
            }
            Answer::Redirect(status) => {
                let location = format!("location: {PREFIX}{number}\r\n");
                connection.write(&serve::answer(&format!("{status} -"), &location, "")).await?;
            }
            Answer::Revoked => {
                lock(&self.record).refused(number);
                let headers = format!("{JSON}www-authenticate: Bearer error=\"invalid_token\"\r\n");
                let body = r#"{"error":{"code":"InvalidAuthenticationToken","message":"It was revoked."}}"#;
                connection.write(&serve::answer("401 Unauthorized", &headers, body)).await?;
            }
            Answer::Noise => {
                connection.write(b"\x16\x03\x01 is not the start of an answer\r\n\r\n").await?;
                return Ok(ConnectionState::Closed);
            }
            Answer::Reset => return Ok(ConnectionState::Reset),
        }
        Ok(ConnectionState::Open)
    }

    /// Returns the correct answer to a write.
    fn good(&self, number: usize) -> Vec<u8> {
        if self.plan.shows_entity(number) {
            self.entity(number)
        } else {
            b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()
        }
    }

    fn entity(&self, number: usize) -> Vec<u8> {
        let notes = note(self.plan.seed, number);
        serve::answer("200 OK", JSON, &format!(r#"{{"id":"{number}","notes":"{notes}"}}"#))
    }
}

/// The state of a connection after an answer.
enum ConnectionState {
    Open,
    Closed,
    Reset,
}

fn error(status: u16, retry_after: RetryAfter) -> Vec<u8> {
    let code = if status == 429 { "TooManyRequests" } else { "UnknownError" };
    let body = format!(r#"{{"error":{{"code":"{code}","message":"Please retry after"}}}}"#);
    let headers = match retry_after {
        RetryAfter::Seconds(seconds) => format!("{JSON}retry-after: {seconds}\r\n"),
        RetryAfter::Missing => JSON.to_owned(),
    };
    serve::answer(&format!("{status} -"), &headers, &body)
}

fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}
