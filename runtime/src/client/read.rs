//! Reads a reply that the client did not receive: for programs with an HTTP stack of their own.

use bytes::Bytes;
use http::Response;
use http::header::ACCEPT;

use super::retry::AttemptResult;
use super::{Exchange, Reply, challenge};
use crate::base::{CLIENT_REQUEST_ID, Call, REQUEST_ID};
use crate::credential::{AccessToken, IssuedTokens};
use crate::error::{ClaimsChallengeError, Error};
use crate::request::Request;

impl<T> Request<T> {
    /// Reads the reply to this request, for programs that send it themselves: [`to_http`](Self::to_http)
    /// returns what to send. Without I/O, without retries and without a client.
    ///
    /// The sender adds the token and a `client-request-id`, follows no redirect, decompresses the body and
    /// decides on retries. The token is not known here: if a reply repeats it, so may the error.
    ///
    /// ```
    /// # use graph_entity::{Error, graph_entity};
    /// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// # pub struct DeviceCategory { pub id: String, pub display_name: Option<String> }
    /// fn display_name(
    ///     send: impl Fn(http::Request<bytes::Bytes>) -> http::Response<Vec<u8>>,
    /// ) -> Result<Option<String>, Error> {
    ///     let request = DeviceCategory::at("kiosk").get();
    ///     let reply = send(request.to_http("https://graph.microsoft.com")?);
    ///     Ok(request.read(reply)?.into_value().display_name)
    /// }
    /// # let body = r#"{"id":"kiosk","displayName":"Kiosk"}"#;
    /// # let name = display_name(|_| http::Response::new(body.into()))?;
    /// # assert_eq!(name.as_deref(), Some("Kiosk"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`send`](Self::send) for such a reply: a redirect, a claims challenge, Graph's error object, or
    /// a body that contains no `T`.
    pub fn read<B: Into<Bytes>>(&self, reply: Response<B>) -> Result<Reply<T>, Error> {
        let exchange = self.exchange(reply.map(Into::into))?;
        match (self.read)(exchange.status, &exchange.body) {
            Ok(value) => Ok(exchange.into_reply(value)),
            Err(error) => Err(exchange.read_error(error)),
        }
    }

    /// The part of reading that does not depend on the type of the body.
    fn exchange(&self, reply: Response<Bytes>) -> Result<Exchange, Error> {
        let spec = &self.spec;
        let result = AttemptResult::from_answer(reply.status(), reply.body());
        let mut call = Call::new(spec.method.clone(), spec.template.clone(), "");
        call.attempts = 1;
        call.doubt(result.is_ambiguous());
        let challenge = challenge::of(&reply);
        let (head, body) = reply.into_parts();
        // Graph repeats the id that the sender chose.
        let id = head.headers.get(CLIENT_REQUEST_ID).or_else(|| spec.headers.get(CLIENT_REQUEST_ID));
        call.client_request_id =
            id.map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned()).unwrap_or_default();
        let mut exchange = Exchange {
            call,
            token: AccessToken::unknown(),
            issued: IssuedTokens::default(),
            carried: spec.carried().with_address(spec.address()),
            permissions: spec.permissions,
            lacks_eventual: spec.lacks_eventual(),
            any_content: spec.headers.contains_key(ACCEPT),
            status: head.status,
            headers: head.headers,
            body,
            unread: None,
        };
        let (secrets, _) = exchange.secrets("");
        exchange.call.client_request_id = secrets.scrub(&exchange.call.client_request_id).into_owned();
        if let Some(challenge) = challenge {
            return Err(Error::ClaimsChallenge(Box::new(ClaimsChallengeError {
                status: exchange.status,
                claims: challenge.claims,
                answered: false,
                request_id: exchange.header(&REQUEST_ID, &secrets),
                call: exchange.call,
            })));
        }
        exchange.checked()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use graph_entity_model::model::from_slice;
    use http::Method;

    use super::*;
    use crate::error::{ErrorKind, ReplyErrorKind};
    use crate::request::RequestSpec;

    fn request(method: Method) -> Request<String> {
        let path = "/things/secret-id".to_owned();
        let spec = RequestSpec::new(method, "v1.0", "/things/{thingId}".into(), path, None);
        Request::new(spec, |_, body| from_slice(body))
    }

    fn reply(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Vec<u8>> {
        let builder = Response::builder().status(status);
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        builder.body(body.into()).unwrap()
    }

    fn refused(method: Method, reply: Response<Vec<u8>>) -> Error {
        let error = request(method).read(reply).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret"), "{shown}");
        error
    }

    #[test]
    fn a_value_comes_with_its_metadata() {
        let headers = [("request-id", "r1"), ("client-request-id", "c1"), ("etag", "W/\"1\"")];
        let reply = request(Method::GET).read(reply(200, &headers, "\"x\"")).unwrap();
        assert_eq!((reply.status().as_u16(), reply.request_id()), (200, Some("r1")));
        assert_eq!((reply.client_request_id(), reply.etag()), ("c1", Some("W/\"1\"")));
        assert_eq!(reply.into_value(), "x");
    }

    #[test]
    fn the_id_of_the_request_is_kept_if_the_reply_does_not_repeat_it() {
        let request = request(Method::GET).header("client-request-id", "mine");
        assert_eq!(request.read(reply(200, &[], "\"x\"")).unwrap().client_request_id(), "mine");
        assert_eq!(refused(Method::GET, reply(200, &[], "{}")).client_request_id(), None);
    }

    #[test]
    fn an_error_of_graph_has_its_kind_and_its_doubt() {
        let body = r#"{"error":{"code":"notFound","message":"No such thing."}}"#;
        let error = refused(Method::GET, reply(404, &[("request-id", "r1")], body));
        assert_eq!(
            (error.kind(), error.request_id(), error.attempts()),
            (ErrorKind::NotFound, Some("r1"), 1)
        );
        assert_eq!(error.graph().unwrap().message, "No such thing.");
        for (method, status, in_doubt) in [
            (Method::PATCH, 504, true),
            (Method::POST, 502, true),
            (Method::GET, 504, false),
            (Method::PATCH, 503, false),
        ] {
            assert_eq!(refused(method, reply(status, &[], body)).write_in_doubt(), in_doubt, "{status}");
        }
    }

    #[test]
    fn a_redirect_and_a_challenge_are_errors() {
        let elsewhere = [("location", "https://elsewhere.example/secret")];
        let error = refused(Method::GET, reply(302, &elsewhere, ""));
        assert!(error.to_string().contains("redirected to elsewhere.example"), "{error}");
        let error = refused(Method::GET, reply(302, &[("location", "/relative")], ""));
        assert!(matches!(&error, Error::Redirected(redirect) if redirect.host.is_none()), "{error:?}");

        let challenge =
            [("www-authenticate", r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#)];
        let error = refused(Method::GET, reply(401, &challenge, ""));
        let Error::ClaimsChallenge(challenge) = error else { panic!("{error:?}") };
        assert_eq!((challenge.claims.as_deref(), challenge.answered), (Some(r#"{"a":1}"#), false));
    }

    #[test]
    fn a_body_without_the_value_is_unreadable() {
        for (body, kind) in [
            ("", ReplyErrorKind::Empty),
            ("{", ReplyErrorKind::Truncated),
            ("7", ReplyErrorKind::WrongType),
            ("<!doctype html>", ReplyErrorKind::Html),
        ] {
            let error = refused(Method::PATCH, reply(200, &[], body));
            assert_eq!(error.reply_error_kind(), Some(kind), "{body}");
            assert!(error.write_in_doubt(), "a reply that is not Graph's proves nothing: {body}");
        }
        assert!(refused(Method::GET, reply(200, &[], "7")).source().is_some());
    }
}
