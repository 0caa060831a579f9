//! A create body of a type that may derive from the declared one.

use core::fmt;
use core::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::{Create, Inline, Patch, PatchBody};
use crate::base::{Body, InvalidRequestError};
use crate::entity::DerivedFrom;
use crate::model::Field;

/// The create body of an entity of type `T` or of a type that derives from `T`. It is the item of a list of
/// bodies of different types, and always contains its `@odata.type`.
///
/// ```
/// use graph_entity::{CreateBody, graph_entity, graph_one_of};
///
/// #[graph_entity(path = "/deviceManagement/groupPolicyDefinitionValues/{groupPolicyDefinitionValueId}", version = "beta")]
/// struct GroupPolicyDefinitionValue {
///     id: String,
///     #[graph(navigation)]
///     presentation_values: Vec<GroupPolicyPresentationValue>,
/// }
///
/// #[graph_one_of]
/// enum GroupPolicyPresentationValue {
///     Boolean(GroupPolicyPresentationValueBoolean),
///     Text(GroupPolicyPresentationValueText),
///     #[graph(unrecognized)]
///     Unrecognized(serde_json::Value),
/// }
///
/// #[graph_entity(path = "/values/{valueId}", version = "beta")]
/// struct GroupPolicyPresentationValueBoolean {
///     id: String,
///     value: Option<bool>,
/// }
///
/// #[graph_entity(path = "/values/{valueId}", version = "beta")]
/// struct GroupPolicyPresentationValueText {
///     id: String,
///     value: Option<String>,
/// }
///
/// let body = GroupPolicyDefinitionValue::new_body().presentation_values(vec![
///     CreateBody::from(GroupPolicyPresentationValueBoolean::new_body().value(true)),
///     CreateBody::from(GroupPolicyPresentationValueText::new_body().value("x")),
/// ]);
/// assert_eq!(
///     body.get("presentationValues"),
///     Some(
///         r##"[{"@odata.type":"#microsoft.graph.groupPolicyPresentationValueBoolean","value":true},{"@odata.type":"#microsoft.graph.groupPolicyPresentationValueText","value":"x"}]"##
///     )
/// );
/// ```
///
/// Source: OData JSON Format 4.01, "Control Information: type".
#[must_use = "a create body does nothing until it is sent"]
pub struct CreateBody<T> {
    body: PatchBody<Create>,
    entity: PhantomData<fn() -> T>,
}

impl<T> CreateBody<T> {
    /// The body without the declared type `T`.
    pub(crate) fn body(&self) -> &PatchBody<Create> {
        &self.body
    }
}

impl<T, P: Patch<Mode = Create>> From<P> for CreateBody<T>
where
    P::Entity: DerivedFrom<T>,
{
    fn from(patch: P) -> Self {
        let mut body: PatchBody<Create> = patch.into();
        body.content.write_type();
        Self { body, entity: PhantomData }
    }
}

impl<T> Inline<T> for CreateBody<T> {
    fn inline(self) -> Result<Body, InvalidRequestError> {
        self.body.into_member()
    }
}

impl<T: Field> Inline<Vec<T>> for Vec<CreateBody<T::Value>> {
    fn inline(self) -> Result<Body, InvalidRequestError> {
        Body::list(self.into_iter().map(Inline::inline))
    }
}

impl<T> Clone for CreateBody<T> {
    fn clone(&self) -> Self {
        Self { body: self.body.clone(), entity: PhantomData }
    }
}

impl<T> PartialEq for CreateBody<T> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl<T> fmt::Debug for CreateBody<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.body.fmt(f)
    }
}

impl<T> Serialize for CreateBody<T> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(writer)
    }
}
