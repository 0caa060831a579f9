// What this adds to its item:
//
// #[graph_function(path = "/deviceManagement/templates/{deviceManagementTemplateId}/compare", version = "beta", result = Vec<DeviceManagementSettingComparison>)]
// pub struct Compare {
//     pub template_id: String,
// }

#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[allow(clippy::pedantic, dead_code)]
    impl Compare {
        /// The request `GET /deviceManagement/templates/{deviceManagementTemplateId}/compare`.
        #[inline]
        pub fn call(
            &self,
            device_management_template_id: impl __g::Into<__g::PathValue>,
        ) -> __g::Request<__g::Page<DeviceManagementSettingComparison>> {
            __g::call(
                self,
                "/deviceManagement/templates/{deviceManagementTemplateId}/compare",
                &[__g::Into::into(device_management_template_id)],
                <DeviceManagementSettingComparison as __g::ReturnedItem>::read_page,
            )
        }
    }
    #[automatically_derived]
    #[allow(unused_qualifications)]
    impl __g::Callable for Compare {
        const ABOUT: &'static __g::CallableInfo = &__g::CallableInfo::new(
            __g::CallableSort::Function,
            "beta",
            "/deviceManagement/templates/{deviceManagementTemplateId}/compare",
            &[],
            &[__g::parameter::<String>("templateId", 0)],
            <DeviceManagementSettingComparison as __g::ReturnedItem>::RETURNS,
            __g::Permissions::new(&[], &[]),
        );
        fn parameters(&self, visit: __g::Given<'_>) {
            visit(&[<String as __g::Parameter>::given(&self.template_id)]);
        }
    }
    impl Compare {
        /// The function as data: its address, parameters, result and permissions.
        pub const ABOUT: &'static __g::CallableInfo = <Self as __g::Callable>::ABOUT;
    }
};
