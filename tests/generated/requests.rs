//! The requests of the generated actions and functions, from the values of their parameters as JSON.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_entity::bytes::Bytes;
use graph_entity::callable::CallableInfo;
use graph_entity::http::{self, StatusCode};
use graph_entity::model::Field;
use graph_entity::transport::from_fn;
use graph_entity::{AccessToken, Client, Error, Page, PatchError, Reply, Request};
use serde::Serialize;
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// A documentation page of an action or a function, and the struct that was generated from it.
#[derive(Debug)]
pub struct Call {
    /// The path of the page.
    pub page: &'static str,
    /// Its description by the attribute.
    pub info: &'static CallableInfo,
    /// Makes the request to each address of the description, from the parameters as JSON.
    pub requests: fn(&Object) -> Result<Vec<Prepared>, ParameterError>,
}

/// A request, and the reader of its reply.
pub struct Prepared {
    /// The request as it would be sent.
    pub http: Result<http::Request<Bytes>, Error>,
    /// Sends it to a service with this reply. Returns the value as JSON, and null if there is none. That of a
    /// collection is a list.
    pub reply: Box<dyn Fn(StatusCode, &Value) -> Result<Value, String>>,
}

/// JSON that is not a value of its parameter.
#[derive(Debug)]
pub struct ParameterError {
    /// The name of the parameter.
    pub name: &'static str,
    reason: String,
}

impl fmt::Display for ParameterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name, self.reason)
    }
}

/// Returns the value of a parameter.
pub(crate) fn value<T: Field>(values: &Object, name: &'static str) -> Result<T, ParameterError> {
    let json = values.get(name).unwrap_or(&Value::Null).to_string();
    graph_entity::from_slice(json.as_bytes())
        .map_err(|error| ParameterError { name, reason: error.to_string() })
}

/// Makes a create body of an object of the type with this name. `None` for a type that has no struct.
type MakeBody<B> = fn(&str, Value) -> Option<Result<B, PatchError>>;

/// Returns the create body that is the value of a parameter.
pub(crate) fn body<B>(
    values: &Object,
    name: &'static str,
    make: MakeBody<B>,
) -> Result<Option<B>, ParameterError> {
    let json = values.get(name).filter(|json| !json.is_null());
    json.map(|json| made(json, name, make)).transpose()
}

/// Returns the create bodies that are the value of a parameter.
pub(crate) fn bodies<B, F: Bodies<B>>(
    values: &Object,
    name: &'static str,
    make: MakeBody<B>,
) -> Result<F, ParameterError> {
    let items = values.get(name).and_then(Value::as_array).into_iter().flatten();
    items.map(|json| made(json, name, make)).collect::<Result<_, _>>().map(F::of)
}

fn made<B>(json: &Value, name: &'static str, make: MakeBody<B>) -> Result<B, ParameterError> {
    let stated = json.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    let made = make(stated.trim_start_matches('#'), json.clone());
    let made = made.ok_or_else(|| format!("no struct for the type `{stated}`"));
    made.and_then(|made| made.map_err(|error| error.to_string()))
        .map_err(|reason| ParameterError { name, reason })
}

/// The field of a list of create bodies.
pub(crate) trait Bodies<B> {
    fn of(bodies: Vec<B>) -> Self;
}

impl<B> Bodies<B> for Vec<B> {
    fn of(bodies: Vec<B>) -> Self {
        bodies
    }
}

impl<B> Bodies<B> for Option<Vec<B>> {
    fn of(bodies: Vec<B>) -> Self {
        Some(bodies)
    }
}

/// Prepares a request whose reply has one value, or none.
pub(crate) fn single<R: Serialize + Send + 'static>(request: Request<R>) -> Prepared {
    prepared(request, |value| Ok(json!(value)))
}

/// Prepares a request whose reply is a page.
pub(crate) fn page<T: Serialize + Send + 'static>(request: Request<Page<T>>) -> Prepared {
    prepared(request, |page| match page.unreadable.first() {
        Some(item) => Err(item.to_string()),
        None => Ok(json!(page.items)),
    })
}

fn prepared<R: Send + 'static>(request: Request<R>, show: fn(R) -> Result<Value, String>) -> Prepared {
    Prepared {
        http: request.to_http("https://graph.microsoft.com"),
        reply: Box::new(move |status, body| {
            let sent = client(status, body).and_then(|client| ready(request.clone().send(&client)));
            sent.map_err(|error| error.to_string()).and_then(|reply| show(Reply::into_value(reply)))
        }),
    }
}

/// Returns a client of a service that always has the same reply.
fn client(status: StatusCode, body: &Value) -> Result<Client, Error> {
    let mut answer = http::Response::new(if body.is_null() { String::new() } else { body.to_string() });
    *answer.status_mut() = status;
    Client::builder()
        .credential(AccessToken::new("token-of-a-test")?)
        .transport(from_fn(move |_| answer.clone()))
        .build()
}

/// Polls a future that never waits, and returns its output.
fn ready<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}
