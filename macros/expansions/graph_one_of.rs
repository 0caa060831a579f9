// What this adds to its item:
//
// #[graph_one_of]
// #[derive(Debug, Clone, PartialEq)]
// pub enum DeviceConfiguration {
//     Windows10General(Windows10GeneralConfiguration),
//     IosUpdate(IosUpdateConfiguration),
//     #[graph(unrecognized)]
//     Unrecognized(serde_json::Value),
// }

#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[automatically_derived]
    impl __g::Polymorphic for DeviceConfiguration {
        const INFO: &'static __g::OneOfInfo = &__g::OneOfInfo::new(
            "microsoft.graph.deviceConfiguration",
            &[
                __g::kind::<Windows10GeneralConfiguration>(),
                __g::kind::<IosUpdateConfiguration>(),
            ],
        );
        const VACANT: Self = Self::Unrecognized(__g::Value::Null);
        #[allow(unreachable_patterns)]
        fn choose(&mut self, index: __g::Option<usize>) -> __g::Open<'_> {
            match index {
                __g::Option::Some(0usize) => {
                    if !__g::matches!(self, Self::Windows10General(_)) {
                        *self = Self::Windows10General(
                            <Windows10GeneralConfiguration as __g::Edm>::VACANT,
                        );
                    }
                }
                __g::Option::Some(1usize) => {
                    if !__g::matches!(self, Self::IosUpdate(_)) {
                        *self = Self::IosUpdate(
                            <IosUpdateConfiguration as __g::Edm>::VACANT,
                        );
                    }
                }
                _ => *self = <Self as __g::Polymorphic>::VACANT,
            }
            match self {
                Self::Windows10General(value) => __g::Open::Object(value),
                Self::IosUpdate(value) => __g::Open::Object(value),
                Self::Unrecognized(value) => __g::Open::Untyped(value),
            }
        }
        #[allow(unreachable_patterns)]
        fn view(&self) -> __g::View<'_> {
            match self {
                Self::Windows10General(value) => __g::View::Derived(value),
                Self::IosUpdate(value) => __g::View::Derived(value),
                Self::Unrecognized(value) => __g::View::Untyped(value),
            }
        }
    }
    #[automatically_derived]
    impl __g::Composite for DeviceConfiguration {
        type Form = __g::ChoiceType;
    }
    #[automatically_derived]
    impl __g::From<Windows10GeneralConfiguration> for DeviceConfiguration {
        #[inline]
        fn from(value: Windows10GeneralConfiguration) -> Self {
            Self::Windows10General(value)
        }
    }
    #[automatically_derived]
    impl __g::DerivedFrom<DeviceConfiguration> for Windows10GeneralConfiguration {}
    #[automatically_derived]
    impl __g::From<IosUpdateConfiguration> for DeviceConfiguration {
        #[inline]
        fn from(value: IosUpdateConfiguration) -> Self {
            Self::IosUpdate(value)
        }
    }
    #[automatically_derived]
    impl __g::DerivedFrom<DeviceConfiguration> for IosUpdateConfiguration {}
    #[automatically_derived]
    impl __g::Single for DeviceConfiguration {}
    #[automatically_derived]
    impl __g::Serialize for DeviceConfiguration {
        #[inline]
        fn serialize<W: __g::Serializer>(
            &self,
            writer: W,
        ) -> __g::Result<W::Ok, W::Error> {
            __g::serialize(self, writer)
        }
    }
    #[automatically_derived]
    impl<'de> __g::Deserialize<'de> for DeviceConfiguration {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(
            reader: R,
        ) -> __g::Result<Self, R::Error> {
            __g::deserialize(reader)
        }
    }
};
