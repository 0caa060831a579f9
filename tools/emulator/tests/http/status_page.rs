//! The status page, and what people see of a request.

use graph_entity::graph_entity;
use graph_entity_emulator::{Emulator, Fault, RetryAfter};
use serde_json::{Value, json};

use crate::control::{request, with_markup};
use crate::entities::{self, CATEGORIES, DeviceCategory, SAMPLE};
use crate::wire::{JSON, TOKEN, patch, raw, send};

#[tokio::test]
async fn the_page_shows_everything_escaped() {
    let emulator = with_markup().next_answers([Fault::Throttled(RetryAfter::Seconds(7))]).start().await;
    let bearer = "Authorization: Bearer top-secret";
    send(&emulator, "GET", &format!("{CATEGORIES}/2?x='&y"), &[bearer, "X: <u>"], "").await;
    send(&emulator, "PATCH", &format!("{CATEGORIES}/1"), &[bearer, JSON], r#"{"id": "<s>"}"#).await;
    let answer = request(&emulator, "GET", "/").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none';"));
    let page = &answer.text;
    for text in [
        emulator.endpoint(),
        "/beta/deviceManagement/deviceCategories/{deviceCategoryId}</code></td>",
        "microsoft.graph.deviceCategory",
        "&quot;displayName&quot;: &quot;&lt;script&gt;alert(&#39;\\&quot;&amp;&#39;)&lt;/script&gt;&quot;",
        "GET /beta/deviceManagement/deviceCategories/2?x=&#39;&amp;y",
        "<td class=\"n\"><span class=\"bad\">429</span></td>",
        "<code>noClientRequestId</code></td><td class=\"n\">2</td>",
        "<td class=\"n\">7.000</td>",
        "<b data-count=\"requests\">2</b>",
        "<b data-count=\"entities\">2</b>",
        "<b data-count=\"findings\">1</b>",
    ] {
        assert!(page.contains(text), "{text} is not on:\n{page}");
    }
    // The page's own elements, and what names the namespace of its icon.
    let own =
        [("<script", 1), ("src=", 1), ("http://www.w3.org/2000/svg", 1), ("<b>", 0), ("<u>", 0), ("<s>", 0)];
    let addresses = page.matches(emulator.endpoint()).count() + 1;
    for (markup, count) in own.into_iter().chain([("top-secret", 0), ("https://", 0), ("http://", addresses)])
    {
        assert_eq!(page.matches(markup).count(), count, "{markup} is on:\n{page}");
    }
}

/// The value of a directive of the policy.
fn directive<'p>(policy: &'p str, name: &str) -> Option<&'p str> {
    policy.split(';').find_map(|directive| directive.trim().strip_prefix(name)).map(str::trim)
}

#[tokio::test]
async fn the_page_has_only_its_own_script_and_styles() {
    let emulator = entities::sample().start().await;
    let page = request(&emulator, "GET", "/").await;
    let policy = page.header("content-security-policy").unwrap();
    for (name, value) in [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("connect-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("frame-ancestors", "'none'"),
        ("require-trusted-types-for", "'script'"),
    ] {
        assert_eq!(directive(policy, name), Some(value), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for attribute in [" style=", " onclick=", "<style", "javascript:"] {
        assert!(!page.text.contains(attribute), "{attribute} is not allowed by the policy");
    }
    let mut size = page.text.len();
    for (path, media) in [
        ("/emulator/page.js", "text/javascript; charset=utf-8"),
        ("/emulator/page.css", "text/css; charset=utf-8"),
    ] {
        assert!(page.text.contains(&format!("\"{path}\"")), "the page names {path}");
        let part = request(&emulator, "GET", path).await;
        assert_eq!((part.status, part.header("content-type")), (200, Some(media)));
        assert_eq!(part.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(part.header("cross-origin-resource-policy"), Some("same-origin"));
        for written in ["innerHTML", "insertAdjacentHTML", "document.write", "eval(", "://"] {
            assert!(!part.text.contains(written), "{written} is in {path}");
        }
        size += part.text.len();
    }
    assert!(size < 50_000, "the page, its script and its styles are {size} bytes");
}

#[tokio::test]
async fn the_page_stays_small_and_names_stay_text() {
    const NAME: &str = "<img src=x onerror=alert(1)>'\"&{{endpoint}}";
    let mut builder = Emulator::builder();
    for key in 0..1_000 {
        let value = json!({"displayName": format!("{NAME}{}", "x".repeat(3_000))});
        builder = builder.seed::<DeviceCategory>([format!("{NAME}{key}")], value);
    }
    let emulator = builder.start().await;
    let long = "y".repeat(5_000);
    for key in 0..1_000 {
        let target = format!("{CATEGORIES}/{key}'<i>{{{{endpoint}}}}?$filter=<img>{long}");
        let answer = send(&emulator, "GET", &target, &[TOKEN], "").await;
        assert!(answer.status >= 400, "{}", answer.text);
    }
    let page = request(&emulator, "GET", "/").await.text;
    assert!(page.len() < 400_000, "the page is {} bytes", page.len());
    assert!(page.contains("... cut, "), "a long target is cut with a word");
    assert!(page.contains("And 950 more."), "{page}");
    assert_eq!((page.matches("<img").count(), page.matches("<i>").count()), (0, 0));
    assert!(page.contains("{{endpoint}}"), "a name is not filled in");
}

#[tokio::test]
async fn one_request_has_its_reply() {
    let emulator = entities::sample().next_answers([Fault::None, Fault::Reset]).start().await;
    patch(&emulator, SAMPLE, r#"{"int":7}"#).await;
    let sent = format!("GET {SAMPLE} HTTP/1.1\r\nHost: localhost\r\n{TOKEN}\r\nConnection: close\r\n\r\n");
    assert!(raw(&emulator, sent.as_bytes()).await.is_none(), "it is reset");
    send(&emulator, "HEAD", SAMPLE, &[TOKEN], "").await;
    let seen = request(&emulator, "GET", "/emulator/requests/0").await.json();
    assert_eq!((&seen["index"], &seen["method"], &seen["status"]), (&json!(0), &json!("PATCH"), &json!(200)));
    assert_eq!(seen["body"], json!({"text": "{\n  \"int\": 7\n}", "length": 9, "isCut": false}));
    let reply = &seen["reply"];
    assert!(reply["body"]["text"].as_str().unwrap().contains("\"int\": 7"), "{reply}");
    let has_tag = |pair: &Value| pair[0] == "etag" || pair[0] == "content-type";
    assert!(reply["headers"].as_array().unwrap().iter().any(has_tag), "{reply}");
    assert_eq!(request(&emulator, "GET", "/emulator/requests/1").await.json()["reply"], Value::Null);
    let head = request(&emulator, "GET", "/emulator/requests/2").await.json();
    assert_eq!(head["reply"]["body"]["length"], json!(0));
    for unknown in ["3", "x", "-1", "0/1"] {
        let answer = request(&emulator, "GET", &format!("/emulator/requests/{unknown}")).await;
        assert_eq!((answer.status, answer.error().1.as_str()), (404, "NotFound"), "{unknown}");
    }
}

#[tokio::test]
async fn a_large_body_is_cut_and_a_larger_one_is_not_kept() {
    let emulator = Emulator::builder().seed::<DeviceCategory>(["1"], json!({})).start().await;
    let category = format!("{CATEGORIES}/1");
    let body = |length: usize| json!({"displayName": "\u{e9}".repeat(length)}).to_string();
    patch(&emulator, &category, &body(100_000)).await;
    patch(&emulator, &category, &body(1_000_000)).await;
    let seen = request(&emulator, "GET", "/emulator/requests/0").await.json();
    for part in [&seen["body"], &seen["reply"]["body"]] {
        assert_eq!((part["text"].as_str().unwrap().chars().count(), &part["isCut"]), (65_536, &json!(true)));
        assert!(part["length"].as_u64().unwrap() > 200_000);
    }
    let seen = request(&emulator, "GET", "/emulator/requests/1").await.json();
    assert_eq!(
        (&seen["reply"]["body"]["text"], &seen["reply"]["body"]["isCut"]),
        (&Value::Null, &json!(true))
    );
}

/// An entity with a secret that no name gives away.
#[graph_entity(path = "/vaults/{vaultId}")]
struct Vault {
    id: String,
    #[graph(sensitive)]
    combination: Option<String>,
    password: Option<String>,
    password_required: Option<bool>,
}

#[tokio::test]
async fn secrets_are_not_shown_to_people() {
    let (token, vault) = ("Authorization: Bearer long-enough-token", "/v1.0/vaults/1");
    let emulator = Emulator::builder()
        .entity::<Vault>()
        .seed::<Vault>(["1"], json!({"combination": "12-34-56"}))
        .token("long-enough-token")
        .start()
        .await;
    let body =
        json!({"combination": "65-43-21", "password": "hunter-two", "passwordRequired": true}).to_string();
    send(&emulator, "PATCH", vault, &[token, JSON], &body).await;
    let item = json!({"id": "1", "method": "GET", "url": "/vaults/1",
        "headers": {"Authorization": "Bearer another-token"}});
    let batch = json!({"requests": [item]}).to_string();
    send(&emulator, "POST", "/v1.0/$batch", &[token, JSON], &batch).await;
    send(&emulator, "GET", &format!("{vault}?token=long-enough-token"), &[token], "").await;
    send(&emulator, "PATCH", vault, &[token, JSON], "long-enough-token").await;
    let mut texts = vec![request(&emulator, "GET", "/").await.text];
    for path in
        ["requests/0", "requests/1", "requests/2", "requests/3", "requests/4", "entities/v1.0/vaults/1"]
    {
        let answer = request(&emulator, "GET", &format!("/emulator/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        texts.push(answer.text);
    }
    texts.push(request(&emulator, "GET", "/emulator/requests?bodies=false").await.text);
    for text in &texts {
        for secret in ["12-34-56", "65-43-21", "hunter-two", "long-enough-token", "another-token"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
    assert!(texts[1].contains(r#"\"passwordRequired\": true"#), "a rule is no secret: {}", texts[1]);
    // A test asserts what was sent.
    let sent = request(&emulator, "GET", "/emulator/requests").await.json();
    assert_eq!(sent[0]["json"]["password"], "hunter-two");
}
