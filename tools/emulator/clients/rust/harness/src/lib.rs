//! What the sessions have in common: the control addresses of the emulator, and checks.
//!
//! Each step checks what the client returns and what the emulator received. A known fault of the client is printed and
//! does not fail the step. If the client no longer has the fault, that is printed too. Any other difference fails the
//! step.

use std::cell::Cell;
use std::fmt::{Debug, Display};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;

use serde_json::{Value, json};

/// The reason why a step fails.
pub type Failure = Box<dyn std::error::Error>;

/// The control addresses of the emulator, used without the client.
pub struct Emulator {
    pub endpoint: String,
    pub token: String,
    seen: Cell<usize>,
}

/// A request that the emulator received.
#[derive(Debug)]
pub struct Received {
    pub method: String,
    pub target: String,
    pub status: u64,
    pub json: Value,
}

impl Emulator {
    /// Reads the endpoint and the token from the command line.
    pub fn from_args() -> Self {
        let mut args = std::env::args().skip(1);
        let (Some(endpoint), Some(token)) = (args.next(), args.next()) else {
            panic!("the endpoint and the token of the emulator are missing");
        };
        Self { endpoint, token, seen: Cell::new(0) }
    }

    /// The host and the port.
    pub fn authority(&self) -> &str {
        self.endpoint.strip_prefix("http://").expect("an endpoint without TLS")
    }

    /// Sends a request without the client.
    pub fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, Failure> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(self.authority())?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.authority(),
            self.token,
            body.len(),
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        if !head.starts_with("HTTP/1.1 2") {
            return Err(format!("{method} {path}: {answer}").into());
        }
        Ok(if body.is_empty() { Value::Null } else { serde_json::from_str(body)? })
    }

    /// Sets the faults of the next requests.
    pub fn next_answers(&self, faults: &[Value]) -> Result<(), Failure> {
        self.send("POST", "/emulator/faults", &json!(faults)).map(drop)
    }

    /// The requests since the last call. Those inside of a batch are left out; the batch itself is not.
    pub fn received(&self) -> Result<Vec<Received>, Failure> {
        let requests = self.send("GET", "/emulator/requests", &Value::Null)?;
        let requests = requests.as_array().ok_or("no list of requests")?;
        let new = requests.iter().skip(self.seen.replace(requests.len()));
        let text = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
        Ok(new
            .filter(|request| request["batch"].is_null())
            .map(|request| Received {
                method: text(request, "method"),
                target: text(request, "target"),
                status: request["status"].as_u64().unwrap_or_default(),
                json: request["json"].clone(),
            })
            .collect())
    }

    /// The methods and statuses of the requests since the last call.
    pub fn statuses(&self) -> Result<Vec<(String, u64)>, Failure> {
        Ok(self.received()?.into_iter().map(|request| (request.method, request.status)).collect())
    }
}

/// Checks that a value is as expected.
pub fn assert_equal<A: PartialEq<B> + Debug, B: Debug>(
    actual: A,
    expected: B,
    what: &str,
) -> Result<(), Failure> {
    if actual == expected {
        Ok(())
    } else {
        Err(format!("{what} is {actual:?} and should be {expected:?}").into())
    }
}

/// Prints whether the client has a known fault or no longer has it. Any other value fails the step.
pub fn check_known_fault<T: PartialEq + Debug>(
    actual: &T,
    right: &T,
    faulty: &T,
    fault: &str,
) -> Result<(), Failure> {
    if actual == faulty {
        println!("sdk fault: {fault}");
    } else if actual == right {
        println!("sdk fault mended: {fault}");
    } else {
        return Err(format!("{actual:?} is neither right, {right:?}, nor the known fault, {faulty:?}").into());
    }
    Ok(())
}

/// Returns the error that a call ends with.
pub fn refused<T, E: Display>(outcome: Result<T, E>) -> Result<E, Failure> {
    outcome.err().ok_or_else(|| "the request was not refused".into())
}

/// Counts the steps that pass.
#[derive(Default)]
pub struct Report {
    passed: usize,
    failed: usize,
}

impl Report {
    /// Notes the outcome of a step.
    pub fn note(&mut self, step: &str, outcome: Result<(), Failure>) {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("ok {step}");
            }
            Err(failure) => {
                self.failed += 1;
                println!("FAILED {step}: {failure}");
            }
        }
    }

    /// Prints the counts.
    pub fn end(self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
