//! Calls of actions and functions: the parameters are checked, and a stub answers.

use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::answers::response::Success;
use crate::calls::answer::{AnswerContent, CallAnswer, Effect};
use crate::calls::arguments::{self, Inline};
use crate::calls::call::Call;
use crate::calls::default_value::default_value;
use crate::calls::effects::{self, Prepared};
use crate::calls::status;
use crate::data::check::{Check, Purpose};
use crate::data::insert::NewEntity;
use crate::data::properties::{Properties, TYPE};
use crate::data::store::Store;
use crate::lock::{lock, read_lock, write_lock};
use crate::media::upload::UploadTarget;
use crate::refusals::Refusal;
use crate::routing::intune::is_intune;
use crate::routing::path::ParsedPath;
use crate::routing::resource::Resource;
use crate::routing::target::{Target, options};
use crate::routing::walk::{CallSegment, Tail};
use crate::schema::address::{Address, Step};
use crate::schema::model::Schema;
use crate::schema::operation::{Bound, Operation, Placed};
use crate::schema::structure::{Access, Property, Role, Structure};
use crate::schema::types::{Primitive, Type};
use crate::seeds::insert::rules;
use crate::service::change::Change;
use crate::service::{Service, mime};

/// The action that opens an upload session. Source: Microsoft Graph, "driveItem: createUploadSession", "attachment:
/// createUploadSession".
const CREATE_UPLOAD_SESSION: &str = "createUploadSession";
/// The property of an attachment with its bytes.
const CONTENT_BYTES: &str = "contentBytes";

/// What an operation is called on.
struct Owner<'a> {
    /// Where the segment before the operation leads, or `None` if nothing is served there.
    resource: Option<&'a Resource<'a>>,
    /// The entity, or `None` for a collection.
    entity: Option<(Address, &'a Structure)>,
    schema: &'a Schema,
    /// The path of the call.
    path: &'a ParsedPath,
}

/// A call whose operation and parameters are known.
struct Checked<'a> {
    operation: &'a Operation,
    parameters: Properties,
}

impl Service {
    /// Calls a bound operation.
    pub(crate) fn call(
        &self,
        resource: &Resource<'_>,
        path: &ParsedPath,
        (name, arguments): (&str, Option<&str>),
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let entity = self.entity_of_call(resource)?;
        let is_intune = is_intune(&resource.address.segments());
        let is_called = |bound: &&Bound| match &entity {
            Some((_, structure)) => {
                !bound.is_on_collection && resource.schema.is_derived(&structure.name, &bound.binding)
            }
            None => bound.is_called_on(&resource.declared, resource.is_collection, is_intune),
        };
        let mut bound: Vec<&Bound> = resource.schema.operations(name).iter().filter(is_called).collect();
        // The one of the most derived type comes first.
        bound.sort_by_key(|it| std::cmp::Reverse(resource.schema.depth(&it.binding)));
        let operations: Vec<&Operation> = bound.into_iter().map(|bound| &bound.operation).collect();
        let owner = Owner { resource: Some(resource), entity, schema: resource.schema, path };
        self.run(&owner, &operations, arguments, target, change)
    }

    /// Calls an operation at an address of its own, if one is served at a path.
    pub(crate) fn call_placed(
        &self,
        placed: &[&Placed],
        schema: &Schema,
        path: &ParsedPath,
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let (last, owner) = path.segments.split_last().ok_or_else(Refusal::not_found)?;
        let before =
            ParsedPath { version: path.version.clone(), segments: owner.to_vec(), has_encoded_slash: false };
        let resource = Resource::find(schema, &before).filter(|resource| resource.tail == Tail::None);
        if let Some(resource) = &resource {
            self.create_singleton(resource);
        }
        let entity = match &resource {
            Some(resource) => self.entity_of_call(resource)?,
            None => None,
        };
        let operations: Vec<&Operation> = placed.iter().map(|placed| &placed.operation).collect();
        let owner = Owner { resource: resource.as_ref(), entity, schema, path };
        self.run(&owner, &operations, CallSegment::of(last).arguments, target, change)
    }

    /// The entity that an operation is called on, with its type. `None` for a collection, which exists.
    fn entity_of_call<'a>(
        &self,
        resource: &Resource<'a>,
    ) -> Result<Option<(Address, &'a Structure)>, Refusal> {
        let mut store = write_lock(&self.store);
        if resource.is_collection {
            resource.expect_parent(&store)?;
            return Ok(None);
        }
        let address = resource.locate(&store).ok_or_else(Refusal::not_found)?;
        if store.get(&address).is_none() {
            let structure = resource.declared.default_type();
            let structure = structure.filter(|_| resource.is_single() && resource.has_parent(&store));
            NewEntity::empty(structure.ok_or_else(Refusal::not_found)?).put(&mut store, &address, true);
        }
        let stored = store.get(&address).ok_or_else(Refusal::not_found)?;
        let structure = resource.structure(stored)?;
        Ok(Some((address, structure)))
    }

    fn run(
        &self,
        owner: &Owner<'_>,
        operations: &[&Operation],
        arguments: Option<&str>,
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Success, Refusal> {
        let checked = self.checked(owner, operations, arguments, target, change)?;
        let answer = self.stub_answer(owner, &checked, target)?;
        let Checked { operation, parameters } = checked;
        let polls = answer.polls;
        let mut body = given_content(owner, operation, answer.content)?;
        let mut store = write_lock(&self.store);
        if let Some((address, structure)) = &owner.entity {
            let check = rules(owner.schema);
            let own = effects::of_action(&check, structure, operation, &parameters);
            self.apply(owner, &mut store, &check, own)?;
            if body.is_none() {
                body = assigned(&store, address, structure, operation);
            }
            let applied = self.apply(owner, &mut store, &check, answer.effects);
            applied.map_err(|refusal| Refusal::wrong_stub(&operation.name, &refusal.message))?;
        } else if !answer.effects.is_empty() {
            return Err(Refusal::wrong_stub(&operation.name, "there is no entity that it could change."));
        }
        if body.is_none() {
            body = self.upload_session(&store, owner, operation, &parameters);
        }
        drop(store);
        let body = body.unwrap_or_else(|| default_content(owner, operation));
        let mut response = self.response(owner, operation, body);
        let documented =
            owner.entity.as_ref().filter(|_| operation.is_action).and_then(|(_, structure)| {
                status::documented(owner.schema, &structure.name, &operation.name)
            });
        response.status = documented.unwrap_or(response.status);
        Ok(match polls {
            Some(polls) => self.after_polls(polls, response),
            None => response,
        })
    }

    /// The upload session that an action opens.
    fn upload_session(
        &self,
        store: &Store,
        owner: &Owner<'_>,
        operation: &Operation,
        parameters: &Properties,
    ) -> Option<AnswerContent> {
        if !operation.is_action || !operation.name.eq_ignore_ascii_case(CREATE_UPLOAD_SESSION) {
            return None;
        }
        let target = if let Some((entity, _)) = &owner.entity {
            UploadTarget::Content { entity: entity.clone() }
        } else {
            let resource = owner.resource?;
            let structure = resource.declared.with_property(CONTENT_BYTES)?.name.clone();
            let item = parameters.values().find_map(Value::as_object);
            let properties = item.cloned().unwrap_or_default();
            UploadTarget::Attachment { collection: resource.collection(store)?, structure, properties }
        };
        Some(AnswerContent::Value(self.open_upload(target)))
    }

    /// What the stub of a call answers, or the default if there is no stub. An error of the stub is a refusal.
    fn stub_answer(
        &self,
        owner: &Owner<'_>,
        Checked { operation, parameters }: &Checked<'_>,
        target: Target<'_>,
    ) -> Result<CallAnswer, Refusal> {
        let stub = lock(&self.stubs).find(&owner.path.version, &owner.segments(), &operation.name);
        let Some(stub) = stub else {
            expect_no_options(target)?;
            return Ok(CallAnswer::default());
        };
        // No lock is held, so that the closure may use the emulator.
        let answer = stub(&Call {
            name: operation.name.clone(),
            path: target.path.to_owned(),
            query: target.query.to_owned(),
            parameters: parameters.clone(),
            entity: self.properties(owner),
        });
        let wrong = |reason: &str| Refusal::wrong_stub(&operation.name, reason);
        if let Some(fault) = &answer.fault {
            return Err(wrong(fault));
        }
        match answer.content {
            AnswerContent::Error { status, code, message } => {
                let status = StatusCode::from_u16(status).ok().filter(|status| status.as_u16() >= 400);
                let status = status.ok_or_else(|| wrong("an error has a status of 400 or more."))?;
                Err(Refusal::stubbed(status, code, message))
            }
            _ => Ok(answer),
        }
    }

    /// The operation that a request calls, with its parameters.
    fn checked<'a>(
        &self,
        owner: &Owner<'_>,
        operations: &[&'a Operation],
        arguments: Option<&str>,
        target: Target<'_>,
        change: &Change<'_>,
    ) -> Result<Checked<'a>, Refusal> {
        let is_action = *change.method == Method::POST;
        let of_kind = |operation: &&&Operation| operation.is_action == is_action;
        let mut called = operations.iter().filter(of_kind).copied().peekable();
        let is_method = is_action || *change.method == Method::GET;
        if !is_method || called.peek().is_none() {
            return Err(Refusal::route(&owner.address(), change.method.as_str()));
        }
        let check = Check {
            purpose: Purpose::Call,
            allows_hidden: change.preferences.allows_hidden,
            undeclared: self.settings.undeclared_properties,
            ..rules(owner.schema)
        };
        let (operation, given) = if is_action {
            let operation = called.next().ok_or_else(Refusal::not_found)?;
            // An action without parameters is sent without a body, too.
            let is_empty = change.body.is_empty();
            let given =
                if is_empty { Properties::new() } else { mime::parameters(owner.schema, operation, change)? };
            (operation, given)
        } else {
            let inline = Inline::read(arguments.unwrap_or_default(), target.query)?;
            let called: Vec<&Operation> = called.collect();
            let operation = called.iter().copied().find(|operation| operation.takes(&inline.names()));
            let operation = operation.ok_or_else(|| no_overload(&called, &inline))?;
            let values = inline.values(operation);
            (operation, values)
        };
        Ok(Checked { operation, parameters: arguments::check(operation, given, &check)? })
    }

    /// The properties of the entity that an operation is called on.
    fn properties(&self, owner: &Owner<'_>) -> Option<Properties> {
        let (address, _) = owner.entity.as_ref()?;
        Some(read_lock(&self.store).get(address)?.properties.to_map())
    }

    fn apply(
        &self,
        owner: &Owner<'_>,
        store: &mut Store,
        check: &Check<'_>,
        effects: Vec<Effect>,
    ) -> Result<(), Refusal> {
        let (Some((address, structure)), Some(resource)) = (&owner.entity, owner.resource) else {
            return Ok(());
        };
        for effect in effects {
            let prepared = {
                let resolve =
                    |property: &Property, url: &str| self.bind_target(resource, store, property, url);
                Prepared::read(check, structure, effect, &resolve)?
            };
            prepared.apply(store, address, structure);
        }
        Ok(())
    }

    fn response(&self, owner: &Owner<'_>, operation: &Operation, body: AnswerContent) -> Success {
        match (body, &operation.result) {
            (AnswerContent::Bytes(media_type, bytes), _) => Success::bytes(media_type, bytes),
            (AnswerContent::Value(value), Some(kind)) => {
                let context = self.context(&owner.path.version, &kind.public_name());
                Success::new(StatusCode::OK, Some(wrapped(&context, kind, value)))
            }
            _ => Success::new(StatusCode::NO_CONTENT, None),
        }
    }
}

/// The result that a stub gives, checked. `None` for the default.
fn given_content(
    owner: &Owner<'_>,
    operation: &Operation,
    content: AnswerContent,
) -> Result<Option<AnswerContent>, Refusal> {
    let refusal = |reason: &str| Refusal::wrong_stub(&operation.name, reason);
    let is_stream = matches!(operation.result, Some(Type::Primitive(Primitive::Stream)));
    match (content, &operation.result) {
        (AnswerContent::Default, _) => Ok(None),
        (AnswerContent::Value(_), None) => Err(refusal("it returns nothing, and the stub a value.")),
        (AnswerContent::Value(_), _) if is_stream => Err(refusal("it returns bytes, and the stub a value.")),
        (AnswerContent::Value(value), Some(kind)) => {
            let value = checked_result(owner.schema, kind, value);
            Ok(Some(AnswerContent::Value(value.map_err(|wrong| refusal(&wrong.message))?)))
        }
        (AnswerContent::Bytes(..), _) if !is_stream => {
            Err(refusal("it does not return a stream, and the stub bytes."))
        }
        (content, _) => Ok(Some(content)),
    }
}

fn default_content(owner: &Owner<'_>, operation: &Operation) -> AnswerContent {
    match &operation.result {
        None => AnswerContent::Nothing,
        Some(Type::Primitive(Primitive::Stream)) => {
            AnswerContent::Bytes("application/octet-stream".to_owned(), Vec::new().into())
        }
        Some(kind) => AnswerContent::Value(default_value(owner.schema, kind)),
    }
}

impl Owner<'_> {
    /// The address of the call, for the error that it is not served.
    fn address(&self) -> Address {
        match self.resource {
            Some(resource) => resource.address.clone(),
            None => Resource::guess(self.schema, self.path),
        }
    }

    /// The segments of the call, with the plain name of the operation at their end.
    fn segments(&self) -> Vec<String> {
        let mut segments = self.path.segments.clone();
        if let Some(last) = segments.last_mut() {
            *last = CallSegment::of(last).name.to_owned();
        }
        segments
    }
}

/// The assignments after the call that replaced them, for an action that returns them.
fn assigned(
    store: &Store,
    address: &Address,
    structure: &Structure,
    operation: &Operation,
) -> Option<AnswerContent> {
    let Some(Type::Collection(result)) = &operation.result else { return None };
    let parameters = operation.parameters.properties.iter();
    let mut properties = parameters.filter_map(|parameter| effects::assigned(structure, parameter));
    let property = properties.find(|property| {
        property.role.is_navigation() && property.item().public_name() == result.public_name()
    })?;
    let members = store.members(&address.child(Step::Name(property.name.clone())));
    let items = members.map(|(_, stored)| {
        let mut item = Properties::new();
        if *stored.structure != *result.public_name() {
            item.insert(TYPE.to_owned(), format!("#{}", stored.structure).into());
        }
        item.extend(stored.properties.to_map());
        Value::Object(item)
    });
    Some(AnswerContent::Value(items.collect()))
}

fn no_overload(called: &[&Operation], inline: &Inline<'_>) -> Refusal {
    let given: Vec<&str> = inline.names().collect();
    let known = |operation: &&Operation| {
        let names = operation.parameters.properties.iter().map(|parameter| parameter.name.as_str());
        format!("({})", names.collect::<Vec<_>>().join(", "))
    };
    let name = called.first().map_or("", |operation| &operation.name);
    Refusal::no_overload(name, &given, &called.iter().map(known).collect::<Vec<_>>())
}

/// Refuses options of a query, which only a stub could apply. The values of aliases are not options.
fn expect_no_options(target: Target<'_>) -> Result<(), Refusal> {
    match options(target.query).find(|(name, _)| !name.starts_with('@')) {
        Some((name, _)) => {
            Err(Refusal::not_emulated(&format!("the query option `{name}` on a call without a stub")))
        }
        None => Ok(()),
    }
}

/// Checks a value against the type of a result.
fn checked_result(schema: &Schema, kind: &Type, value: Value) -> Result<Value, Refusal> {
    const VALUE: &str = "value";
    let mut result = Structure::default();
    result.add(Property {
        name: VALUE.to_owned(),
        kind: kind.clone(),
        nullable: true,
        has_nullable_items: true,
        access: Access::ReadWrite,
        role: Role::Data,
    });
    let body = Properties::from_iter([(VALUE.to_owned(), value)]);
    let mut checked = rules(schema).object(&result, body, None)?;
    Ok(checked.shift_remove(VALUE).unwrap_or_default())
}

/// The body of a result: an entity or a complex value is all of it, and any other value is wrapped.
///
/// Source: OData JSON Format 4.01, "Individual Property or Operation Response".
fn wrapped(context: &str, kind: &Type, value: Value) -> Value {
    match (kind, value) {
        (Type::Structure(_) | Type::Choice(_), Value::Object(members)) => {
            let mut body = Map::from_iter([("@odata.context".to_owned(), json!(context))]);
            body.extend(members);
            Value::Object(body)
        }
        (Type::Primitive(Primitive::Untyped), value) => value,
        (_, value) => json!({ "@odata.context": context, "value": value }),
    }
}
