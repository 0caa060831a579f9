//! Turns names of the documentation into names of Rust. Has no I/O.

/// Returns the field for a parameter.
pub(crate) fn field(wire: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    let mut rest = wire.chars().peekable();
    while let Some(c) = rest.next() {
        let is_last_capital = before.is_uppercase() && rest.peek().is_some_and(char::is_ascii_lowercase);
        if c.is_uppercase() && before != '_' && (!before.is_uppercase() || is_last_capital) {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        before = c;
    }
    snake
}

/// Returns the struct for a call: its name, which may have a namespace, with capitals.
pub(crate) fn type_name(call: &str) -> String {
    camel(std::iter::once("").chain(call.split('.')))
}

/// Returns the default wire name that the macro gives a field.
pub(crate) fn lower_camel(field: &str) -> String {
    camel(field.split('_').filter(|word| !word.is_empty()))
}

/// Joins ASCII words into one name, each except the first with a capital.
pub(crate) fn camel<'a>(mut words: impl Iterator<Item = &'a str>) -> String {
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_ascii_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use super::{field, lower_camel, type_name};

    #[test]
    fn a_wire_name_becomes_a_field_and_back() {
        for (wire, name, default) in [
            ("keepUserData", "keep_user_data", "keepUserData"),
            ("azureADDeviceId", "azure_ad_device_id", "azureAdDeviceId"),
            ("UDID", "udid", "udid"),
        ] {
            assert_eq!((field(wire).as_str(), lower_camel(name).as_str()), (name, default));
        }
    }

    #[test]
    fn a_call_becomes_a_type() {
        assert_eq!(type_name("syncLicenses"), "SyncLicenses");
        assert_eq!(type_name("microsoft.management.updatePriorities"), "MicrosoftManagementUpdatePriorities");
    }
}
