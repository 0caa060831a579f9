//! Hostile replies over real TCP, over each transport: nothing panics or hangs, no token or secret leaves, and no
//! write is reported as not done that may have been.
//!
//! ```text
//! cargo test --test hostile -- --seed 7 --rounds 20000
//! ```
//!
//! The seed and the counts are printed. Without arguments, the seed is new and the run is short.

mod random;
mod replies;
mod server;

#[path = "../transport/clock.rs"]
#[allow(dead_code, reason = "this target needs less of it")]
mod clock;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use graph_entity::transport::{HyperTransport, ReqwestTransport, Transport, UreqTransport};
use graph_entity::{
    AccessToken, Client, CredentialError, Endpoint, Error, Request, TokenRequest, graph_entity,
};

use self::clock::VirtualClock;
use self::random::Random;
use self::replies::Case;
use self::server::{Reply, Server};

#[graph_entity(path = "/things/{thingId}", operations(get, list, create, update, delete))]
#[derive(Debug, Clone, PartialEq)]
struct Thing {
    id: String,
    name: Option<String>,
}

/// The transport of blocking calls.
const BLOCKING: &str = "ureq";
const TOKEN: &str = "eyJ0b2tlbi1vZi1hLWhvc3RpbGUtdGVzdCI6MX0";
/// A case that takes longer than this hangs: the server closes each connection or answers at once.
const HANGS: Duration = Duration::from_secs(60);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut seed, mut rounds) = (new_seed(), 60);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|number| number.parse::<u64>().ok());
        match argument.as_str() {
            "--seed" => seed = number().expect("`--seed` has a number"),
            "--rounds" => rounds = number().expect("`--rounds` has a number"),
            // What the test runner passes on.
            _ => {}
        }
    }
    println!("hostile replies: seed {seed}, {rounds} rounds");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        for transport in ["hyper", "reqwest", BLOCKING] {
            let mut run = Run::new(transport, seed).await;
            run.all(usize::try_from(rounds).expect("a number of rounds")).await;
            println!("{transport}: {:?}", run.counts);
        }
    });
}

fn new_seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
    u64::from(now.subsec_nanos()) ^ now.as_secs()
}

/// A run over one transport.
struct Run {
    random: Random,
    transport: &'static str,
    server: Server,
    address: String,
    trap: Server,
    trap_host: String,
    counts: BTreeMap<String, usize>,
}

/// What makes a hostile reply. It is given the host of the trap.
type Family = fn(&mut Random, &str) -> Case;

/// The requests that each reply is given to.
const REQUESTS: [&str; 7] = ["get", "update", "create", "list", "media", "wait", "batch"];

impl Run {
    async fn new(transport: &'static str, seed: u64) -> Self {
        let (server, address) = Server::start().await;
        let (trap, trap_address) = Server::start().await;
        let trap_host = trap_address.trim_start_matches("http://").to_owned();
        trap.answer([Reply {
            bytes: b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec(),
            stays_open: false,
        }]);
        let (random, counts) = (Random::new(seed), BTreeMap::new());
        Self { random, transport, server, address, trap, trap_host, counts }
    }

    fn transport(&self) -> Box<dyn Transport> {
        let endpoint = Endpoint::parse(&self.address).expect("an endpoint");
        let limit = Duration::from_secs(5);
        match self.transport {
            BLOCKING => Box::new(UreqTransport::for_endpoint(&endpoint, limit).expect("a transport")),
            "hyper" => Box::new(HyperTransport::for_endpoint(&endpoint, limit).expect("a transport")),
            _ => Box::new(ReqwestTransport::for_endpoint(&endpoint, limit).expect("a transport")),
        }
    }

    fn client(&self) -> Client {
        let transport = std::sync::Arc::<dyn Transport>::from(self.transport());
        let settings = Client::builder().endpoint(self.address.as_str()).transport(transport);
        let settings = settings.clock(VirtualClock::at(SystemTime::UNIX_EPOCH)).max_attempts(2);
        let token = AccessToken::new(TOKEN).expect("a token");
        settings
            .credential(token)
            .timeout(Duration::from_secs(5))
            .size_limit(8 << 20)
            .build()
            .expect("a client")
    }

    async fn all(&mut self, rounds: usize) {
        let client = self.client();
        let families: [(&str, Family, usize); 5] = [
            ("framing", replies::framing, rounds),
            ("redirects", replies::redirects, rounds),
            ("links", replies::links, rounds),
            ("mutated", replies::mutated, rounds),
            ("large", replies::large, rounds / 10),
        ];
        for (name, family, rounds) in families {
            for round in 0..rounds {
                let case = family(&mut self.random, &self.trap_host);
                self.case(&client, name, round, case).await;
            }
        }
        for round in 0..rounds.max(420) {
            self.case(&client, "cuts", round, replies::cuts(round)).await;
        }
        for round in 0..rounds {
            self.cancelled(&client, round).await;
        }
        self.silent_credential().await;
    }

    /// Gives one reply to one of the requests, and checks what must hold for each.
    async fn case(&mut self, client: &Client, family: &str, round: usize, case: Case) {
        let shown =
            String::from_utf8_lossy(&case.reply.bytes[..case.reply.bytes.len().min(300)]).into_owned();
        self.server.answer([case.reply]);
        let request = REQUESTS[round % REQUESTS.len()];
        let what = format!("{} {family} {round} {request}: {shown:?}", self.transport);
        let sent = tokio::time::timeout(HANGS, self.send(client, request)).await;
        let result = sent.unwrap_or_else(|_| panic!("it hangs: {what}"));
        assert_eq!(self.trap.with_token(), 0, "a token has left: {what}");
        let Err(error) = result else {
            *self.counts.entry(format!("{family} ok")).or_default() += 1;
            return;
        };
        *self.counts.entry(format!("{family} {:?}", error.kind())).or_default() += 1;
        check(&error, &what);
        let is_write = ["update", "create", "wait"].contains(&request);
        if is_write && case.is_ambiguous && self.server.committed() > 0 {
            assert!(error.write_in_doubt(), "a write is reported as not done: {what}: {error}");
        }
        if ["create", "wait"].contains(&request) && case.is_ambiguous {
            assert!(self.server.committed() <= 1, "a POST is sent again: {what}: {error}");
        }
        if !is_write {
            assert!(!error.write_in_doubt(), "a read is a write: {what}: {error}");
        }
    }

    /// Sends a request as programs over this transport do: awaited, or by a blocking call on a thread outside
    /// of the runtime.
    async fn send(&self, client: &Client, request: &'static str) -> Result<(), Error> {
        if self.transport != BLOCKING {
            return send(client, request).await;
        }
        let (result, answer) = tokio::sync::oneshot::channel();
        let client = client.clone();
        // Not joined: a call that hangs is found by the time limit.
        std::thread::spawn(move || drop(result.send(send_blocking(&client, request))));
        answer.await.expect("no panic")
    }

    /// Drops a request at any time. The client works afterwards.
    async fn cancelled(&mut self, client: &Client, round: usize) {
        let bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"1\"}".to_vec();
        self.server.answer([Reply { bytes, stays_open: true }]);
        let limit = Duration::from_micros(u64::try_from(self.random.below(1_500)).expect("a time"));
        let _ = tokio::time::timeout(limit, send(client, REQUESTS[round % REQUESTS.len()])).await;
        let after = tokio::time::timeout(HANGS, send(client, "get")).await.expect("no request hangs");
        after.unwrap_or_else(|error| panic!("round {round}: the client is broken: {error}"));
        *self.counts.entry("cancelled".to_owned()).or_default() += 1;
    }

    /// A credential that never answers ends the request at its deadline, with a named error.
    async fn silent_credential(&mut self) {
        let never = |_: TokenRequest| std::future::pending::<Result<AccessToken, CredentialError>>();
        let transport = std::sync::Arc::<dyn Transport>::from(self.transport());
        let settings =
            Client::builder().endpoint(self.address.as_str()).transport(transport).credential(never);
        let client = settings.deadline(Duration::from_millis(200)).build().expect("a client");
        for request in REQUESTS {
            let result =
                tokio::time::timeout(HANGS, self.send(&client, request)).await.expect("no request hangs");
            let error = result.expect_err("no token");
            assert!(error.to_string().contains("credential has not answered"), "{request}: {error}");
            *self.counts.entry("silent credential".to_owned()).or_default() += 1;
        }
    }
}

async fn send(client: &Client, request: &str) -> Result<(), Error> {
    let create = || Thing::within().create(Thing::new_body().name("x"));
    match request {
        "get" => Thing::at("secret-id").get().send(client).await.map(drop),
        "update" => Thing::at("secret-id").update(Thing::patch().name("x")).send(client).await.map(drop),
        "create" => create().send(client).await.map(drop),
        // Pages may be endless.
        "list" => Thing::within().list().pages(client).next().await.transpose().map(drop),
        "media" => Thing::at("secret-id").media().send(client).await.map(drop),
        "wait" => create().send_and_wait(client, Duration::from_secs(30)).await.map(drop),
        _ => batch([Thing::at("secret-id").get()], client).await,
    }
}

fn send_blocking(client: &Client, request: &str) -> Result<(), Error> {
    let create = || Thing::within().create(Thing::new_body().name("x"));
    match request {
        "get" => Thing::at("secret-id").get().send_blocking(client).map(drop),
        "update" => Thing::at("secret-id").update(Thing::patch().name("x")).send_blocking(client).map(drop),
        "create" => create().send_blocking(client).map(drop),
        // Pages may be endless.
        "list" => Thing::within().list().pages(client).blocking().next().transpose().map(drop),
        "media" => Thing::at("secret-id").media().send_blocking(client).map(drop),
        "wait" => create().send_and_wait_blocking(client, Duration::from_secs(30)).map(drop),
        _ => client
            .send_all_blocking([Thing::at("secret-id").get()])
            .into_iter()
            .try_for_each(|result| result.map(drop)),
    }
}

async fn batch<const N: usize>(requests: [Request<Thing>; N], client: &Client) -> Result<(), Error> {
    client.send_all(requests).await.into_iter().try_for_each(|result| result.map(drop))
}

/// Checks what no error may show, and that its message is one line of bounded length.
fn check(error: &Error, what: &str) {
    let text = error.to_string();
    assert!(!text.contains('\n') && text.chars().count() < 3_000, "not one short line: {what}: {text}");
    let all = format!("{text} {error:?}");
    // A service that repeats the address shows it itself.
    for secret in [TOKEN, &TOKEN[..16], "secret-path", "SECRETSIGNATURE", "secret-id", "user:pass"] {
        assert!(!all.contains(secret), "it shows {secret:?}: {what}: {all}");
    }
}
