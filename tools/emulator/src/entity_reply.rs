//! An entity as a reply's body.

use serde_json::Value;

use crate::address::Address;
use crate::builder::TypeAnnotations;
use crate::model::{Role, Structure};
use crate::route::Route;
use crate::store::{Properties, Stored};

/// What stands around an entity.
pub(crate) struct Surroundings<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) annotations: TypeAnnotations,
    pub(crate) route: &'a Route,
    pub(crate) address: &'a Address,
}

impl Surroundings<'_> {
    /// `@odata.context`, `@odata.type` where it is due, then the properties in the order of their declaration, and
    /// what the type does not know behind them.
    pub(crate) fn body(&self, structure: &Structure, stored: &Stored) -> Properties {
        let mut body = Properties::new();
        body.insert("@odata.context".to_owned(), self.context().into());
        if self.is_annotated() {
            body.insert("@odata.type".to_owned(), format!("#{}", structure.name).into());
        }
        let declared = structure.properties.iter().filter(|property| property.role != Role::Navigation);
        for property in declared {
            body.extend(
                stored.properties.get(&property.name).map(|value| (property.name.clone(), value.clone())),
            );
        }
        let unknown = stored.properties.iter().filter(|(name, _)| structure.property(name).is_none());
        body.extend(unknown.map(|(name, value): (&String, &Value)| (name.clone(), value.clone())));
        body
    }

    fn context(&self) -> String {
        format!("{}/{}/$metadata#{}", self.endpoint, self.address.version, self.address.context())
    }

    /// Whether the type is other than the declared one. A route's declared type is the common base of its types,
    /// so where there is one, it is declared, and where there are several, each is derived.
    fn is_annotated(&self) -> bool {
        self.annotations == TypeAnnotations::Always || self.route.types.len() > 1
    }
}
