//! Relationships: the entities that a navigation property refers to, changed through `$ref` or bound in a
//! create body.

use graph_entity_model::base::{Body, InvalidRequestError, PathValue, push_segment};
use graph_entity_model::entity::{DerivedFrom, Entity, Many, Reference, Single, Target};
use http::Method;

use super::{Address, ResolvedPath};
use crate::query::{Name, Property};
use crate::request::{Request, RequestSpec};

impl<E: Entity> Address<E> {
    /// Sets the entity that a single-valued navigation property refers to: PUT to `$ref`.
    ///
    /// The address is written with the endpoint of the client that sends the request.
    ///
    /// ```
    /// use graph_entity::graph_entity;
    ///
    /// #[graph_entity(path = "/deviceManagement/managedDevices/{managedDeviceId}")]
    /// struct ManagedDevice {
    ///     id: String,
    ///     #[graph(navigation)]
    ///     device_category: Option<DeviceCategory>,
    /// }
    ///
    /// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    /// struct DeviceCategory {
    ///     id: String,
    /// }
    ///
    /// let device = ManagedDevice::at("1");
    /// let request = device.set_reference(ManagedDevice::DEVICE_CATEGORY, DeviceCategory::at("kiosk"));
    /// let http = request.to_http("https://graph.microsoft.us")?;
    /// assert_eq!(http.uri().path(), "/v1.0/deviceManagement/managedDevices/1/deviceCategory/$ref");
    /// let id = "https://graph.microsoft.us/v1.0/deviceManagement/deviceCategories/kiosk";
    /// assert_eq!(http.body(), &format!(r#"{{"@odata.id":"{id}"}}"#));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    ///
    /// Source: OData Protocol 4.01, "Change the Reference in a Single-Valued Navigation Property".
    pub fn set_reference<T, U>(self, navigation: Property<E, T>, target: Address<U>) -> Request<()>
    where
        U: Target<T>,
    {
        let navigation = Name::from(navigation);
        Request::reading_nothing(self.path.referring(Method::PUT, navigation.as_str(), target.path))
    }

    /// Clears a single-valued navigation property: DELETE of its `$ref`. Neither entity is deleted.
    ///
    /// Source: OData Protocol 4.01, "Remove a Reference to an Entity".
    pub fn clear_reference<T: Single>(self, navigation: Property<E, T>) -> Request<()> {
        let navigation = Name::from(navigation);
        Request::reading_nothing(self.path.reference(Method::DELETE, navigation.as_str(), None))
    }

    /// Adds an existing entity to a collection-valued navigation property: POST to `$ref`.
    ///
    /// The address is written with the endpoint of the client that sends the request.
    ///
    /// Source: OData Protocol 4.01, "Add a Reference to a Collection-Valued Navigation Property".
    pub fn link<T, U>(self, navigation: Property<E, T>, target: Address<U>) -> Request<()>
    where
        T: Many,
        U: DerivedFrom<T::Item>,
    {
        let navigation = Name::from(navigation);
        Request::reading_nothing(self.path.referring(Method::POST, navigation.as_str(), target.path))
    }

    /// Removes the entity with a key from a collection-valued navigation property: DELETE of its `$ref`.
    /// Neither entity is deleted.
    ///
    /// ```
    /// use graph_entity::graph_entity;
    ///
    /// #[graph_entity(path = "/groups/{groupId}")]
    /// struct Group {
    ///     id: String,
    ///     #[graph(navigation)]
    ///     members: Vec<User>,
    /// }
    ///
    /// #[graph_entity(path = "/users/{userId}")]
    /// struct User {
    ///     id: String,
    /// }
    ///
    /// let add = Group::at("1").link(Group::MEMBERS, User::at("adele@contoso.com"));
    /// assert_eq!(add.to_http("https://graph.microsoft.com")?.uri().path(), "/v1.0/groups/1/members/$ref");
    /// let remove = Group::at("1").unlink(Group::MEMBERS, "48d31887");
    /// let http = remove.to_http("https://graph.microsoft.com")?;
    /// assert_eq!((http.method().as_str(), http.uri().path()), ("DELETE", "/v1.0/groups/1/members/48d31887/$ref"));
    /// # Ok::<(), graph_entity::Error>(())
    /// ```
    ///
    /// Source: OData Protocol 4.01, "Remove a Reference to an Entity"; Microsoft Graph, "Remove member".
    pub fn unlink<T: Many>(self, navigation: Property<E, T>, key: impl Into<PathValue>) -> Request<()> {
        let (navigation, key) = (Name::from(navigation), Some(key.into()));
        Request::reading_nothing(self.path.reference(Method::DELETE, navigation.as_str(), key))
    }
}

impl ResolvedPath {
    /// A request for a navigation property's references, or for the reference to the entity with this key.
    fn reference(self, method: Method, navigation: &str, key: Option<PathValue>) -> RequestSpec {
        let declared = self.about.structure().property(navigation);
        let mut path = self.join(&format!("/{navigation}"));
        if let Some(key) = key {
            path = path.keyed(&key);
        }
        let mut spec = path.join("/$ref").spec(method);
        // The type shows that the property holds entities, not that it is declared as a navigation property.
        if declared.is_some_and(|property| !property.is_navigation()) {
            spec.refuse(InvalidRequestError::NotNavigation { property: navigation.to_owned() });
        }
        spec
    }

    /// The address of one entity in a collection.
    fn keyed(self, key: &PathValue) -> Self {
        let path = self.path.and_then(|mut path| {
            path.push('/');
            push_segment(&mut path, "id", key).map(|()| path)
        });
        Self { template: format!("{}/{{id}}", self.template).into(), path, ..self }
    }

    /// A request for a navigation property, with the address of an entity as its body.
    fn referring(self, method: Method, navigation: &str, target: Self) -> RequestSpec {
        let mut spec = self.reference(method, navigation, None);
        match target.versioned() {
            Ok(path) => spec.body = Some(Body::reference(&path)),
            Err(error) => spec.refuse(error),
        }
        spec
    }

    /// The path with its version.
    fn versioned(self) -> Result<String, InvalidRequestError> {
        Ok(format!("/{}{}", self.about.version(), self.path?))
    }
}

#[diagnostic::do_not_recommend]
impl<T, U: DerivedFrom<T>> Reference<T> for Address<U> {
    fn reference(self) -> Result<serde_json::Value, InvalidRequestError> {
        self.path.versioned().map(Into::into)
    }
}
