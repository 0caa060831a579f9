//! Known faults of other clients, one row each: the replies of the service, the requests that it must
//! receive, and the result of the program.

use graph_entity::transport::BoxFuture;
use graph_entity::{Client, DateTimeOffset, Error, Patch as _, Update, graph_entity, graph_enum};
use serde_json::json;

use crate::calls::{send, send_all};
use crate::clock::VirtualClock;
use crate::harness::{capable, epoch, scripted, settings};
use crate::sequences::check_waits;
use crate::server::{ReceivedRequest, Server, Step};
use crate::table;

#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
enum RunState {
    Pending,
    Success,
    #[graph(unrecognized)]
    Unrecognized(String),
}

#[graph_entity(
    path = "/scripts/{scriptId}/runs/{runId}",
    operations(get, update),
    permissions(delegated = ["Scripts.ReadWrite"], application = ["Scripts.ReadWrite.All"]),
)]
#[derive(Debug, Clone, PartialEq)]
struct Run {
    id: String,
    state: Option<RunState>,
    seen: Option<DateTimeOffset>,
    output: Option<String>,
    #[graph(read_only)]
    made: Option<i32>,
}

#[graph_entity(path = "/notes/{noteId}", odata_type = never, operations(update))]
struct Note {
    id: String,
    text: Option<String>,
}

struct Row {
    /// The name of the fault.
    name: &'static str,
    /// The scripted replies, as in the table of sequences.
    replies: &'static [&'static str],
    act: fn(Client) -> BoxFuture<'static, String>,
    /// The method, address and body of each request.
    requests: &'static [&'static str],
    waits: &'static str,
    /// The result of the program, as a text.
    end: &'static str,
}

const RUN: &str = "/v1.0/scripts/s/runs/1";

const COMPARISON: &[Row] = &[
    Row {
        name: "absent / null / value",
        replies: &["200"],
        act: |client| {
            Box::pin(async move {
                let patch = Run::patch().state(RunState::Success).clear_output();
                summarize(send(Run::update("s", "1", patch), &client).await.map(drop))
            })
        },
        requests: &[r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","state":"success","output":null}"##],
        waits: "-",
        end: "()",
    },
    Row {
        name: "read-only fields",
        replies: &[],
        act: |_| {
            Box::pin(async {
                let json = json!({ "id": "1", "output": "x", "made": 7 });
                RunPatch::<Update>::from_json(json).expect_err("two faults").to_string()
            })
        },
        requests: &[],
        waits: "-",
        end: "this is not a patch of microsoft.graph.run: property `id` is read-only; property `made` is read-only",
    },
    Row {
        name: "get, change one, PATCH",
        replies: &[r#"200 body={"id":"1","state":"pending","output":"x","made":7}"#, "200"],
        act: |client| {
            Box::pin(async move {
                let before = send(Run::at("s", "1").get(), &client).await.expect("200").into_value();
                let after = Run { output: Some("y".to_owned()), ..before.clone() };
                let patch = RunPatch::diff(&before, &after).expect("an edit that is allowed");
                summarize(send(Run::update("s", "1", patch), &client).await.map(drop))
            })
        },
        requests: &["GET RUN ", r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","output":"y"}"##],
        waits: "-",
        end: "()",
    },
    Row {
        name: "root `@odata.type`",
        replies: &["200", "204"],
        act: |client| {
            Box::pin(async move {
                send(Run::update("s", "1", Run::patch().output("y")), &client).await.expect("200");
                summarize(send(Note::update("1", Note::patch().text("y")), &client).await.map(drop))
            })
        },
        requests: &[
            r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","output":"y"}"##,
            r#"PATCH /v1.0/notes/1 {"text":"y"}"#,
        ],
        waits: "-",
        end: "()",
    },
    Row {
        name: "unknown enum member",
        replies: &[r#"200 body={"id":"1","state":"retiredAtNight"}"#, "200"],
        act: |client| {
            Box::pin(async move {
                let run = send(Run::at("s", "1").get(), &client).await.expect("200").into_value();
                let state = run.state.expect("a member");
                let end = format!("{state:?}");
                send(Run::update("s", "1", Run::patch().state(state)), &client).await.expect("200");
                end
            })
        },
        requests: &[
            "GET RUN ",
            r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","state":"retiredAtNight"}"##,
        ],
        waits: "-",
        end: r#"Unrecognized("retiredAtNight")"#,
    },
    Row {
        name: "seven-digit timestamp with offset",
        replies: &[r#"200 body={"id":"1","seen":"2017-01-01T00:02:49.3205970-08:00"}"#, "200"],
        act: |client| {
            Box::pin(async move {
                let run = send(Run::at("s", "1").get(), &client).await.expect("200").into_value();
                let seen = run.seen.expect("a moment");
                let end = seen.to_string();
                send(Run::update("s", "1", Run::patch().seen(seen)), &client).await.expect("200");
                end
            })
        },
        requests: &[
            "GET RUN ",
            r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","seen":"2017-01-01T00:02:49.3205970-08:00"}"##,
        ],
        waits: "-",
        end: "2017-01-01T00:02:49.3205970-08:00",
    },
    Row {
        name: "Retry-After: seconds / fraction / date / none",
        replies: &["429 after=10", "429 after=2.128", "429 until=10:01:30 date", "429", "204"],
        act: change,
        requests: &[CHANGED; 5],
        waits: "10 2.128 90 <8",
        end: "None",
    },
    Row {
        name: "claims challenge",
        replies: &["401 claims", "204"],
        act: change,
        requests: &[CHANGED; 2],
        waits: "-",
        end: "None",
    },
    Row {
        name: "throttled items in a batch",
        replies: &[
            r#"200 body={"responses":[{"id":"2","status":204},{"id":"1","status":429,"headers":{"Retry-After":"7"},"body":null}]}"#,
            r#"200 body={"responses":[{"id":"1","status":204}]}"#,
        ],
        act: |client| {
            Box::pin(async move {
                let notes = ["1", "2"].map(|id| Note::update(id, Note::patch().text("y")));
                let results = send_all(notes, &client).await;
                format!("{:?}", results.iter().map(Result::is_ok).collect::<Vec<_>>())
            })
        },
        requests: &[
            r#"POST /v1.0/$batch {"requests":[{"id":"1","method":"PATCH","url":"/notes/1","headers":{"Content-Type":"application/json"},"body":{"text":"y"}},{"id":"2","method":"PATCH","url":"/notes/2","headers":{"Content-Type":"application/json"},"body":{"text":"y"}}]}"#,
            r#"POST /v1.0/$batch {"requests":[{"id":"1","method":"PATCH","url":"/notes/1","headers":{"Content-Type":"application/json"},"body":{"text":"y"}}]}"#,
        ],
        waits: "7",
        end: "[true, true]",
    },
    Row {
        name: "204 to an update",
        replies: &["204"],
        act: change,
        requests: &[CHANGED],
        waits: "-",
        end: "None",
    },
    Row {
        name: "HTML with 200",
        replies: &["200 html"],
        act: |client| {
            Box::pin(async move { summarize(send(Run::at("s", "1").get(), &client).await.map(drop)) })
        },
        requests: &["GET RUN "],
        waits: "-",
        end: "HtmlReply",
    },
    Row {
        name: "path value `b c#d`; with a `/`",
        replies: &["204"],
        act: |client| {
            Box::pin(async move {
                let patch = || Run::patch().output("y");
                send(Run::update("s", "b c#d", patch()), &client).await.expect("204");
                summarize(send(Run::update("s", "b/c", patch()), &client).await.map(drop))
            })
        },
        requests: &[
            r##"PATCH /v1.0/scripts/s/runs/b%20c%23d {"@odata.type":"#microsoft.graph.run","output":"y"}"##,
        ],
        waits: "-",
        end: "InvalidRequest",
    },
    Row {
        name: "empty id",
        replies: &[],
        act: |client| {
            Box::pin(async move { summarize(send(Run::at("", "1").get(), &client).await.map(drop)) })
        },
        requests: &[],
        waits: "-",
        end: "InvalidRequest",
    },
    Row {
        name: "permissions in code",
        replies: &["403"],
        act: |client| {
            Box::pin(async move {
                let error = send(Run::at("s", "1").get(), &client).await.expect_err("403");
                let needed = error.graph().and_then(|error| error.permissions).expect("those of the entity");
                assert_eq!(needed.delegated(), Run::ABOUT.permissions().delegated());
                assert!(error.to_string().contains("Scripts.ReadWrite.All"), "{error}");
                summarize(Err::<(), _>(error))
            })
        },
        requests: &["GET RUN "],
        waits: "-",
        end: "Forbidden",
    },
];

const CHANGED: &str = r##"PATCH RUN {"@odata.type":"#microsoft.graph.run","output":"y"}"##;

/// Sends an update, and returns the result as a text.
fn change(client: Client) -> BoxFuture<'static, String> {
    Box::pin(async move {
        let request = Run::update("s", "1", Run::patch().output("y"));
        summarize(send(request, &client).await.map(graph_entity::Reply::into_value))
    })
}

fn summarize<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.map_or_else(|error| format!("{:?}", error.kind()), |value| format!("{value:?}"))
}

#[tokio::test]
async fn known_faults_of_other_clients_do_not_occur() {
    for row in COMPARISON {
        let steps = row.replies.iter().map(|words| Step::Send(scripted(words)));
        let server = Server::start(steps.collect()).await;
        let clock = VirtualClock::at(epoch());
        let settings = settings(server.address(), &clock).credential(capable(&clock));
        let end = (row.act)(settings.build().expect("a client")).await;
        assert_eq!(end, row.end, "{}", row.name);
        let requests: Vec<_> = server.requests().iter().map(line).collect();
        let expected: Vec<_> =
            row.requests.iter().map(|line| line.replace(" RUN ", &format!(" {RUN} "))).collect();
        assert_eq!(requests, expected, "{}", row.name);
        check_waits(&table::waits(row.waits), &clock.waits()).expect(row.name);
    }
}

fn line(request: &ReceivedRequest) -> String {
    let line = request.head.lines().next().unwrap_or_default().trim_end_matches("HTTP/1.1");
    format!("{line}{}", String::from_utf8_lossy(&request.body))
}
