//! Valid requests and their random mutations.

use serde_json::{Value, json};

use crate::entities::{DEVICES, SAMPLE};
use crate::wire::{JSON, TOKEN};

/// Splitmix64: a sequence of random numbers, the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    /// Returns the generator of one case of a run.
    pub(crate) fn of_case(seed: u64, case: u64) -> Self {
        let mut random = Self(seed ^ case.wrapping_mul(0xD134_2543_DE82_EF95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

/// A request in parts, each of which can be mutated.
#[derive(Clone)]
pub(crate) struct Request {
    method: String,
    target: String,
    headers: Vec<String>,
    body: Vec<u8>,
    /// Whether the body is sent in chunks, without a length.
    is_chunked: bool,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str, body: &str) -> Self {
        let headers = ["Host: localhost", TOKEN, JSON].map(str::to_owned).into();
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: body.into(),
            is_chunked: false,
        }
    }

    pub(crate) fn with(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        for header in &self.headers {
            bytes.extend_from_slice(header.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        if self.is_chunked {
            bytes.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
            for chunk in self.body.chunks(16) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            let has_length = self.headers.iter().any(|header| header.starts_with("Content-Length"));
            if !self.body.is_empty() && !has_length {
                bytes.extend_from_slice(format!("Content-Length: {}\r\n", self.body.len()).as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// Returns a request of each kind that the emulator serves, and some that it does not.
pub(crate) fn requests() -> Vec<Request> {
    let device = json!({
        "@odata.type": "#microsoft.graph.managedDevice", "deviceName": "it's", "size": 7, "isLost": false,
        "state": "success", "note": {"text": "a", "tags": ["b", "c"]}, "notes": [{"text": null, "tags": []}],
        "seen": "2017-01-01T00:02:58.4418045-08:00", "uptime": "PT2M43.444327S",
        "serial": "7bd39c86-9c86-7bd3-869c-d37b869cd37b",
        "setting": {"@odata.type": "#microsoft.graph.numberSetting", "name": "n", "number": 1},
        "settings": [{"@odata.type": "#microsoft.graph.groupSetting", "name": "g", "children": [
            {"@odata.type": "#microsoft.graph.numberSetting", "number": 2}]}],
    })
    .to_string();
    let sample = json!({
        "flag": true, "byte": 255, "short": -32768, "int": 2_147_483_647, "long": -9_007_199_254_740_993_i64,
        "single": 1.5, "double": 1.333_333_333_333_333_3, "decimal": 12.34, "date": "2016-12-31", "time": "12:00:05.5020000",
        "moment": "0001-01-01T00:00:00Z", "duration": "-PT17.1357909S", "binary": "AAEC", "anything": [{"a": null}],
        "states": ["success", "fail"], "tags": ["x"],
    })
    .to_string();
    let batch = json!({"requests": [
        {"id": "1", "method": "PATCH", "url": "/deviceManagement/managedDevices/1", "body": {"size": 3},
            "headers": {"Content-Type": "application/json"}},
        {"id": "2", "method": "GET", "url": "/deviceManagement/managedDevices?$top=1", "dependsOn": ["1"]},
    ]})
    .to_string();
    let one = format!("{DEVICES}/1");
    let mut requests = vec![
        Request::new("GET", SAMPLE, ""),
        Request::new("GET", &format!("{one}?$select=deviceName,size&$expand=apps($select=id;$top=1)"), "")
            .with("Prefer: include-unknown-enum-members"),
        Request::new(
            "GET",
            &format!("{DEVICES}?$top=1&$skip=1&$count=true&$orderby=size%20desc,deviceName"),
            "",
        )
        .with("Prefer: odata.maxpagesize=1"),
        Request::new("GET", &format!("{DEVICES}?$search=%22one%22%20AND%20two"), "")
            .with("ConsistencyLevel: eventual"),
        Request::new(
            "GET",
            &format!("{DEVICES}?$search=(a%20OR%20NOT%20%22size:b%22)&$orderby=length(deviceName)"),
            "",
        ),
        Request::new("GET", &format!("{one}?$expand=apps($levels=2;$count=true),*&$format=json"), ""),
        Request::new("GET", &format!("{DEVICES}?$skiptoken=00000001-0123456789ABCDEF"), ""),
        Request::new("GET", &format!("{DEVICES}/$count"), ""),
        Request::new("POST", DEVICES, &device).with("Prefer: return=minimal"),
        Request::new("PATCH", &one, &device).with("If-Match: *"),
        Request::new("PATCH", SAMPLE, &sample).with("Prefer: return=representation"),
        Request::new("PATCH", &format!("{DEVICES}/new"), r#"{"size": 1}"#).with("Prefer: create-if-missing"),
        Request::new("PUT", &one, &device).with("If-Match: W/\"1\""),
        Request::new("DELETE", &format!("{DEVICES}/gone"), ""),
        Request::new("POST", "/v1.0/$batch", &batch),
        Request::new("POST", "/beta/apps/1/microsoft.graph.publish()", "{}"),
        Request::new("GET", "/beta/apps/1/name/$value", "")
            .with("Accept: application/json;odata.metadata=none"),
        Request::new("PUT", "/beta/categories/1/$value", "abc").with("Content-Encoding: identity"),
        Request::new("PUT", "/media/uploads/1", "abc").with("Content-Range: bytes 0-2/3"),
        Request::new("GET", "/media/monitors/1", ""),
        Request::new("GET", "/v1.0/$metadata", ""),
        Request::new("GET", "/", ""),
    ];
    requests.extend(related());
    let filters = [
        "size eq 3 and not (deviceName ne 'it''s' or isLost)",
        "contains(deviceName,'a') or startswith(deviceName,'b') and endswith(deviceName,'c')",
        "size in (1,2,3) and state eq 'success'",
        "notes/any(n:n/text eq 'a' and n/tags/all(t:t ne 'b'))",
        "seen ge 2017-01-01T00:00:00.1234567-08:00 and uptime lt duration'PT1H'",
        "isof('microsoft.graph.managedDevice') and note/text eq null",
        "serial eq 7bd39c86-9c86-7bd3-869c-d37b869cd37b",
        "year(seen) eq 2017 and date(seen) le 2017-01-01 or time(seen) lt now()",
        "substring(concat(tolower(deviceName),'é'),1,2) eq 'ne' and indexof(deviceName,'x') lt round(size)",
        "apps/$count gt 0 and apps/any(a:startswith(a/name,'x')) and not (notes/$count ne length(deviceName))",
    ];
    requests.extend(filters.iter().map(|filter| {
        let coded = filter.replace(' ', "%20").replace('\'', "%27");
        Request::new("GET", &format!("{DEVICES}?$filter={coded}"), "")
    }));
    let chunked = requests.iter().filter(|request| !request.body.is_empty()).cloned();
    let chunked: Vec<_> = chunked.map(|request| Request { is_chunked: true, ..request }).collect();
    requests.extend(chunked);
    requests
}

/// Requests that need a metadata document: relationships, casts, operations, addresses of properties.
fn related() -> Vec<Request> {
    let to =
        |target: &str| json!({"@odata.id": format!("https://graph.microsoft.com/beta/{target}")}).to_string();
    let app = json!({
        "@odata.type": "#microsoft.graph.win32App", "name": "a", "channel": "test",
        "rule": {"@odata.type": "#microsoft.graph.fileRule", "path": "p", "is32Bit": true},
        "size": {"bytes": 1, "unit": "MB"}, "assignments": [{"target": "all"}],
        "publisher@odata.bind": "https://graph.microsoft.com/beta/categories/1",
        "categories@odata.bind": ["categories/1", "https://graph.microsoft.com/beta/categories('2')"],
    })
    .to_string();
    vec![
        Request::new("POST", "/beta/apps", &app),
        Request::new(
            "POST",
            "/beta/categories",
            r#"{"id": "1", "label": "x", "undeclared": {"a": [1, null]}}"#,
        ),
        Request::new(
            "GET",
            "/beta/apps?$expand=assignments($filter=target%20eq%20'all'),publisher&$count=true",
            "",
        ),
        Request::new("GET", "/beta/apps/1/microsoft.graph.win32App/content", ""),
        Request::new("GET", "/beta/apps/microsoft.graph.win32App?$select=size", ""),
        Request::new("GET", "/beta/apps/delta()?$select=name", ""),
        Request::new("GET", "/beta/apps/1/name", ""),
        Request::new("PUT", "/beta/apps/1/publisher/$ref", &to("categories/1")),
        Request::new("POST", "/beta/apps/1/categories/$ref", &to("categories('2')")),
        Request::new("GET", "/beta/apps/1/categories/$ref", ""),
        Request::new("DELETE", "/beta/apps/1/categories/1/$ref", ""),
        Request::new("PATCH", "/beta/store", r#"{"open": true}"#),
        Request::new("POST", "/beta/store/apps", &app),
        Request::new("GET", "/beta/store/featured/$count", ""),
        Request::new("POST", "/beta/apps/1/publish", ""),
    ]
}

/// Returns the bytes of a random request after up to three mutations.
pub(crate) fn mutated(requests: &[Request], random: &mut Random) -> Vec<u8> {
    let mut request = requests[random.below(requests.len())].clone();
    // A changed byte mostly makes the request invalid HTTP, which tests nothing after the HTTP parser.
    let (parts, any_bytes) = match random.below(4) {
        0 => (0, 1 + random.below(2)),
        1 => (random.below(2), random.below(3)),
        _ => (1 + random.below(3), 0),
    };
    for _ in 0..parts {
        mutate_part(&mut request, random);
    }
    let mut bytes = request.bytes();
    for _ in 0..any_bytes {
        mutate_bytes(&mut bytes, requests, random);
    }
    bytes
}

const METHODS: [&str; 12] =
    ["GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "", "A B"];

const TARGETS: [&str; 12] = [
    "*",
    "",
    "/",
    "//",
    "localhost:80",
    "http://localhost/v1.0/samples/1",
    "/v1.0",
    "/v2.0/x",
    "/%",
    "?",
    "/v1.0/samples/1?",
    "/v1.0/..//samples/%2e%2e/1",
];

/// Pieces of paths and queries.
const QUERY: [&str; 73] = [
    "%",
    "%2",
    "%zz",
    "%00",
    "%ff",
    "%2F",
    "%2f",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%C0%AF",
    "%0D%0A",
    "%25",
    "+",
    "&",
    "&&",
    "=",
    ";",
    "?",
    "#",
    "'",
    "''",
    "\"",
    "(",
    ")",
    "((((((((",
    "))))))))",
    "/",
    "//",
    "/..",
    "/$",
    "$",
    "$$",
    ",",
    ",,",
    ":",
    "::",
    "*",
    "-",
    "-1",
    "-0",
    "0",
    "007",
    "1e999",
    "-1e-999",
    "99999999999999999999",
    "18446744073709551616",
    "-9223372036854775808",
    "NaN",
    "INF",
    "null",
    "true",
    "%20and%20",
    "%20or%20",
    "not%20",
    "%20eq%20",
    "%20in%20(",
    "/any(x:",
    "/any(",
    "/all(",
    "contains(",
    "isof(",
    "substring(deviceName,",
    "concat(concat(",
    "/$count%20gt%20",
    "%20has%20",
    "%C3%A9",
    "duration'P",
    "2017-13-45T99:99:99Z",
    "&$filter=",
    "&$expand=apps(",
    "&$top=",
    "&$skiptoken=",
    "&$select=*,",
];

/// Texts in place of a JSON value. Some are not valid JSON.
const VALUES: [&str; 32] = [
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.5",
    "1e999",
    "-1e-999",
    "1e-400",
    "99999999999999999999999999",
    "9223372036854775808",
    "0.1000000000000000055511151231257827",
    "\"\"",
    "\" \"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\u{10FFFF}\"",
    "\"\u{202E}\"",
    "\"\\",
    "[]",
    "{}",
    "[[[]]]",
    "{\"a\":{\"a\":{}}}",
    "{\"\":\"\"}",
    "{\"@odata.type\":7}",
    "{\"@odata.type\":\"#\"}",
    "{\"@odata.type\":\"#microsoft.graph.groupSetting\",\"children\":null}",
    "{\"@odata.type\":\"#microsoft.graph.sample\"}",
    "{\"id\":1,\"id\":2}",
    "[1,]",
    "NaN",
];

const HEADERS: [&str; 30] = [
    "Content-Length: 0",
    "Content-Length: 5",
    "Content-Length: 99999",
    "Content-Length: -1",
    "Content-Length: 1, 2",
    "Content-Length: 99999999999999999999999",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: identity",
    "Content-Type: text/plain",
    "Content-Type:",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Expect: nothing",
    "Connection: close",
    "Connection: keep-alive, Upgrade",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABkAAQ",
    "Host:",
    "Host: a\r\nHost: b",
    "If-Match: W/\"",
    "If-Match: ,,",
    "Prefer: odata.maxpagesize=-1",
    "Prefer: odata.maxpagesize=99999999999999999999",
    "Prefer: ;;=,return",
    "Authorization: Bearer",
    "Authorization: Basic a:b",
    "X-Folded: a\r\n b",
    "client-request-id: \u{e9}",
    "client-request-id: \t",
];

fn mutate_part(request: &mut Request, random: &mut Random) {
    match random.below(9) {
        0 => METHODS[random.below(METHODS.len())].clone_into(&mut request.method),
        1 if random.one_in(2) => TARGETS[random.below(TARGETS.len())].clone_into(&mut request.target),
        1..=3 => mutate_target(&mut request.target, random),
        4 | 5 => mutate_json(&mut request.body, random),
        6 => {
            let at = random.below(request.headers.len() + 1);
            request.headers.insert(at, random.pick(&HEADERS).to_owned());
        }
        7 => {
            let at = random.below(request.headers.len());
            let header = request.headers[at].clone();
            match random.below(4) {
                0 => drop(request.headers.remove(at)),
                1 => request.headers.insert(at, header),
                2 => request.headers[at] = format!("{header}{}", "y".repeat(random.below(80_000))),
                _ => request.headers.extend(std::iter::repeat_n(header, random.below(120))),
            }
        }
        _ => request.is_chunked = !request.is_chunked,
    }
}

/// Inserts a piece into the target, or removes a part of it.
fn mutate_target(target: &mut String, random: &mut Random) {
    let boundaries: Vec<usize> = target.char_indices().map(|(at, _)| at).chain([target.len()]).collect();
    let at = boundaries[random.below(boundaries.len())];
    match random.below(8) {
        0 => target.truncate(at),
        1 => {
            let end = boundaries[random.below(boundaries.len())];
            target.replace_range(at.min(end)..at.max(end), "");
        }
        2 => {
            let max = 1 << random.below(12);
            let pieces = repeated(random, max);
            target.insert_str(at, &pieces);
        }
        3 => {
            let end = boundaries[random.below(boundaries.len())];
            let part = target[at.min(end)..at.max(end)].to_owned();
            target.insert_str(at, &part);
        }
        _ => target.insert_str(at, QUERY[random.below(QUERY.len())]),
    }
}

/// Returns up to three random pieces, repeated.
fn repeated(random: &mut Random, max: usize) -> String {
    let pieces: String = (0..=random.below(3)).map(|_| QUERY[random.below(QUERY.len())]).collect();
    pieces.repeat(1 + random.below(max))
}

/// Replaces a random value in the body, or the whole body if it is not JSON.
fn mutate_json(body: &mut Vec<u8>, random: &mut Random) {
    const MARK: &str = "\u{1}mark\u{1}";
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        *body = random.pick(&VALUES).into();
        return;
    };
    let count = count(&value);
    let mut place = random.below(count);
    replace(&mut value, &mut place, &Value::from(MARK));
    let text = value.to_string();
    let mark = Value::from(MARK).to_string();
    let deep = 1 << random.below(14);
    let new = match random.below(14) {
        0 => "[".repeat(deep),
        1 => format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        2 => format!("{}1{}", "{\"note\":".repeat(deep), "}".repeat(deep)),
        3 => {
            let open = "{\"@odata.type\":\"#microsoft.graph.groupSetting\",\"children\":[";
            format!("{}{}", open.repeat(deep.min(1_000)), "]}".repeat(deep.min(1_000)))
        }
        4 => format!("\"{}\"", "z".repeat(random.below(200_000))),
        6 => {
            let options = ["filter", "select", "expand", "orderby", "search"];
            let option = options[random.below(options.len())];
            Value::from(format!("/deviceManagement/managedDevices?${option}={}", repeated(random, deep)))
                .to_string()
        }
        5 => format!("{}.{}e{}", "9".repeat(deep), "9".repeat(deep), random.below(100_000)),
        _ => random.pick(&VALUES).to_owned(),
    };
    *body = text.replacen(&mark, &new, 1).into();
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Replaces the value at an index in depth-first order.
fn replace(value: &mut Value, place: &mut usize, new: &Value) -> bool {
    if *place == 0 {
        value.clone_from(new);
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| replace(item, place, new)),
        Value::Object(members) => members.iter_mut().any(|(_, member)| replace(member, place, new)),
        _ => false,
    }
}

const BYTES: [u8; 16] =
    [0, 1, b'\t', b'\n', b'\r', b' ', b'"', b'%', b'\'', b',', b':', b'\\', b'{', 0x7f, 0x80, 0xff];

fn mutate_bytes(bytes: &mut Vec<u8>, requests: &[Request], random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    let end = at + random.below(bytes.len() - at + 1).min(1 << random.below(12));
    match random.below(9) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = BYTES[random.below(BYTES.len())],
        2 => bytes.insert(at, BYTES[random.below(BYTES.len())]),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        5 => bytes.truncate(at),
        6 => {
            let other = requests[random.below(requests.len())].bytes();
            bytes.splice(at..end, other);
        }
        7 => {
            let noise: Vec<u8> = (0..random.below(64)).map(|_| random.next().to_le_bytes()[0]).collect();
            bytes.splice(at..end, noise);
        }
        _ => {
            let last = bytes.len() - 1;
            bytes.swap(at, end.min(last));
        }
    }
}

/// Returns what an error lacks, or `None` if it is complete.
pub(crate) fn missing(error: &Value) -> Option<&'static str> {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    [
        (is_text(&error["code"]), "a code"),
        (is_text(&error["message"]), "a message"),
        (is_text(&error["innerError"]["request-id"]), "a request-id"),
        (is_text(&error["innerError"]["date"]), "a date"),
    ]
    .into_iter()
    .find(|(is_there, _)| !is_there)
    .map(|(_, what)| what)
}
