//! Which addresses are Intune's.

/// Whether Intune serves an address. Its limits and error messages differ from the directory's.
pub(crate) fn is_intune(segments: &[String]) -> bool {
    let first = segments.first().map_or("", String::as_str);
    let own = ["deviceManagement", "deviceAppManagement"];
    own.iter().any(|name| name.eq_ignore_ascii_case(first)) || is_managed_device(segments)
}

/// Whether an address is that of managed devices, or beneath it.
pub(crate) fn is_managed_device(segments: &[String]) -> bool {
    segments.iter().any(|segment| segment.eq_ignore_ascii_case("managedDevices"))
}
