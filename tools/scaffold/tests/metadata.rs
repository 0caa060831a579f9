//! `cargo graph-entity metadata` against the emulator, and against servers that answer wrongly.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;

use cargo_graph_entity::{Download, DownloadErrorKind};
use graph_entity::{Endpoint, ErrorKind};
use graph_entity_emulator::Emulator;

const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="deviceCategory">
      <Key><PropertyRef Name="id" /></Key>
      <Property Name="id" Type="Edm.String" Nullable="false" />
    </EntityType>
    <EntityContainer Name="GraphService">
      <EntitySet Name="deviceCategories" EntityType="microsoft.graph.deviceCategory" />
    </EntityContainer>
  </Schema>
</edmx:DataServices></edmx:Edmx>
"#;

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-graph-entity"));
    let Output { status, stdout, stderr } = command
        .current_dir(folder)
        .args(["graph-entity", "metadata"])
        .args(arguments)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn files(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("the folder");
    files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_written_as_it_is_served_to_a_file_with_its_day() {
    let emulator = Emulator::builder().metadata("beta", DOCUMENT).start().await;
    let folder = folder("metadata-written");
    let given = ["--api", "beta", "--endpoint", emulator.endpoint(), "--json"];
    let (code, out, err) = run(&folder, &given);
    assert_eq!(code, Some(0), "{err}");
    let said: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let date = said["date"].as_str().expect("a day");
    let name = format!("beta-{date}.xml");
    assert!(date.starts_with("20") && date.len() == 10, "{date}");
    assert_eq!(files(&folder), [name.as_str()]);
    assert_eq!(std::fs::read_to_string(folder.join(&name)).expect("the file"), DOCUMENT);
    assert_eq!((&said["file"], &said["state"], &said["types"]), (&name.into(), &"written".into(), &1.into()));
    // It needs no token.
    let requests = emulator.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].header("authorization").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_other_content_is_replaced_only_if_the_command_says_so() {
    let emulator = Emulator::builder().metadata("v1.0", DOCUMENT).start().await;
    let folder = folder("metadata-replaced");
    let file = folder.join("graph.xml");
    std::fs::write(&file, "mine").expect("a file");
    let given = ["--endpoint", emulator.endpoint(), "--out", "graph.xml"];
    let (code, _, err) = run(&folder, &given);
    assert_eq!(code, Some(2));
    assert!(err.contains("graph.xml is there and has other content: write `--overwrite`"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "mine");

    let (code, _, err) = run(&folder, &[&given[..], &["--overwrite"]].concat());
    assert!(code == Some(0) && err.contains("graph.xml: replaced, 1 types"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), DOCUMENT);

    let (code, _, err) = run(&folder, &given);
    assert!(code == Some(0) && err.contains("graph.xml: unchanged"), "{err}");
    assert_eq!(files(&folder), ["graph.xml"]);
}

/// Answers one request after another with a text of HTTP, and sends what it was asked.
fn server(answer: String) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut asked = vec![0; 4096];
            let length = stream.read(&mut asked).unwrap_or_default();
            let _ = sender.send(String::from_utf8_lossy(&asked[..length]).into_owned());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (endpoint, receiver)
}

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn a_wrong_answer_is_named_and_nothing_is_written() {
    let (before, types) = DOCUMENT.split_once("    <EntityType").expect("a type");
    let (_, after) = types.split_once("</EntityContainer>\n").expect("an end");
    let without_types = format!("{before}{after}");
    let xml = "200 OK\r\ncontent-type: application/xml";
    for (answer, expected) in [
        (answer("404 Not Found\r\ncontent-type: text/html", "<html>no</html>"), "404"),
        (answer("302 Found\r\nlocation: https://login.example/", ""), "login.example"),
        (
            answer("200 OK\r\ncontent-type: text/html", "<!doctype html>\n<p>Sign in"),
            "the answer is not a metadata document: it begins with `<!doctype html> <p>Sign in` (line",
        ),
        (answer(xml, "{\"value\": []}"), "it begins with `{\"value\": []}` (line 1"),
        (answer(xml, ""), "it begins with `` (line 1"),
        (answer(xml, "<feed xmlns='a'/>"), "it begins with `<feed xmlns='a'/>` (line 1, column 1: "),
        (answer(xml, &without_types), "the document declares no type"),
        (answer(xml, &DOCUMENT[..200]), "is not a metadata document"),
    ] {
        let folder = folder("metadata-wrong");
        let (endpoint, asked) = server(answer);
        let (code, out, err) = run(&folder, &["--endpoint", &endpoint]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(err.starts_with(&format!("error: {endpoint}/v1.0/$metadata: ")), "{err}");
        assert!(err.contains(expected), "{expected}\n{err}");
        assert!(files(&folder).is_empty());
        let asked = asked.recv().expect("a request").to_lowercase();
        assert!(asked.starts_with("get /v1.0/$metadata http/1.1\r\n"), "{asked}");
        assert!(asked.contains("accept: application/xml") && !asked.contains("authorization"), "{asked}");
    }
}

#[test]
fn a_service_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let (code, _, err) = run(&folder("metadata-nobody"), &["--endpoint", &endpoint]);
    assert!(code == Some(2) && err.contains("no connection"), "{err}");
    let (code, _, err) = run(&folder("metadata-plain"), &["--endpoint", "http://graph.microsoft.com"]);
    assert!(code == Some(2) && err.contains("`https`"), "{err}");
}

#[test]
fn a_document_above_the_limit_is_not_read() {
    let (endpoint, _asked) = server(answer("200 OK", DOCUMENT));
    let endpoint = Endpoint::parse(&endpoint).expect("an endpoint");
    let download = Download { size_limit: DOCUMENT.len() - 1, ..Download::new(endpoint.clone(), "beta") };
    let error = download.run().expect_err("too large");
    let DownloadErrorKind::Request(found) = &error.kind else { panic!("{error}") };
    assert_eq!(found.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("the answer is too large"), "{error}");
    let download = Download { size_limit: DOCUMENT.len(), ..download };
    assert_eq!(download.run().expect("a document").text, DOCUMENT);
}
