//! Contained entities that a replacement replaces, the client against the emulator.

use graph_entity::{Client, ErrorKind, graph_entity};
use graph_entity_emulator::Emulator;

use crate::client;

#[graph_entity(
    path = "/deviceManagement/configurationPolicies/{policyId}",
    version = "beta",
    operations(get, create, update, replace)
)]
#[derive(Debug, Clone, PartialEq)]
struct ConfigurationPolicy {
    id: String,
    name: Option<String>,
    description: Option<String>,
    #[graph(navigation)]
    settings: Vec<Setting>,
    #[graph(navigation)]
    assignments: Vec<Assignment>,
}

#[graph_entity(
    path = "/deviceManagement/configurationPolicies/{policyId}/settings/{settingId}",
    version = "beta",
    operations(get, list)
)]
#[derive(Debug, Clone, PartialEq)]
struct Setting {
    id: String,
    definition: Option<String>,
}

#[graph_entity(
    path = "/deviceManagement/configurationPolicies/{policyId}/assignments/{assignmentId}",
    version = "beta",
    operations(get, list)
)]
#[derive(Debug, Clone, PartialEq)]
struct Assignment {
    id: String,
    target: Option<String>,
}

async fn settings(client: &Client, policy: &str) -> Vec<Setting> {
    Setting::within(policy).list().items(client).into_vec().await.expect("200")
}

async fn definitions(client: &Client, policy: &str) -> Vec<String> {
    let list = settings(client, policy).await;
    let mut found: Vec<_> = list.into_iter().filter_map(|setting| setting.definition).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_replacement_replaces_the_contained_entities_of_its_body() {
    let emulator = Emulator::builder()
        .entity::<ConfigurationPolicy>()
        .entity::<Setting>()
        .entity::<Assignment>()
        .start()
        .await;
    let client = client(&emulator);
    let new =
        |names: &[&str]| names.iter().map(|name| Setting::new_body().definition(*name)).collect::<Vec<_>>();
    let body = ConfigurationPolicy::new_body()
        .name("one")
        .description("d")
        .settings(new(&["a", "b"]))
        .assignments(vec![Assignment::new_body().target("all")]);
    let created = ConfigurationPolicy::within().create(body).required().send(&client).await;
    let id = created.expect("201").into_value().id;
    assert_eq!(definitions(&client, &id).await, ["a", "b"]);
    let before = settings(&client, &id).await.remove(0).id;

    let body = ConfigurationPolicy::new_body().name("two").settings(new(&["b", "c", "d"]));
    ConfigurationPolicy::at(&id).replace(body).send(&client).await.expect("200");
    assert_eq!(definitions(&client, &id).await, ["b", "c", "d"]);
    let gone = Setting::at(&id, &before).get().send(&client).await.expect_err("replaced");
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    let request = ConfigurationPolicy::at(&id)
        .get()
        .expand(ConfigurationPolicy::SETTINGS.expand())
        .expand(ConfigurationPolicy::ASSIGNMENTS.expand());
    let policy = request.send(&client).await.expect("200").into_value();
    assert_eq!((policy.name.as_deref(), policy.description), (Some("two"), None));
    assert_eq!((policy.settings.len(), policy.assignments.len()), (3, 1), "what the body omits stays");

    let none = ConfigurationPolicy::new_body().name("two").settings(new(&[]));
    ConfigurationPolicy::at(&id).replace(none).send(&client).await.expect("200");
    assert_eq!(definitions(&client, &id).await, [""; 0]);
    let missing = ConfigurationPolicy::at("none").replace(ConfigurationPolicy::new_body().name("x"));
    assert_eq!(missing.send(&client).await.expect_err("missing").kind(), ErrorKind::NotFound);
}
