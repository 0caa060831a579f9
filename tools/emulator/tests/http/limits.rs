//! Limits on connections and on the time to receive a request.

use std::time::{Duration, Instant};

use graph_entity_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::entities::{self, SAMPLE};
use crate::wire::{JSON, TOKEN, get, parse, raw};

async fn open(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(emulator.endpoint().strip_prefix("http://").unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_connection_over_the_limit_gets_an_answer() {
    let emulator = entities::sample().connections(2).start().await;
    let mut open_ones = vec![open(&emulator).await, open(&emulator).await];
    let body = "x".repeat(200_000);
    let request = format!(
        "PATCH {SAMPLE} HTTP/1.1\r\n{TOKEN}\r\n{JSON}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let over = raw(&emulator, request.as_bytes()).await.expect("an answer, although the body was not read");
    assert_eq!((over.status, over.error().1.as_str()), (503, "ServiceUnavailable"));
    assert_eq!(emulator.requests()[0].status, 503);
    // Two more idle connections, which makes twice the limit.
    open_ones.extend([open(&emulator).await, open(&emulator).await]);
    assert!(raw(&emulator, b"GET / HTTP/1.1\r\n\r\n").await.is_none());
    drop(open_ones);
    // Loose, because the machine may be busy.
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        if raw(&emulator, format!("GET {SAMPLE} HTTP/1.1\r\n{TOKEN}\r\n\r\n").as_bytes())
            .await
            .is_some_and(|answer| answer.status == 200)
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no connection became free");
}

#[tokio::test]
async fn a_slow_request_does_not_keep_its_connection() {
    // A head that is complete must arrive within the limit, also on a busy machine. The four cases wait together.
    let emulator = entities::sample().read_timeout(Duration::from_secs(3)).start().await;
    let head = format!("PATCH {SAMPLE} HTTP/1.1\r\nHost: localhost\r\n{TOKEN}\r\n{JSON}\r\n");
    let ends = async |sent: String, status: Option<u16>| {
        let mut stream = open(&emulator).await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let reading = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut answer));
        reading.await.expect("the connection ends").unwrap();
        let answer = parse(&String::from_utf8(answer).unwrap());
        assert_eq!(answer.as_ref().map(|answer| answer.status), status, "{sent}");
        if let Some(answer) = answer {
            assert_eq!(answer.error().1, "RequestTimeout");
        }
    };
    tokio::join!(
        ends(format!("{head}Content-Length: 20\r\n\r\n{{\"flag\":"), Some(408)),
        ends(format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"fla"), Some(408)),
        ends(head.clone(), None),
        ends(String::new(), None),
    );
    assert_eq!(get(&emulator, SAMPLE).await.status, 200);
}
