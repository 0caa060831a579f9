//! What an emulator serves, and how.

mod behaviour;
mod calls;

use std::fmt;
use std::path::PathBuf;

use graph_entity_model::entity::{Entity, EntityInfo};
use graph_entity_schema::Apis;
use serde::Serialize;
use serde_json::Value;

use crate::api::agreement::agree;
use crate::api::builder::calls::StubSource;
use crate::api::emulator::Emulator;
use crate::api::start_error::StartError;
use crate::data::store::Store;
use crate::seeds::data_file;
use crate::seeds::data_lock::DataLock;
use crate::seeds::documentation::{self, Pages};
use crate::seeds::entity::insert_at;
use crate::seeds::seed::Seed;
use crate::service::Config;
use crate::settings::VersionStores;
use crate::sources::csdl;
use crate::sources::entities;
use crate::sources::json::{self, Document};

/// Configures an [`Emulator`] and starts it.
#[must_use = "nothing listens until it is started"]
pub struct Builder {
    seeds: Vec<Seed>,
    /// Entities by address, both as the caller wrote them.
    seeds_at: Vec<(String, Result<Value, String>)>,
    /// Folders of documentation pages.
    docs: Vec<PathBuf>,
    /// The annotated entities that are served.
    entities: Vec<&'static EntityInfo>,
    /// The metadata documents, with which the entities are compared.
    apis: Apis,
    /// The stubs of actions and functions, in the order in which they were given.
    stubs: Vec<StubSource>,
    /// The first error. It is returned at the start, so that the calls remain a chain.
    error: Option<StartError>,
    port: u16,
    config: Config,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            seeds: Vec::new(),
            seeds_at: Vec::new(),
            docs: Vec::new(),
            entities: Vec::new(),
            apis: Apis::new(),
            stubs: Vec::new(),
            error: None,
            port: 0,
            config: Config::default(),
        }
    }

    /// Serves an entity at its path and at its further paths, and its collection at each path without the
    /// last key. Entities that share a path are taken as types derived from one base type.
    ///
    /// With the [`metadata`](Self::metadata) of its version, it must agree with that, or the emulator does not
    /// start: see [`check_entities`](crate::check_entities).
    pub fn entity<T: Entity>(mut self) -> Self {
        self.entities.push(T::ABOUT);
        if let Err(reason) = entities::add(&mut self.config.model, T::ABOUT) {
            self.error.get_or_insert(StartError::Path { path: T::ABOUT.path().to_owned(), reason });
        }
        self
    }

    /// Stores an entity at the address with these keys, and serves its type.
    ///
    /// The value is an entity, or any JSON object with its properties, including read-only ones. A missing
    /// key property is set to the last of `keys`; any other missing property is null, or `[]` for a
    /// collection. A value that does not fit the type is an error at the start: see
    /// [`seed_unchecked`](Self::seed_unchecked).
    pub fn seed<T: Entity>(
        self,
        keys: impl IntoIterator<Item = impl Into<String>>,
        value: impl Serialize,
    ) -> Self {
        self.add_seed::<T>(keys, value, true)
    }

    /// Like [`seed`](Self::seed), but serves the value unchecked: properties or enumeration members of a
    /// newer service that the type does not know, and values of a wrong type.
    pub fn seed_unchecked<T: Entity>(
        self,
        keys: impl IntoIterator<Item = impl Into<String>>,
        value: impl Serialize,
    ) -> Self {
        self.add_seed::<T>(keys, value, false)
    }

    /// Stores an entity at a served address: `/beta/deviceManagement/deviceCategories/42`.
    ///
    /// Its type is that of its `@odata.type`, which is required only if several types share the address. The
    /// rules for its properties are those of [`seed`](Self::seed).
    pub fn seed_at(mut self, address: impl Into<String>, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).map_err(|error| error.to_string());
        self.seeds_at.push((address.into(), value));
        self
    }

    /// Stores the examples of documentation pages at the addresses that the pages name. It reads every
    /// `*-get.md` and `*-update.md` of a folder and its subfolders, such as a copy of Microsoft Graph's
    /// documentation.
    ///
    /// The last key is the example's `id`. Other keys are those of the parents' examples, or are derived from
    /// the names of the placeholders. An entity that already exists is kept. A page that describes something
    /// that is not served, or whose example does not fit its type, is one of [`Emulator::unused_pages`].
    pub fn seed_docs(mut self, folder: impl Into<PathBuf>) -> Self {
        self.docs.push(folder.into());
        self
    }

    /// Starts with the entities of a JSON file, which [`Emulator::save`] writes to. If the file does not
    /// exist, the emulator starts with the seeds; if it does, the seeds are ignored. It must be a regular
    /// file, and only one emulator can have it open. The lock file `.NAME.lock` beside it ensures that, and
    /// stays.
    ///
    /// The file maps full addresses to entities:
    ///
    /// ```json
    /// {"/beta/deviceManagement/deviceCategories/42": {"displayName": "Kiosk"}}
    /// ```
    ///
    /// An entity that is written by hand needs what [`seed_at`](Self::seed_at) needs. A saved file contains
    /// more, so that revisions, and with them each `ETag`, are the same after the next start.
    pub fn data_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.config.settings.data_file = Some(file.into());
        self
    }

    /// The content of a report of Intune, which the archive of an export job has: CSV, or JSON if the job asks
    /// for it. Without it, the archive has only the header of the selected columns.
    pub fn report(mut self, name: impl Into<String>, content: impl Into<String>) -> Self {
        self.config.settings.reports.insert(name.into(), content.into());
        self
    }

    fn add_seed<T: Entity>(
        self,
        keys: impl IntoIterator<Item = impl Into<String>>,
        value: impl Serialize,
        is_checked: bool,
    ) -> Self {
        let about = T::ABOUT;
        let seed = Seed {
            version: about.version().to_owned(),
            path: about.path().to_owned(),
            keys: keys.into_iter().map(Into::into).collect(),
            structure: about.structure().name().to_owned(),
            value: serde_json::to_value(value).map_err(|error| error.to_string()),
            is_checked,
        };
        let mut builder = self.entity::<T>();
        builder.seeds.push(seed);
        builder
    }

    /// Serves what a metadata document declares, in one version of Graph: every entity set and singleton, and
    /// everything that can be reached from there. The binary's option is `--metadata`.
    ///
    /// A document declares what can exist, not what a service really serves.
    pub fn metadata(mut self, version: &str, document: impl Into<String>) -> Self {
        match csdl::add(&mut self.config.model, version, document.into()) {
            Ok(metadata) => drop(self.apis.insert(version.to_owned(), metadata)),
            Err(reason) => {
                self.error.get_or_insert(StartError::Metadata { version: version.to_owned(), reason });
            }
        }
        self
    }

    /// Serves the types and entities of a JSON document. The binary's option is `--descriptor`.
    ///
    /// ```json
    #[doc = include_str!("../sources/json.example.json")]
    /// ```
    ///
    #[doc = include_str!("../sources/json.txt")]
    pub fn json(mut self, text: &str) -> Self {
        let read = serde_json::from_str::<Document>(text).map_err(|error| error.to_string());
        match read.and_then(|document| json::add(&mut self.config.model, document)) {
            Ok(json::Added { seeds, update_answers }) => {
                self.seeds.extend(seeds.into_iter().map(Seed::from));
                self.config.settings.update_answers.extend(update_answers);
            }
            Err(reason) => drop(self.error.get_or_insert(StartError::Json(reason))),
        }
        self
    }

    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Panics
    /// If [`try_start`](Self::try_start) returns an error, since no test can continue then.
    #[track_caller]
    pub fn start(self) -> impl Future<Output = Emulator> {
        let caller = std::panic::Location::caller();
        async move {
            match self.try_start().await {
                Ok(emulator) => emulator,
                Err(error) => panic!("the emulator started at {caller} cannot serve: {error}"),
            }
        }
    }

    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Errors
    /// Returns a [`StartError`] for the first setting that is wrong or cannot be met.
    pub async fn try_start(mut self) -> Result<Emulator, StartError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        agree(&self.entities, &self.apis)?;
        let is_served =
            |name: &&String| self.config.model.schemas().any(|(_, it)| it.structure(name).is_some());
        let settings = &self.config.settings;
        let is_enumeration =
            |name: &&String| self.config.model.schemas().any(|(_, it)| it.enumeration(name).is_some());
        let unserved = settings.update_answers.keys().find(|name| !is_served(name));
        let unserved =
            unserved.or_else(|| settings.names.keys().find(|name| !is_served(name) && !is_enumeration(name)));
        if let Some(name) = unserved {
            return Err(StartError::Type { name: name.clone() });
        }
        for schema in self.config.model.schemas_mut() {
            schema.set_names(|name| self.config.settings.names_of(name));
            schema.add_documented_keys();
        }
        if self.config.settings.version_stores == VersionStores::Shared {
            self.config.model.share_entities();
        }
        self.add_stubs()?;
        let (data_lock, data) = self.load_data_file()?.unzip();
        let (store, pages) = match data.flatten() {
            Some(store) => (store, Pages::default()),
            None => self.seeded_store()?,
        };
        Emulator::serve(self.port, self.config, store, pages, data_lock).await
    }
}

impl Builder {
    /// Returns the lock of the data file and its entities, which are `None` if the file does not exist.
    /// Returns `None` without a data file.
    fn load_data_file(&self) -> Result<Option<(DataLock, Option<Store>)>, StartError> {
        let Some(file) = &self.config.settings.data_file else { return Ok(None) };
        let read = || {
            data_file::expect_usable(file)?;
            let lock = DataLock::of(file)?;
            Ok((lock, data_file::read(file, &self.config.model)?))
        };
        read().map(Some).map_err(|reason| StartError::Data { file: file.clone(), reason })
    }

    /// Returns the entities of the seeds: by template, by address, then from documentation pages.
    fn seeded_store(&mut self) -> Result<(Store, Pages), StartError> {
        let model = &self.config.model;
        let mut store = Store::of(model);
        for seed in std::mem::take(&mut self.seeds) {
            let path = seed.path.clone();
            seed.insert(model, &mut store).map_err(|reason| StartError::Seed { path, reason })?;
        }
        for (path, value) in std::mem::take(&mut self.seeds_at) {
            let inserted = value.and_then(|value| insert_at(model, &mut store, &path, value));
            inserted.map_err(|reason| StartError::Seed { path, reason })?;
        }
        let mut pages = Pages::default();
        for folder in std::mem::take(&mut self.docs) {
            let Pages { used, unused } = documentation::seed(&folder, model, &mut store)
                .map_err(|error| StartError::Docs { folder, reason: error.to_string() })?;
            pages.used += used;
            pages.unused.extend(unused);
        }
        Ok((store, pages))
    }
}

/// Omits the token.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("port", &self.port).finish_non_exhaustive()
    }
}
