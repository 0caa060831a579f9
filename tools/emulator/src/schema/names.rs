//! Names, which are found in any case.
//!
//! Source: Microsoft Graph, "Traverse the Microsoft Graph": the names in a path, of query options, of actions and
//! their parameters, of properties, and the values of enumerations are not case-sensitive; ids and the values that
//! a client assigns are.

/// How the names that a type declares are compared: those of its properties, and the members of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Names {
    /// In any case, as in most of Graph. The exact spelling takes precedence.
    #[default]
    AnyCase,
    /// In their exact spelling, as in drives and eDiscovery.
    Exact,
}

/// What a name in a request refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelled<T> {
    Declared(T),
    Unknown,
    /// Several declared names differ from it only in case.
    Ambiguous,
}

impl<T> Spelled<T> {
    pub(crate) fn declared(self) -> Option<T> {
        match self {
            Self::Declared(item) => Some(item),
            Self::Unknown | Self::Ambiguous => None,
        }
    }

    /// What `other` finds, if this is unknown.
    pub(crate) fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        if matches!(self, Self::Unknown) { other() } else { self }
    }
}

impl Names {
    /// Finds a declared name: the exact spelling, or else, in any case, the only one that differs in ASCII case.
    pub(crate) fn find<T>(
        self,
        items: impl IntoIterator<Item = T>,
        name: &str,
        name_of: impl Fn(&T) -> &str,
    ) -> Spelled<T> {
        let mut found = Spelled::Unknown;
        for item in items {
            let known = name_of(&item);
            if known == name {
                return Spelled::Declared(item);
            }
            if self == Self::AnyCase && known.eq_ignore_ascii_case(name) {
                found = match found {
                    Spelled::Unknown => Spelled::Declared(item),
                    _ => Spelled::Ambiguous,
                };
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_name_that_differs_in_case_is_found() {
        let find = |name| Names::AnyCase.find(["mail", "userId", "userID"], name, |known| known);
        assert_eq!(find("MAIL"), Spelled::Declared("mail"));
        assert_eq!(find("userid"), Spelled::Ambiguous);
        assert_eq!(find("mai"), Spelled::Unknown);
        assert_eq!(find("userID"), Spelled::Declared("userID"));
        let exact = |name| Names::Exact.find(["mail", "userId"], name, |known| known);
        assert_eq!((exact("mail"), exact("MAIL")), (Spelled::Declared("mail"), Spelled::Unknown));
    }
}
