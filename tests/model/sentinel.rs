//! The sentinel of evolvable enumerations, `unknownFutureValue`, which only Graph may send, in every spelling
//! of the metadata.

use graph_entity::{Flags, InvalidRequestError, Patch as _, Update, graph_complex, graph_entity, graph_enum};

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum TokenIssuerType {
    #[graph(name = "AzureAD")]
    AzureAd,
    #[graph(name = "UnknownFutureValue")]
    UnknownFutureValue,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(flags, evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum Channel {
    Push,
    Sms,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(path = "/auditLogs/signIns/{signInId}")]
#[derive(Debug, Clone, PartialEq)]
struct SignIn {
    id: String,
    token_issuer_type: Option<TokenIssuerType>,
    channels: Option<Flags<Channel>>,
    history: Vec<TokenIssuerType>,
    events: Vec<Event>,
}

#[graph_complex]
#[derive(Debug, Clone, PartialEq)]
struct Event {
    issuer: Option<TokenIssuerType>,
    issuers: Vec<TokenIssuerType>,
    channels: Option<Flags<Channel>>,
}

const SPELLINGS: [&str; 4] =
    ["unknownFutureValue", "UnknownFutureValue", "UNKNOWNFUTUREVALUE", " unknownFutureValue "];

fn body(patch: SignInPatch) -> Result<bytes::Bytes, InvalidRequestError> {
    graph_entity::PatchBody::from(patch).into_bytes()
}

fn refused(property: &str) -> InvalidRequestError {
    InvalidRequestError::UnknownFutureValue { property: property.to_owned() }
}

#[test]
fn no_spelling_of_it_is_sent() {
    for name in SPELLINGS {
        assert_eq!(
            body(SignIn::patch().token_issuer_type(name.into())),
            Err(refused("tokenIssuerType")),
            "{name}"
        );
        let flags: Flags<Channel> = [Channel::Push, name.into()].into();
        assert_eq!(body(SignIn::patch().channels(flags)), Err(refused("channels")), "{name}");
        let history = vec![TokenIssuerType::AzureAd, name.into()];
        assert_eq!(body(SignIn::patch().history(history)), Err(refused("history[1]")), "{name}");
        let json = serde_json::json!({ "tokenIssuerType": name });
        assert!(SignInPatch::<Update>::from_json(json).is_err(), "{name}");
    }
    assert!(body(SignIn::patch().token_issuer_type(TokenIssuerType::UnknownFutureValue)).is_err());
    assert!(body(SignIn::patch().token_issuer_type("unknownfuture".into())).is_ok());
}

#[test]
fn no_spelling_of_it_is_filtered_by() {
    let query = |filter| SignIn::within().list().filter(filter).to_http("https://graph.microsoft.com");
    for name in SPELLINGS {
        assert!(query(SignIn::TOKEN_ISSUER_TYPE.eq(TokenIssuerType::from(name))).is_err(), "{name}");
        assert!(query(SignIn::CHANNELS.has(Channel::from(name))).is_err(), "{name}");
    }
    assert!(query(SignIn::TOKEN_ISSUER_TYPE.eq(TokenIssuerType::AzureAd)).is_ok());
}

#[test]
fn an_error_in_a_condition_on_items_names_the_property_and_not_the_variable() {
    let future = || TokenIssuerType::UnknownFutureValue;
    for (filter, property) in [
        (SignIn::HISTORY.any(|issuer| issuer.eq(future())), "history"),
        (SignIn::HISTORY.all(|issuer| issuer.is_in([future()])).not(), "history"),
        (SignIn::EVENTS.any(|event| event.then(Event::ISSUER).ne(future())), "events/issuer"),
        (SignIn::EVENTS.any(|event| event.then(Event::CHANNELS).has(Flags::default())), "events/channels"),
        (
            SignIn::EVENTS.any(|event| event.then(Event::ISSUERS).any(|issuer| issuer.eq(future()))),
            "events/issuers",
        ),
    ] {
        let shown = filter.to_string();
        let error = SignIn::within().list().filter(filter).to_http("https://graph.microsoft.com");
        let error = error.expect_err("Graph hides such members").to_string();
        assert!(error.contains(&format!("`{property}`")), "{shown}: {error}");
    }
}

#[test]
fn it_is_read_and_kept_as_it_came() {
    for name in SPELLINGS {
        let json = format!(r#"{{"id":"1","tokenIssuerType":"{name}"}}"#);
        let sign_in: SignIn = graph_entity::from_slice(json.as_bytes()).expect("a reply");
        assert_eq!(sign_in.token_issuer_type.expect("a member").as_str(), name);
    }
}

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
enum Risk {
    Low,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_enum(evolvable)]
#[derive(Debug, Clone, PartialEq)]
enum State {
    Open,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_complex(odata_type = "microsoft.graph.finding")]
#[derive(Debug, Clone, PartialEq)]
struct ShortFinding {
    risk: Option<Risk>,
}

/// Another declaration of the same type.
#[graph_complex(odata_type = "microsoft.graph.finding")]
#[derive(Debug, Clone, PartialEq)]
struct Finding {
    state: Option<State>,
    inner: Vec<Finding>,
}

#[graph_entity(path = "/security/reports/{reportId}")]
#[derive(Debug, Clone, PartialEq)]
struct Report {
    id: String,
    short: Option<ShortFinding>,
    whole: Option<Finding>,
}

#[graph_entity(path = "/security/extracts/{extractId}")]
#[derive(Debug, Clone, PartialEq)]
struct Extract {
    id: String,
    short: Option<ShortFinding>,
}

#[test]
fn members_that_graph_hides_are_requested_whichever_declaration_of_a_type_has_the_enumeration() {
    let endpoint = "https://graph.microsoft.com";
    let request = Report::at("1").get().to_http(endpoint).expect("a request");
    assert_eq!(request.headers()["prefer"], "include-unknown-enum-members");
    let request = Extract::at("1").get().to_http(endpoint).expect("a request");
    assert!(!request.headers().contains_key("prefer"), "it has no such enumeration");
}
