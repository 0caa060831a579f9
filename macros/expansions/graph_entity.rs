// What this adds to its item:
//
// #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
// /// A category of devices.
// #[derive(Debug, Clone, PartialEq)]
// pub struct DeviceCategory {
//     pub id: String,
//     /// What an administrator reads.
//     pub display_name: Option<String>,
//     #[graph(not_null)]
//     pub state: Option<RunState>,
//     #[graph(read_only)]
//     pub count: Option<i32>,
// }

/// A change to a [`DeviceCategory`]: sends what is set or cleared, and nothing else.
#[must_use = "a patch does nothing until it is sent"]
pub struct DeviceCategoryPatch<M = ::graph_entity::Update>(
    ::graph_entity::__private::PatchBody<M>,
);
#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[allow(clippy::pedantic)]
    impl DeviceCategory {
        /// An empty patch.
        #[inline]
        pub fn patch() -> DeviceCategoryPatch {
            __g::Default::default()
        }
        /// An empty body of a create.
        #[inline]
        pub fn new_body() -> DeviceCategoryPatch<__g::Create> {
            __g::Default::default()
        }
        /// The address `/deviceManagement/deviceCategories/{deviceCategoryId}`.
        #[doc(alias("get", "delete"))]
        #[inline]
        pub fn at(
            device_category_id: impl __g::Into<__g::PathValue>,
        ) -> __g::Address<Self> {
            __g::Address::new(&[__g::Into::into(device_category_id)])
        }
        /// The collection of `/deviceManagement/deviceCategories/{deviceCategoryId}`.
        #[doc(alias("list", "create"))]
        #[inline]
        pub fn within() -> __g::Collection<Self> {
            __g::Collection::new(&[])
        }
        /// The request `PATCH /deviceManagement/deviceCategories/{deviceCategoryId}`. Its reply is the entity, or `None` if Graph answers 204.
        #[inline]
        pub fn update(
            device_category_id: impl __g::Into<__g::PathValue>,
            patch: DeviceCategoryPatch,
        ) -> __g::Request<__g::Option<Self>> {
            Self::at(device_category_id).update(patch)
        }
        /// The property `id`, for queries.
        pub const ID: __g::Property<Self, String> = __g::Property::new("id");
        /// The property `displayName`, for queries.
        pub const DISPLAY_NAME: __g::Property<Self, String> = __g::Property::new(
            "displayName",
        );
        /// The property `state`, for queries.
        pub const STATE: __g::Property<Self, RunState> = __g::Property::new("state");
        /// The property `count`, for queries.
        pub const COUNT: __g::Property<Self, i32> = __g::Property::new("count");
        /// The entity as data: the name of its type, properties, address and permissions.
        pub const ABOUT: &'static __g::EntityInfo = <Self as __g::Entity>::ABOUT;
    }
    #[diagnostic::on_unimplemented(
        message = "property `id` is read-only: it cannot be part of a PATCH",
        label = "Microsoft Graph sets this property",
        note = "`id` is the entity's key, which is read-only by rule"
    )]
    #[allow(non_camel_case_types, dead_code)]
    pub trait sets_id {}
    #[diagnostic::do_not_recommend]
    impl sets_id for __g::Nobody {}
    #[diagnostic::on_unimplemented(
        message = "property `count` is read-only: it cannot be part of a PATCH",
        label = "Microsoft Graph sets this property",
        note = "the entity marks it `#[graph(read_only)]`"
    )]
    #[allow(non_camel_case_types, dead_code)]
    pub trait sets_count {}
    #[diagnostic::do_not_recommend]
    impl sets_count for __g::Nobody {}
    #[allow(clippy::pedantic, non_snake_case, dead_code)]
    impl<M> DeviceCategoryPatch<M> {
        #[doc(hidden)]
        pub fn id<V>(self, _: V) -> Self
        where
            M: sets_id,
        {
            __g::unfinished()
        }
        /// What an administrator reads.
        ///
        /// Sets `displayName`.
        #[inline]
        pub fn display_name(self, value: impl __g::Text) -> Self {
            Self(self.0.with_text(1u16, value))
        }
        /// Clears `displayName`: sends `null`, or `[]` for a collection.
        #[inline]
        pub fn clear_display_name(self) -> Self {
            Self(self.0.cleared(1u16))
        }
        /// Sets `state`.
        #[inline]
        pub fn state(self, value: RunState) -> Self {
            Self(
                <Option<
                    RunState,
                > as __g::Field>::store(__g::Option::Some(value), self.0, 2u16),
            )
        }
        #[doc(hidden)]
        pub fn count<V>(self, _: V) -> Self
        where
            M: sets_count,
        {
            __g::unfinished()
        }
    }
    impl<O: __g::operation::Usual> __g::operation::Permits<O> for DeviceCategory {}
    #[automatically_derived]
    #[allow(unused_qualifications)]
    impl __g::Structured for DeviceCategory {
        const INFO: &'static __g::TypeInfo = &__g::TypeInfo {
            name: "microsoft.graph.deviceCategory",
            annotation: __g::Annotation::Always,
            properties: &[
                __g::PropertyInfo {
                    name: "id",
                    kind: __g::Kind::String,
                    is_optional: false,
                    rules: 33,
                },
                __g::PropertyInfo {
                    name: "displayName",
                    kind: __g::Kind::String,
                    is_optional: true,
                    rules: 0,
                },
                __g::PropertyInfo::new(
                    "state",
                    <Option<RunState> as __g::Field>::KIND,
                    true,
                    4,
                ),
                __g::PropertyInfo {
                    name: "count",
                    kind: __g::Kind::Int32,
                    is_optional: true,
                    rules: 1,
                },
            ],
            by_name: &[],
            has_additional: false,
            differs: false,
            is_envelope: false,
        };
        const VACANT: Self = Self {
            id: <String as __g::Field>::VACANT,
            display_name: __g::Option::None,
            state: __g::Option::None,
            count: __g::Option::None,
        };
        fn slots(&mut self, visit: __g::VisitMut<'_>) {
            visit(
                &mut [
                    &mut self.id,
                    &mut self.display_name,
                    <Option<RunState> as __g::Field>::slot_mut(&mut self.state),
                    &mut self.count,
                ],
            );
        }
        fn fields(&self, visit: __g::Visit<'_>) {
            visit(
                &[
                    &self.id,
                    &self.display_name,
                    <Option<RunState> as __g::Field>::value(&self.state),
                    &self.count,
                ],
            );
        }
    }
    #[automatically_derived]
    impl __g::Composite for DeviceCategory {
        type Form = __g::EntityType;
    }
    #[automatically_derived]
    impl __g::Serialize for DeviceCategory {
        #[inline]
        fn serialize<W: __g::Serializer>(
            &self,
            writer: W,
        ) -> __g::Result<W::Ok, W::Error> {
            __g::serialize(self, writer)
        }
    }
    #[automatically_derived]
    impl<'de> __g::Deserialize<'de> for DeviceCategory {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(
            reader: R,
        ) -> __g::Result<Self, R::Error> {
            __g::deserialize(reader)
        }
    }
    #[automatically_derived]
    impl __g::Entity for DeviceCategory {
        const ABOUT: &'static __g::EntityInfo = &__g::EntityInfo::new(
            <Self as __g::Structured>::INFO,
            "v1.0",
            "/deviceManagement/deviceCategories/{deviceCategoryId}",
            &[],
            __g::Permissions::new(&[], &[]),
            false,
        );
        type Patch = DeviceCategoryPatch<__g::Update>;
        type New = DeviceCategoryPatch<__g::Create>;
    }
    #[automatically_derived]
    impl<M> __g::Clone for DeviceCategoryPatch<M> {
        #[inline]
        fn clone(&self) -> Self {
            Self(__g::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl<M> __g::PartialEq for DeviceCategoryPatch<M> {
        #[inline]
        fn eq(&self, other: &Self) -> bool {
            self.0 == other.0
        }
    }
    #[automatically_derived]
    impl<M> __g::Default for DeviceCategoryPatch<M> {
        #[inline]
        fn default() -> Self {
            Self(__g::PatchBody::new(<DeviceCategory as __g::Structured>::INFO))
        }
    }
    #[automatically_derived]
    impl<M> __g::Debug for DeviceCategoryPatch<M> {
        #[inline]
        fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
            __g::Debug::fmt(&self.0, f)
        }
    }
    #[automatically_derived]
    impl<M> __g::Serialize for DeviceCategoryPatch<M> {
        #[inline]
        fn serialize<W: __g::Serializer>(
            &self,
            writer: W,
        ) -> __g::Result<W::Ok, W::Error> {
            __g::Serialize::serialize(&self.0, writer)
        }
    }
    #[automatically_derived]
    impl<M> __g::Deref for DeviceCategoryPatch<M> {
        type Target = __g::PatchBody<M>;
        #[inline]
        fn deref(&self) -> &__g::PatchBody<M> {
            &self.0
        }
    }
    #[automatically_derived]
    impl<M> __g::From<DeviceCategoryPatch<M>> for __g::PatchBody<M> {
        #[inline]
        fn from(patch: DeviceCategoryPatch<M>) -> Self {
            patch.0
        }
    }
    #[automatically_derived]
    impl<M> __g::From<__g::PatchBody<M>> for DeviceCategoryPatch<M> {
        #[inline]
        fn from(body: __g::PatchBody<M>) -> Self {
            Self(body)
        }
    }
    #[automatically_derived]
    impl<'de, M: __g::Mode> __g::Deserialize<'de> for DeviceCategoryPatch<M> {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(
            reader: R,
        ) -> __g::Result<Self, R::Error> {
            __g::deserialize_patch(reader)
        }
    }
    #[automatically_derived]
    impl<M: __g::Mode> __g::Patch for DeviceCategoryPatch<M> {
        type Entity = DeviceCategory;
        type Mode = M;
    }
};
