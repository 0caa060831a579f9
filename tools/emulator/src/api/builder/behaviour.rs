//! How an emulator shall behave: permissions, limits, switches, faults.

use std::time::Duration;

use graph_entity::Entity;

use crate::api::builder::Builder;
use crate::api::start_error::StartError;
use crate::auth::claims::Demand;
use crate::faults::fault::Fault;
use crate::faults::queue::Chance;
use crate::faults::throttle::Throttle;
use crate::faults::throttler::Throttler;
use crate::settings::{NestedWrites, ReadOnlyWrites, TypeAnnotations, UpdateAnswer};

impl Builder {
    /// A bearer token to take; called more than once, each of them is. The default is `emulator-token`.
    ///
    /// A token that is a JSON Web Token, such as [`token`](crate::token()) makes, says what it may do: by `scp`, `roles`, `nbf`
    /// and `exp`. A request whose entity declares permissions, none of which the token has, is refused with 403. The
    /// declared ones are those of a change; to read, `X.Read.All` is enough for `X.ReadWrite.All`. Any other token is
    /// opaque and may do everything.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.config.tokens.take(token.into());
        self
    }

    /// Takes only tokens with these claims, as a claims request writes them; any other is challenged by 401 with
    /// `insufficient_claims`, each time. An opaque token carries no claims. For one challenge at one moment there is
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
        match Demand::parse(claims) {
            Ok(demand) => self.config.tokens.demand(demand),
            Err(reason) => drop(self.fault.get_or_insert(StartError::Claims(reason))),
        }
        self
    }

    /// Throttles by limits. The default is none.
    ///
    /// A request over a limit is answered by 429 and takes no place; [`Emulator::waits`](crate::Emulator::waits) tells whether it came back too
    /// early. The requests of a `$batch` count and are throttled one by one, and the batch itself is none.
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.config.throttler = Some(Throttler::new(throttle));
        self
    }

    /// Addresses that are not served although they are known: `PATCH deviceManagement/x/{id}`, or without a verb for all
    /// of them, in both versions. They are answered as Intune does, 400 with `No method match route template`.
    pub fn not_served<T: AsRef<str>>(mut self, routes: impl IntoIterator<Item = T>) -> Self {
        for route in routes {
            let route = route.as_ref();
            if let Err(reason) = self.config.not_served.add(route) {
                self.fault.get_or_insert(StartError::NotServed { route: route.to_owned(), reason });
            }
        }
        self
    }

    /// Does not serve what Intune was seen not to serve, though its metadata and its documentation have it: what people
    /// told in public threads, at their time. [`Emulator::not_served`](crate::Emulator::not_served) lists it.
    pub fn as_intune_was_seen(mut self) -> Self {
        self.config.not_served.add_seen();
        self
    }

    /// The most connections at once; the default is 512. One more is answered by one 503 and closed, so that a client
    /// learns what is the matter, and with twice as many open it is closed at once.
    pub fn connections(mut self, most: usize) -> Self {
        self.config.settings.connections = most.max(1);
        self
    }

    /// The longest that a request's headers may take to arrive, and after them its body; the default is 30 seconds. Slow
    /// headers end the connection, a slow body is answered by 408.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.config.settings.read_timeout = time;
        self
    }

    /// The port to listen on. The default is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves over TLS, for clients that send their token over nothing else: Microsoft's JavaScript client is one. The
    /// certificate is made at the start, for `127.0.0.1` and `localhost`: see [`Emulator::certificate`](crate::Emulator::certificate).
    #[cfg(feature = "https")]
    pub fn https(mut self) -> Self {
        self.config.settings.is_https = true;
        self
    }

    /// What a PATCH or a PUT is answered with, whatever the type of the entity: see
    /// [`update_answer_for`](Self::update_answer_for).
    pub fn update_answer(mut self, answer: UpdateAnswer) -> Self {
        self.config.settings.update_answer = answer;
        self
    }

    /// What a PATCH or a PUT of an entity of this type is answered with, and of those that extend it.
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

    /// The same by the type's name, `microsoft.graph.mobileAppCategory`, for what a metadata document or a description
    /// declares. A type that is not served is an error at the start.
    pub fn update_answer_of(mut self, name: impl Into<String>, answer: UpdateAnswer) -> Self {
        let name: String = name.into();
        self.config.settings.update_answers.insert(name.trim_start_matches('#').to_owned(), answer);
        self
    }

    /// When a reply carries `@odata.type`.
    pub fn type_annotations(mut self, annotations: TypeAnnotations) -> Self {
        self.config.settings.type_annotations = annotations;
        self
    }

    /// The largest body to read, in bytes. The default is Graph's, 4 MB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.config.settings.body_limit = bytes;
        self
    }

    /// How many requests are recorded: the newest, up to 64 MB of them together. The default is 10,000.
    pub fn recording_limit(mut self, requests: usize) -> Self {
        self.config.settings.recording_limit = requests;
        self
    }

    /// What becomes of a value for a property that the request may not set. The default is to refuse it.
    pub fn read_only_writes(mut self, writes: ReadOnlyWrites) -> Self {
        self.config.settings.read_only_writes = writes;
        self
    }

    /// What a complex value in an update does to the one that is there. The default is OData's, to merge.
    pub fn nested_writes(mut self, writes: NestedWrites) -> Self {
        self.config.settings.nested_writes = writes;
        self
    }

    /// The most entities in one page of a list; the rest is behind `@odata.nextLink`. The default is no limit.
    ///
    /// `Prefer: odata.maxpagesize` and `$top` make a page smaller. As in Graph, a `$top` does not end the list: it goes
    /// on behind the link.
    pub fn page_size(mut self, entities: usize) -> Self {
        self.config.settings.page_size = Some(entities.max(1));
        self
    }

    /// Whether entities carry `@odata.etag`, as those of some services do. The header `ETag` is always there, and
    /// `If-Match` always heeded.
    pub fn etag_annotations(mut self, shown: bool) -> Self {
        self.config.settings.shows_etags = shown;
        self
    }

    /// What becomes of the first requests, one each, in this order. See [`Emulator::next_answers`](crate::Emulator::next_answers).
    pub fn next_answers(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.config.faults.next.extend(faults);
        self
    }

    /// Whether faults are those of the requests inside of a `$batch`, and no longer of the batch as a whole: each request
    /// takes one of the answers asked for. A fault that has no answer (a reset, a stall, a truncation) is none there.
    pub fn faults_in_batches(mut self, inside: bool) -> Self {
        self.config.settings.faults_in_batches = inside;
        self
    }

    /// Faults by chance, for so many of a hundred requests: one of each kind of [`Fault`] is drawn from, with waits of
    /// hundredths of a second. The same seed brings the same ones in the same order. A challenge for claims is drawn only
    /// while the client can have another token.
    pub fn random_faults(mut self, seed: u64, percent: u8) -> Self {
        self.config.faults.chance = Some(Chance::new(seed, percent));
        self
    }

    /// The same with faults of one's choice: those that a client has to overcome, say.
    pub fn random_faults_among(
        mut self,
        seed: u64,
        percent: u8,
        faults: impl IntoIterator<Item = Fault>,
    ) -> Self {
        self.config.faults.chance = Some(Chance::among(seed, percent, faults.into_iter().collect()));
        self
    }
}
