//! Who may change an entity.

/// The permissions that change an entity, one of which is enough. Where neither list has any, everyone may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    pub(crate) delegated: Vec<String>,
    pub(crate) application: Vec<String>,
}

impl Permissions {
    /// Adds those of a further type at the same address.
    pub(crate) fn add(&mut self, other: &Self) {
        let lists = [(&mut self.delegated, &other.delegated), (&mut self.application, &other.application)];
        for (known, further) in lists {
            for permission in further {
                if !known.contains(permission) {
                    known.push(permission.clone());
                }
            }
        }
    }
}
