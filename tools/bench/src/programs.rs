//! Programs that do the same, one PATCH and its reply over https, on graph-entity and by hand: what is measured
//! of a program as a whole.
//!
//! Each is an example of this crate, so that it compiles, and is built in a package of its own, with the
//! dependencies that it would have alone. Where there was a choice, the handwritten ones have the cheaper one:
//! TLS with ring, no compression, no HTTP/2, no macros of tokio.

use crate::workspace::Package;

/// A program.
pub(crate) struct Program {
    /// The name of the package.
    name: &'static str,
    pub(crate) label: &'static str,
    source: &'static str,
    /// Lines of the manifest. `PROJECT` is the root of the repository.
    dependencies: &'static str,
    /// The most crates that it should be built of.
    pub(crate) most_crates: Option<u16>,
}

/// The programs, of which the one at [`BASELINE`] is what the others are compared with.
pub(crate) const PROGRAMS: [Program; 6] = [
    Program {
        name: "by-default",
        label: "graph-entity",
        source: include_str!("../examples/graph_entity.rs"),
        dependencies: r#"
graph-entity = { path = "PROJECT/runtime" }
tokio = { version = "1", features = ["rt"] }
"#,
        most_crates: Some(68),
    },
    Program {
        name: "with-reqwest",
        label: "reqwest by hand",
        source: include_str!("../examples/reqwest.rs"),
        dependencies: r#"
reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["rt"] }
"#,
        most_crates: None,
    },
    Program {
        name: "with-hyper",
        label: "hyper by hand",
        source: include_str!("../examples/hyper.rs"),
        dependencies: r#"
http-body-util = "0.1"
hyper = { version = "1", features = ["client", "http1"] }
hyper-util = { version = "0.1", features = ["tokio"] }
rustls-platform-verifier = "0.7"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["net", "rt"] }
tokio-rustls = { version = "0.26", default-features = false, features = ["ring", "tls12"] }
"#,
        most_crates: None,
    },
    Program {
        name: "blocking",
        label: "graph-entity, blocking",
        source: include_str!("../examples/graph_entity_blocking.rs"),
        dependencies: r#"
graph-entity = { path = "PROJECT/runtime", default-features = false, features = ["blocking"] }
"#,
        most_crates: Some(50),
    },
    Program {
        name: "over-reqwest",
        label: "graph-entity over reqwest",
        source: include_str!("../examples/graph_entity.rs"),
        dependencies: r#"
graph-entity = { path = "PROJECT/runtime", default-features = false, features = ["reqwest"] }
tokio = { version = "1", features = ["rt"] }
"#,
        most_crates: None,
    },
    Program {
        name: "with-http2",
        label: "graph-entity with HTTP/2",
        source: include_str!("../examples/graph_entity.rs"),
        dependencies: r#"
graph-entity = { path = "PROJECT/runtime", features = ["http2"] }
tokio = { version = "1", features = ["rt"] }
"#,
        most_crates: None,
    },
];

/// How many of the programs, from the first, are started to measure their first reply. The others are one of
/// these with another feature.
pub(crate) const STARTED: usize = 4;

/// Programs of which only the crates are counted: each is one of the others with a feature more.
pub(crate) const COUNTED: [Program; 1] = [Program {
    name: "blocking-with-gzip",
    label: "graph-entity, blocking, with gzip",
    source: include_str!("../examples/graph_entity_blocking.rs"),
    dependencies: r#"
graph-entity = { path = "PROJECT/runtime", default-features = false, features = ["blocking", "gzip"] }
"#,
    most_crates: Some(55),
}];

/// The index of the handwritten program that the others are compared with.
pub(crate) const BASELINE: usize = 1;

impl Program {
    /// Returns the package of the program.
    pub(crate) fn package(&self) -> Package {
        Package::program(self.name, self.source, self.dependencies)
    }
}
