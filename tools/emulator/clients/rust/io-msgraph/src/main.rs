//! A session of `io-msgraph`, unmodified, with the emulator.
//!
//! ```text
//! io-msgraph-session ENDPOINT TOKEN
//! ```
//!
//! The client writes its requests for graph.microsoft.com to any stream that it is given: here, to one of the emulator.

use std::net::TcpStream;
use std::process::ExitCode;

use harness::{Emulator, Failure, Report, assert_equal, check_known_fault, refused};
use io_msgraph::v1::client::{MsgraphClientStd, MsgraphClientStdConnectOptions, MsgraphClientStdError};
use io_msgraph::v1::field::MsgraphField;
use io_msgraph::v1::rest::batch::MsgraphBatchRequest;
use io_msgraph::v1::rest::users::contacts::MsgraphContact;
use io_msgraph::v1::rest::users::mail_folders::MsgraphMailFolder;
use io_msgraph::v1::rest::users::messages::list::MsgraphMessagesListParams;
use io_msgraph::v1::rest::users::messages::{
    MsgraphBodyType, MsgraphEmailAddress, MsgraphItemBody, MsgraphMessage, MsgraphRecipient,
};
use io_msgraph::v1::send::{MsgraphSend, MsgraphSendError};
use serde_json::json;
use url::Url;

fn main() -> ExitCode {
    let emulator = Emulator::from_args();
    let mut report = Report::default();
    let steps: [(&str, fn(&Emulator) -> Result<(), Failure>); 9] = [
        ("users", users),
        ("mail_folders", mail_folders),
        ("messages", messages),
        ("attachments", attachments),
        ("contacts", contacts),
        ("changes_since_a_delta_link", changes_since_a_delta_link),
        ("batch", batch),
        ("errors", errors),
        ("actions", actions),
    ];
    for (name, step) in steps {
        report.note(name, step(&emulator));
    }
    report.end()
}

/// A client of the signed-in user, or of another one.
fn client_of(emulator: &Emulator, user: Option<&str>) -> Result<MsgraphClientStd, Failure> {
    let mut options = MsgraphClientStdConnectOptions::default();
    if let Some(user) = user {
        options.user_id = user.to_owned();
    }
    Ok(MsgraphClientStd::new(TcpStream::connect(emulator.authority())?, &emulator.token, options))
}

fn client(emulator: &Emulator) -> Result<MsgraphClientStd, Failure> {
    client_of(emulator, None)
}

/// The status and the code of an error of Graph.
fn api(error: &MsgraphClientStdError) -> (u16, &str) {
    match error {
        MsgraphClientStdError::Send(MsgraphSendError::Api { status, code, .. }) => (*status, code),
        _ => (0, "not an error of Graph"),
    }
}

fn message(subject: &str) -> MsgraphMessage {
    MsgraphMessage {
        subject: Some(subject.to_owned()),
        body: Some(MsgraphItemBody {
            content_type: Some(MsgraphBodyType::Text),
            content: Some("Dear all".to_owned()),
        }),
        to_recipients: vec![MsgraphRecipient {
            email_address: MsgraphEmailAddress {
                address: Some("bob@contoso.example".to_owned()),
                name: None,
            },
        }],
        ..MsgraphMessage::default()
    }
}

fn users(emulator: &Emulator) -> Result<(), Failure> {
    let made = json!({"displayName": "Ann", "userPrincipalName": "ann@contoso.example"});
    let made = emulator.send("POST", "/v1.0/users", &made)?;
    let ann = client_of(emulator, Some("ann@contoso.example"))?.me()?.response;
    assert_equal(made["id"].as_str(), Some(&*ann.id), "the id of the user")?;
    assert_equal(ann.display_name.as_deref(), Some("Ann"), "the name of the user")?;
    let me = client(emulator)?.me()?.response;
    assert_equal(me.id.is_empty(), false, "whether the signed-in user has no id")?;
    let error = refused(client_of(emulator, Some("nobody@contoso.example"))?.me())?;
    assert_equal(api(&error).0, 404, "a user who does not exist")?;
    emulator.received().map(drop)
}

fn mail_folders(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let folder =
        |name: &str| MsgraphMailFolder { display_name: name.to_owned(), ..MsgraphMailFolder::default() };
    let made = graph.mail_folder_create(&folder("Bills"))?.response;
    let got = graph.mail_folder_get(&made.id)?.response;
    assert_equal(got.display_name, "Bills", "the folder")?;
    let changed = graph.mail_folder_update(&made.id, &folder("Invoices"))?.response;
    assert_equal(changed.display_name, "Invoices", "the changed folder")?;
    let listed = graph.mail_folders_list(&Default::default())?.response.value;
    assert_equal(listed.len(), 1, "the number of folders")?;
    graph.mail_folder_delete(&made.id)?;
    let error = refused(graph.mail_folder_get(&made.id))?;
    assert_equal(api(&error), (404, "ResourceNotFound"), "the error")?;
    let statuses = [("POST", 201), ("GET", 200), ("PATCH", 200), ("GET", 200), ("DELETE", 204), ("GET", 404)];
    let statuses = statuses.map(|(method, status)| (method.to_owned(), status));
    assert_equal(emulator.statuses()?, statuses.to_vec(), "the requests")
}

fn messages(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let folder = MsgraphMailFolder { display_name: "Bills".to_owned(), ..MsgraphMailFolder::default() };
    let folder = graph.mail_folder_create(&folder)?.response.id;
    for subject in ["It's 100 % a+b & ü", "Two", "Three", "Four", "Five"] {
        graph.message_create(Some(&folder), &message(subject))?;
    }
    let made = graph.message_create(None, &message("A draft"))?.response;
    assert_equal(made.to_recipients.len(), 1, "the recipients")?;
    let update = MsgraphMessage { is_read: Some(true), ..MsgraphMessage::default() };
    let changed = graph.message_update(&made.id, &update)?.response;
    assert_equal(
        (changed.is_read, changed.subject.as_deref()),
        (Some(true), Some("A draft")),
        "the changed message",
    )?;
    let raw = String::from_utf8(graph.message_get_raw(&made.id)?.response)?;
    assert_equal(raw.contains("Subject: A draft"), true, "whether the MIME text has the subject")?;
    emulator.received()?;

    let subjects =
        |listed: Vec<MsgraphMessage>| listed.into_iter().filter_map(|it| it.subject).collect::<Vec<_>>();
    let filter = "subject eq 'It''s 100 % a+b & ü' or subject eq 'Two'";
    let params = MsgraphMessagesListParams {
        filter: Some(filter),
        orderby: Some("subject desc"),
        select: Some("subject"),
        count: Some(true),
        ..MsgraphMessagesListParams::default()
    };
    let found = graph.messages_list(Some(&folder), &params)?.response;
    assert_equal(subjects(found.value), vec!["Two", "It's 100 % a+b & ü"], "what was found")?;

    let params = MsgraphMessagesListParams { orderby: Some("subject"), top: Some(2), ..Default::default() };
    let mut page = graph.messages_list(Some(&folder), &params)?.response;
    let mut listed = page.value.len();
    while let Some(link) = page.next_link {
        // The client follows the links of deltas and of events; any other link is a request of its own.
        page = graph.run(MsgraphSend::get(&graph.auth, Url::parse(&link)?))?.response;
        listed += page.value.len();
    }
    assert_equal(listed, 5, "the messages on all pages")?;
    graph.message_delete(&made.id)?;
    assert_equal(api(&refused(graph.message_get(&made.id))?).0, 404, "the deleted message")?;
    emulator.received().map(drop)
}

fn attachments(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let message = graph.message_create(None, &message("With a file"))?.response.id;
    let made = graph.attachment_create(&message, "a.csv", b"a,b", Some("text/csv"))?.response;
    let listed = graph.attachments_list(&message)?.response.value;
    let names: Vec<_> = listed.iter().map(|it| it.name.as_deref()).collect();
    assert_equal(names, vec![Some("a.csv")], "the attachments")?;
    assert_equal(graph.attachment_get_raw(&message, &made.id)?.response, b"a,b".to_vec(), "the content")?;
    graph.attachment_delete(&message, &made.id)?;
    assert_equal(graph.attachments_list(&message)?.response.value.len(), 0, "what is left")?;
    emulator.received().map(drop)
}

fn contacts(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let contact =
        MsgraphContact { display_name: MsgraphField::Set("Bob".to_owned()), ..MsgraphContact::default() };
    let made = graph.contact_create(None, &contact)?.response;
    assert_equal(
        graph.contact_get(&made.id, None)?.response.display_name,
        MsgraphField::Set("Bob".to_owned()),
        "the contact",
    )?;
    assert_equal(
        graph.contacts_list(None, &Default::default())?.response.value.len(),
        1,
        "the number of contacts",
    )?;
    graph.contact_delete(&made.id)?;
    assert_equal(api(&refused(graph.contact_delete(&made.id))?).0, 404, "the deleted contact")?;
    emulator.received().map(drop)
}

fn changes_since_a_delta_link(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let folder = MsgraphMailFolder { display_name: "Delta".to_owned(), ..MsgraphMailFolder::default() };
    let folder = graph.mail_folder_create(&folder)?.response.id;
    let mut made = Vec::new();
    for subject in ["One", "Two", "Three"] {
        made.push(graph.message_create(Some(&folder), &message(subject))?.response.id);
    }
    let mut page = graph.messages_delta(Some(&folder), Some("subject,isRead"))?.response;
    let mut listed = page.value.len();
    while let Some(link) = page.next_link {
        page = graph.messages_delta_from_link(&link)?.response;
        listed += page.value.len();
    }
    assert_equal(listed, 3, "the messages of the first round")?;
    let link = page.delta_link.ok_or("no delta link")?;
    graph.message_update(&made[0], &MsgraphMessage { is_read: Some(true), ..MsgraphMessage::default() })?;
    graph.message_delete(&made[1])?;
    let mut changes = graph.messages_delta_from_link(&link)?.response.value;
    changes.sort_by_key(|change| made.iter().position(|id| *id == change.message.id));
    let ids: Vec<_> = changes.iter().map(|change| change.message.id.clone()).collect();
    assert_equal(ids, made[..2].to_vec(), "what has changed")?;
    assert_equal(changes[0].message.is_read, Some(true), "the changed property")?;
    assert_equal(
        (changes[0].removed.is_some(), changes[1].removed.is_some()),
        (false, true),
        "what was removed",
    )?;
    emulator.received().map(drop)
}

fn batch(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    let made = graph.message_create(None, &message("Of a batch"))?.response.id;
    emulator.received()?;
    let request = |id: &str, method: &str, url: String| MsgraphBatchRequest {
        id: id.to_owned(),
        method: method.to_owned(),
        url,
        ..MsgraphBatchRequest::default()
    };
    let path = format!("/me/messages/{made}");
    let mut change = request("change", "PATCH", path.clone());
    change.headers.insert("Content-Type".to_owned(), "application/json".to_owned());
    change.body = Some(json!({"subject": "Changed"}));
    let mut after = request("after", "DELETE", path.clone());
    after.depends_on.push("change".to_owned());
    let answers = graph.batch(&[change, after])?.response.responses;
    let mut statuses: Vec<_> = answers.iter().map(|it| (it.id.as_str(), it.status)).collect();
    statuses.sort_unstable();
    assert_equal(statuses, vec![("after", 204), ("change", 200)], "the answers")?;
    let lost = graph.batch(&[request("lost", "GET", path)])?.response.responses;
    let error = refused(lost.into_iter().next().ok_or("no answer")?.parse::<MsgraphMessage>())?;
    assert_equal(error.status(), Some(404), "the error of an answer")?;
    assert_equal(emulator.statuses()?.len(), 2, "the number of requests")
}

fn errors(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    emulator.next_answers(&[json!({"throttled": {"seconds": 1}})])?;
    let error = refused(graph.me())?;
    assert_equal(api(&error), (429, "TooManyRequests"), "a throttled request")?;
    let MsgraphClientStdError::Send(error) = error else { return Err("no error of Graph".into()) };
    assert_equal(error.is_retryable(), true, "whether it can be retried")?;
    check_known_fault(
        &format!("{error:?}").contains("retry_after"),
        &true,
        &false,
        "the error of a throttled request does not say when to come back",
    )?;
    // The client leaves it to its caller to come back.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    graph.me()?;
    let bad = MsgraphMessagesListParams { filter: Some("subject eq"), ..Default::default() };
    let error = refused(graph.messages_list(None, &bad))?;
    assert_equal(api(&error).0, 400, "a filter that cannot be read")?;
    emulator.received().map(drop)
}

fn actions(emulator: &Emulator) -> Result<(), Failure> {
    let mut graph = client(emulator)?;
    graph.mail_send(&message("Sent at once"), true)?;
    let draft = graph.message_create(None, &message("A draft"))?.response.id;
    graph.message_send(&draft)?;
    let statuses: Vec<u64> = emulator.received()?.into_iter().map(|request| request.status).collect();
    assert_equal(statuses, vec![202, 201, 202], "the statuses")
}
