//! How an emulator behaves: permissions, limits, switches, faults.

use std::time::Duration;

use graph_entity_model::entity::Entity;

use crate::api::builder::Builder;
use crate::api::start_error::StartError;
use crate::auth::claims::ClaimsRequest;
use crate::faults::fault::Fault;
use crate::faults::queue::RandomFaults;
use crate::faults::throttle::Throttle;
use crate::faults::throttler::Throttler;
use crate::settings::{
    DefaultProperties, Names, NestedWrites, ReadOnlyWrites, TypeAnnotations, UndeclaredProperties,
    UpdateAnswer, VersionStores,
};

impl Builder {
    /// Accepts a bearer token. Each call adds one. The default is `emulator-token`.
    ///
    /// A JSON Web Token, such as one that [`token`](crate::token()) builds, has permissions and a lifetime:
    /// `scp`, `roles`, `nbf` and `exp`. If an entity declares permissions and the token has none of them, the
    /// request is refused with 403. The declared permissions are those for changes; to read, `X.Read.All` is
    /// enough for `X.ReadWrite.All`. Any other token is opaque and may do everything.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.tokens.accept(token.into());
        self
    }

    /// Accepts only tokens with these claims, given as a claims request. Any other token is always challenged
    /// by 401 with `insufficient_claims`. An opaque token has no claims. For a single challenge, use
    /// [`Fault::ClaimsChallenge`].
    ///
    /// ```
    /// # use graph_entity_emulator::{Emulator, token};
    /// let stepped_up = token().delegated(["Device.Read.All"]).claim("acrs", ["c1"]);
    /// let builder = Emulator::builder()
    ///     .claims_challenge(r#"{"access_token": {"acrs": {"essential": true, "value": "c1"}}}"#)
    ///     .token(token().delegated(["Device.Read.All"]).build())
    ///     .token(stepped_up.build());
    /// # drop(builder);
    /// ```
    ///
    /// Source: Microsoft identity platform, "Claims challenges, claims requests, and client capabilities".
    pub fn claims_challenge(mut self, claims: &str) -> Self {
        match ClaimsRequest::parse(claims) {
            Ok(claims) => self.config.tokens.require(claims),
            Err(reason) => drop(self.error.get_or_insert(StartError::Claims(reason))),
        }
        self
    }

    /// Throttles requests by limits. The default is no limit.
    ///
    /// A request over a limit is answered by 429 and is not counted.
    /// [`Emulator::waits`](crate::Emulator::waits) shows whether the client retried it too early. The
    /// requests of a `$batch` are counted and throttled one by one; the batch itself is not counted.
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.config.throttler = Some(Throttler::new(throttle));
        self
    }

    /// Does not serve these routes, although their types are known: `PATCH deviceManagement/x/{id}`, or
    /// without a method for all methods, in both versions. `{cast}` stands for the name of a type only. They are answered as Intune does: 400 with
    /// `No method match route template`.
    pub fn not_served<T: AsRef<str>>(mut self, routes: impl IntoIterator<Item = T>) -> Self {
        for route in routes {
            let route = route.as_ref();
            if let Err(reason) = self.config.not_served.add(route) {
                self.error.get_or_insert(StartError::NotServed { route: route.to_owned(), reason });
            }
        }
        self
    }

    /// Does not serve what Intune was seen not to serve, although its metadata and documentation have it. The
    /// list is from public issue threads, each true at its time.
    /// [`Emulator::not_served`](crate::Emulator::not_served) returns it.
    pub fn not_served_by_intune(mut self) -> Self {
        self.config.not_served.add_seen();
        self
    }

    /// The most concurrent connections; the default is 512. A connection over the limit is answered by a
    /// single 503 and closed, so that a client learns the reason. If twice as many are open, it is closed at
    /// once.
    pub fn connections(mut self, max: usize) -> Self {
        self.config.settings.connections = max.max(1);
        self
    }

    /// How long the headers of a request may take to arrive, and then its body; the default is 30 seconds.
    /// Slow headers end the connection; a slow body is answered by 408.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.config.settings.read_timeout = time;
        self
    }

    /// Accepts requests to a host, `graph.example.com`, beside this machine's names, its loopback addresses and
    /// Graph's hosts; with a port, `graph.example.com:8080`, at that port only. Each call adds one. Any other host is refused with 403, so that a page of another site
    /// cannot resolve its own name to the emulator.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.config.settings.allowed_hosts.push(host.into());
        self
    }

    /// Accepts requests from pages of an origin, `https://app.example.com`, beside those of this machine at
    /// any port. Each call adds one. Requests with another `Origin` are refused with 403.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.config.settings.allowed_origins.push(origin.into());
        self
    }

    /// The port to listen on. The default is any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves over TLS, for clients that send their token only over TLS, such as Microsoft's JavaScript
    /// client. The certificate is made at the start, for `127.0.0.1` and `localhost`: see
    /// [`Emulator::certificate`](crate::Emulator::certificate).
    #[cfg(feature = "https")]
    pub fn https(mut self) -> Self {
        self.config.settings.is_https = true;
        self
    }

    /// How a PATCH or a PUT is answered, for all types. The default is [`UpdateAnswer::Documented`]. For one type, see
    /// [`update_answer_for`](Self::update_answer_for).
    pub fn update_answer(mut self, answer: UpdateAnswer) -> Self {
        self.config.settings.update_answer = answer;
        self
    }

    /// How a PATCH or a PUT of an entity of this type, or of a type derived from it, is answered.
    ///
    /// ```
    /// # use graph_entity::graph_entity;
    /// # use graph_entity_emulator::{Emulator, UpdateAnswer};
    /// # /// A category.
    /// # #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// # struct DeviceCategory { /// The key.
    /// # id: String }
    /// let builder = Emulator::builder()
    ///     .entity::<DeviceCategory>()
    ///     .update_answer_for::<DeviceCategory>(UpdateAnswer::NoContent);
    /// # drop(builder);
    /// ```
    pub fn update_answer_for<T: Entity>(self, answer: UpdateAnswer) -> Self {
        self.update_answer_of(T::ABOUT.structure().name(), answer)
    }

    /// Like [`update_answer_for`](Self::update_answer_for), by the type's name,
    /// `microsoft.graph.mobileAppCategory`, for a type that a metadata or JSON document declares. A type that
    /// is not served is an error at the start.
    pub fn update_answer_of(mut self, name: impl Into<String>, answer: UpdateAnswer) -> Self {
        let name: String = name.into();
        self.config.settings.update_answers.insert(name.trim_start_matches('#').to_owned(), answer);
        self
    }

    /// How the names of a type's properties, or of an enumeration's members, are compared, also in the types
    /// derived from it. By default they are found in any case, except in those of drives and eDiscovery.
    /// A type that is not served is an error at the start.
    ///
    /// ```
    /// # use graph_entity_emulator::{Emulator, Names};
    /// # let document = "";
    /// let builder = Emulator::builder()
    ///     .metadata("v1.0", document)
    ///     .names_of("microsoft.graph.message", Names::Exact);
    /// # drop(builder);
    /// ```
    pub fn names_of(mut self, name: impl Into<String>, names: Names) -> Self {
        let name: String = name.into();
        self.config.settings.names.insert(name.trim_start_matches('#').to_owned(), names);
        self
    }

    /// When an entity in a response has `@odata.type`.
    pub fn type_annotations(mut self, annotations: TypeAnnotations) -> Self {
        self.config.settings.type_annotations = annotations;
        self
    }

    /// How a property that an open type does not declare is treated. The default is to store it.
    pub fn undeclared_properties(mut self, properties: UndeclaredProperties) -> Self {
        self.config.settings.undeclared_properties = properties;
        self
    }

    /// What a read without `$select` returns. The default is what is documented, which is not all of the
    /// properties of a user.
    pub fn default_properties(mut self, properties: DefaultProperties) -> Self {
        self.config.settings.default_properties = properties;
        self
    }

    /// The largest body to read, in bytes. The default is Graph's, 4 MB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config.settings.body_limit = bytes;
        self
    }

    /// How many requests are recorded: the newest ones, up to 64 MB in total. The default is 10,000.
    pub fn recording_limit(mut self, requests: usize) -> Self {
        self.config.settings.recording_limit = requests;
        self
    }

    /// How a value for a property that the request may not set is treated. By default it is refused.
    pub fn read_only_writes(mut self, writes: ReadOnlyWrites) -> Self {
        self.config.settings.read_only_writes = writes;
        self
    }

    /// How a complex value in an update is applied to the existing one. The default is OData's: they are
    /// merged.
    pub fn nested_writes(mut self, writes: NestedWrites) -> Self {
        self.config.settings.nested_writes = writes;
        self
    }

    /// Sets whether `/v1.0` and `/beta` have the same entities. By default they do, if both serve entities: a
    /// version does not show the types, properties and members that only the other one declares, and an
    /// update or a replacement keeps their values.
    pub fn version_stores(mut self, stores: VersionStores) -> Self {
        self.config.settings.version_stores = stores;
        self
    }

    /// The most entities in one page of a list; the rest follows by `@odata.nextLink`. The default is no
    /// limit.
    ///
    /// `Prefer: odata.maxpagesize` and `$top` make a page smaller. As in Graph, `$top` does not end the list:
    /// it continues by the link.
    pub fn page_size(mut self, entities: usize) -> Self {
        self.config.settings.page_size = Some(entities.max(1));
        self
    }

    /// Whether entities have `@odata.etag`, as those of some services do. The header `ETag` is always sent,
    /// and `If-Match` is always respected.
    pub fn etag_annotations(mut self, shown: bool) -> Self {
        self.config.settings.shows_etags = shown;
        self
    }

    /// The faults of the first requests, one each, in this order. See
    /// [`Emulator::next_answers`](crate::Emulator::next_answers).
    pub fn next_answers(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.config.faults.next.extend(faults);
        self
    }

    /// Whether faults apply to the requests inside a `$batch` instead of the batch as a whole. Each request
    /// inside takes one fault. A fault without a response (a reset, a stall, a truncation) has no effect
    /// there.
    pub fn faults_in_batches(mut self, inside: bool) -> Self {
        self.config.settings.faults_in_batches = inside;
        self
    }

    /// Random faults for this percentage of requests. They are drawn from every kind of [`Fault`], with waits
    /// of hundredths of a second. The same seed gives the same faults in the same order. A claims challenge
    /// is drawn only while the client can get another token.
    pub fn random_faults(mut self, seed: u64, percent: u8) -> Self {
        self.config.faults.random = Some(RandomFaults::new(seed, percent));
        self
    }

    /// Like [`random_faults`](Self::random_faults), with only these faults: for example those that a client
    /// must recover from.
    pub fn random_faults_among(
        mut self,
        seed: u64,
        percent: u8,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Self {
        self.config.faults.random = Some(RandomFaults::among(seed, percent, faults.into_iter().collect()));
        self
    }
}
