//! Relationships and delta queries, the client against the emulator.

use std::collections::BTreeMap;

use graph_entity::{Change, Client, Delta, DeltaToken, ErrorKind, RemovedReason, graph_entity};
use graph_entity_emulator::{Builder, Emulator};

use crate::client;

#[graph_entity(
    path = "/teams/{teamId}",
    version = "beta",
    operations(get, list, create, update, delete, delta)
)]
#[derive(Debug, Clone, PartialEq)]
struct Team {
    id: String,
    name: Option<String>,
    note: Option<String>,
    #[graph(navigation)]
    site: Option<Site>,
    #[graph(navigation)]
    sites: Vec<Site>,
}

#[graph_entity(path = "/sites/{siteId}", version = "beta")]
#[derive(Debug, Clone, PartialEq)]
struct Site {
    id: String,
    name: Option<String>,
}

fn teams() -> Builder {
    Emulator::builder().entity::<Team>().entity::<Site>()
}

async fn site(client: &Client, name: &str) -> Site {
    let created = Site::within().create(Site::new_body().name(name)).required().send(client).await;
    created.expect("201").into_value()
}

async fn team(client: &Client, name: &str) -> Team {
    let created = Team::within().create(Team::new_body().name(name)).required().send(client).await;
    created.expect("201").into_value()
}

/// Returns the names of a team's related entities: its single site, and its collection.
async fn related(client: &Client, id: &str) -> (Option<String>, Vec<String>) {
    let request = Team::at(id).get().expand(Team::SITE.expand()).expand(Team::SITES.expand());
    let team = request.send(client).await.expect("200").into_value();
    let mut sites: Vec<_> = team.sites.into_iter().filter_map(|site| site.name).collect();
    sites.sort();
    (team.site.and_then(|site| site.name), sites)
}

#[tokio::test]
async fn relationships_are_set_linked_and_removed() {
    let emulator = teams().start().await;
    let client = client(&emulator);
    let (one, two) = (site(&client, "one").await, site(&client, "two").await);
    let id = team(&client, "a").await.id;
    let at = || Team::at(&id);
    at().set_reference(Team::SITE, Site::at(&one.id)).send(&client).await.expect("204");
    at().link(Team::SITES, Site::at(&one.id)).send(&client).await.expect("204");
    at().link(Team::SITES, Site::at(&two.id)).send(&client).await.expect("204");
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(related(&client, &id).await, (Some("one".to_owned()), names(&["one", "two"])));
    at().set_reference(Team::SITE, Site::at(&two.id)).send(&client).await.expect("204");
    at().unlink(Team::SITES, &one.id).send(&client).await.expect("204");
    assert_eq!(related(&client, &id).await, (Some("two".to_owned()), names(&["two"])));
    at().clear_reference(Team::SITE).send(&client).await.expect("204");
    assert_eq!(related(&client, &id).await, (None, names(&["two"])));
    Site::at(&two.id).get().send(&client).await.expect("the site itself is there");

    let none = at().set_reference(Team::SITE, Site::at("none")).send(&client).await.expect_err("no site");
    assert_eq!(none.kind(), ErrorKind::NotFound);
    assert!(none.to_string().contains("PUT /teams/{teamId}/site/$ref"), "{none}");
    let gone = at().unlink(Team::SITES, &one.id).send(&client).await.expect_err("no link");
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_create_is_bound_to_existing_entities() {
    let emulator = teams().start().await;
    let client = client(&emulator);
    let (one, two) = (site(&client, "one").await, site(&client, "two").await);
    let body = Team::new_body()
        .name("a")
        .bind_site(Site::at(&one.id))
        .bind_sites(vec![Site::at(&one.id), Site::at(&two.id)]);
    let created = Team::within().create(body).required().send(&client).await.expect("201").into_value();
    let names = vec!["one".to_owned(), "two".to_owned()];
    assert_eq!(related(&client, &created.id).await, (Some("one".to_owned()), names));
}

#[tokio::test]
async fn relationships_are_changed_in_a_batch() {
    let emulator = teams().start().await;
    let client = client(&emulator);
    let (one, two) = (site(&client, "one").await, site(&client, "two").await);
    let id = team(&client, "a").await.id;
    let at = || Team::at(&id);
    let results = client
        .send_all([
            at().set_reference(Team::SITE, Site::at(&one.id)),
            at().link(Team::SITES, Site::at(&one.id)),
            at().link(Team::SITES, Site::at(&two.id)),
            at().unlink(Team::SITES, &one.id),
        ])
        .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(related(&client, &id).await, (Some("one".to_owned()), vec!["two".to_owned()]));
}

/// Updates a store, and returns a summary of the changes: keys, with `-` for a removed entity, and `*` for a
/// restart.
async fn catch_up(
    delta: Delta<Team>,
    client: &Client,
    store: &mut BTreeMap<String, Team>,
) -> (Vec<String>, DeltaToken) {
    let mut changes = delta.changes(client);
    let mut summary = Vec::new();
    while let Some(change) = changes.next().await {
        match change.expect("a change") {
            Change::Changed(team) => {
                summary.push(team.id().to_owned());
                match store.get_mut(team.id()) {
                    Some(known) => team.apply_to(known).expect("a part"),
                    None => drop(store.insert(team.id().to_owned(), team.read().expect("a complete entity"))),
                }
            }
            Change::Removed(team) => {
                assert_eq!(team.reason(), &RemovedReason::Deleted);
                summary.push(format!("-{}", team.id()));
                store.remove(team.id());
            }
            Change::Restarted(_) => {
                summary.push("*".to_owned());
                store.clear();
            }
        }
    }
    (summary, changes.token().expect("a token").clone())
}

/// Returns the entities by a plain list.
async fn all(client: &Client) -> BTreeMap<String, Team> {
    let teams = Team::within().list().items(client).into_vec().await.expect("a list");
    teams.into_iter().map(|team| (team.id.clone(), team)).collect()
}

#[tokio::test]
async fn a_store_follows_the_changes_and_restarts_if_necessary() {
    let emulator = teams().page_size(2).start().await;
    let client = client(&emulator);
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        ids.push(team(&client, name).await.id);
    }
    let mut store = BTreeMap::new();
    let delta = || Team::within().delta();
    let (summary, token) = catch_up(delta(), &client, &mut store).await;
    assert_eq!((summary.len(), &store), (5, &all(&client).await));

    let (summary, token) = catch_up(delta().from_token(token), &client, &mut store).await;
    assert!(summary.is_empty());
    Team::update(&ids[0], Team::patch().note("n")).send(&client).await.expect("200");
    Team::update(&ids[1], Team::patch().clear_name()).send(&client).await.expect("200");
    Team::at(&ids[2]).delete().send(&client).await.expect("204");
    let new = team(&client, "f").await.id;
    // The token was stored in between.
    let token = token.to_string().parse().expect("a link");
    let (summary, token) = catch_up(delta().from_token(token), &client, &mut store).await;
    assert_eq!(summary, [ids[0].clone(), ids[1].clone(), format!("-{}", ids[2]), new]);
    assert_eq!(store, all(&client).await, "unchanged entities are kept");
    assert_eq!((&store[&ids[0]].name, &store[&ids[1]].name), (&Some("a".to_owned()), &None));

    emulator.expire_delta_links();
    store.insert("stale".to_owned(), store[&ids[0]].clone());
    let (summary, token) = catch_up(delta().from_token(token), &client, &mut store).await;
    assert_eq!((summary.len(), summary[0].as_str()), (6, "*"));
    assert_eq!(store, all(&client).await, "what was known before is void");
    assert!(catch_up(delta().from_token(token), &client, &mut store).await.0.is_empty());
}

#[tokio::test]
async fn starting_now_omits_existing_entities() {
    let emulator = teams().start().await;
    let client = client(&emulator);
    team(&client, "a").await;
    let mut store = BTreeMap::new();
    let delta = || Team::within().delta().select(Team::NAME);
    let (summary, token) = catch_up(delta().latest(), &client, &mut store).await;
    assert!(summary.is_empty());
    let new = team(&client, "b").await.id;
    let (summary, _) = catch_up(delta().from_token(token), &client, &mut store).await;
    assert_eq!(summary, [new]);
}
