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
        const INFO: &'static __g::EnumInfo = &__g::EnumInfo {
            name: "microsoft.graph.runState",
            members: &[
                __g::EnumMember {
                    name: "unknown",
                    value: __g::Option::None,
                    differs: false,
                },
                __g::EnumMember {
                    name: "scriptError",
                    value: __g::Option::None,
                    differs: false,
                },
            ],
            is_flags: false,
            is_evolvable: false,
            differs: false,
        };
        const VACANT: Self = Self::Unrecognized(__g::String::new());
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
    impl __g::Composite for RunState {
        type Form = __g::MemberType;
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
