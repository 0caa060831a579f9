//! The stubs: which closure answers which call.

use std::sync::Arc;

use crate::calls::answer::CallAnswer;
use crate::calls::call::Call;
use crate::schema::model::{Model, Schema};
use crate::schema::template::Template;

/// Answers calls.
pub(crate) type Stub = Arc<dyn Fn(&Call) -> CallAnswer + Send + Sync>;

/// All stubs. A later one takes precedence.
#[derive(Clone, Default)]
pub(crate) struct Stubs(Vec<(Calls, Stub)>);

/// Which calls a stub answers.
#[derive(Clone)]
pub(crate) enum Calls {
    /// Those of every operation with a name.
    Named(String),
    /// Those at an address, of one version or of both.
    At { version: Option<String>, template: Template },
}

impl Calls {
    /// Reads a name, `wipe`, or an address with or without its version,
    /// `/beta/deviceManagement/managedDevices/{id}/wipe`.
    pub(crate) fn read(text: &str, model: &Model) -> Result<Self, String> {
        let calls = Self::parse(text, model)?;
        let is_known = |schema: &Schema| match &calls {
            Self::Named(name) => has_operation(schema, name),
            Self::At { template, .. } => template.last_name().is_some_and(|name| has_operation(schema, name)),
        };
        if model.schemas().any(|(_, schema)| is_known(schema)) {
            Ok(calls)
        } else {
            Err("no action or function of this name is served".to_owned())
        }
    }

    fn parse(text: &str, model: &Model) -> Result<Self, String> {
        let Some(path) = text.strip_prefix('/') else {
            let name = text.rsplit('.').next().unwrap_or(text);
            return Ok(Self::Named(name.to_owned()));
        };
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let (version, path) = match model.schema(first) {
            Some(_) => (Some(first.to_owned()), format!("/{rest}")),
            None => (None, text.to_owned()),
        };
        Ok(Self::At { version, template: Template::parse(&path)? })
    }

    fn has(&self, version: &str, segments: &[String], name: &str) -> bool {
        match self {
            Self::Named(known) => known.eq_ignore_ascii_case(name),
            Self::At { version: known, template } => {
                known.as_ref().is_none_or(|known| known == version) && template.matches(segments)
            }
        }
    }
}

fn has_operation(schema: &Schema, name: &str) -> bool {
    let mut placed = schema.placed().iter();
    !schema.operations(name).is_empty() || placed.any(|it| it.operation.name.eq_ignore_ascii_case(name))
}

impl Stubs {
    pub(crate) fn add(&mut self, calls: Calls, stub: Stub) {
        self.0.push((calls, stub));
    }

    /// The stub for a call: the last one that was added. The segments end with the operation's name.
    pub(crate) fn find(&self, version: &str, segments: &[String], name: &str) -> Option<Stub> {
        let found = self.0.iter().rev().find(|(calls, _)| calls.has(version, segments, name));
        found.map(|(_, stub)| Arc::clone(stub))
    }
}
