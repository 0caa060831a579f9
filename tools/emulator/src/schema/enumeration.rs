//! Enumeration types.

use crate::schema::names::Names;

/// An enumeration type.
#[derive(Default)]
pub(crate) struct Enumeration {
    members: Vec<String>,
    /// Whether a value is a set of members, `a,b`.
    pub(crate) is_flags: bool,
    /// Whether clients must ask for the members after the sentinel.
    is_evolvable: bool,
    /// How the names of its members are compared.
    pub(crate) names: Names,
    /// The members that only another version of Graph declares, where the versions share their entities.
    pub(super) foreign: Vec<String>,
}

/// The member of an evolvable enumeration that represents the later members, as most enumerations spell it.
///
/// Source: Microsoft Graph, "Handling future members in evolvable enumerations".
const SENTINEL: &str = "unknownFutureValue";

/// Whether a member is the sentinel. Some published enumerations spell it `UnknownFutureValue`.
pub(crate) fn is_sentinel(member: &str) -> bool {
    member.eq_ignore_ascii_case(SENTINEL)
}

impl Enumeration {
    /// Adds another declaration of the same type.
    pub(crate) fn extend(
        &mut self,
        is_flags: bool,
        is_evolvable: bool,
        members: impl IntoIterator<Item = String>,
    ) {
        self.is_flags |= is_flags;
        self.is_evolvable |= is_evolvable;
        for member in members {
            if !self.members.contains(&member) {
                self.members.push(member);
            }
        }
    }

    pub(crate) fn members(&self) -> &[String] {
        &self.members
    }

    /// The members of a value: several if it is a flags value.
    pub(crate) fn parts<'a>(&self, value: &'a str) -> Vec<&'a str> {
        if self.is_flags { value.split(',').map(str::trim).collect() } else { vec![value] }
    }

    /// The sentinel in the spelling of this enumeration.
    pub(crate) fn sentinel(&self) -> &str {
        self.members.iter().find(|member| is_sentinel(member)).map_or(SENTINEL, String::as_str)
    }

    /// The first member of a value that comes after the sentinel.
    pub(crate) fn hidden_member<'a>(&self, value: &'a str) -> Option<&'a str> {
        if !self.is_evolvable {
            return None;
        }
        let sentinel = self.members.iter().position(|member| is_sentinel(member))?;
        let later = &self.members[sentinel + 1..];
        self.parts(value).into_iter().find(|part| later.iter().any(|member| member == part))
    }

    /// A value in the spelling of the declaration. The error is the first part that is not one member.
    pub(crate) fn spelled<'a>(&self, value: &'a str) -> Result<String, &'a str> {
        let parts = self.parts(value).into_iter();
        let member = |part: &str| self.names.find(&self.members, part, |member| member).declared();
        let members = parts.map(|part| member(part).map(String::as_str).ok_or(part));
        let members: Vec<&str> = members.collect::<Result<_, _>>()?;
        // As it was sent where nothing differs, with its spaces.
        Ok(if members == self.parts(value) { value.to_owned() } else { members.join(",") })
    }
}
