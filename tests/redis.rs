//! A budget that several processes share, against a real `redis-server`.

#![cfg(unix)]

use std::env;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use graph_entity::{Budget, PlannedRequest, RateLimiter as _, RedisBudget, Reservation, TooLate};
use http::Method;

/// A limit whose window is longer than the tests take, so that waits are a multiple of it.
const WINDOW: Duration = Duration::from_secs(600);

/// A server of its own, which listens only at a socket in a folder of its own.
struct Server {
    folder: PathBuf,
    process: Option<Child>,
}

impl Server {
    /// `None` if there is no `redis-server` on this machine.
    fn start(name: &str) -> Option<Self> {
        // A short path: that of a socket has at most 107 bytes.
        let folder = env::temp_dir().join(format!("ge-redis-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let mut server = Self { folder, process: None };
        if server.run() {
            return Some(server);
        }
        // Not `eprintln`, which is not shown for a test that passes.
        let _ =
            writeln!(io::stderr(), "SKIPPED: {name}: there is no `redis-server` (apt install redis-server)");
        None
    }

    fn run(&mut self) -> bool {
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(self.folder.join("socket"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match process {
            Ok(process) => self.process = Some(process),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return false,
            Err(error) => panic!("redis-server: {error}"),
        }
        let start = Instant::now();
        while std::os::unix::net::UnixStream::connect(self.folder.join("socket")).is_err() {
            assert!(start.elapsed().as_secs() < 60, "the server does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        true
    }

    fn stop(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().expect("its own process");
        process.wait().expect("its own process");
        // A server that is killed leaves its socket, at which nobody listens.
        fs::remove_file(self.folder.join("socket")).expect("the socket");
    }

    fn address(&self) -> String {
        format!("unix://{}", self.folder.join("socket").display())
    }

    fn budget(&self, all: u32, writes: u32) -> RedisBudget {
        budget(&self.address(), all, writes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.stop();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn budget(address: &str, all: u32, writes: u32) -> RedisBudget {
    RedisBudget::new(address, "contoso", Budget::new(WINDOW, all, writes)).expect("an address")
}

async fn reserved(
    budget: &RedisBudget,
    methods: &[Method],
    longest: Duration,
) -> Result<Reservation, TooLate> {
    let requests: Vec<_> = methods.iter().map(|method| PlannedRequest::new(method, "/things/{id}")).collect();
    budget.reserve(&requests, Instant::now(), longest).await
}

/// The number of windows that requests wait, rounded, because the server's clock goes on.
fn windows(wait: Duration) -> u32 {
    let windows = wait.as_secs_f64() / WINDOW.as_secs_f64();
    assert!((windows - windows.round()).abs() < 0.2, "{wait:?}");
    (0..1_000).find(|number| f64::from(*number) >= windows.round()).expect("not that long")
}

/// Sends requests together, and returns how many windows they wait.
async fn sent(budget: &RedisBudget, methods: &[Method]) -> u32 {
    let turn = reserved(budget, methods, Duration::MAX).await.expect("a turn");
    let wait = windows(turn.wait());
    // A turn that is not dropped is kept.
    std::mem::forget(turn);
    wait
}

#[tokio::test]
async fn two_budgets_share_one_count() {
    let Some(server) = Server::start("share") else { return };
    let (one, other) = (server.budget(4, 2), server.budget(4, 2));
    let (get, patch) = (&[Method::GET][..], &[Method::PATCH][..]);
    assert_eq!((sent(&one, patch).await, sent(&other, patch).await, sent(&one, patch).await), (0, 0, 1));
    assert_eq!((sent(&one, get).await, sent(&other, get).await, sent(&one, get).await), (0, 0, 1));
    let apart =
        RedisBudget::new(&server.address(), "fabrikam", Budget::new(WINDOW, 4, 2)).expect("an address");
    assert_eq!(sent(&apart, patch).await, 0, "another name");
    // Requests of a batch have one turn, and more of them than the limit have a window of their own.
    assert_eq!(sent(&other, &[Method::GET, Method::PATCH, Method::GET]).await, 2);
    assert_eq!((sent(&one, &[const { Method::PATCH }; 9]).await, sent(&other, get).await), (3, 4));
    assert_eq!((one.failures(), other.failures()), (0, 0));
}

#[tokio::test]
async fn a_turn_that_is_too_late_or_dropped_takes_no_place() {
    let Some(server) = Server::start("dropped") else { return };
    let (one, other) = (server.budget(1, 1), server.budget(1, 1));
    let patch = &[Method::PATCH][..];
    assert_eq!(sent(&one, patch).await, 0);
    for _ in 0..3 {
        let late = reserved(&other, patch, Duration::from_secs(5)).await.expect_err("a window away");
        assert_eq!(late.wait.map(windows), Some(1));
    }
    let waiting: Vec<_> =
        [reserved(&one, patch, Duration::MAX).await, reserved(&one, patch, Duration::MAX).await]
            .map(|turn| turn.expect("a turn"))
            .into();
    assert_eq!(waiting.iter().map(|turn| windows(turn.wait())).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(sent(&other, patch).await, 3);
    drop(waiting);
    // The same connection asks after it has given back.
    assert_eq!((sent(&one, patch).await, sent(&one, patch).await, sent(&one, patch).await), (1, 2, 4));
    // A future that is dropped before the answer.
    drop(tokio::time::timeout(Duration::ZERO, reserved(&one, patch, Duration::MAX)).await);
    // It is given back behind this one.
    drop(reserved(&one, patch, Duration::MAX).await);
    assert_eq!(sent(&one, patch).await, 5);
}

/// The other process of the test below: reserves, says so, and waits to be killed.
#[test]
fn a_process_that_reserves() {
    let Ok(address) = env::var("BUDGET_OF_A_TEST") else { return };
    let budget = budget(&address, 1, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for expected in 0..20 {
        assert_eq!(runtime.block_on(sent(&budget, &[Method::PATCH])), expected);
    }
    let _ = writeln!(io::stdout(), "\nreserved");
    thread::sleep(WINDOW);
}

/// What a process has sent counts on. What it has reserved for later does as long as it lives.
#[tokio::test]
async fn the_places_of_a_process_that_ends_come_back() {
    let Some(server) = Server::start("killed") else { return };
    let mut other = Command::new(env::current_exe().expect("this test"))
        .args(["a_process_that_reserves", "--exact", "--nocapture"])
        .env("BUDGET_OF_A_TEST", server.address())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test");
    let mut lines = BufReader::new(other.stdout.take().expect("its output")).lines();
    assert!(lines.any(|line| line.is_ok_and(|line| line == "reserved")), "the other process has failed");
    let budget = server.budget(1, 1);
    // Longer than a lease, which the other process renews.
    thread::sleep(Duration::from_secs(12));
    let turn = reserved(&budget, &[Method::PATCH], Duration::MAX).await.expect("a turn");
    assert_eq!(windows(turn.wait()), 20);
    drop(turn);
    other.kill().expect("its own process");
    other.wait().expect("its own process");
    let start = Instant::now();
    loop {
        let turn = reserved(&budget, &[Method::PATCH], Duration::MAX).await.expect("a turn");
        let wait = windows(turn.wait());
        if wait == 1 {
            break;
        }
        assert_eq!(wait, 20);
        assert!(start.elapsed().as_secs() < 60, "the places did not come back");
        drop(turn);
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(budget.failures(), 0);
}

#[tokio::test]
async fn without_its_server_a_process_counts_by_itself() {
    let Some(mut server) = Server::start("down") else { return };
    let budget = server.budget(2, 1);
    let patch = &[Method::PATCH][..];
    assert_eq!((sent(&budget, patch).await, sent(&budget, patch).await), (0, 1));
    server.stop();
    assert_eq!((sent(&budget, patch).await, sent(&budget, patch).await), (0, 1));
    assert_eq!(budget.failures(), 2);
    server.run();
    let start = Instant::now();
    while budget.failures() > 2 || start.elapsed() < Duration::from_secs(2) {
        let before = budget.failures();
        // The new server knows of nothing.
        if sent(&budget, &[Method::GET]).await == 0 && budget.failures() == before {
            break;
        }
        assert!(start.elapsed().as_secs() < 60, "the server is not asked again");
        thread::sleep(Duration::from_millis(200));
    }
    assert_eq!((sent(&budget, patch).await, sent(&budget, patch).await), (0, 1));
}

/// A server that takes connections and never answers delays a request by a second, and not the next ones.
#[tokio::test]
async fn a_silent_server_is_one_that_fails() {
    let folder = env::temp_dir().join(format!("ge-redis-{}-silent", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let socket = folder.join("socket");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    let budget = budget(&format!("unix://{}", socket.display()), 1, 1);
    for expected in 0..3 {
        assert_eq!(sent(&budget, &[Method::PATCH]).await, expected);
    }
    assert_eq!(budget.failures(), 3);
    let _ = fs::remove_dir_all(folder);
}

/// Nothing is left on the server when nothing counts any more.
#[tokio::test]
async fn the_keys_expire() {
    let Some(server) = Server::start("keys") else { return };
    let short = Budget::new(Duration::from_millis(100), 1, 1);
    let budget = RedisBudget::new(&server.address(), "contoso", short).expect("an address");
    for _ in 0..3 {
        std::mem::forget(reserved(&budget, &[Method::PATCH], Duration::MAX).await.expect("a turn"));
    }
    let keys = || {
        let output = Command::new("redis-cli")
            .arg("-s")
            .arg(server.folder.join("socket"))
            .args(["--raw", "keys", "*"])
            .output()
            .expect("redis-cli comes with the server");
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    };
    assert!(keys().contains("graph-entity:{contoso}:"), "{}", keys());
    let start = Instant::now();
    while !keys().is_empty() {
        assert!(start.elapsed().as_secs() < 60, "{}", keys());
        thread::sleep(Duration::from_millis(200));
    }
}
