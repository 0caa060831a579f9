// What this adds to its item:
//
// #[graph_enum]
// #[derive(Debug, Clone, PartialEq)]
// pub enum RunState {
//     Unknown,
//     ScriptError,
//     #[graph(unrecognized)]
//     Unrecognized(String),
// }

#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[automatically_derived]
    impl __g::EnumType for RunState {
        const INFO: &'static __g::EnumInfo = &__g::EnumInfo::new(
            "microsoft.graph.runState",
            &[
                __g::EnumMember::new("unknown", __g::Option::None),
                __g::EnumMember::new("scriptError", __g::Option::None),
            ],
            false,
            false,
        );
        #[allow(unreachable_patterns)]
        fn name(&self) -> &str {
            match self {
                Self::Unknown => "unknown",
                Self::ScriptError => "scriptError",
                Self::Unrecognized(name) => name,
            }
        }
        fn from_name(name: &str) -> Self {
            match __g::position(<Self as __g::EnumType>::INFO.members(), name) {
                0usize => Self::Unknown,
                1usize => Self::ScriptError,
                _ => Self::Unrecognized(__g::From::from(name)),
            }
        }
    }
    impl RunState {
        /// The member's name on the wire.
        pub fn as_str(&self) -> &str {
            __g::EnumType::name(self)
        }
    }
    #[automatically_derived]
    impl __g::From<&str> for RunState {
        #[inline]
        fn from(name: &str) -> Self {
            __g::EnumType::from_name(name)
        }
    }
    #[automatically_derived]
    impl __g::Display for RunState {
        #[inline]
        fn fmt(&self, f: &mut __g::Formatter<'_>) -> __g::fmt::Result {
            __g::Display::fmt(__g::EnumType::name(self), f)
        }
    }
    #[automatically_derived]
    impl __g::Edm for RunState {
        const KIND: __g::Kind = __g::Kind::Enum(<Self as __g::EnumType>::INFO);
        const VACANT: Self = Self::Unrecognized(__g::String::new());
    }
    #[automatically_derived]
    impl __g::Slot for RunState {
        fn kind(&self) -> __g::Kind {
            <Self as __g::Edm>::KIND
        }
        fn assign(
            &mut self,
            value: __g::Scalar<'_>,
        ) -> __g::Result<(), __g::ValueErrorKind> {
            *self = __g::EnumType::from_name(__g::member(value)?);
            __g::Result::Ok(())
        }
        fn view(&self) -> __g::View<'_> {
            __g::View::Str(__g::EnumType::name(self))
        }
    }
    #[automatically_derived]
    impl __g::Serialize for RunState {
        #[inline]
        fn serialize<W: __g::Serializer>(
            &self,
            writer: W,
        ) -> __g::Result<W::Ok, W::Error> {
            __g::serialize(self, writer)
        }
    }
    #[automatically_derived]
    impl<'de> __g::Deserialize<'de> for RunState {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(
            reader: R,
        ) -> __g::Result<Self, R::Error> {
            __g::deserialize(reader)
        }
    }
};
