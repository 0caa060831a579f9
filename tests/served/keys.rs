//! Keys that are not called `id`, and that a create gives.

use graph_entity::{ErrorKind, graph_entity};
use graph_entity_emulator::Emulator;

use crate::client;

#[graph_entity(path = "/policies/crossTenantAccessPolicy/partners/{tenantId}")]
#[derive(Debug, Clone, PartialEq)]
struct Partner {
    #[graph(key, create_only)]
    tenant_id: String,
    is_service_provider: Option<bool>,
}

#[tokio::test]
async fn an_entity_lives_under_the_key_that_its_create_gave() {
    let emulator = Emulator::builder().entity::<Partner>().start().await;
    let client = client(&emulator);
    let body = || Partner::new_body().tenant_id("9ceb").is_service_provider(true);
    let created = Partner::within().create(body()).required().send(&client).await.expect("201").into_value();
    assert_eq!(created.tenant_id, "9ceb");
    let patch = Partner::patch().is_service_provider(false);
    Partner::update("9ceb", patch).send(&client).await.expect("200");
    let read = Partner::at("9ceb").get().send(&client).await.expect("200").into_value();
    assert_eq!(read, Partner { tenant_id: "9ceb".into(), is_service_provider: Some(false) });
    let again = Partner::within().create(body()).required().send(&client).await.expect_err("it exists");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    // Without a key in the body, the service gives one.
    let other = Partner::within()
        .create(Partner::new_body().is_service_provider(true))
        .required()
        .send(&client)
        .await;
    assert!(!other.expect("201").into_value().tenant_id.is_empty());
}

#[graph_entity(
    path = "/applications(appId='{appId}')",
    path(by_id = "/applications/{applicationId}"),
    operations(get, list, create, update, delete, upsert)
)]
#[derive(Debug, Clone, PartialEq)]
struct Application {
    id: String,
    app_id: Option<String>,
    display_name: Option<String>,
}

#[graph_entity(path = "/pairs(a='{a}',b={b})")]
#[derive(Debug, Clone, PartialEq)]
struct Pair {
    id: String,
}

#[graph_entity(path = "/users('{upn}')")]
#[derive(Debug, Clone, PartialEq)]
struct User {
    id: String,
    display_name: Option<String>,
}

#[tokio::test]
async fn an_entity_is_read_changed_and_deleted_by_its_alternate_key() {
    let emulator =
        Emulator::builder().entity::<Application>().entity::<Pair>().entity::<User>().start().await;
    let client = client(&emulator);
    let body = Application::new_body().app_id("9ce'b");
    let created =
        Application::within().create(body).required().send(&client).await.expect("201").into_value();
    let read = Application::at_by_id(&created.id).get().send(&client).await.expect("200").into_value();
    assert_eq!(read, created);
    let read = Application::at("9ce'b").get().send(&client).await.expect("200").into_value();
    assert_eq!(read, created);
    let patch = Application::patch().display_name("Portal");
    Application::update("9ce'b", patch).send(&client).await.expect("200");
    let read = Application::at_by_id(&created.id).get().send(&client).await.expect("200").into_value();
    assert_eq!(read.display_name.as_deref(), Some("Portal"));
    Application::at("9ce'b").delete().send(&client).await.expect("204");
    let gone = Application::at("9ce'b").get().send(&client).await.expect_err("404");
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    // Properties that the entity does not have are not a key of it.
    let refused = Pair::at("x", "7").get().send(&client).await.expect_err("not emulated");
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(400));
    // One key without a name is the key itself.
    let user = User::within().create(User::new_body().display_name("Adele")).required().send(&client).await;
    let user = user.expect("201").into_value();
    assert_eq!(User::at(&user.id).get().send(&client).await.expect("200").into_value(), user);
}

/// An upsert by an alternate key creates with 201 and the entity, which has the key of the address and a new
/// id; it changes with 204 and nothing.
#[tokio::test]
async fn an_upsert_by_an_alternate_key_creates_one_entity() {
    let emulator = Emulator::builder().entity::<Application>().start().await;
    let client = client(&emulator);
    let upsert =
        |name: &str| Application::at("9ceb").upsert(Application::new_body().display_name(name)).send(&client);
    let missing = Application::update("9ceb", Application::patch().display_name("x")).send(&client).await;
    assert_eq!(missing.expect_err("missing").kind(), ErrorKind::NotFound);
    let created = upsert("one").await.expect("201");
    assert_eq!(created.status().as_u16(), 201);
    let application = created.into_value().expect("the entity");
    assert_eq!(application.app_id.as_deref(), Some("9ceb"));
    assert!(!application.id.is_empty() && application.id != "9ceb", "{application:?}");
    let changed = upsert("two").await.expect("204");
    assert_eq!((changed.status().as_u16(), changed.value()), (204, &None));
    let read = Application::at_by_id(&application.id).get().send(&client).await.expect("200").into_value();
    assert_eq!(read.display_name.as_deref(), Some("two"));
    let all = Application::within().list().items(&client).into_vec().await.expect("200");
    assert_eq!(all.len(), 1);
}

/// An upsert creates with 201 and the entity, and changes with 204 and nothing. Without its preference, a missing
/// entity is not found.
#[tokio::test]
async fn an_upsert_says_whether_it_created() {
    #[graph_entity(
        path = "/policies/crossTenantAccessPolicy/partners/{tenantId}",
        operations(get, update, upsert)
    )]
    #[derive(Debug, Clone, PartialEq)]
    struct Upserted {
        #[graph(key, create_only)]
        tenant_id: String,
        is_service_provider: Option<bool>,
    }

    let emulator = Emulator::builder().entity::<Upserted>().start().await;
    let client = client(&emulator);
    let upsert = |provides: bool| {
        Upserted::at("9ceb").upsert(Upserted::new_body().is_service_provider(provides)).send(&client)
    };
    let missing = Upserted::update("9ceb", Upserted::patch().is_service_provider(true)).send(&client).await;
    assert_eq!(missing.expect_err("missing").kind(), ErrorKind::NotFound);
    let created = upsert(true).await.expect("201");
    let entity = |provides| Upserted { tenant_id: "9ceb".into(), is_service_provider: Some(provides) };
    assert_eq!((created.status().as_u16(), created.value()), (201, &Some(entity(true))));
    let changed = upsert(false).await.expect("204");
    assert_eq!((changed.status().as_u16(), changed.value()), (204, &None));
    assert_eq!(*Upserted::at("9ceb").get().send(&client).await.expect("200"), entity(false));
}
