//! Starts the binary as a user does, and sends it HTTP requests.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/device-run-state.json");

fn graph_emulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_graph-emulator"));
    command.args(arguments);
    command
}

/// A running binary, which is stopped at the end of the test even if the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_prints_its_endpoint_and_serves_the_printed_example() {
    let mut command = graph_emulator(&["--descriptor", FILE, "--token", "t", "--type-annotations", "always"]);
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let lines: Vec<String> =
        BufReader::new(running.0.stdout.take().unwrap()).lines().take(6).map(Result::unwrap).collect();
    let address = lines[0].strip_prefix("Endpoint: http://").unwrap();
    assert_eq!(lines[1], "Token:    t");
    let path = "/beta/deviceManagement/deviceComplianceScripts/2b37c75e-6d0c-4d8f-9a1e-0f5b8f6f3a11/deviceRunStates/7bd39c86-9c86-7bd3-869c-d37b869cd37b";
    assert_eq!(lines[2..4], ["Switched on:", "  Type annotations: Always"]);
    assert_eq!(lines[5], format!("  curl -H 'Authorization: Bearer t' 'http://{address}{path}'"));

    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains(r##""@odata.type":"#microsoft.graph.deviceComplianceScriptDeviceState","id":"7bd3"##),
        "{answer}"
    );
}

/// Sends a request to a running binary, and returns the whole answer.
#[cfg(unix)]
fn exchange(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[cfg(unix)]
fn send_signal(running: &Running, signal: &str) {
    let status = Command::new("kill").args([signal, &running.0.id().to_string()]).status().unwrap();
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn it_saves_on_sighup_and_at_the_end_and_prints_findings() {
    let file = std::env::temp_dir().join(format!("graph-emulator-{}.json", std::process::id()));
    let name = file.to_str().unwrap();
    let key = "7bd39c86-9c86-7bd3-869c-d37b869cd37b";
    let collection =
        "/beta/deviceManagement/deviceComplianceScripts/2b37c75e-6d0c-4d8f-9a1e-0f5b8f6f3a11/deviceRunStates";
    let change = |text: &str| {
        let body = format!(r#"{{"scriptOutput": "{text}"}}"#);
        format!(
            "PATCH {collection}/{key} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for (before, signal) in [("Script Output value", "-TERM"), ("changed by -TERM", "-INT")] {
        let mut command = graph_emulator(&["--descriptor", FILE, "--token", "t", "--data", name]);
        let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
        let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
        let address = lines.next().unwrap().strip_prefix("Endpoint: http://").unwrap().to_owned();
        assert!(lines.any(|line| line.contains(key)));
        send_signal(&running, "-HUP");
        assert_eq!(lines.next(), Some(format!("Saved to {name}.")));
        assert!(std::fs::read_to_string(&file).unwrap().contains(before));
        let answer = exchange(&address, &change(&format!("changed by {signal}")));
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        send_signal(&running, signal);
        let rest: Vec<String> = lines.collect();
        assert!(running.0.wait().unwrap().success());
        assert_eq!(
            (rest[0].as_str(), rest[2].as_str()),
            ("Served 1 requests.", format!("Saved to {name}.").as_str())
        );
        assert!(rest[1].starts_with("  noClientRequestId: PATCH /beta/"), "{rest:?}");
        assert!(std::fs::read_to_string(&file).unwrap().contains(&format!("changed by {signal}")));
    }
    std::fs::remove_file(file).unwrap();
}

/// The memory of a process in KiB: `VmRSS`, or its peak `VmHWM`. `None` if the system does not report it.
#[cfg(target_os = "linux")]
fn memory(running: &Running, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_heavy_filter_takes_little_memory() {
    const MAX_KIB: u64 = 64 * 1024;
    let file = std::env::temp_dir().join(format!("graph-emulator-{}-heavy.json", std::process::id()));
    let collection =
        "/beta/deviceManagement/deviceComplianceScripts/2b37c75e-6d0c-4d8f-9a1e-0f5b8f6f3a11/deviceRunStates";
    let text = "\u{390}".repeat(2 * 1024 * 1024);
    std::fs::write(&file, format!(r#"{{"{collection}/1": {{"scriptOutput": "{text}"}}}}"#)).unwrap();
    let name = file.to_str().unwrap();
    let mut command = graph_emulator(&["--descriptor", FILE, "--token", "t", "--data", name]);
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.next().unwrap().strip_prefix("Endpoint: http://").unwrap().to_owned();
    let nested = |function: &str, times: usize| {
        (0..times).fold("scriptOutput".to_owned(), |text, _| match function {
            "concat" => format!("concat({text},{text})"),
            function => format!("{function}({text})"),
        })
    };
    for expression in [nested("concat", 9), nested("toupper", 90), nested("trim", 90)] {
        // The peak so far is forgotten.
        std::fs::write(format!("/proc/{}/clear_refs", running.0.id()), "5").unwrap();
        let before = memory(&running, "VmRSS").unwrap();
        let request = format!(
            "GET {collection}?$filter=contains({expression},'y') HTTP/1.1\r\nHost: localhost\r\n\
             Authorization: Bearer t\r\nConnection: close\r\n\r\n"
        );
        let answer = exchange(&address, &request);
        let taken = memory(&running, "VmHWM").unwrap().saturating_sub(before);
        assert!(answer.contains("takes too much time or memory"), "{answer}");
        assert!(taken < MAX_KIB, "{taken} KiB for {}", &expression[..40]);
    }
    drop(running);
    std::fs::remove_file(file).unwrap();
}

#[test]
fn over_https_it_prints_which_certificate_to_trust() {
    let file = std::env::temp_dir().join(format!("graph-emulator-{}.pem", std::process::id()));
    let path = file.to_str().unwrap();
    let mut command = graph_emulator(&["--descriptor", FILE, "--https", path, "--page-size", "2"]);
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let lines: Vec<String> =
        BufReader::new(running.0.stdout.take().unwrap()).lines().take(6).map(Result::unwrap).collect();
    assert!(lines[0].starts_with("Endpoint: https://127.0.0.1:"), "{}", lines[0]);
    assert!(lines[5].starts_with(&format!("  curl --cacert '{path}' -H ")), "{}", lines[5]);
    let certificate = std::fs::read_to_string(&file).unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----") && !certificate.contains("PRIVATE"));
    std::fs::remove_file(file).unwrap();
    let unwritable = graph_emulator(&["--descriptor", FILE, "--https", "/nowhere/at/all"]).output().unwrap();
    let message = String::from_utf8(unwritable.stderr).unwrap();
    assert!(message.starts_with("graph-emulator: cannot write /nowhere/at/all: "), "{message}");
}

#[cfg(unix)]
#[test]
fn it_saves_even_if_its_output_is_closed() {
    let file = std::env::temp_dir().join(format!("graph-emulator-{}-quiet.json", std::process::id()));
    let mut command = graph_emulator(&["--descriptor", FILE, "--data", file.to_str().unwrap()]);
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("Endpoint")));
    drop(lines);
    send_signal(&running, "-TERM");
    assert!(running.0.wait().unwrap().success());
    assert!(std::fs::read_to_string(&file).unwrap().contains("Script Output value"));
    std::fs::remove_file(file).unwrap();
}

/// Starts the binary, and returns the lines that it prints, up to the first that starts with `last`.
fn start_until(command: &mut Command, last: &str) -> (Running, Vec<String>) {
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = Vec::new();
    for line in BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap) {
        let is_last = line.starts_with(last);
        lines.push(line);
        if is_last {
            break;
        }
    }
    (running, lines)
}

fn status(address: &str, method: &str, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn it_prints_unserved_routes_and_the_seed() {
    let file = std::env::temp_dir().join(format!("graph-emulator-{}-routes", std::process::id()));
    std::fs::write(
        &file,
        "# all of it\ndeviceManagement/deviceStates\n\nGET /deviceManagement/x/{id} # one\n",
    )
    .unwrap();
    let routes = file.to_str().unwrap();
    let faults = ["--descriptor", FILE, "--not-served", routes, "--random-faults", "0", "--seed", "7"];
    let (_running, lines) = start_until(&mut graph_emulator(&faults), "Faults: ");
    let at = lines.iter().position(|line| line == "Not served, as asked:").unwrap();
    assert_eq!(
        lines[at + 1..],
        [
            "  deviceManagement/deviceStates",
            "  GET /deviceManagement/x/{id}",
            "Faults: 0 of 100 requests, seed 7.",
        ]
    );
    std::fs::remove_file(&file).unwrap();

    let tokens = ["--descriptor", FILE, "--not-served", "intune", "--token", "a", "--token", "b"];
    let (_running, lines) =
        start_until(&mut graph_emulator(&tokens), "  PATCH deviceManagement/configurationPolicies");
    let address = lines[0].strip_prefix("Endpoint: http://").unwrap();
    let states = "/beta/deviceManagement/deviceComplianceScripts/1/deviceRunStates";
    let found = ["a", "b", "emulator-token"].map(|token| status(address, "GET", states, token));
    assert_eq!(found, ["400", "400", "401"]);
}

#[test]
fn it_throttles_by_the_documented_limits() {
    let throttled =
        ["--descriptor", FILE, "--throttle", "1", "--retry-after", "missing", "--connections", "9"];
    let (_running, lines) = start_until(&mut graph_emulator(&throttled), "  curl");
    let address = lines[0].strip_prefix("Endpoint: http://").unwrap();
    let change = || status(address, "DELETE", "/beta/deviceManagement/x", "emulator-token");
    let statuses: Vec<_> = (0..101).map(|_| change()).collect();
    assert_eq!((statuses[99].as_str(), statuses[100].as_str()), ("400", "429"));
}

/// Sends a PATCH, and returns the status and the whole answer.
fn change(address: &str, path: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "PATCH {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer emulator-token\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer.split(' ').nth(1).unwrap().to_owned(), answer)
}

#[test]
fn every_setting_is_an_option_and_is_printed() {
    let all = [
        "--descriptor",
        FILE,
        "--update-answer",
        "no-content",
        "--update-answer-of",
        "microsoft.graph.deviceComplianceScriptDeviceState=entity",
        "--read-only-writes",
        "ignored",
        "--nested-writes",
        "replaced",
        "--type-annotations",
        "always",
        "--etag-annotations",
        "--page-size",
        "7",
        "--body-limit",
        "100",
        "--read-timeout",
        "2.5",
        "--recording-limit",
        "5",
        "--connections",
        "9",
        "--faults-in-batches",
        "--random-faults",
        "0",
        "--seed",
        "1",
    ];
    let (_running, lines) = start_until(&mut graph_emulator(&all), "Faults: ");
    let at = lines.iter().position(|line| line == "Switched on:").unwrap();
    assert_eq!(
        lines[at + 1..lines.len() - 1],
        [
            "  Answer to an update: NoContent",
            "  Answer to an update of a type: microsoft.graph.deviceComplianceScriptDeviceState: Entity",
            "  Type annotations: Always",
            "  Writes to read-only properties: Ignored",
            "  Complex values in updates: Replaced",
            "  Largest body: 100 bytes",
            "  Page of a list: 7",
            "  Annotation @odata.etag: true",
            "  Time for headers, and for a body: 2.5s",
            "  Most connections: 9",
            "  Faults inside of batches: true",
            "  Requests recorded: 5",
        ]
    );
    let address = lines[0].strip_prefix("Endpoint: http://").unwrap();
    let state = "/beta/deviceManagement/deviceComplianceScripts/2b37c75e-6d0c-4d8f-9a1e-0f5b8f6f3a11/deviceRunStates/7bd39c86-9c86-7bd3-869c-d37b869cd37b";
    let (status, answer) = change(address, state, r#"{"id": "other", "scriptError": "e"}"#);
    assert_eq!(status, "200", "{answer}");
    for text in [r#""@odata.etag":"W/"#, r#""@odata.type":"#, r#""id":"7bd39c86-"#, r#""scriptError":"e""#] {
        assert!(answer.contains(text), "{text} is not in {answer}");
    }
    assert_eq!(change(address, state, &format!(r#"{{"scriptError": "{}"}}"#, "x".repeat(100))).0, "413");

    let claims = r#"{"access_token": {"acrs": {"value": "c1"}}}"#;
    let mut challenging = graph_emulator(&["--descriptor", FILE, "--claims-challenge", claims]);
    let (_running, lines) = start_until(&mut challenging, "  Claims that every token needs: ");
    let address = lines[0].strip_prefix("Endpoint: http://").unwrap();
    assert_eq!(change(address, state, "{}").0, "401");

    for (option, value, words) in [
        ("--update-answer-of", "microsoft.graph.x", "expected TYPE=entity or TYPE=no-content"),
        ("--update-answer-of", "microsoft.graph.x=entity", "no type `microsoft.graph.x` is served"),
        ("--read-timeout", "1e99", "--read-timeout"),
        ("--claims-challenge", "{", "claims"),
    ] {
        let output = graph_emulator(&["--descriptor", FILE, option, value]).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && message.contains(words), "{option} {value}: {message}");
    }
}

#[test]
fn an_error_is_one_line_and_exit_code_1() {
    for (file, words) in [
        ("/nowhere/at/all", "cannot read /nowhere/at/all: "),
        ("/dev/null", "the description cannot be read: "),
    ] {
        let output = graph_emulator(&["--descriptor", file]).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            message.starts_with(&format!("graph-emulator: {words}")) && message.lines().count() == 1,
            "{message}"
        );
    }
}

#[test]
fn the_short_help_fits_a_screen_and_names_the_long_one() {
    let output = graph_emulator(&["-h"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.lines().count() <= 24, "{help}");
    assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
    assert!(help.contains("--metadata") && help.contains("--help") && !help.contains("--throttle"), "{help}");
}

#[test]
fn completions_have_every_option() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = graph_emulator(&["--completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{shell}");
        assert!(script.contains("metadata") && script.contains("random-faults"), "{shell}: {script}");
    }
    let output = graph_emulator(&["--completions", "bash", "--port", "1"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

/// The long options in a text.
fn options(text: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
    let starts = text.match_indices("--").map(|(at, _)| &text[at..]);
    let names = starts.map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default());
    names.filter(|name| name.starts_with("--") && name.len() > 3 && !name.starts_with("---")).collect()
}

/// The options of the long help, each at the start of its line.
fn options_of_help(help: &str) -> BTreeSet<&str> {
    let lines = help.lines().map(str::trim_start);
    let starts = lines
        .map(|line| line.split_once(", ").filter(|(short, _)| short.len() == 2).map_or(line, |(_, it)| it));
    let names = starts
        .filter(|line| line.starts_with("--"))
        .map(|line| line.split([' ', '=']).next().unwrap_or(line));
    names.collect()
}

#[test]
fn the_readme_has_every_option_and_no_other() {
    let output = graph_emulator(&["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let known = options_of_help(&help);
    assert!(known.len() > 30 && known.contains("--metadata") && known.contains("--version"), "{known:?}");
    let readme = include_str!("../README.md");
    let rows: String = readme.lines().filter(|line| line.starts_with("| `--")).collect();
    let table: BTreeSet<&str> =
        rows.split("| ").filter(|cell| cell.starts_with("`--")).flat_map(options).collect();
    let general = BTreeSet::from(["--help", "--version"]);
    assert_eq!(table, &known - &general);
    // Those of cargo and curl are not this program's.
    let others = BTreeSet::from(["--path", "--features", "--locked", "--release"]);
    assert_eq!(&(&options(readme) - &others) - &known, BTreeSet::new(), "the README names unknown options");
}

#[test]
fn the_man_page_has_every_option() {
    let output = graph_emulator(&["--man"]).output().unwrap();
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).unwrap().replace("\\-", "-");
    assert!(page.contains(".TH graph-emulator 1"), "{page}");
    let help = String::from_utf8(graph_emulator(&["--help"]).output().unwrap().stdout).unwrap();
    assert_eq!(&options_of_help(&help) - &options(&page), BTreeSet::new());
    assert!(
        page.contains("The percentage of requests with a random fault"),
        "every option has its text: {page}"
    );
    assert!(page.contains("\n.nf\n{\n  \"version\""), "an example keeps its lines: {page}");
    assert_eq!(graph_emulator(&["--man", "--port", "1"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn help_shows_a_valid_file() {
    let output = graph_emulator(&["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let (_, form) = help.split_once("The file of --descriptor, for example:\n").unwrap();
    let (file, _) = form.split_once("A type is").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let builder = graph_entity_emulator::Emulator::builder().json(file);
    let emulator = runtime.block_on(builder.try_start()).unwrap();
    assert_eq!(emulator.urls(), [format!("{}/beta/deviceManagement/deviceStates/42", emulator.endpoint())]);
}
