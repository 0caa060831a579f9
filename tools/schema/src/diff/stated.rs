//! Changes of what annotations state about an element: its deprecation, and the requests that are supported.
//!
//! Descriptions are not compared: they are texts for readers, which change without a change of the service.
//! Nor are revisions of other kinds, which are the history of the element itself.

use super::{About, ChangeKind, Changes};
use crate::annotation::{Annotations, Restrictions, Revision, UpdateMethod};
use crate::source::{Fact, Source};

impl Changes {
    /// Compares the annotations of an element. `source` is where the later document declares it.
    pub(super) fn annotations(
        &mut self,
        about: About<'_>,
        what: &str,
        source: &Source,
        old: &Annotations,
        new: &Annotations,
    ) {
        self.deprecation(about, what, source, old.deprecation(), new.deprecation());
        self.restrictions(about, what, source, &old.restrictions, &new.restrictions);
    }

    fn deprecation(
        &mut self,
        about: About<'_>,
        what: &str,
        source: &Source,
        old: Option<&Revision>,
        new: Option<&Revision>,
    ) {
        match (old, new) {
            (None, Some(is)) => {
                let (date, reason) = (removal(is), reason(is));
                let message = format!("{what} is deprecated{date}{reason}");
                self.add(ChangeKind::Deprecated, about, &is.source, message);
            }
            (Some(_), None) => self.changed(about, source, format!("{what} is no longer deprecated")),
            (Some(was), Some(is)) if was.removal_date != is.removal_date => {
                let date = match &is.removal_date {
                    Some(date) => format!("may now be gone after {date}"),
                    None => "no longer has a date after which it may be gone".to_owned(),
                };
                self.changed(about, &is.source, format!("{what}, which is deprecated, {date}"));
            }
            (Some(was), Some(is)) if reason(was) != reason(is) => {
                let message = format!("{what} is deprecated for another reason{}", reason(is));
                self.changed(about, &is.source, message);
            }
            _ => {}
        }
    }

    fn restrictions(
        &mut self,
        about: About<'_>,
        what: &str,
        source: &Source,
        old: &Restrictions,
        new: &Restrictions,
    ) {
        for (was, is, done) in [
            (&old.readable, &new.readable, "be read"),
            (&old.readable_by_key, &new.readable_by_key, "be read by key"),
            (&old.insertable, &new.insertable, "be created"),
            (&old.updatable, &new.updatable, "be updated"),
            (&old.upsertable, &new.upsertable, "be created by an update"),
            (&old.deletable, &new.deletable, "be deleted"),
            (&old.tracks_changes, &new.tracks_changes, "be read as changes"),
        ] {
            let message = match is.as_ref().map(|is| is.value) {
                is if is == was.as_ref().map(|was| was.value) => continue,
                Some(true) => format!("{what} is now stated to allow: to {done}"),
                Some(false) => format!("{what} is now stated not to allow: to {done}"),
                None => format!("{what} no longer states whether it allows: to {done}"),
            };
            self.changed(about, is.as_ref().map_or(source, |is| &is.source), message);
        }
        let (was, is) = (methods(old.update_methods.as_ref()), methods(new.update_methods.as_ref()));
        if was != is {
            let source = new.update_methods.as_ref().map_or(source, |is| &is.source);
            self.changed(about, source, format!("{what} is now updated by {is}, not by {was}"));
        }
    }
}

fn removal(found: &Revision) -> String {
    found.removal_date.as_ref().map_or_else(String::new, |date| format!(" and may be gone after {date}"))
}

fn reason(found: &Revision) -> String {
    found.description.as_ref().map_or_else(String::new, |text| format!(": {}", text.trim()))
}

/// The methods in words. Without a statement, an update is a PATCH.
fn methods(stated: Option<&Fact<Vec<UpdateMethod>>>) -> String {
    let name = |method: &UpdateMethod| match method {
        UpdateMethod::Patch => "PATCH",
        UpdateMethod::Put => "PUT",
    };
    let names: Vec<_> = stated.into_iter().flat_map(|stated| &stated.value).map(name).collect();
    if names.is_empty() { "PATCH".to_owned() } else { names.join(" or ") }
}
