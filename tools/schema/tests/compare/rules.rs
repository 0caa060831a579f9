//! Each rule: what is reported, in which words, and what is not.

use graph_entity_schema::declared::{Choice, Item, Override, Property, Returned, Shape, TypeRef};
use graph_entity_schema::{Difference, DifferenceKind as Kind, OperationKind, Severity, compare};

use crate::declare::{call, complex, entity, enumeration, property, value};
use crate::document::apis;

const DEVICE: &str = "/devices/{deviceId}";

fn found(item: Item) -> Vec<Difference> {
    compare(&[item], &apis())
}

/// The one difference of an item.
#[track_caller]
fn one(item: Item) -> Difference {
    let mut found = found(item);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// The kind and the message of the one difference of a device with a property.
#[track_caller]
fn device(name: &str, text: &str, rules: &str) -> (Kind, String) {
    let difference = one(entity("device", DEVICE, vec![property(name, text, rules)]));
    assert_eq!((difference.member.as_deref(), difference.version.as_deref()), (Some(name), Some("beta")));
    (difference.kind, difference.message)
}

#[track_caller]
fn agrees(item: Item) {
    assert_eq!(found(item), []);
}

fn devices(properties: Vec<Property>) -> Item {
    entity("device", DEVICE, properties)
}

#[test]
fn what_the_metadata_has_agrees() {
    agrees(devices(vec![
        property("id", "Edm.String", ""),
        property("displayName", "Edm.String?", ""),
        property("serialNumber", "Edm.String?", "read_only"),
        property("platform", "Edm.String?", "create_only"),
        property("lastSync", "Edm.DateTimeOffset?", "not_null"),
        property("state", "runState?", ""),
        property("tags", "[Edm.String]", ""),
        property("notes", "[Edm.String?]", ""),
        property("code", "Edm.String?", ""),
        property("icon", "Edm.Binary?", ""),
        property("category", "category?", "navigation"),
        property("children", "[device]", "navigation"),
    ]));
}

#[test]
fn a_declaration_may_be_stricter() {
    agrees(devices(vec![
        property("displayName", "Edm.String?", "read_only"),
        property("platform", "Edm.String?", "read_only"),
        property("state", "runState?", "not_null"),
        property("code", "Edm.String?", "create_only"),
    ]));
}

#[test]
fn an_unknown_property_has_a_near_name_or_a_place_where_it_is() {
    let difference = one(devices(vec![property("displaynane", "Edm.String?", "")]));
    assert_eq!(difference.kind, Kind::UnknownProperty);
    assert_eq!(
        difference.message,
        "`microsoft.graph.device` has no property `displaynane`: did you mean `displayName`?"
    );
    assert_eq!(difference.near.as_deref(), Some("displayName"));
    assert_eq!(difference.stated.map(|source| source.to_string()).as_deref(), Some("beta.xml:16"));
    assert_eq!(difference.severity, Severity::Error);
    let (_, message) = device("number", "Edm.String?", "");
    assert_eq!(
        message,
        "`microsoft.graph.device` has no property `number`: it is one of `microsoft.graph.phone`, which derives from it"
    );
    let difference = one(entity("phone", "/thisDevice", vec![property("roaming", "Edm.String?", "")]));
    assert_eq!(
        difference.message,
        "`microsoft.graph.phone` has no property `roaming` in Graph beta, but in v1.0"
    );
    let (_, message) = device("colour", "Edm.String?", "");
    assert_eq!(message, "`microsoft.graph.device` has no property `colour`");
}

#[test]
fn a_type_is_compared_by_its_name_and_as_a_collection() {
    for (name, text, expected) in [
        ("displayName", "Edm.Int32?", "`displayName` is `Edm.String`: write `String`"),
        ("displayName", "[Edm.String]", "`displayName` is `Edm.String`: write `String`"),
        ("tags", "Edm.String?", "`tags` is a collection of `Edm.String`: write `Vec<String>`"),
        ("state", "owner?", "`state` is `microsoft.graph.runState`: write `RunState`"),
        ("state", "Edm.String?", "`state` is `microsoft.graph.runState`: write `RunState`"),
        ("days", "runState?", "`days` is `microsoft.graph.days`: write `Flags<Days>`"),
        ("code", "Edm.Int32?", "`code` is `Edm.String`: write `String`"),
        ("displayName", "[~Name]", "`displayName` is `Edm.String`: write `String`"),
        ("tags", "~Code?", ""),
        ("displayName", "~Name?", ""),
        ("owner", "~Owner?", ""),
        ("owner", "Edm.Untyped?", ""),
        ("place", "Edm.String?", ""),
    ] {
        let item = devices(vec![property(name, text, "")]);
        if expected.is_empty() {
            agrees(item);
        } else {
            let difference = one(item);
            assert_eq!((difference.kind, difference.message.as_str()), (Kind::Type, expected));
        }
    }
}

#[test]
fn a_message_names_the_type_of_the_package() {
    let mut state = enumeration("runState", false, &[]);
    state.name = "State".to_owned();
    let items = [devices(vec![property("state", "owner?", "")]), state];
    assert_eq!(compare(&items, &apis())[0].message, "`state` is `microsoft.graph.runState`: write `State`");
}

#[test]
fn who_sets_a_property_is_compared() {
    let (kind, message) = device("serialNumber", "Edm.String?", "");
    assert_eq!(kind, Kind::ReadOnly);
    assert_eq!(message, "only the service sets `serialNumber`: mark it `#[graph(read_only)]`");
    let (kind, message) = device("platform", "Edm.String?", "");
    assert_eq!(kind, Kind::CreateOnly);
    assert_eq!(message, "only a create sets `platform`: mark it `#[graph(create_only)]`");
    let difference = one(complex("owner", vec![property("score", "Edm.Int32?", "")]));
    assert_eq!(difference.kind, Kind::ReadOnly);
}

#[test]
fn the_key_is_compared() {
    let address = "/categories/{id}";
    let difference = one(entity("category", address, vec![property("tenantId", "Edm.Guid", "")]));
    assert_eq!(difference.message, "`tenantId` is the key: mark it `#[graph(key)]`");
    agrees(entity("category", address, vec![property("tenantId", "Edm.Guid", "key create_only")]));
    // A reply may leave it out, and a key is never null without saying so.
    agrees(entity("category", address, vec![property("tenantId", "Edm.Guid?", "key create_only")]));
    let (_, message) = device("displayName", "Edm.String?", "key");
    assert_eq!(message, "`displayName` is not the key: remove `key`");
}

#[test]
fn relationships_are_compared_both_ways() {
    let (kind, message) = device("children", "[device]", "");
    assert_eq!(kind, Kind::Navigation);
    assert_eq!(message, "`children` is a navigation property: mark it `#[graph(navigation)]`");
    let (_, message) = device("owner", "owner?", "navigation");
    assert_eq!(message, "`owner` is not a navigation property: remove `navigation`");
}

#[test]
fn nullability_is_advice() {
    for (name, text, rules, expected) in [
        ("lastSync", "Edm.DateTimeOffset?", "", "`lastSync` is never null: mark it `#[graph(not_null)]`"),
        ("displayName", "Edm.String", "", "`displayName` may be null: write `Option<...>`"),
        ("notes", "[Edm.String]", "", "items of `notes` may be null: write `Vec<Option<...>>`"),
    ] {
        let difference = one(devices(vec![property(name, text, rules)]));
        assert_eq!((difference.kind, difference.severity), (Kind::Nullability, Severity::Advice));
        assert_eq!(difference.message, expected);
    }
    agrees(devices(vec![property("lastSync", "Edm.DateTimeOffset?", "read_only")]));
}

#[test]
fn a_type_that_is_not_there_has_a_near_name() {
    let difference = one(entity("devcie", DEVICE, vec![]));
    assert_eq!(difference.kind, Kind::UnknownType);
    let expected =
        "`microsoft.graph.devcie` is not a type of Graph beta: did you mean `microsoft.graph.device`?";
    assert_eq!(difference.message, expected);
    let difference = one(entity("alert", "/thisDevice", vec![]));
    let expected =
        "`microsoft.graph.alert` is not a type of Graph beta: did you mean `microsoft.graph.security.alert`?";
    assert_eq!(difference.message, expected);
    let difference = one(entity("message", "/thisDevice", vec![]));
    let expected =
        "`microsoft.graph.message` is not a type of Graph beta, but of v1.0: write `version = \"v1.0\"`";
    assert_eq!(difference.message, expected);
    let difference = one(complex("onwer", vec![]));
    let expected =
        "`microsoft.graph.onwer` is not a type of Graph beta or v1.0: did you mean `microsoft.graph.owner`?";
    assert_eq!(difference.message, expected);
}

#[test]
fn a_type_of_another_kind_names_its_attribute() {
    for (item, expected) in [
        (complex("device", vec![]), "`microsoft.graph.device` is an entity type: write `#[graph_entity]`"),
        (complex("days", vec![]), "`microsoft.graph.days` is an enumeration type: write `#[graph_enum]`"),
        (
            enumeration("owner", false, &[]),
            "`microsoft.graph.owner` is a complex type: write `#[graph_complex]`",
        ),
    ] {
        let difference = one(item);
        assert_eq!((difference.kind, difference.message.as_str()), (Kind::KindOfType, expected));
    }
}

#[test]
fn an_enumeration_agrees_if_it_does_in_one_version() {
    agrees(enumeration("runState", false, &[("success", Some(1)), ("unknownFutureValue", None)]));
    agrees(enumeration("runState", false, &[("paused", None)]));
    let difference = one(enumeration("runState", false, &[("sucess", None), ("unknown", Some(0))]));
    assert_eq!(
        difference.message,
        "`microsoft.graph.runState` has no member `sucess`: did you mean `success`?"
    );
    let difference = one(enumeration("runState", false, &[("success", Some(7))]));
    assert_eq!(difference.message, "the number of `success` is 1, not 7");
    let difference = one(enumeration("runState", true, &[]));
    assert_eq!(difference.message, "the members of `microsoft.graph.runState` are not flags: remove `flags`");
    let difference = one(enumeration("days", false, &[("monday", None)]));
    assert_eq!(
        difference.message,
        "the members of `microsoft.graph.days` are flags: write `#[graph_enum(flags)]`"
    );
}

#[test]
fn addresses_lead_to_the_type_or_a_base_of_it() {
    for (type_name, address) in [
        ("device", DEVICE),
        ("phone", DEVICE),
        ("phone", "/devices/{id}/microsoft.graph.phone"),
        ("phone", "/thisDevice"),
        ("category", "/devices/{id}/category"),
        ("category", "/categories(slug='{slug}')"),
        ("category", "/categories(tenantId={id})"),
        ("device", "/devices('{id}')"),
        ("pair", "/pairs(left='{left}',right='{right}')"),
        ("call", "/devices/{id}/microsoft.graph.phone/calls/{callId}"),
        ("call", "/devices/{id}/calls/{callId}"),
        ("device", "/devices/find(serial='{serial}')/children/{id}"),
    ] {
        agrees(entity(type_name, address, vec![]));
    }
    for (type_name, address, expected) in [
        (
            "device",
            "/device/{id}",
            "`/device/{id}` is not an address of Graph beta: there is no `/device`: did you mean `/devices`?",
        ),
        (
            "category",
            "/devices/{id}/categry",
            "`/devices/{id}/categry` is not an address of Graph beta: `microsoft.graph.device` has no `categry`: did you mean `category`?",
        ),
        (
            "device",
            "/devices/children/{id}",
            "`/devices/children/{id}` is not an address of Graph beta: a key is missing before `children`, which a single `microsoft.graph.device` has",
        ),
        (
            "device",
            "/devices",
            "the address is that of a collection of `microsoft.graph.device`: end it with the key, `/devices/{id}`",
        ),
        (
            "device",
            "/thisDevice/{id}",
            "`/thisDevice/{id}` is not an address of Graph beta: a single `microsoft.graph.phone` is not a collection of entities: remove `{id}`",
        ),
        (
            "category",
            DEVICE,
            "the address is that of a `microsoft.graph.device`, from which `microsoft.graph.category` does not derive",
        ),
        (
            "device",
            "/thisDevice",
            "the address is that of a `microsoft.graph.phone`, from which `microsoft.graph.device` does not derive",
        ),
        ("device", "/devices/{id}/wipe", "the address is that of an action: write `#[graph_action]`"),
        (
            "device",
            "/devices/{id}/owner",
            "the address is that of a property of type `microsoft.graph.owner`, not of an entity",
        ),
        (
            "category",
            "/categories(slgu='{slug}')",
            "`/categories(slgu='{slug}')` is not an address of Graph beta: a `microsoft.graph.category` has no key `slgu`: did you mean `slug`?",
        ),
        (
            "pair",
            "/pairs/{left}",
            "`/pairs/{left}` is not an address of Graph beta: a `microsoft.graph.pair` has a key of several parts: write `(left='{left}',right='{right}')`",
        ),
        (
            "category",
            "/devices/{id}/microsoft.graph.category",
            "`/devices/{id}/microsoft.graph.category` is not an address of Graph beta: `microsoft.graph.category` does not derive from `microsoft.graph.device`",
        ),
    ] {
        let difference = one(entity(type_name, address, vec![]));
        assert_eq!((difference.kind, difference.message.as_str()), (Kind::Address, expected));
    }
}

#[test]
fn the_overload_that_is_meant_is_the_one_with_the_fewest_errors() {
    const NEAR: &str = "/devices/{id}/microsoft.graph.near";
    let of = |name, text| {
        one(call(OperationKind::Function, NEAR, vec![property(name, text, "")], Returned::Nothing))
    };
    let advice = of("zip", "Edm.String?");
    assert_eq!((advice.kind, advice.severity), (Kind::Nullability, Severity::Advice), "{advice}");
    let error = of("place", "Edm.Int32");
    assert_eq!((error.kind, error.severity), (Kind::Type, Severity::Error), "{error}");
}

#[test]
fn calls_are_compared_by_address_parameter_and_result() {
    use OperationKind::{Action, Function};
    const WIPE: &str = "/devices/{id}/wipe";
    const PAIR: &str = "/devices/{id}/pairWith";
    const REPORT: &str = "/devices/{id}/microsoft.graph.report";
    let parameters = || vec![property("keepData", "Edm.Boolean", ""), property("pin", "Edm.String?", "")];
    agrees(call(Action, WIPE, parameters(), Returned::Nothing));
    agrees(call(Action, "/ping", vec![property("text", "Edm.String?", "")], Returned::Nothing));
    agrees(call(Action, "/devices/{id}/dial", vec![], Returned::Nothing));
    // A create body of the type, or of one that derives from it.
    agrees(call(Action, PAIR, vec![property("other", "device?", "")], Returned::Nothing));
    agrees(call(Action, PAIR, vec![property("other", "phone?", "")], Returned::Nothing));
    // Each overload has parameters and a result of its own.
    agrees(call(Function, REPORT, vec![property("period", "Edm.String", "")], Returned::Stream(None)));
    let days = || vec![property("period", "Edm.Int32", ""), property("day", "Edm.Date", "")];
    agrees(call(Function, REPORT, days(), Returned::Value(value("[owner]"))));
    for (item, kind, expected) in [
        (
            call(Action, WIPE, vec![property("keepDate", "Edm.Boolean", "")], Returned::Nothing),
            Kind::UnknownParameter,
            "`wipe` has no parameter `keepDate`: did you mean `keepData`?",
        ),
        (
            call(Action, WIPE, vec![property("keepData", "Edm.String", "")], Returned::Nothing),
            Kind::Type,
            "`keepData` is `Edm.Boolean`: write `bool`",
        ),
        (
            call(Action, PAIR, vec![property("other", "category?", "")], Returned::Nothing),
            Kind::Type,
            "`other` is `microsoft.graph.device`: write `DevicePatch<Create>`",
        ),
        (
            call(Action, WIPE, vec![], Returned::Value(value("Edm.String"))),
            Kind::Result,
            "`wipe` returns nothing: remove `result`",
        ),
        (
            call(Function, WIPE, vec![], Returned::Value(value("Edm.String"))),
            Kind::Address,
            "the address is that of an action: write `#[graph_action]`",
        ),
        (
            call(Action, "/devices/{id}/wype", vec![], Returned::Nothing),
            Kind::Address,
            "`/devices/{id}/wype` is not an address of Graph beta: `microsoft.graph.device` has no `wype`: did you mean `wipe`?",
        ),
        (
            call(Action, DEVICE, vec![], Returned::Nothing),
            Kind::Address,
            "the address is that of a `microsoft.graph.device`, not of an action",
        ),
        (
            call(Function, REPORT, days(), Returned::Stream(None)),
            Kind::Result,
            "the result is a collection of `microsoft.graph.owner`: write `result = Vec<Owner>`",
        ),
        (
            call(
                Function,
                REPORT,
                vec![property("period", "Edm.String", "")],
                Returned::Value(value("Edm.String")),
            ),
            Kind::Result,
            "it returns bytes: write `result = stream`",
        ),
    ] {
        let difference = one(item);
        assert_eq!((difference.kind, difference.message.as_str()), (kind, expected));
    }
    let difference =
        one(call(Action, WIPE, vec![property("keepData", "Edm.Boolean?", "")], Returned::Nothing));
    assert_eq!(difference.severity, Severity::Advice);
    assert_eq!(difference.message, "`keepData` is required: write its type without the `Option`");
}

#[test]
fn the_types_of_a_choice_derive_from_the_declared_one() {
    let choice = |name| Choice { name, differs: None, position: None };
    let known = |name: &str| choice(TypeRef::Known(format!("microsoft.graph.{name}")));
    let unknown = |name: &str| choice(TypeRef::Unknown(name.to_owned()));
    let of = |choices| Item { shape: Shape::OneOf { choices }, ..complex("device", vec![]) };
    agrees(of(vec![known("phone"), known("device"), unknown("Phone")]));
    for (choice, severity, message) in [
        (
            known("category"),
            Severity::Error,
            "`microsoft.graph.category` does not derive from `microsoft.graph.device`",
        ),
        (unknown("Category"), Severity::Error, "`Category` does not derive from `microsoft.graph.device`"),
        (
            known("phones"),
            Severity::Error,
            "`microsoft.graph.phones` is not a type of Graph beta that derives from `microsoft.graph.device`: did you mean `phone`?",
        ),
        // A declaration that is not part of the source may have another name in Rust.
        (
            unknown("Watch"),
            Severity::Advice,
            "`Watch` is not a type of Graph beta that derives from `microsoft.graph.device`",
        ),
    ] {
        let difference = one(of(vec![choice]));
        assert_eq!((difference.severity, difference.message.as_str()), (severity, message));
    }
}

#[test]
fn a_deliberate_difference_is_passed_over_while_there_is_one() {
    agrees(devices(vec![property("colour", "Edm.String?", "differs")]));
    agrees(devices(vec![property("lastSync", "Edm.DateTimeOffset?", "differs")]));
    let (kind, message) = device("displayName", "Edm.String?", "differs");
    assert_eq!(kind, Kind::NeedlessOverride);
    assert_eq!(message, "`displayName` agrees with Graph beta: remove `differs`");
    // A plain property of an entity type needs it for the macro.
    agrees(devices(vec![property("template", "category?", "differs")]));
    let differs = |mut item: Item| {
        item.differs = Some(Override { reason: "a test".to_owned(), position: None });
        item
    };
    agrees(differs(entity("gone", "/nowhere", vec![])));
    agrees(differs(devices(vec![property("colour", "Edm.String?", "differs")])));
    let difference = one(differs(devices(vec![])));
    assert_eq!(difference.message, "`Own` agrees with the metadata: remove `differs`");
}

#[test]
fn a_version_without_metadata_is_not_compared() {
    let mut apis = apis();
    apis.remove("beta");
    let gone = || entity("gone", "/nowhere", vec![property("owner", "onwer?", "")]);
    // Nor are the types that only such an item refers to.
    let wrong = |type_name: &str| complex(type_name, vec![property("nmae", "Edm.String?", "")]);
    assert_eq!(compare(&[gone(), wrong("onwer")], &apis), []);
    let mut stable = devices(vec![property("owner", "owner?", "")]);
    let Shape::Entity { route, .. } = &mut stable.shape else { panic!("an entity") };
    "v1.0".clone_into(&mut route.version);
    let found = compare(&[stable, gone(), wrong("onwer"), wrong("owner")], &apis);
    let messages: Vec<&str> = found.iter().map(|difference| difference.message.as_str()).collect();
    assert_eq!(messages, ["`microsoft.graph.owner` has no property `nmae`: did you mean `name`?"]);
}
