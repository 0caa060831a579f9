//! The output of a `tracing` subscriber.

use graph_entity::{from_slice, graph_entity};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::clock::VirtualClock;
use crate::harness::{Thing, counting, epoch, scripted, settings};
use crate::lines::Lines;
use crate::server::{Server, Step};

#[graph_entity(path = "/things/{thingId}")]
struct Safe {
    #[allow(dead_code, reason = "read, and looked at by nobody")]
    id: String,
    #[graph(sensitive)]
    token: Option<String>,
    #[graph(sensitive)]
    key: Option<uuid::Uuid>,
}

#[tokio::test]
async fn a_request_is_one_span_without_ids_and_tokens() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    // Set for all threads: if only one thread had it, another thread could make `tracing` cache that there is
    // no subscriber.
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber of this program");
    let steps = ["429 after=3", "200"].map(|words| Step::Send(scripted(words)));
    let server = Server::start(steps.to_vec()).await;
    let clock = VirtualClock::at(epoch());
    let client = settings(server.address(), &clock).credential(counting(&clock)).build().expect("a client");
    let reply = Thing::at("secret-id").get().send(&client).await.expect("200");

    let safe: Safe = from_slice(br#"{"id":"secret-id","Token":"S3CRET","key":""}"#).expect("readable");
    assert!(safe.token.is_none() && safe.key.is_none());

    let text = lines.take();
    for event in ["differs from a declared one", "an empty text was read as null"] {
        assert!(text.contains(event), "{text}");
    }
    assert!(!text.contains("S3CRET"), "{text}");
    let ours: Vec<_> = text.lines().filter(|line| line.contains("graph_entity::")).collect();
    let id = format!("az.client_request_id=\"{}\"", reply.client_request_id());
    // Other tests send requests at the same time.
    let closed: Vec<_> = ours.iter().filter(|line| line.contains("close") && line.contains(&id)).collect();
    let [closed] = closed[..] else { panic!("one span: {text}") };
    let port = server.address().rsplit(':').next().expect("a port");
    for field in [
        "otel.name=GET /things/{thingId}",
        "otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/things/{thingId}\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "http.request.resend_count=1",
        "http.response.status_code=200",
        "az.service_request_id=\"r1\"",
    ] {
        assert!(closed.contains(field), "{field}: {closed}");
    }
    assert!(!closed.contains("error.type"), "{closed}");
    for event in
        ["throttled http.response.status_code=429", "retry reason=\"throttled\" seconds=3", "token requested"]
    {
        assert!(text.contains(event), "{event}: {text}");
    }
    for line in ours {
        assert!(!line.contains("secret-id") && !line.contains("token-of-a-test"), "{line}");
    }
}
