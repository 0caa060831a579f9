//! From a request to an answer, without sockets.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use crate::address::Address;
use crate::builder::{Settings, UpdateAnswer};
use crate::check::{self, Check, Purpose};
use crate::entity_reply::Surroundings;
use crate::envelope::{self, Ids};
use crate::model::{Model, Schema, Structure};
use crate::recording::RecordedRequest;
use crate::refusal::Refusal;
use crate::route::{Route, Target};
use crate::store::{Properties, Store, Stored, merge};

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
const WORDING: HeaderName = HeaderName::from_static("x-graph-emulator-wording");

const ENTITY_TYPE: HeaderValue = HeaderValue::from_static(
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
);
const ERROR_TYPE: HeaderValue = HeaderValue::from_static("application/json");
const CHALLENGE: HeaderValue = HeaderValue::from_static(
    "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
     client_id=\"00000003-0000-0000-c000-000000000000\"",
);

/// The emulated service.
pub(crate) struct Service {
    pub(crate) endpoint: String,
    pub(crate) settings: Settings,
    pub(crate) model: Model,
    pub(crate) store: Mutex<Store>,
    pub(crate) recorded: Mutex<Vec<RecordedRequest>>,
}

/// A good answer.
struct Success {
    /// None for 204.
    entity: Option<Properties>,
    preference: Option<&'static str>,
}

/// A route found, with all that it takes to serve it.
struct Place<'a> {
    schema: &'a Schema,
    route: &'a Route,
    address: Address,
}

impl Service {
    /// Answers a request whose body was read, or was not and is refused for that, and records both.
    pub(crate) fn answer(&self, parts: &Parts, body: Result<Bytes, Refusal>) -> Response<Bytes> {
        let request_id = uuid::Uuid::new_v4().to_string();
        let given = parts.headers.get(CLIENT_REQUEST_ID);
        let ids = Ids {
            request_id: &request_id,
            client_request_id: given.and_then(|id| id.to_str().ok()).unwrap_or(&request_id),
            path: parts.uri.path(),
        };
        let outcome = match &body {
            Ok(body) => self.serve(parts, body),
            Err(refusal) => Err(refusal.clone()),
        };
        let mut response = match outcome {
            Ok(success) => accepted(success),
            Err(refusal) => refused(&refusal, &ids),
        };
        let headers = response.headers_mut();
        headers.extend(HeaderValue::from_str(&request_id).map(|id| (REQUEST_ID, id)));
        headers.extend(given.map(|id| (CLIENT_REQUEST_ID, id.clone())));
        let record = RecordedRequest::new(parts, &body.unwrap_or_default(), response.status().as_u16());
        lock(&self.recorded).push(record);
        response
    }

    fn serve(&self, parts: &Parts, body: &[u8]) -> Result<Success, Refusal> {
        self.authorize(&parts.headers)?;
        let place = self.place(parts)?;
        if let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) {
            return Err(Refusal::not_emulated(&format!("the query `{query}`")));
        }
        match parts.method {
            Method::GET => self.get(&place),
            Method::PATCH => self.patch(&place, &parts.headers, body),
            _ => Err(Refusal::route(&place.address, parts.method.as_str())),
        }
    }

    fn authorize(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(credential) = headers.get(AUTHORIZATION) else { return Err(Refusal::no_token()) };
        let bearer = credential.to_str().ok().and_then(|text| text.split_once(' '));
        match bearer.map(|(scheme, token)| (scheme.eq_ignore_ascii_case("bearer"), token.trim())) {
            Some((true, token)) if token == self.settings.token => Ok(()),
            None | Some((true, "")) => Err(Refusal::no_token()),
            Some(_) => Err(Refusal::wrong_token()),
        }
    }

    fn place(&self, parts: &Parts) -> Result<Place<'_>, Refusal> {
        let target = Target::read(parts.uri.path()).ok_or_else(Refusal::undecodable_path)?;
        let Some(schema) = self.model.schema(&target.version) else {
            return Err(Refusal::unknown_version(&target.version));
        };
        match target.find(schema.routes()) {
            Some((route, address)) => Ok(Place { schema, route, address }),
            None if target.has_encoded_slash => {
                Err(Refusal::split_key(target.segments.last().map_or("", String::as_str)))
            }
            None => Err(Refusal::route(&target.guess(schema.routes()), parts.method.as_str())),
        }
    }

    fn get(&self, place: &Place<'_>) -> Result<Success, Refusal> {
        let store = lock(&self.store);
        let stored = store.get(&place.address).ok_or_else(Refusal::not_found)?;
        Ok(Success { entity: Some(self.reply(place, place.structure(stored)?, stored)), preference: None })
    }

    fn patch(&self, place: &Place<'_>, headers: &HeaderMap, body: &[u8]) -> Result<Success, Refusal> {
        if !is_json(headers) {
            return Err(Refusal::not_json());
        }
        let body = check::read(body)?;
        let mut store = lock(&self.store);
        let stored = store.get_mut(&place.address).ok_or_else(Refusal::not_found)?;
        let structure = place.structure(stored)?;
        let check = Check { schema: place.schema, purpose: Purpose::Patch };
        let changes = check.object(structure, body, Some(&stored.properties))?;
        merge(place.schema, structure, &mut stored.properties, changes);
        let preference = preference(headers);
        let answer = match preference {
            Some(MINIMAL) => UpdateAnswer::NoContent,
            Some(_) => UpdateAnswer::Entity,
            None => self.settings.update_answer,
        };
        let entity = (answer == UpdateAnswer::Entity).then(|| self.reply(place, structure, stored));
        Ok(Success { entity, preference })
    }

    fn reply(&self, place: &Place<'_>, structure: &Structure, stored: &Stored) -> Properties {
        let surroundings = Surroundings {
            endpoint: &self.endpoint,
            annotations: self.settings.type_annotations,
            route: place.route,
            address: &place.address,
        };
        surroundings.body(structure, stored)
    }
}

impl<'a> Place<'a> {
    fn structure(&self, stored: &Stored) -> Result<&'a Structure, Refusal> {
        self.schema.structure(&stored.structure).ok_or_else(|| Refusal::unknown_type(&stored.structure))
    }
}

const MINIMAL: &str = "return=minimal";
const REPRESENTATION: &str = "return=representation";

/// The first `return` preference, as RFC 7240 says.
fn preference(headers: &HeaderMap) -> Option<&'static str> {
    let preferences = headers.get_all("prefer").into_iter().filter_map(|value| value.to_str().ok());
    let mut wishes = preferences.flat_map(|value| value.split(',')).map(str::trim);
    wishes
        .find_map(|wish| [MINIMAL, REPRESENTATION].into_iter().find(|known| known.eq_ignore_ascii_case(wish)))
}

/// Whether the content type is JSON, whatever its parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

fn accepted(success: Success) -> Response<Bytes> {
    let mut response = match success.entity {
        None => answer(StatusCode::NO_CONTENT, Bytes::new()),
        Some(entity) => {
            let mut response = answer(StatusCode::OK, serde_json::Value::Object(entity).to_string().into());
            response.headers_mut().insert(CONTENT_TYPE, ENTITY_TYPE);
            response
        }
    };
    let preference = success.preference.map(HeaderValue::from_static);
    response.headers_mut().extend(preference.map(|applied| (PREFERENCE_APPLIED, applied)));
    response
}

fn refused(refusal: &Refusal, ids: &Ids<'_>) -> Response<Bytes> {
    let mut response = answer(refusal.status, envelope::body(refusal, ids).to_string().into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, ERROR_TYPE);
    if refusal.status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, CHALLENGE);
    }
    if refusal.is_ours {
        headers.insert(WORDING, HeaderValue::from_static("ours"));
    }
    response
}

fn answer(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}

/// A lock that a panic elsewhere does not take away: one lost request must not end all later ones.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
