//! A user's own types, traits, constants and macros with the names of things that the emitted code uses.

#![allow(dead_code, missing_docs, non_upper_case_globals, unused_macros, clippy::items_after_statements)]

use ::graph_entity::{graph_action, graph_complex, graph_entity, graph_enum, graph_function, graph_one_of};

struct Option;
struct String;
struct Vec;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
struct Value;
struct Structured;
struct PatchBody;
struct Additional;
enum Result {}
trait Default {}
trait Clone {}
trait Copy {}
trait Debug {}
trait PartialEq {}
trait Into {}
trait From {}
trait TryFrom {}
trait AsRef {}
trait Deref {}
trait Display {}
trait Iterator {}
trait Send {}
trait Sized {}
trait Fn {}
trait FnMut {}
trait Serialize {}
trait Deserialize {}
trait Entity {}
trait Patch {}
trait Edm {}
trait Field {}
trait Slot {}
trait Callable {}
trait Parameter {}
trait Returned {}
struct Request;
struct PathValue;
struct Page;
struct Bytes;
fn call() {}
fn parameter() {}
const E: u8 = 0;
const T: u8 = 0;
const M: u8 = 0;
const W: u8 = 0;
const R: u8 = 0;
const V: u8 = 0;
const INFO: u8 = 0;
const KIND: u8 = 0;
const VACANT: u8 = 0;
const ABOUT: u8 = 0;
mod core {}
mod std {}
mod alloc {}
mod serde {}
mod __private {}

macro_rules! matches {
    () => {};
}
macro_rules! compile_error {
    () => {};
}
macro_rules! vec {
    () => {};
}
macro_rules! panic {
    () => {};
}
macro_rules! unreachable {
    () => {};
}
macro_rules! format {
    () => {};
}
macro_rules! concat {
    () => {};
}
macro_rules! stringify {
    () => {};
}

/// Types with the names of type parameters in the emitted code.
#[graph_enum]
#[derive(Debug, Clone, PartialEq)]
pub enum W {
    Ok,
    Err,
    Some,
    None,
    Error,
    #[graph(unrecognized)]
    Unrecognized(::std::string::String),
}

#[graph_complex]
#[derive(Clone, PartialEq)]
pub struct M {
    pub w: ::core::option::Option<W>,
    #[graph(sensitive)]
    pub key: ::core::option::Option<i32>,
}

#[graph_complex(odata_type = always)]
#[derive(Debug, Clone, PartialEq)]
pub struct E {
    pub w: ::std::vec::Vec<W>,
}

#[graph_one_of]
#[derive(Debug, Clone, PartialEq)]
pub enum T {
    E(E),
    #[graph(unrecognized)]
    Value(::serde_json::Value),
}

#[graph_entity(path = "/r/{r}")]
#[derive(Debug, Clone, PartialEq)]
pub struct R {
    pub id: ::std::string::String,
    pub m: ::core::option::Option<M>,
    pub ms: ::std::vec::Vec<M>,
    pub e: ::core::option::Option<E>,
    pub t: ::core::option::Option<T>,
    pub w: ::core::option::Option<W>,
    pub text: ::core::option::Option<::std::string::String>,
    #[graph(create_only)]
    pub once: ::core::option::Option<M>,
    #[graph(read_only)]
    pub never: ::core::option::Option<M>,
    #[graph(navigation)]
    pub v: ::core::option::Option<V>,
}

#[graph_entity(path = "/v/{v}/{m}/{t}")]
#[derive(Debug, Clone, PartialEq)]
pub struct V {
    pub id: ::std::string::String,
    pub name: ::core::option::Option<::std::string::String>,
}

#[graph_action(path = "/r/{r}/{c}/act", result = ::core::option::Option<W>)]
pub struct C {
    pub w: ::core::option::Option<W>,
    pub t: ::graph_entity::Nullable<T>,
    pub e: ::core::option::Option<::graph_entity::Nullable<E>>,
    #[graph(sensitive)]
    pub visit: ::core::option::Option<i32>,
}

#[graph_function(path = "/r/{values}/{template}/f", result = ::std::vec::Vec<R>)]
pub struct F {
    pub w: W,
}

/// An entity with the name of a type parameter.
mod entity_called_m {
    use ::graph_entity::graph_entity;

    #[graph_entity(path = "/m/{m}")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct M {
        pub id: String,
        pub name: Option<String>,
        #[graph(navigation)]
        pub parents: Vec<M>,
    }

    #[test]
    fn it_works() {
        let body = M::new_body().name("n").parents(::std::vec![M::new_body().name("p")]);
        assert_eq!(body.get("name"), Some("\"n\""));
        assert_eq!(M::patch().clear_name().get("name"), Some("null"));
    }
}

#[test]
fn shadowed_names_do_not_matter_to_entities() {
    let patch = R::patch()
        .m(M { w: ::core::option::Option::Some(W::Ok), key: ::core::option::Option::None })
        .e(E { w: ::std::vec![W::None] })
        .t(::core::convert::Into::into(E { w: ::std::vec![] }))
        .w(W::Error)
        .text("x")
        .ms(::std::vec![]);
    ::std::assert_eq!(patch.get("m"), ::core::option::Option::Some(r#"{"w":"ok","key":null}"#));
    ::std::assert_eq!(patch.get("w"), ::core::option::Option::Some("\"error\""));
    ::std::assert_eq!(R::update("1", patch).method().as_str(), "PATCH");
    ::std::assert!(R::new_body().v(V::new_body().name("v")).get("v").is_some());
}

#[test]
fn shadowed_names_do_not_matter_to_actions_and_functions() {
    let action = C {
        w: ::core::option::Option::Some(W::None),
        t: ::graph_entity::Nullable(::core::option::Option::None),
        e: ::core::option::Option::None,
        visit: ::core::option::Option::None,
    };
    let http = action.call("1", "2").to_http("https://graph.microsoft.com").unwrap();
    ::std::assert_eq!(http.body(), r#"{"w":"none","t":null}"#);
    let http = F { w: W::Err }.call("1", "2").to_http("https://graph.microsoft.com").unwrap();
    ::std::assert_eq!(http.uri().path(), "/v1.0/r/1/2/f(w='err')");
}
