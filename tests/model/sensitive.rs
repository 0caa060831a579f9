//! No text of the library shows a sensitive value or a key. This covers errors and their causes, and the
//! `Debug` of patches, entities, requests and actions, with the value at any depth and with errors anywhere
//! in the JSON.

use core::fmt::{self, Debug, Display};
use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use bytes::Bytes;
use graph_entity::transport::from_fn;
use graph_entity::{
    AccessToken, Additional, Change, Client, Error, ErrorKind, Patch, Transport, from_slice, graph_action,
    graph_complex, graph_entity, graph_function, graph_one_of,
};
use serde_json::{Value, json};

#[graph_entity(path = "/deviceManagement/profiles/{profileId}", operations(get, list, create, update, delta))]
#[derive(Clone)]
struct Profile {
    id: String,
    display_name: Option<String>,
    size: Option<i32>,
    #[graph(sensitive)]
    token: Option<String>,
    #[graph(sensitive)]
    number: Option<i64>,
    #[graph(sensitive)]
    codes: Vec<String>,
    server: Option<Server>,
    mirrors: Vec<Server>,
    settings: Vec<Setting>,
    #[graph(sensitive)]
    vault: Option<Vault>,
    #[graph(navigation)]
    owner: Option<Owner>,
    #[graph(navigation)]
    assignments: Vec<Owner>,
}

#[graph_complex]
#[derive(Clone)]
struct Server {
    name: Option<String>,
    port: Option<i32>,
    #[graph(sensitive)]
    password: Option<String>,
}

#[graph_complex]
#[derive(Debug, Clone)]
struct Vault {
    label: Option<String>,
    parts: Vec<Part>,
}

#[graph_complex]
#[derive(Debug, Clone)]
struct Part {
    content: Option<String>,
    length: Option<i32>,
}

#[graph_one_of(odata_type = "microsoft.graph.setting")]
#[derive(Clone)]
enum Setting {
    Text(TextSetting),
    Count(CountSetting),
    #[graph(unrecognized)]
    Unrecognized(Value),
}

/// The macro cannot know what is sensitive in a value of an unknown type, so the program decides what `Debug`
/// shows of it.
impl Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(setting) => setting.fmt(f),
            Self::Count(setting) => setting.fmt(f),
            Self::Unrecognized(_) => f.write_str("Unrecognized"),
        }
    }
}

#[graph_complex]
#[derive(Clone)]
struct TextSetting {
    name: Option<String>,
    #[graph(sensitive)]
    value: Option<String>,
}

#[graph_complex]
#[derive(Clone)]
struct CountSetting {
    name: Option<String>,
    #[graph(sensitive)]
    value: Option<i64>,
    inner: Option<Server>,
}

#[graph_entity(path = "/deviceManagement/owners/{ownerId}")]
#[derive(Clone)]
struct Owner {
    id: String,
    name: Option<String>,
    #[graph(sensitive)]
    pin: Option<String>,
}

#[graph_action(path = "/deviceManagement/profiles/{profileId}/unlock", result = Server)]
#[derive(Clone)]
struct Unlock {
    reason: Option<String>,
    #[graph(sensitive)]
    code: String,
    server: Option<Server>,
}

#[graph_function(path = "/deviceManagement/profiles/find", result = Profile)]
#[derive(Clone)]
struct Find {
    #[graph(sensitive)]
    code: String,
}

/// Random numbers, the same for the same seed: `xorshift64*`.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % bound
    }
}

/// The values that no text may show.
struct Hidden {
    random: Random,
    secrets: Vec<String>,
    ids: Vec<String>,
}

impl Hidden {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            secrets: Vec::new(),
            ids: Vec::new(),
        }
    }

    fn secret(&mut self) -> String {
        const ALPHABET: &[char] = &[
            'a',
            'K',
            '7',
            'z',
            'Q',
            '0',
            '"',
            '\\',
            '/',
            '\n',
            '\t',
            '\u{1}',
            '\'',
            'é',
            '漢',
            '\u{1f511}',
            '<',
            '&',
            '%',
            '+',
            '{',
            '}',
            '[',
            ']',
            ':',
            ',',
            ' ',
            'n',
            'u',
        ];
        let length = 6 + self.random.below(15);
        let mut character = || ALPHABET[self.random.below(ALPHABET.len())];
        let mut secret = String::from(character());
        // Makes each secret unique, and different from every part of a name.
        secret.push_str(MARK);
        secret.push_str(&self.secrets.len().to_string());
        secret.extend((0..length).map(|_| character()));
        self.secrets.push(secret.clone());
        secret
    }

    fn number(&mut self) -> i64 {
        let number = 1_000_000_000 + i64::try_from(self.random.below(1_000_000_000)).expect("small");
        self.secrets.push(number.to_string());
        number
    }

    fn id(&mut self) -> String {
        let id = format!("id-{:08x}-{}", self.random.below(0x7fff_ffff), self.ids.len());
        self.ids.push(id.clone());
        id
    }

    fn server(&mut self) -> Value {
        json!({ "name": "n", "port": 1, "password": self.secret() })
    }

    fn owner(&mut self) -> Value {
        json!({ "id": self.id(), "name": "n", "pin": self.secret() })
    }

    fn profile(&mut self) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.profile", "id": self.id(), "displayName": "d", "size": 5,
            "token": self.secret(), "number": self.number(), "codes": [self.secret(), self.secret()],
            "server": self.server(), "mirrors": [self.server(), self.server()],
            "settings": [
                { "@odata.type": "#microsoft.graph.textSetting", "name": "n", "value": self.secret() },
                { "name": "late", "value": self.number(), "inner": self.server(), "@odata.type": "#microsoft.graph.countSetting" },
                { "@odata.type": "#microsoft.graph.newSetting", "name": "n" },
            ],
            "vault": { "label": self.secret(), "parts": [{ "content": self.secret(), "length": self.number() % 2_000_000_000 }] },
            "owner": self.owner(), "assignments": [self.owner(), self.owner()],
        })
    }

    /// Writable members only, for a patch.
    fn change(&mut self) -> Value {
        let mut change = self.profile();
        let members = change.as_object_mut().expect("an object");
        members.retain(|name, _| !["id", "owner", "assignments"].contains(&name.as_str()));
        change
    }

    /// Replaces a random value by one of another type.
    fn break_value(&mut self, value: &mut Value) {
        let children = match value {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if children > 0 && self.random.below(8) > 0 {
            let at = self.random.below(children);
            let child = match value {
                Value::Object(members) => members.values_mut().nth(at),
                Value::Array(items) => items.get_mut(at),
                _ => None,
            };
            return self.break_value(child.expect("there are so many"));
        }
        *value = match self.random.below(6) {
            // The replaced value may be one that is not sensitive, so none of these is a secret.
            0 => json!(true),
            1 => json!({ "password": [true], "x": 1 }),
            2 => json!([[null]]),
            3 => json!(7),
            4 => Value::Null,
            _ => json!("w"),
        };
    }

    /// Replaces a sensitive value by a secret of another type.
    fn break_secret(&mut self, profile: &mut Value) {
        const PLACES: &[&str] = &[
            "/token",
            "/number",
            "/codes",
            "/codes/1",
            "/server/password",
            "/mirrors/1/password",
            "/settings/0/value",
            "/settings/1/value",
            "/settings/1/inner/password",
            "/vault",
            "/vault/label",
            "/vault/parts",
            "/vault/parts/0/content",
            "/vault/parts/0/length",
            "/owner/pin",
            "/assignments/1/pin",
            "/id",
            "/owner/id",
        ];
        let place = PLACES[self.random.below(PLACES.len())];
        let Some(value) = profile.pointer_mut(place) else { return };
        if place.ends_with("/id") {
            *value = json!(self.number());
            self.ids.extend(self.secrets.pop());
            return;
        }
        *value = match self.random.below(4) {
            0 => json!(self.number()),
            1 => json!(self.secret()),
            2 => json!({ "@odata.type": self.secret(), "content": self.secret() }),
            _ => json!([self.number(), self.secret()]),
        };
    }

    /// Breaks the JSON: truncates it, or removes or adds a character. A gateway's JSON is only truncated,
    /// because a changed character in a name would hide from the library that its value is sensitive.
    fn break_text(&mut self, text: &str, is_gateway_s: bool) -> String {
        let mut characters: Vec<_> = text.chars().collect();
        let at = self.random.below(characters.len());
        match self.random.below(3) {
            _ if is_gateway_s => characters.truncate(at),
            0 => characters.truncate(at),
            1 => drop(characters.remove(at)),
            _ => characters.insert(at, ['"', '}', ',', 'x'][self.random.below(4)]),
        }
        characters.into_iter().collect()
    }

    /// The message of an error from Graph that repeats the secrets of a request, in the forms that services
    /// use.
    fn echo(&mut self) -> String {
        let repeated = |form: usize, secret: &str| match form {
            0 => secret.to_owned(),
            1 => json!(secret).to_string(),
            2 => json!(json!(secret).to_string()).to_string(),
            _ => secret.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat(),
        };
        let secrets = self.secrets.clone();
        let words: Vec<_> = secrets.iter().map(|secret| repeated(self.random.below(4), secret)).collect();
        let words = words.join(" and ");
        let message = match self.random.below(2) {
            0 => words.clone(),
            _ => json!({ "_version": 3, "Message": format!("{words} - Activity ID: 1 - Url: https://x/{words}"), "CustomApiErrorPhrase": words }).to_string(),
        };
        json!({ "error": { "code": "BadRequest", "message": message, "target": words,
            "details": [{ "code": "x", "message": words, "target": words }, words], "innerError": { "code": words } } })
        .to_string()
    }

    fn assert_silent(&self, what: &str, text: &str) {
        self.assert_no_secret(what, text);
        for id in &self.ids {
            assert_without(id, what, text);
        }
    }

    fn assert_no_secret(&self, what: &str, text: &str) {
        assert_without(MARK, what, text);
        for hidden in self.secrets.iter().filter(|secret| !secret.contains(MARK)) {
            assert_without(hidden, what, text);
        }
    }

    fn debug(&self, what: &str, value: &impl Debug) {
        self.assert_silent(what, &format!("{value:?}\n{value:#?}"));
    }

    fn shown(&self, what: &str, value: &(impl Debug + Display)) {
        self.debug(what, value);
        self.assert_silent(what, &value.to_string());
    }

    /// Checks every text of an error and of its causes. Ids are not redacted in what Graph and gateways
    /// write.
    fn error(&self, what: &str, error: &Error) {
        let mut text = format!("{error}\n{error:?}\n{error:#?}");
        let mut cause = error.source();
        while let Some(inner) = cause {
            let _ = write!(text, "\n{inner}\n{inner:?}");
            cause = inner.source();
        }
        if error.status().is_some_and(|status| !status.is_success()) {
            self.assert_no_secret(what, &text);
        } else {
            self.assert_silent(what, &text);
        }
    }
}

/// A secret text is recognised by its mark, so that this finds every form and every part of it.
fn assert_without(hidden: &str, what: &str, text: &str) {
    let is_mark =
        |(at, mark): (usize, &str)| text[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit());
    let shows = if hidden.contains(MARK) {
        text.match_indices(MARK).any(is_mark) || text.contains("%5A%71") || text.contains("%5a%71")
    } else {
        text.contains(hidden)
    };
    assert!(!shows, "{what} shows {hidden:?}: {text}");
}

const MARK: &str = "Zq";

/// Calls a test with many seeds, and prints the one that failed.
fn with_seeds(count: u64, test: impl Fn(Hidden)) {
    struct Seed(u64);

    impl Drop for Seed {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("the seed is {}", self.0);
            }
        }
    }

    for seed in 1..=count {
        let _seed = Seed(seed);
        test(Hidden::new(seed));
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn client_of(transport: impl Transport) -> Client {
    let token = AccessToken::new("token-of-a-test").expect("a token");
    Client::builder().credential(token).max_attempts(1).transport(transport).build().expect("a client")
}

fn client(status: u16, body: impl Into<Bytes>) -> Client {
    let body = body.into();
    client_of(from_fn(move |_: http::Request<Bytes>| {
        http::Response::builder().status(status).body(body.clone()).expect("a response")
    }))
}

#[test]
fn an_unreadable_reply_shows_neither_secret_nor_id() {
    let body = r#"{"id":"9ceb","token":"S3CRET","displayName":5}"#;
    let error =
        block_on(Profile::at("9ceb").get().send(&client(200, body))).expect_err("a number is no text");
    assert_eq!((error.kind(), error.property()), (ErrorKind::WrongType, Some("displayName")));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("S3CRET") && !shown.contains("9ceb"), "{shown}");
    let Error::Unreadable(reply) = &error else { panic!("{error:?}") };
    assert_eq!(reply.excerpt, r#"{"id":string,"token":string,"displayName":number}"#);
    assert!(error.to_string().contains("expected Edm.String, found the number 5"), "{error}");

    for (body, message) in [
        (r#"{"id":"9ceb","token":12345}"#, "property `token`: expected Edm.String, found a number"),
        (r#"{"id":"9ceb","number":"S3CRET"}"#, "property `number`: expected Edm.Int64, found a string"),
        (r#"{"id":12345}"#, "property `id`: expected Edm.String, found a number"),
        (
            r#"{"id":"9ceb","vault":{"parts":[{"length":"S3CRET"}]}}"#,
            "property `vault.parts[0].length`: expected Edm.Int32, found a string",
        ),
        (
            r#"{"id":"9ceb","vault":{"@odata.type":"S3CRET"}}"#,
            "property `vault`: expected `microsoft.graph.vault`, found another type",
        ),
    ] {
        let error = from_slice::<Profile>(body.as_bytes()).map(drop).expect_err("wrong").to_string();
        assert!(error.starts_with(message), "{error}");
        let error = serde_json::from_str::<Profile>(body).map(drop).expect_err("wrong").to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

/// An error names the type that a reply names, and a service may repeat anything there.
#[test]
fn the_name_of_another_type_shows_neither_secret_nor_id() {
    for repeated in ["S3CRET", "9ceb-77", "HUNTER"] {
        let server = json!({ "password": "HUNTER" });
        let mut item = json!({ "id": "9ceb-77", "token": "S3CRET", "displayName": "x", "server": server });
        item["@odata.type"] = format!("#microsoft.graph.{repeated}").into();
        let body = item.to_string();
        let error = from_slice::<Profile>(body.as_bytes()).map(drop).expect_err("another type").to_string();
        assert_without(repeated, "a value", &error);
        assert!(error.contains("found the type `microsoft.graph.[redacted]`"), "{error}");
        let page = json!({ "value": [item] }).to_string();
        let page = block_on(Profile::within().list().send(&client(200, page))).expect("a page").into_value();
        assert_eq!(page.unreadable.len(), 1);
        assert_without(repeated, "a page", &format!("{page:?} {}", page.unreadable[0]));
    }
}

#[test]
fn no_reader_s_error_shows_a_secret_or_an_id() {
    with_seeds(300, |mut hidden| {
        let mut profile = hidden.profile();
        let whole: Profile = serde_json::from_value(profile.clone()).expect("readable");
        hidden.debug("an entity", &whole);
        if hidden.random.below(2) == 0 {
            hidden.break_value(&mut profile);
        } else {
            hidden.break_secret(&mut profile);
        }
        let texts = [profile.to_string(), hidden.break_text(&profile.to_string(), false)];
        for text in texts {
            match from_slice::<Profile>(text.as_bytes()) {
                Ok(_) => {}
                Err(error) => hidden.shown("the reader", &error),
            }
            if let Err(error) = serde_json::from_str::<Profile>(&text) {
                hidden.shown("serde's reader", &error);
            }
        }
    });
}

#[test]
fn no_patch_shows_a_secret_or_an_id() {
    with_seeds(300, |mut hidden| {
        let mut change = hidden.change();
        let patch = ProfilePatch::<graph_entity::Update>::from_json(change.clone()).expect("a patch");
        hidden.debug("a patch", &patch);
        let mut entity: Profile = serde_json::from_value(hidden.profile()).expect("readable");
        let diff = ProfilePatch::diff(&entity, &{
            let mut after = entity.clone();
            patch.apply(&mut after).expect("it fits");
            after
        });
        hidden.debug("a difference", &diff.expect("only what is writable"));
        hidden.debug("a request", &Profile::update(hidden.ids[0].as_str(), patch));

        let mut raw = Profile::patch();
        let (mut server, owner) = (hidden.server(), hidden.owner());
        hidden.break_value(&mut server);
        raw = raw.raw("server", server).raw("owner", owner).raw("token", json!([hidden.secret()]));
        raw = raw.raw("owner@odata.bind", format!("/v1.0/deviceManagement/owners/{}", hidden.id()));
        hidden.debug("a raw patch", &raw);
        if let Err(error) = raw.apply(&mut entity) {
            hidden.shown("applying", &error);
        }

        let mut body = hidden.profile();
        body.as_object_mut().expect("an object").remove("id");
        match ProfilePatch::<graph_entity::Create>::from_json(body) {
            Ok(body) => hidden.debug("a create body", &body),
            Err(error) => hidden.shown("a create body", &error),
        }
        hidden.break_value(&mut change);
        hidden.break_secret(&mut change);
        match ProfilePatch::<graph_entity::Update>::from_json(change) {
            Ok(patch) => hidden.debug("a patch", &patch),
            Err(error) => hidden.shown("no patch", &error),
        }
    });
}

#[test]
fn no_error_of_a_reply_shows_a_secret_or_an_id() {
    with_seeds(150, |mut hidden| {
        let mut profile = hidden.profile();
        if hidden.random.below(2) == 0 {
            hidden.break_value(&mut profile);
        } else {
            hidden.break_secret(&mut profile);
        }
        let status = [200, 200, 400, 502][hidden.random.below(4)];
        let broken = hidden.break_text(&profile.to_string(), status != 200);
        let list = json!({ "value": [hidden.profile(), profile.clone(), hidden.profile()] }).to_string();
        let broken_list = hidden.break_text(&list, status != 200);
        block_on(async {
            for body in [profile.to_string(), broken] {
                let client = client(status, body);
                if let Err(error) = Profile::at("1").get().send(&client).await {
                    hidden.error("get", &error);
                }
                let find = Find { code: "x".into() };
                if let Err(error) = find.call().send(&client).await {
                    hidden.error("a function", &error);
                }
            }
            for body in [list, broken_list] {
                let client = client(status, body);
                let mut items = Profile::within().list().items(&client);
                while let Some(item) = items.next().await {
                    match item {
                        Ok(item) => hidden.debug("an item", &item),
                        Err(error) => hidden.error("an item", &error),
                    }
                }
                let mut pages = Profile::within().list().pages(&client);
                while let Some(Ok(page)) = pages.next().await {
                    hidden.debug("a page", &page);
                    for item in &page.unreadable {
                        hidden.shown("an item", item);
                    }
                }
                let mut changes = Profile::within().delta().changes(&client);
                while let Some(change) = changes.next().await {
                    match change {
                        Ok(Change::Changed(change)) => {
                            hidden.debug("a change", &change);
                            let read = change.read().err();
                            let token = change.get(Profile::TOKEN).err();
                            let password = change.get(Profile::SERVER.then(Server::PASSWORD)).err();
                            for error in [read, token, password].into_iter().flatten() {
                                hidden.shown("a change", &error);
                            }
                        }
                        Ok(change) => hidden.debug("a change", &change),
                        Err(error) => hidden.error("a delta", &error),
                    }
                }
            }
        });
    });
}

#[test]
fn graph_s_words_are_shown_without_the_secrets_of_the_request() {
    with_seeds(100, |mut hidden| {
        let change = hidden.change();
        let patch = ProfilePatch::<graph_entity::Update>::from_json(change).expect("a patch");
        let mut body = hidden.profile();
        body.as_object_mut()
            .expect("an object")
            .retain(|name, _| name != "id" && name != "owner" && name != "assignments");
        let create = ProfilePatch::<graph_entity::Create>::from_json(body).expect("a body");
        let create = create.assignments(vec![Owner::new_body().name("n").pin(hidden.secret())]);
        let server: Server = serde_json::from_value(hidden.server()).expect("readable");
        let unlock = Unlock { reason: None, code: hidden.secret(), server: Some(server) };
        hidden.debug("an action", &unlock);
        hidden.debug("a request", &unlock.call("1"));
        let plain = format!("{MARK}{}", hidden.secrets.len());
        hidden.secrets.push(plain.clone());
        // The message of a service repeats only the secrets of the request that it answers.
        let all = core::mem::take(&mut hidden.secrets);
        let own = |request: http::Request<Bytes>| {
            let text = format!("{} {}", request.uri(), String::from_utf8_lossy(request.body()));
            let is_in = |secret: &&String| {
                let escaped = json!(secret).to_string();
                text.contains(&escaped[1..escaped.len() - 1]) || text.contains(secret.as_str())
            };
            all.iter().filter(is_in).cloned().collect::<Vec<_>>()
        };
        let endpoint = "https://graph.microsoft.com";
        let update = Profile::update("1", patch);
        let create = Profile::within().create(create);
        let find = Find { code: plain.clone() }.call();
        let list = Profile::within().list().filter(Profile::TOKEN.eq(&plain)).into_request();
        let mut cases = vec![];
        for secrets in [
            own(update.to_http(endpoint).expect("valid")),
            own(create.to_http(endpoint).expect("valid")),
            own(unlock.call("1").to_http(endpoint).expect("valid")),
            own(find.to_http(endpoint).expect("valid")),
            own(list.to_http(endpoint).expect("valid")),
        ] {
            assert!(!secrets.is_empty());
            hidden.secrets = secrets;
            let body = if hidden.random.below(3) == 0 {
                format!("<html>{}</html>", hidden.secrets.join(" "))
            } else {
                hidden.echo()
            };
            cases.push((core::mem::take(&mut hidden.secrets), body));
        }
        block_on(async {
            let bodies: Vec<_> = cases.iter().map(|(_, body)| body.clone()).collect();
            let at = |at: usize| client(400, bodies[at].clone());
            let errors = [
                update.clone().send(&at(0)).await.err(),
                create.clone().send(&at(1)).await.err(),
                unlock.call("1").send(&at(2)).await.err(),
                find.clone().send(&at(3)).await.err(),
                list.clone().send(&at(4)).await.err(),
            ];
            for (error, (secrets, _)) in errors.into_iter().zip(&cases) {
                hidden.secrets.clone_from(secrets);
                let error = error.expect("400");
                hidden.error("the request", &error);
                assert!(error.to_string().contains("[redacted]"), "{error}");
            }

            // The same requests as a batch: with an answer for each, and with one answer for all.
            let replies: Vec<_> = bodies
                .iter()
                .enumerate()
                .map(|(at, body)| {
                    let body = serde_json::from_str(body).unwrap_or_else(|_| Value::from(body.as_str()));
                    json!({ "id": (at + 1).to_string(), "status": 400, "headers": { "Content-Type": "application/json" }, "body": body })
                })
                .collect();
            let each = client(200, json!({ "responses": replies }).to_string());
            hidden.secrets = cases.iter().flat_map(|(secrets, _)| secrets).cloned().collect();
            let whole = client(400, hidden.echo());
            for client in [each, whole] {
                let mut batch = client.batch();
                let (updated, created) = (batch.add(update.clone()), batch.add(create.clone()));
                let unlocked = batch.add(unlock.call("1"));
                let (found, listed) = (batch.add(find.clone()), batch.add(list.clone()));
                let mut replies = batch.send().await;
                hidden.debug("replies", &replies);
                let errors = [
                    replies.take(updated).err(),
                    replies.take(created).err(),
                    replies.take(unlocked).err(),
                    replies.take(found).err(),
                    replies.take(listed).err(),
                ];
                for error in errors {
                    hidden.error("an item of a batch", &error.expect("400"));
                }
            }
            // A transport whose error quotes the request.
            let transport = |request: http::Request<Bytes>| async move {
                let body = String::from_utf8_lossy(request.body()).into_owned();
                Err::<http::Response<Bytes>, _>(format!("cannot send {body} to {}", request.uri()))
            };
            hidden.error("the transport", &update.send(&client_of(transport)).await.expect_err("no answer"));
            hidden.error("the transport", &list.send(&client_of(transport)).await.expect_err("no answer"));
        });
    });
}

#[test]
fn an_operation_s_failure_is_shown_without_the_secrets_of_its_request() {
    let transport = from_fn(|request: http::Request<Bytes>| {
        if request.method() == http::Method::POST {
            let started = http::Response::builder().status(202);
            return started
                .header("location", "https://graph.microsoft.com/v1.0/operations/1")
                .header("retry-after", "1")
                .body(String::new())
                .expect("a response");
        }
        http::Response::new(
            r#"{"status":"failed","error":{"code":"x","message":"S3CRET is wrong"}}"#.to_owned(),
        )
    });
    let unlock = Unlock { reason: None, code: "S3CRET".into(), server: None }.call("1");
    let error =
        block_on(unlock.send_and_wait(&client_of(transport), Duration::from_secs(60))).expect_err("failed");
    assert_eq!(error.kind(), ErrorKind::OperationFailed);
    assert!(
        !format!("{error} {error:?}").contains("S3CRET") && error.to_string().contains("is wrong"),
        "{error}"
    );
}

#[test]
fn what_is_not_sensitive_or_short_is_shown() {
    let patch = Profile::patch().display_name("Kiosk").token("abc").size(5);
    assert_eq!(
        format!("{patch:?}"),
        r##"{"@odata.type": "#microsoft.graph.profile", "displayName": "Kiosk", "size": 5, "token": [redacted]}"##
    );
    let words = r#"{"error":{"code":"BadRequest","message":"Kiosk, abc and 5 are wrong for profile 9ceb"}}"#;
    let error = block_on(Profile::update("9ceb", patch).send(&client(400, words))).expect_err("400");
    assert!(error.to_string().contains("Kiosk, abc and 5 are wrong for profile 9ceb"), "{error}");

    let page = "<html>The service is down.</html>";
    for status in [200, 502] {
        let error = block_on(Profile::at("1").get().send(&client(status, page))).expect_err("a page");
        assert!(error.to_string().contains(page), "{error}");
    }
    let error = block_on(Profile::at("1").get().send(&client(200, "Try later."))).expect_err("a sentence");
    assert!(error.to_string().contains("Try later."), "{error}");
    let server = Profile::patch().server(Server {
        name: Some("n".into()),
        port: None,
        password: Some("S3CRET".into()),
    });
    let shown = format!("{server:?}");
    assert!(shown.contains(r#""server": {"name":"n","port":null,"password":[redacted]}"#), "{shown}");
}

#[test]
fn every_unreadable_item_has_an_excerpt_of_its_own() {
    let items: Vec<_> =
        (0..500).map(|at| json!({ "id": at.to_string(), "displayName": ["x"], "size": 5 })).collect();
    let client = client(200, json!({ "value": items }).to_string());
    let mut items = Profile::within().list().items(&client);
    let mut errors = 0;
    while let Some(item) = block_on(items.next()) {
        let Err(Error::Unreadable(reply)) = item else { panic!("no item can be read") };
        assert!(reply.excerpt.contains(r#""displayName":[string]"#), "{}", reply.excerpt);
        errors += 1;
    }
    assert_eq!(errors, 500);
}

#[graph_function(path = "/deviceManagement/profiles/look", result = Profile)]
#[derive(Clone)]
struct Look {
    #[graph(sensitive)]
    number: i64,
    #[graph(sensitive)]
    key: uuid::Uuid,
    #[graph(sensitive)]
    words: Vec<String>,
}

/// Graph repeats the filter that it cannot parse.
#[test]
fn a_filter_that_graph_repeats_is_shown_without_its_secrets() {
    let list = || Profile::within().list();
    let key = uuid::Uuid::from_u128(0x7bd3_9c86_6af9_4a0b_8c8d_2b1e_5f0d_9a11);
    for (filter, hidden) in [
        (Profile::TOKEN.eq("hunter22"), "hunter22"),
        (Profile::SERVER.then(Server::PASSWORD).eq("hunter22"), "hunter22"),
        (Profile::MIRRORS.any(|server| server.then(Server::PASSWORD).eq("hunter22")), "hunter22"),
        (Profile::NUMBER.eq(98_765_432), "98765432"),
    ] {
        assert!(filter.to_string().contains(hidden), "what is sent");
        assert_without(hidden, "a filter", &format!("{filter:?}"));
        let message = format!("Invalid filter clause: {filter}");
        let reply = json!({ "error": { "code": "BadRequest", "message": message } }).to_string();
        let error = block_on(list().filter(filter).send(&client(400, reply))).expect_err("an error");
        assert_without(hidden, "a filter", &format!("{error} {error:?}"));
    }
    let message = format!("No profile has 98765432 or {key} or hunter\"22.");
    let reply = json!({ "error": { "code": "BadRequest", "message": message } }).to_string();
    let look = Look { number: 98_765_432, key, words: vec!["hunter\"22".to_owned()] };
    let error = block_on(look.call().send(&client(400, reply))).expect_err("an error");
    for hidden in ["98765432".to_owned(), key.to_string(), "hunter\"22".to_owned()] {
        assert_without(&hidden, "a parameter", &format!("{error} {error:?}"));
    }
}

#[graph_entity(path = "/deviceManagement/openProfiles/{profileId}")]
struct OpenProfile {
    id: String,
    #[graph(sensitive)]
    token: Option<String>,
    server: Option<Server>,
    #[graph(sensitive)]
    #[graph(navigation)]
    owner: Option<Owner>,
    #[graph(sensitive, navigation)]
    owners: Vec<Owner>,
    #[graph(additional)]
    extra: Additional,
}

/// Graph ignores the case of names, so a value under the name `Token` is that of the property `token`.
#[test]
fn a_name_in_another_case_hides_what_the_declared_one_hides() {
    let json = r#"{"id":"1","Token":"S3CRET","SERVER":{"Name":"n","PassWord":["S3CRET"]},"ID":"S3CRET","other":[7]}"#;
    let profile: OpenProfile = from_slice(json.as_bytes()).expect("readable");
    assert_eq!(profile.extra.get("Token"), Some(&json!("S3CRET")), "it is kept");
    let shown = format!("{:?}", profile.extra);
    assert_eq!(
        shown,
        r#"{"Token": [redacted], "SERVER": {"Name":"n","PassWord":[redacted]}, "ID": [redacted], "other": [7]}"#
    );
    let patch = OpenProfile::patch()
        .raw("Token", "S3CRET")
        .raw("SERVER", json!({ "passWord": "S3CRET" }))
        .raw("ID", "S3CRET")
        .raw("Token@example.hint", "S3CRET")
        .raw("Owner", json!({ "Id": "S3CRET", "PIN": "S3CRET", "Name": "n" }));
    let shown = format!("{patch:?} {patch:#?}");
    assert!(!shown.contains("S3CRET") && shown.contains(r#""Token": [redacted]"#), "{shown}");

    let list = OpenProfile::within().list().filter_raw("TOKEN eq 'hunter22'");
    let reply = r#"{"error":{"code":"BadRequest","message":"Invalid filter: TOKEN eq 'hunter22'"}}"#;
    let error = block_on(list.send(&client(400, reply))).map(drop).expect_err("400");
    assert!(!format!("{error} {error:?}").contains("hunter22"), "{error}");
}

#[graph_action(path = "/deviceManagement/profiles/import")]
struct Import {
    #[graph(sensitive)]
    owners: Vec<OwnerPatch<graph_entity::Create>>,
    #[graph(sensitive)]
    code: Option<String>,
}

#[graph_function(path = "/deviceManagement/profiles/check", result = bool)]
struct Check {
    #[graph(sensitive)]
    code: String,
    #[graph(sensitive)]
    codes: Vec<String>,
}

/// Sending it would store the asterisks.
#[test]
fn a_masked_secret_is_refused_wherever_it_is_sent() {
    let endpoint = "https://graph.microsoft.com";
    let owner = || Owner::new_body().name("****");
    let refused = |error: Option<Error>, property: &str| {
        let error = error.expect("a masked secret");
        assert_eq!(error.property(), Some(property), "{error}");
        assert!(error.to_string().contains("mask"), "{error}");
    };
    let create = OpenProfile::new_body().owner(owner());
    refused(OpenProfile::within().create(create).to_http(endpoint).err(), "owner.name");
    let create = OpenProfile::new_body().owners(vec![Owner::new_body().name("n"), owner()]);
    refused(OpenProfile::within().create(create).to_http(endpoint).err(), "owners[1].name");
    let json = json!({ "owners": [{ "name": "n" }, { "name": "*****" }] });
    let error = OpenProfilePatch::<graph_entity::Create>::from_json(json).expect_err("a masked secret");
    assert!(error.to_string().contains("owners[1].name"), "{error}");

    let import = |owners, code: Option<&str>| Import { owners, code: code.map(Into::into) }.call();
    refused(import(vec![owner()], None).to_http(endpoint).err(), "owners[0].name");
    refused(import(vec![], Some("****")).to_http(endpoint).err(), "code");
    let check = |code: &str, item: &str| Check { code: code.into(), codes: vec![item.into()] }.call();
    refused(check("****", "x").to_http(endpoint).err(), "code");
    refused(check("x", "******").to_http(endpoint).err(), "codes[0]");
    assert!(check("***", "x").to_http(endpoint).is_ok(), "too short for a mask");
}
