//! A program may import everything: no name of a published crate hides one of the standard prelude.
//!
//! A name that two glob imports bring is an error where it is used. Each list below uses every name of the prelude.

/// Uses each name of the standard prelude beside everything that some modules export.
macro_rules! beside_the_prelude {
    ($($name:ident: $($path:path),+;)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "what a glob hides matters, and not what it brings")]
            mod everything {
                pub(super) use std::prelude::rust_2024::*;
                $(pub(super) use $path::*;)+
            }

            #[allow(unused_imports, reason = "the import itself is the test")]
            use everything::{
                AsMut, AsRef, Box, Clone, Copy, Debug, Default, DoubleEndedIterator, Drop, Eq, Err,
                ExactSizeIterator, Extend, Fn, FnMut, FnOnce, From, FromIterator, Future, Hash, Into, IntoFuture,
                IntoIterator, Iterator, None, Ok, Option, Ord, PartialEq, PartialOrd, Result, Send, Sized, Some,
                String, Sync, ToOwned, ToString, TryFrom, TryInto, Vec, drop, size_of,
            };
        }
    )+};
}

beside_the_prelude! {
    runtime: graph_entity;
    model: graph_entity::model;
    query: graph_entity::query;
    transport: graph_entity::transport;
    callable: graph_entity::callable;
    emulator: graph_entity_emulator;
    runtime_and_emulator: graph_entity, graph_entity_emulator;
}

/// What a program writes below such imports.
#[allow(clippy::wildcard_imports, reason = "the imports are what is tested")]
mod program {
    use graph_entity::*;
    use graph_entity_emulator::*;

    #[graph_entity(path = "/deviceManagement/deviceCategories/{deviceCategoryId}")]
    #[derive(Debug, Clone, Default, PartialEq)]
    pub(super) struct DeviceCategory {
        pub(super) id: String,
        pub(super) display_name: Option<String>,
    }

    pub(super) async fn names(
        emulator: &Emulator,
    ) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
        let token = AccessToken::new(emulator.token())?;
        let client = Client::builder().endpoint(emulator.endpoint()).credential(token).build()?;
        let mut categories = DeviceCategory::within().list().items(&client);
        let mut names = Vec::new();
        while let Some(category) = categories.next().await {
            names.extend(category?.display_name);
        }
        Ok(names)
    }
}

#[tokio::test]
async fn a_program_may_import_everything() {
    let seed = serde_json::json!({"displayName": "Kiosk"});
    let builder = graph_entity_emulator::Emulator::builder();
    let emulator = builder.seed::<program::DeviceCategory>(["42"], seed).start().await;
    assert_eq!(program::names(&emulator).await.expect("names"), ["Kiosk"]);
}
