//! Documentation only: a page for each Cargo feature of this crate.
//!
//! Each page has what the feature adds, how it is enabled, what it costs, and an example. The module exists
//! only in the documentation: a program cannot import it.
//!
//! The crates are counted on Linux, without development dependencies and with this crate itself: those of the
//! feature with `default-features = false`, and those that it adds to the default.
//!
//! | feature | crates without the default | added to the default |
//! |---|--:|--:|
//! | none | 28 | |
//! | [`hyper`], the default | 68 | |
//! | [`http2`] | 73 | 5 |
//! | [`reqwest`] | 102 | 34 |
//! | [`blocking`] | 50 | 3 |
//! | [`gzip`] | 34 | 5 |
//! | [`tower`] | 29 | 0 |
//! | [`tokio`] | 30 | 0 |
//! | [`tracing`] | 31 | 0 |
//! | [`redis`] | 64 | 33 |
//! | [`chrono`] | 31 | 3 |
//! | [`jiff`] | 30 | 2 |
//! | [`azure-identity`](azure_identity) | 96 | 58 |
//!
//! Features only add: a program that enables one more still compiles. The transport of a client that names
//! none is that of `hyper` if it is enabled, otherwise that of `reqwest`, otherwise that of `blocking`.
//! Blocking calls always use that of `blocking`. Without any of the three,
//! [`ClientBuilder::build`](crate::ClientBuilder::build) is an error unless the client is given a
//! [`Transport`](crate::Transport), which may be a closure:
//!
//! ```
//! use graph_entity::{AccessToken, Client};
//!
//! let client = Client::builder()
//!     .credential(AccessToken::new("test-token")?)
//!     .transport(|request: http::Request<bytes::Bytes>| async move {
//!         assert_eq!(request.uri().path(), "/v1.0/me");
//!         Ok::<_, std::io::Error>(http::Response::new("{}".into()))
//!     })
//!     .build()?;
//! # let _ = client;
//! # Ok::<(), graph_entity::Error>(())
//! ```

// One file a feature. They name items of features by their path, which exists if all are enabled, as on docs.rs.
#[doc = include_str!("features/hyper.md")]
pub mod hyper {}

#[doc = include_str!("features/http2.md")]
pub mod http2 {}

#[doc = include_str!("features/reqwest.md")]
pub mod reqwest {}

#[doc = include_str!("features/blocking.md")]
pub mod blocking {}

#[doc = include_str!("features/gzip.md")]
pub mod gzip {}

#[doc = include_str!("features/tower.md")]
pub mod tower {}

#[doc = include_str!("features/tokio.md")]
pub mod tokio {}

#[doc = include_str!("features/tracing.md")]
pub mod tracing {}

#[doc = include_str!("features/redis.md")]
pub mod redis {}

#[doc = include_str!("features/chrono.md")]
pub mod chrono {}

#[doc = include_str!("features/jiff.md")]
pub mod jiff {}

#[doc = include_str!("features/azure-identity.md")]
pub mod azure_identity {}
