//! A singleton: its address ends in a name, and its constructors take no key.

use graph_entity::{DateTimeOffset, graph_entity};

use crate::{ENDPOINT, Page, assert_reply_is_written_back, assert_request_is_reproduced};

const REPLY: &str = include_str!("apple_push_notification_certificate/reply.json");

#[graph_entity(path = "/deviceManagement/applePushNotificationCertificate", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApplePushNotificationCertificate {
    pub(crate) id: String,
    pub(crate) apple_identifier: Option<String>,
    pub(crate) topic_identifier: Option<String>,
    #[graph(read_only)]
    pub(crate) last_modified_date_time: Option<DateTimeOffset>,
    #[graph(not_null)]
    pub(crate) expiration_date_time: Option<DateTimeOffset>,
    pub(crate) certificate_upload_status: Option<String>,
    pub(crate) certificate_upload_failure_reason: Option<String>,
    #[graph(read_only)]
    pub(crate) certificate_serial_number: Option<String>,
    pub(crate) certificate: Option<String>,
}

fn by_setters(page: &Page) -> ApplePushNotificationCertificatePatch {
    ApplePushNotificationCertificate::patch()
        .apple_identifier(page.text("appleIdentifier"))
        .topic_identifier(page.text("topicIdentifier"))
        .expiration_date_time(page.value("expirationDateTime"))
        .certificate_upload_status(page.text("certificateUploadStatus"))
        .certificate_upload_failure_reason(page.text("certificateUploadFailureReason"))
        .certificate(page.text("certificate"))
}

#[test]
fn the_page_comes_back_and_is_reproduced() {
    for page in Page::all::<ApplePushNotificationCertificate>(REPLY) {
        assert_reply_is_written_back::<ApplePushNotificationCertificate>(&page);
        assert_request_is_reproduced::<ApplePushNotificationCertificate>(&page, &by_setters(&page));
    }
}

#[test]
fn a_singleton_is_addressed_without_a_key() {
    let patch = ApplePushNotificationCertificate::patch().apple_identifier("kiosk@example.com");
    let request = ApplePushNotificationCertificate::update(patch).to_http(ENDPOINT).expect("a valid request");
    assert_eq!(request.uri().path(), "/beta/deviceManagement/applePushNotificationCertificate");
    let request = ApplePushNotificationCertificate::at().get().to_http(ENDPOINT).expect("a valid request");
    assert_eq!((request.method().as_str(), request.body().len()), ("GET", 0));
}
