//! Serves Microsoft's published metadata documents: every entity set and singleton answers, and so does every
//! address of contained entities below them.
//!
//! `GRAPH_CSDL` names the folder with the documents. Without it, the test prints that it is skipped.

mod wire;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use graph_entity_emulator::Emulator;
use graph_entity_schema::Metadata;
use serde_json::Value;

use crate::wire::Connection;

/// The maximum number of navigation properties in an address.
const MAX_DEPTH: usize = 3;
/// The number of concurrent connections.
const CONNECTIONS: usize = 4;
/// The size limit of the status page, which a browser must render quickly.
const MAX_PAGE: usize = 1_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_contained_entities_has_an_answer() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder with metadata documents");
        return;
    };
    for (version, file) in [("beta", "beta-2021-07-13.xml"), ("v1.0", "v1.0-2026-08-20.xml")] {
        let document = std::fs::read_to_string(Path::new(&folder).join(file)).expect("a metadata document");
        let metadata = Metadata::parse(file, &document).expect("metadata");
        let builder = Emulator::builder().metadata(version, &*document).recording_limit(100);
        let emulator = Arc::new(builder.start().await);

        let mut connection = Connection::to(&emulator).await;
        for root in metadata.sets().iter().chain(metadata.singletons()) {
            let (status, body) = connection.get(&format!("/{version}/{}", root.name)).await;
            assert_eq!(status, 200, "{}: {body}", root.name);
        }
        let addresses = addresses(&metadata);
        println!("{file}: {} addresses", addresses.len());
        get_all(&emulator, version, addresses).await;
        // The first connection may have been idle for longer than the emulator waits for headers.
        let mut connection = Connection::to(&emulator).await;
        let (status, page) = connection.get("/").await;
        assert_eq!(status, 200);
        assert!(page.len() < MAX_PAGE, "{file}: the page has {} bytes", page.len());
        let (status, served) = connection.get(&format!("/{version}/$metadata")).await;
        assert!(status == 200 && served == document, "{file}: the document is served as it was given");
    }
}

/// Requests all addresses. Each answer must be 200, or 404 in the words of Intune or of the directory; 501 below the root of a drive.
async fn get_all(emulator: &Arc<Emulator>, version: &str, addresses: Vec<String>) {
    let shares = addresses.chunks(addresses.len().div_ceil(CONNECTIONS)).map(<[String]>::to_vec);
    let tasks: Vec<_> = shares
        .map(|share| {
            let (emulator, version) = (Arc::clone(emulator), version.to_owned());
            tokio::spawn(async move {
                let mut connection = Connection::to(&emulator).await;
                for address in share {
                    let (status, body) = connection.get(&format!("/{version}/{address}")).await;
                    let body: Value =
                        serde_json::from_str(&body).unwrap_or_else(|_| panic!("{address}: {body}"));
                    let code = body["error"]["code"].as_str();
                    assert!(
                        status == 200
                            || status == 404 && matches!(code, Some("ResourceNotFound" | "Request_ResourceNotFound"))
                            // The root of a drive is a well-known name.
                            || status == 501 && address.contains("/root"),
                        "{address}: {status} {body}"
                    );
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("every address has an answer");
    }
}

/// Returns the addresses of contained entities, each collection with and without a key. Properties of derived
/// types come after a type cast.
fn addresses(metadata: &Metadata) -> Vec<String> {
    let (steps, mut addresses) = (steps(metadata), Vec::new());
    let sets = metadata.sets().iter().map(|set| (set, true));
    for (root, is_collection) in sets.chain(metadata.singletons().iter().map(|it| (it, false))) {
        let address = if is_collection { format!("{}/1", root.name) } else { root.name.clone() };
        follow(&steps, &address, &root.type_name, MAX_DEPTH, &mut addresses);
    }
    addresses
}

/// A contained navigation property that can follow an entity of a type.
struct Step {
    /// The segments of the address, with a type cast if the property is one of a derived type.
    segments: String,
    is_collection: bool,
    to: String,
}

/// Returns the steps of each type, including those of types that extend it.
fn steps(metadata: &Metadata) -> BTreeMap<&str, Vec<Step>> {
    let mut steps: BTreeMap<&str, Vec<Step>> = BTreeMap::new();
    for structure in metadata.structures() {
        for base in metadata.lineage(&structure.name) {
            for property in metadata.navigation(&structure.name).into_iter().filter(|it| it.contains_target) {
                let is_own = base.name == structure.name;
                // A property of the base type needs no cast.
                if !is_own && metadata.navigation(&base.name).iter().any(|it| it.name == property.name) {
                    continue;
                }
                let cast = if is_own { String::new() } else { format!("/{}", structure.name) };
                steps.entry(&base.name).or_default().push(Step {
                    segments: format!("{cast}/{}", property.name),
                    is_collection: property.kind.is_collection,
                    to: property.kind.name.clone(),
                });
            }
        }
    }
    steps
}

fn follow(
    steps: &BTreeMap<&str, Vec<Step>>,
    address: &str,
    name: &str,
    depth: usize,
    addresses: &mut Vec<String>,
) {
    addresses.push(address.to_owned());
    for step in steps.get(name).into_iter().flatten().filter(|_| depth > 0) {
        let mut address = format!("{address}{}", step.segments);
        if step.is_collection {
            addresses.push(address.clone());
            address.push_str("/1");
        }
        follow(steps, &address, &step.to, depth - 1, addresses);
    }
}
