//! Microsoft's published metadata documents, walked: every entity set and singleton answers, and so does every way from
//! there over contained entities.
//!
//! `GRAPH_CSDL` names the folder with the documents. Without it the test says that it is skipped.

mod wire;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use graph_entity_emulator::Emulator;
use graph_entity_schema::Metadata;
use serde_json::Value;

use crate::wire::Connection;

/// No bound on a machine's speed, but on what a user takes for a hang.
const SLOWEST_START: Duration = Duration::from_secs(2);
/// So many navigation properties are followed from a root.
const DEEPEST: usize = 3;
/// Connections at once.
const WALKERS: usize = 4;
/// More than a page for people has, and less than a browser stumbles over.
const LARGEST_PAGE: usize = 1_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn every_contained_way_has_an_answer() {
    let Some(folder) = std::env::var_os("GRAPH_CSDL") else {
        println!("skipped: GRAPH_CSDL names no folder with metadata documents");
        return;
    };
    for (version, file) in [("beta", "beta-2021-07-13.xml"), ("v1.0", "v1.0-2026-08-20.xml")] {
        let document = std::fs::read_to_string(Path::new(&folder).join(file)).expect("a metadata document");
        let metadata = Metadata::parse(&document).expect("metadata");
        let before = Instant::now();
        let builder = Emulator::builder().metadata(version, &*document).recording_limit(100);
        let emulator = Arc::new(builder.start().await);
        let start = before.elapsed();
        assert!(start < SLOWEST_START, "{file}: the start took {start:?}");

        let mut connection = Connection::to(&emulator).await;
        for root in metadata.sets().iter().chain(metadata.singletons()) {
            let (status, body) = connection.get(&format!("/{version}/{}", root.name)).await;
            assert_eq!(status, 200, "{}: {body}", root.name);
        }
        let ways = ways(&metadata);
        println!("{file}: {} ms to start, {} ways", start.as_millis(), ways.len());
        walk(&emulator, version, ways).await;
        let (status, page) = connection.get("/").await;
        assert_eq!(status, 200);
        assert!(page.len() < LARGEST_PAGE, "{file}: the page has {} bytes", page.len());
        let (status, served) = connection.get(&format!("/{version}/$metadata")).await;
        assert!(status == 200 && served == document, "{file}: the document is served as it was given");
    }
}

/// Asks for all of them, none of which may be more than the service can say.
async fn walk(emulator: &Arc<Emulator>, version: &str, ways: Vec<String>) {
    let shares = ways.chunks(ways.len().div_ceil(WALKERS)).map(<[String]>::to_vec);
    let walkers: Vec<_> = shares
        .map(|share| {
            let (emulator, version) = (Arc::clone(emulator), version.to_owned());
            tokio::spawn(async move {
                let mut connection = Connection::to(&emulator).await;
                for way in share {
                    let (status, body) = connection.get(&format!("/{version}/{way}")).await;
                    let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{way}: {body}"));
                    let code = body["error"]["code"].as_str();
                    assert!(
                        status == 200 || status == 404 && code == Some("ResourceNotFound"),
                        "{way}: {status} {body}"
                    );
                }
            })
        })
        .collect();
    for walker in walkers {
        walker.await.expect("every way has an answer");
    }
}

/// The addresses that lead over contained entities, those of derived types behind a cast, each as a collection and with a
/// key.
fn ways(metadata: &Metadata) -> Vec<String> {
    let (steps, mut ways) = (steps(metadata), Vec::new());
    let sets = metadata.sets().iter().map(|set| (set, true));
    for (root, is_collection) in sets.chain(metadata.singletons().iter().map(|it| (it, false))) {
        let way = if is_collection { format!("{}/1", root.name) } else { root.name.clone() };
        follow(&steps, &way, &root.type_name, DEEPEST, &mut ways);
    }
    ways
}

/// A contained navigation property behind an entity of a type: perhaps behind a cast, to many or to one, of a type.
struct Step {
    segments: String,
    is_collection: bool,
    to: String,
}

/// The steps from entities of each type, and of the types that extend it.
fn steps(metadata: &Metadata) -> BTreeMap<&str, Vec<Step>> {
    let mut steps: BTreeMap<&str, Vec<Step>> = BTreeMap::new();
    for structure in metadata.structures() {
        for base in metadata.lineage(&structure.name) {
            for property in metadata.navigation(&structure.name).into_iter().filter(|it| it.contains_target) {
                let is_own = base.name == structure.name;
                // What the base has needs no cast.
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

fn follow(steps: &BTreeMap<&str, Vec<Step>>, way: &str, name: &str, deeper: usize, ways: &mut Vec<String>) {
    ways.push(way.to_owned());
    for step in steps.get(name).into_iter().flatten().filter(|_| deeper > 0) {
        let mut way = format!("{way}{}", step.segments);
        if step.is_collection {
            ways.push(way.clone());
            way.push_str("/1");
        }
        follow(steps, &way, &step.to, deeper - 1, ways);
    }
}
