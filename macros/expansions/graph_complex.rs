// What this adds to its item:
//
// #[graph_complex]
// #[derive(Debug, Clone, PartialEq)]
// pub struct MimeContent {
//     #[graph(name = "type")]
//     pub kind: Option<String>,
//     pub value: Option<Binary>,
// }

#[allow(deprecated)]
const _: () = {
    use ::graph_entity::__private as __g;
    #[automatically_derived]
    #[allow(unused_qualifications)]
    impl __g::Structured for MimeContent {
        const INFO: &'static __g::TypeInfo = &__g::TypeInfo {
            name: "microsoft.graph.mimeContent",
            annotation: __g::Annotation::Never,
            properties: &[
                __g::PropertyInfo {
                    name: "type",
                    kind: __g::Kind::String,
                    is_optional: true,
                    rules: 0,
                },
                __g::PropertyInfo::of::<Option<Binary>>("value", 0),
            ],
            by_name: &[],
            has_additional: false,
            differs: false,
            is_envelope: false,
        };
        const VACANT: Self = Self {
            kind: __g::Option::None,
            value: __g::Option::None,
        };
        fn slots(&mut self, visit: __g::VisitMut<'_>) {
            visit(&mut [&mut self.kind, &mut self.value]);
        }
        fn fields(&self, visit: __g::Visit<'_>) {
            visit(&[&self.kind, &self.value]);
        }
    }
    #[automatically_derived]
    impl __g::Composite for MimeContent {
        type Form = __g::ComplexType;
    }
    #[automatically_derived]
    impl __g::Serialize for MimeContent {
        #[inline]
        fn serialize<W: __g::Serializer>(
            &self,
            writer: W,
        ) -> __g::Result<W::Ok, W::Error> {
            __g::serialize(self, writer)
        }
    }
    #[automatically_derived]
    impl<'de> __g::Deserialize<'de> for MimeContent {
        #[inline]
        fn deserialize<R: __g::Deserializer<'de>>(
            reader: R,
        ) -> __g::Result<Self, R::Error> {
            __g::deserialize(reader)
        }
    }
    #[allow(clippy::pedantic)]
    impl MimeContent {
        /// The property `type`, for queries.
        pub const KIND: __g::Property<Self, String> = __g::Property::new("type");
        /// The property `value`, for queries.
        pub const VALUE: __g::Property<Self, Binary> = __g::Property::new("value");
    }
};
