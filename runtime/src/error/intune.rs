//! The messages of Intune, which are JSON inside the string of a message, in one or several layers.

use super::detail::{ErrorDetail, details};
use super::members::Members;
use crate::base::Secrets;

/// What Intune's message contains besides its text. On the wire it is JSON inside the string `message`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct IntuneMessage {
    /// The id for Intune's support. All zeros if there is none.
    pub operation_id: Option<String>,
    /// The activity id, which Intune's support asks for.
    pub activity_id: Option<String>,
    /// The URL inside Intune's service. It contains the ids of the request.
    pub url: Option<String>,
    /// A phrase for programs. Mostly empty, which is `None` here.
    pub custom_api_error_phrase: Option<String>,
    /// The delay before a retry, as Intune writes it.
    pub retry_after: Option<String>,
    /// The service behind Intune's front end that failed.
    pub error_source_service: Option<String>,
}

impl IntuneMessage {
    pub(super) fn texts_mut(&mut self) -> [Option<&mut String>; 6] {
        let Self {
            operation_id,
            activity_id,
            url,
            custom_api_error_phrase,
            retry_after,
            error_source_service,
        } = self;
        [operation_id, activity_id, url, custom_api_error_phrase, retry_after, error_source_service]
            .map(Option::as_mut)
    }
}

/// A message of the service, with what the JSON in it says.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Decoded {
    /// The text for people.
    pub(super) text: String,
    /// The codes, the most nested one last.
    pub(super) codes: Vec<String>,
    pub(super) target: Option<String>,
    pub(super) details: Vec<ErrorDetail>,
    pub(super) intune: Option<Box<IntuneMessage>>,
}

/// The maximum number of layers that are decoded. One and two have been seen.
const MOST_LAYERS: usize = 8;

/// The members of a layer. The inner one of two has `_version` and the last three, the outer one the rest.
const NAMES: &[&str] = &[
    "Message",
    "ErrorCode",
    "Target",
    "Details",
    "CustomApiErrorPhrase",
    "RetryAfter",
    "ErrorSourceService",
];

impl Decoded {
    /// Decodes a message that is JSON, as Intune's are. Any other message is returned unchanged. `secrets` are
    /// removed before the text is split, because a part of a secret is not recognized.
    pub(super) fn of(message: String, secrets: &Secrets, longest: usize) -> Self {
        let mut decoded = Self { text: message, ..Self::default() };
        let mut is_intunes = false;
        for _ in 0..MOST_LAYERS {
            let Some(message) = decoded.take_layer() else { break };
            (decoded.text, is_intunes) = (message, true);
        }
        if is_intunes {
            let text = secrets.scrub_start(&decoded.text, longest);
            let intune = decoded.intune.get_or_insert_default();
            intune.operation_id = labelled(&text, OPERATION_ID);
            intune.activity_id = labelled(&text, ACTIVITY_ID);
            intune.url = labelled(&text, URL).map(|url| until_quote(&url).to_owned());
            let end = LABELS.iter().filter_map(|label| text.find(label)).min().unwrap_or(text.len());
            text[..end].trim_end().clone_into(&mut decoded.text);
        }
        decoded
    }

    /// Reads the members of the JSON that the text is, and returns the message in it.
    fn take_layer(&mut self) -> Option<String> {
        let layer = Members::of(&self.text, NAMES)?;
        let message = layer.text("Message")?;
        let (code, target) = (layer.text("ErrorCode"), layer.text("Target"));
        let mut details = details(&layer, "Details");
        let [phrase, retry_after, service] =
            ["CustomApiErrorPhrase", "RetryAfter", "ErrorSourceService"].map(|name| layer.text(name));
        self.codes.extend(code);
        self.target = target.or(self.target.take());
        self.details.append(&mut details);
        let intune = self.intune.get_or_insert_default();
        intune.custom_api_error_phrase = phrase.or(intune.custom_api_error_phrase.take());
        intune.retry_after = retry_after.or(intune.retry_after.take());
        intune.error_source_service = service.or(intune.error_source_service.take());
        Some(message)
    }
}

const OPERATION_ID: &str = " - Operation ID (for customer support): ";
const ACTIVITY_ID: &str = " - Activity ID: ";
const URL: &str = " - Url: ";
const LABELS: [&str; 3] = [OPERATION_ID, ACTIVITY_ID, URL];

/// The value after a label in Intune's text, up to the next label.
fn labelled(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    let value = rest.split(" - ").next().unwrap_or(rest).trim();
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// The start of a text that may be a URL. JSON that cannot be decoded may follow it.
fn until_quote(text: &str) -> &str {
    let end = text.find(|character: char| character.is_whitespace() || matches!(character, '"' | '\\'));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(message: &str) -> Decoded {
        Decoded::of(message.to_owned(), &Secrets::default(), 1_000)
    }

    #[test]
    fn a_message_of_other_json_is_unchanged() {
        for message in ["{}", "[1]", "{\"Message\":null}", "{\"Message\":", "7", ""] {
            assert_eq!(decoded(message), Decoded { text: message.to_owned(), ..Decoded::default() });
        }
    }

    #[test]
    fn each_layer_adds_what_it_says() {
        let inner = serde_json::json!({
            "_version": 3,
            "Message": "Not allowed. - Activity ID: 1111 - Url: https://fef.example/x?a=1",
            "RetryAfter": "7", "ErrorSourceService": "DeviceFE", "CustomApiErrorPhrase": ""
        });
        // Intune indents the inner layer.
        let inner = serde_json::to_string_pretty(&inner).unwrap().replace('\n', "\r\n");
        let outer = serde_json::json!({
            "ErrorCode": "Forbidden", "Message": inner, "Target": "device",
            "Details": [{"ErrorCode": "Scope", "Message": "No tag."}], "InnerError": null
        });
        let Decoded { text, codes, target, details, intune } = decoded(&outer.to_string());
        assert_eq!((text.as_str(), target.as_deref()), ("Not allowed.", Some("device")));
        assert_eq!(codes, ["Forbidden"]);
        assert_eq!((details[0].code.as_str(), details[0].message.as_str()), ("Scope", "No tag."));
        let intune = intune.unwrap();
        assert_eq!(intune.url.as_deref(), Some("https://fef.example/x?a=1"));
        assert_eq!((intune.activity_id.as_deref(), intune.retry_after.as_deref()), (Some("1111"), Some("7")));
    }

    #[test]
    fn the_number_of_layers_is_bounded() {
        let layers = |count| {
            (0..count).fold("end".to_owned(), |text, _| serde_json::json!({ "Message": text }).to_string())
        };
        assert_eq!(decoded(&layers(MOST_LAYERS)).text, "end");
        assert_eq!(decoded(&layers(MOST_LAYERS + 1)).text, layers(1));
    }

    #[test]
    fn a_url_ends_before_what_is_not_part_of_it() {
        let cut_off = r#"{"Message":"No. - Url: https://fef.example/x\",\"CustomApiErrorPhrase\":\"\"}"}"#;
        assert_eq!(decoded(cut_off).intune.unwrap().url.as_deref(), Some("https://fef.example/x"));
    }
}
