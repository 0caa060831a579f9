//! The permissions to change an entity.

/// The permissions to change an entity. Any of them is enough; if both lists are empty, none is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    pub(crate) delegated: Vec<String>,
    pub(crate) application: Vec<String>,
}

impl Permissions {
    /// Adds the permissions of another type at the same address.
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
