// What this adds to its item:
//
// #[graph_action(path = "/deviceManagement/managedDevices/{managedDeviceId}/wipe", path(user = "/users/{userId}/managedDevices/{managedDeviceId}/wipe"))]
// #[derive(Debug, Clone, Default)]
// pub struct Wipe {
//     pub keep_user_data: Option<bool>,
//     #[graph(name = "macOsUnlockCode")]
//     pub unlock_code: Option<String>,
// }

#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[allow(clippy::pedantic, dead_code)]
    impl Wipe {
        /// The request `POST /deviceManagement/managedDevices/{managedDeviceId}/wipe`.
        #[inline]
        pub fn call(
            &self,
            managed_device_id: impl __g::Into<__g::PathValue>,
        ) -> __g::Request<()> {
            __g::call(
                self,
                "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
                &[__g::Into::into(managed_device_id)],
                <() as __g::Returned>::read,
            )
        }
        /// The request `POST /users/{userId}/managedDevices/{managedDeviceId}/wipe`.
        #[inline]
        pub fn call_user(
            &self,
            user_id: impl __g::Into<__g::PathValue>,
            managed_device_id: impl __g::Into<__g::PathValue>,
        ) -> __g::Request<()> {
            __g::call(
                self,
                "/users/{userId}/managedDevices/{managedDeviceId}/wipe",
                &[__g::Into::into(user_id), __g::Into::into(managed_device_id)],
                <() as __g::Returned>::read,
            )
        }
    }
    #[automatically_derived]
    #[allow(unused_qualifications)]
    impl __g::Callable for Wipe {
        const ABOUT: &'static __g::CallableInfo = &__g::CallableInfo::new(
            __g::CallableSort::Action,
            "v1.0",
            "/deviceManagement/managedDevices/{managedDeviceId}/wipe",
            &[
                __g::FurtherPath::new(
                    "user",
                    "/users/{userId}/managedDevices/{managedDeviceId}/wipe",
                ),
            ],
            &[
                __g::parameter::<Option<bool>>("keepUserData", 0),
                __g::parameter::<Option<String>>("macOsUnlockCode", 0),
            ],
            <() as __g::Returned>::RETURNS,
            __g::Permissions::new(&[], &[]),
        );
        fn parameters(&self, visit: __g::Given<'_>) {
            visit(
                &[
                    <Option<bool> as __g::Parameter>::given(&self.keep_user_data),
                    <Option<String> as __g::Parameter>::given(&self.unlock_code),
                ],
            );
        }
    }
    impl Wipe {
        /// The action as data: its address, parameters, result and permissions.
        pub const ABOUT: &'static __g::CallableInfo = <Self as __g::Callable>::ABOUT;
    }
};
