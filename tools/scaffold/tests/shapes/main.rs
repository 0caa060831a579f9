//! Generates from a document with each shape that metadata has, and uses the result.
//!
//! `UPDATE_SHAPES=1 cargo test -p cargo-graph-entity --test shapes` writes `shapes.rs`. Read it. For a test of a new
//! item, write the file first, by `cargo graph-entity new --all --csdl shapes.xml`.

use std::collections::BTreeSet;
use std::path::Path;

use cargo_graph_entity::{Catalog, Generated, Request, SearchError, generate};
use graph_entity::model::Structured;
use graph_entity::{Create, PatchBody, from_slice};
use graph_entity_schema::Metadata;
use serde_json::{Value, json};

use shapes::{
    AnyBook, Atlas, BookLend, Chapter, IssuerKind, Library, NotRule, Partner, PocketAtlas, Reader, Rule,
    Shelf, ShelfAdd, ShelfsFindWithDay, UploadSession, Weekday,
};

#[allow(
    clippy::pedantic,
    dead_code,
    unreachable_pub,
    reason = "a generated file is for the user's crate, which uses a part of it and has its own lints"
)]
mod shapes {
    include!("shapes.rs");
}

const DOCUMENT: &str = include_str!("shapes.xml");

fn metadata() -> Metadata {
    Metadata::parse("shapes.xml", DOCUMENT).expect("a valid document")
}

fn generated(request: &Request) -> Result<Generated, SearchError> {
    generate(&metadata(), "shapes.xml", "v1.0", request)
}

fn of(types: &[&str]) -> Request {
    Request { types: types.iter().map(|&name| name.to_owned()).collect(), ..Request::default() }
}

#[test]
fn the_generated_file_is_the_checked_in_one() {
    let text = generated(&Request { all: true, ..Request::default() }).expect("everything").to_text();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/shapes.rs");
    if std::env::var_os("UPDATE_SHAPES").is_some() {
        std::fs::write(&path, &text).expect("a writable file");
    }
    let known = std::fs::read_to_string(&path).expect("the checked-in file");
    assert!(text == known, "shapes.rs differs: read what changes after UPDATE_SHAPES=1");
}

#[test]
fn what_grants_access_by_itself_is_not_shown() {
    let json = br#"{"uploadUrl":"https://storage.example/up?sig=c2VjcmV0"}"#;
    let session: UploadSession = from_slice(json).expect("a session");
    assert!(!format!("{session:?}").contains("c2VjcmV0"), "{session:?}");
    assert!(session.upload_url.is_some_and(|address| address.ends_with("c2VjcmV0")));
}

#[test]
fn an_entity_of_the_directory_says_so() {
    assert!(Reader::ABOUT.is_directory_object() && !Shelf::ABOUT.is_directory_object());
}

#[test]
fn no_property_is_left_out_except_streams() {
    let metadata = metadata();
    let generated = generated(&Request { all: true, ..Request::default() }).expect("everything");
    let left_out: Vec<&str> = generated.left_out().collect();
    assert_eq!(
        left_out,
        [
            "microsoft.graph.alert: no address leads to it",
            "microsoft.graph.directoryObject: no address leads to it",
            "microsoft.graph.entity: no address leads to it",
            "microsoft.graph.shelf/photo: a stream, which is never part of a value",
        ]
    );
    let expected = |name: &str| -> BTreeSet<String> {
        let properties = metadata.properties(name).into_iter().map(|property| property.name.clone());
        let navigation = metadata.navigation(name).into_iter().map(|property| property.name.clone());
        properties.chain(navigation).filter(|name| name != "photo").collect()
    };
    let found = |info: &'static graph_entity::model::TypeInfo| -> BTreeSet<String> {
        let names = info.properties().iter().map(|property| property.name().to_owned());
        names.filter(|name| !name.starts_with('@')).collect()
    };
    for info in [Shelf::INFO, Atlas::INFO, PocketAtlas::INFO, Chapter::INFO, Partner::INFO, NotRule::INFO] {
        assert_eq!(found(info), expected(info.name()), "{}", info.name());
    }
}

fn read<T: Structured>(json: &Value) -> T {
    from_slice(json.to_string().as_bytes()).expect("a value")
}

#[test]
fn every_shape_is_read_and_written_back() {
    let shelf = json!({
        "@odata.type": "#microsoft.graph.shelf",
        "id": "1",
        "azureADDeviceId": "9ceb7f0a-6f3c-4c3f-8d5a-0c2f3d3f2a11",
        "createdDateTime": "2026-01-02T03:04:05.0600000Z",
        "type": "wood",
        "default": true,
        "mail": "a@b.example",
        "clearMail": false,
        "serial": "s",
        "weight": 1.50,
        "tags": ["a", null],
        "names": ["b"],
        "issuer": "AzureAD",
        "days": "monday,tuesday",
        "tools": ["remote_control_software", "remoteControlSoftware", "in", "self", "unrecognized", "X509", "new"],
        "rule": { "@odata.type": "#microsoft.graph.notRule", "of": {
            "@odata.type": "#microsoft.graph.allRule",
            "of": [{ "@odata.type": "#microsoft.graph.literalRule", "value": true }],
        } },
        "cover": { "@odata.type": "#microsoft.graph.clothCover", "colour": "red" },
        "note": { "any": [1] },
        "old_name": "o",
        "parent": { "@odata.type": "#microsoft.graph.shelf", "id": "0", "tags": [], "names": [], "tools": [], "books": [] },
        "books": [
            { "@odata.type": "#microsoft.graph.pocketAtlas", "id": "2", "scale": 0.5 },
            { "@odata.type": "#microsoft.graph.novel", "id": "3", "chapters": [
                { "@odata.type": "#microsoft.graph.chapter", "number": 1, "text": "x" },
            ] },
        ],
    });
    let value: Shelf = read(&shelf);
    assert_eq!(value.tags, [Some("a".to_owned()), None]);
    assert!(matches!(&value.books[0], AnyBook::PocketAtlas(atlas) if atlas.scale == Some(0.5)));
    assert!(
        matches!(&value.rule, Some(Rule::NotRule(not)) if matches!(&not.of.as_deref(), Some(Rule::AllRule(_))))
    );
    assert_eq!(serde_json::to_value(&value).expect("JSON"), shelf);
}

#[test]
fn a_value_of_a_derived_type_is_read_and_keeps_its_type() {
    let atlas: Atlas =
        read(&json!({ "@odata.type": "#microsoft.graph.pocketAtlas", "id": "2", "title": "x" }));
    assert_eq!(atlas.odata_type.as_deref(), Some("#microsoft.graph.pocketAtlas"));
}

#[test]
fn keys_of_any_name_are_given_on_create() {
    let body = Partner::new_body().tenant_id("t1");
    assert_eq!(body.get("tenantId"), Some(r#""t1""#));
    let body = Chapter::new_body().number(7).text("x");
    assert_eq!(body.get("number"), Some("7"));
    let library: Library = read(&json!({ "visits": [{ "shelfId": "1", "year": 2026 }] }));
    assert_eq!(library.visits[0].year, 2026);
}

#[test]
fn a_sentinel_in_capitals_is_never_sent() {
    let body = PatchBody::from(Shelf::patch().issuer(IssuerKind::UnknownFutureValue));
    assert!(body.into_bytes().is_err());
}

/// The target of a request, without the host.
fn target(url: &http::Uri) -> String {
    url.path_and_query().map(ToString::to_string).unwrap_or_default()
}

const HOST: &str = "https://graph.microsoft.com";

#[test]
fn requests_go_to_the_addresses_of_the_document() {
    let requests = [
        (Shelf::at("1").get().to_http(HOST), "/v1.0/shelves/1"),
        (Shelf::at_by_serial("s'1").get().to_http(HOST), "/v1.0/shelves(serial='s%27%271')"),
        (
            Chapter::at("1", "2", 3).get().to_http(HOST),
            "/v1.0/shelves/1/books/2/microsoft.graph.novel/chapters/3",
        ),
        (shapes::Visit::at("1", 2026).get().to_http(HOST), "/v1.0/library/visits(shelfId='1',year=2026)"),
        (shapes::Row::at("1", "a", 2).get().to_http(HOST), "/v1.0/shelves/1/row(label='a',number=2)"),
        (shapes::PartnerGuide::at("t", "g").get().to_http(HOST), "/v1.0/partners/t/access/guides/g"),
    ];
    for (request, expected) in requests {
        assert_eq!(target(request.expect("a request").uri()), expected);
    }
    let lend = BookLend { due_date: "2026-01-02".parse().expect("a date"), r#type: None, ids: None };
    let http = lend.call("1", "2").to_http(HOST).expect("a request");
    assert_eq!(target(http.uri()), "/v1.0/shelves/1/books/2/lend");
    assert_eq!(http.body(), r#"{"DueDate":"2026-01-02"}"#);
    let find = ShelfsFindWithDay { day: Weekday::Monday.into() };
    let http = find.call().to_http(HOST).expect("a request");
    assert_eq!(target(http.uri()), "/v1.0/shelves/find(day='monday')");
    let http = shapes::SecurityAlertClose.call("1").to_http(HOST).expect("a request");
    assert_eq!(target(http.uri()), "/v1.0/alerts/1/microsoft.graph.security.close");
}

#[test]
fn entities_are_parameters_as_create_bodies() {
    let chapter: shapes::ChapterPatch<Create> = Chapter::new_body().number(1);
    let add = ShelfAdd { books: vec![Atlas::new_body().scale(0.5).into()], chapter: Some(chapter) };
    let http = add.call("1").to_http(HOST).expect("a request");
    let sent: Value = serde_json::from_slice(http.body()).expect("JSON");
    assert_eq!(sent["books"][0], json!({ "@odata.type": "#microsoft.graph.atlas", "scale": 0.5 }));
    assert_eq!(sent["chapter"]["number"], 1);
}

#[test]
fn only_what_is_needed_is_generated() {
    let names = |request| generated(&request).expect("items").names().map(str::to_owned).collect::<Vec<_>>();
    // Relationships lead to what is asked for only.
    assert_eq!(names(of(&["chapter"])), ["Chapter"]);
    assert_eq!(names(of(&["Partner"])), ["Partner", "Access"]);
    assert_eq!(names(of(&["/shelves/{shelfId}/books"])), ["Book", "BookLend"]);
    let all = names(of(&["shelf", "novel"]));
    assert!(all.contains(&"Novel".to_owned()) && !all.contains(&"AnyBook".to_owned()));
    let partner = generated(&of(&["partner"])).expect("items");
    let left_out: Vec<&str> = partner.left_out().collect();
    assert_eq!(left_out, ["microsoft.graph.access/guides: microsoft.graph.partnerGuide is not generated"]);
}

#[test]
fn selected_properties_are_kept_with_the_key() {
    let request = Request { select: vec!["mail".to_owned(), "parent".to_owned()], ..of(&["shelf"]) };
    let text = generated(&request).expect("items").to_text();
    let fields: Vec<&str> =
        text.lines().filter_map(|line| line.trim().strip_prefix("pub ")).take(5).collect();
    assert_eq!(fields[1..4], ["id: String,", "mail: Option<String>,", "parent: Option<Box<Shelf>>,"]);
    let request = Request { select: vec!["mial".to_owned()], ..of(&["shelf"]) };
    let error = generated(&request).expect_err("no such property");
    assert_eq!(error.to_string(), "there is no property `mial`: did you mean `mail`?");
}

#[test]
fn selected_actions_and_functions_are_kept() {
    let calls = |select: &[&str]| {
        let select = select.iter().map(|&name| name.to_owned()).collect();
        let generated = generated(&Request { select, ..of(&["shelf", "book", "chapter"]) }).expect("items");
        generated.calls().map(|call| call.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(calls(&["mail", "add"]), ["ShelfAdd"]);
    assert_eq!(calls(&["add", "find"]), ["ShelfAdd", "ShelfsFind", "ShelfsFindWithDay"]);
    assert!(calls(&["mail"]).len() > 3, "properties alone select no calls");
    let request = Request { select: vec!["ad".to_owned()], ..of(&["shelf"]) };
    let error = generated(&request).expect_err("no such name");
    assert_eq!(error.to_string(), "there is no property `ad`: did you mean `add` or `id`?");
    let error = generated(&of(&["add"])).expect_err("no type");
    let expected =
        "there is no type `add`: it is an action on `shelf`, which `new shelf --select add` writes";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn entities_below_a_path_are_generated() {
    let request = Request { under: vec!["/shelves".to_owned()], ..Request::default() };
    let generated = generated(&request).expect("items");
    let structs: Vec<&str> = generated.structs().map(|(_, name)| name).collect();
    for name in ["Shelf", "Book", "Novel", "Atlas", "PocketAtlas", "Chapter"] {
        assert!(structs.contains(&name), "{name} is not in {structs:?}");
    }
    assert!(!structs.contains(&"Partner"));
}

#[test]
fn a_misspelt_name_has_suggestions() {
    for (name, message) in [
        ("shelff", "there is no type `shelff`: did you mean `shelf`?"),
        ("microsoft.graph.novell", "there is no type `microsoft.graph.novell`: did you mean `novel`?"),
        (
            "/shelves/{shelfId}/boks",
            "there is no address `/shelves/{shelfId}/boks`: `microsoft.graph.shelf` has no `boks`: did you mean `books`?",
        ),
        ("/racks", "there is no address `/racks`: there is no `/racks`"),
        ("completelyDifferent", "there is no type `completelyDifferent`"),
    ] {
        assert_eq!(generated(&of(&[name])).expect_err(name).to_string(), message);
    }
    // The main namespace has a name without a namespace.
    let metadata = metadata();
    let catalog = Catalog::new(&metadata);
    assert_eq!(catalog.show("alert").expect("an entity").name, "microsoft.graph.alert");
    assert_eq!(
        catalog.show("microsoft.graph.security.alert").expect("an entity").addresses,
        ["/alerts/{alertId}"]
    );
}

#[test]
fn a_type_is_shown_with_its_facts() {
    let metadata = metadata();
    let catalog = Catalog::new(&metadata);
    let shelf = catalog.show("/shelves").expect("a shelf");
    assert_eq!((shelf.sort, &shelf.words[..]), ("entity", &["open"][..]));
    let serial = shelf.members.iter().find(|member| member.name == "serial").expect("a property");
    assert_eq!((serial.value.as_deref(), &serial.words[..]), (Some("Edm.String"), &["create_only"][..]));
    assert_eq!(
        shelf.operations[0],
        "action add(books: Collection(microsoft.graph.book), chapter: microsoft.graph.chapter) -> Collection(microsoft.graph.book)"
    );
    let found: Vec<String> =
        catalog.list("ATLAS").expect("types").into_iter().map(|entry| entry.name).collect();
    assert_eq!(found, ["microsoft.graph.atlas", "microsoft.graph.pocketAtlas"]);
    let error = catalog.list("atlass").expect_err("nothing");
    assert_eq!(error.to_string(), "nothing is called `atlass`: did you mean `atlas`?");
}

/// Generates everything from a document, and returns whether the document is valid. The text is Rust, and no two
/// items, fields or variants of one item have one name.
fn generates(document: &str, case: &str) -> bool {
    let Ok(metadata) = Metadata::parse("odd.xml", document) else { return false };
    let request = Request { all: true, ..Request::default() };
    let text = generate(&metadata, "odd.xml", "v1.0", &request).expect("everything").to_text();
    let file = syn_2::parse_file(&text).unwrap_or_else(|error| panic!("{case}: {error}"));
    let mut items = BTreeSet::new();
    for item in file.items {
        let (name, members): (_, Vec<String>) = match item {
            syn_2::Item::Struct(item) => (
                item.ident,
                item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect(),
            ),
            syn_2::Item::Enum(item) => {
                (item.ident, item.variants.iter().map(|variant| variant.ident.to_string()).collect())
            }
            _ => continue,
        };
        let distinct: BTreeSet<&String> = members.iter().collect();
        assert_eq!(distinct.len(), members.len(), "{case}: {name} has {members:?}");
        assert!(items.insert(name.to_string()), "{case}: two items are called {name}");
    }
    true
}

#[test]
fn a_document_without_any_one_line_is_generated() {
    let lines: Vec<&str> = DOCUMENT.lines().collect();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().join("\n");
    let valid = (0..lines.len()).filter(|&at| generates(&without(at), &format!("without line {}", at + 1)));
    // The others begin or end an element.
    assert!(valid.count() > 100);
}

#[test]
fn odd_names_become_identifiers() {
    for name in [
        "a-b",
        "a.b",
        "_",
        "__",
        "7up",
        "½",
        "名前",
        "É",
        "self",
        "Self",
        "crate",
        "type",
        "fn",
        "Option",
        "Vec",
        "patch",
        "clone",
        "about",
        "odataType",
        "additional",
        "unrecognized",
        "String",
        "shelf",
        "id",
        "ID",
        "aB",
        "a_b",
    ] {
        // What has one of these names already gets another, since no name may be there twice.
        let free = ["self", "type", "unrecognized"].iter().fold(DOCUMENT.to_owned(), |text, taken| {
            ["Member", "Property"].iter().fold(text, |text, element| {
                text.replace(&format!("{element} Name=\"{taken}\""), &format!("{element} Name=\"{taken}1\""))
            })
        });
        let document = [
            ("Property Name=\"mail\"", format!("Property Name=\"{name}\"")),
            ("Member Name=\"in\"", format!("Member Name=\"{name}\"")),
            ("EntityType Name=\"chapter\"", format!("EntityType Name=\"{name}\"")),
            ("graph.chapter", format!("graph.{name}")),
            ("ComplexType Name=\"option\"", format!("ComplexType Name=\"{name}2\"")),
            ("EntitySet Name=\"partners\"", format!("EntitySet Name=\"{name}\"")),
            ("Action Name=\"sort\"", format!("Action Name=\"{name}\"")),
            ("Parameter Name=\"day\"", format!("Parameter Name=\"{name}\"")),
            ("NavigationProperty Name=\"visits\"", format!("NavigationProperty Name=\"{name}\"")),
            ("\"shelfId\"", format!("\"{name}\"")),
        ];
        let document = document.iter().fold(free, |text, (old, new)| text.replace(old, new));
        let is_taken = ["shelf"].contains(&name);
        assert_eq!(generates(&document, name), !is_taken, "{name}");
    }
}

mod merged {
    use super::{generated, of};

    #[test]
    fn a_file_that_is_not_edited_is_unchanged() {
        let generated = generated(&of(&["shelf"])).expect("items");
        let text = generated.to_text();
        let merged = generated.merge(&text).expect("Rust");
        assert!(merged.text == text && merged.added.is_empty());
        assert_eq!(merged.different, []);
        assert_eq!(merged.unchanged, generated.names().count());
    }

    #[test]
    fn new_items_and_imports_are_added_and_edits_stay() {
        let existing = "//! Ours.\n\nuse graph_entity::graph_entity;\n\n/// Edited.\n#[graph_entity(path = \"/shelves/{shelfId}\")]\n#[derive(Debug)]\npub struct Shelf {\n    pub id: String,\n}\n";
        let merged = generated(&of(&["shelf"])).expect("items").merge(existing).expect("Rust");
        assert!(merged.text.contains("/// Edited.\n#[graph_entity(path = \"/shelves/{shelfId}\")]\n#[derive(Debug)]\npub struct Shelf {\n    pub id: String,\n}\n"));
        assert!(merged.text.starts_with("//! Ours.\n\nuse graph_entity::graph_entity;\nuse graph_entity::{"));
        assert!(merged.added.contains(&"Weekday".to_owned()) && !merged.added.contains(&"Shelf".to_owned()));
        let [difference] = merged.different.as_slice() else { panic!("one difference") };
        assert_eq!((difference.name.as_str(), difference.line), ("Shelf", 5));
        assert!(difference.diff.contains("+    pub mail: Option<String>,"), "{}", difference.diff);
        // A second run adds nothing.
        let again = generated(&of(&["shelf"])).expect("items").merge(&merged.text).expect("Rust");
        assert!(again.added.is_empty() && again.text == merged.text);
    }

    #[test]
    fn formatting_is_no_difference() {
        let generated = generated(&of(&["shelf"])).expect("items");
        let text = generated.to_text().replace("\n    operations(", " operations(").replace("    ", "  ");
        assert_eq!(generated.merge(&text).expect("Rust").different, []);
    }

    #[test]
    fn an_item_of_another_module_is_not_added() {
        let existing = "use crate::days::Weekday;\n";
        let merged = generated(&of(&["shelf"])).expect("items").merge(existing).expect("Rust");
        assert!(!merged.added.contains(&"Weekday".to_owned()));
    }

    #[test]
    fn a_file_that_is_not_rust_is_refused() {
        let error = generated(&of(&["shelf"])).expect("items").merge("struct {").expect_err("no Rust");
        assert_eq!(error.line, 1);
    }
}
