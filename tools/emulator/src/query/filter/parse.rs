//! From a text to a condition, typed on the way.

use super::literal::{Literal, Misfit};
use super::{Filter, Function, Operator};
use crate::declared::Declared;
use crate::model::{Primitive, Schema, Type};
use crate::query::path::{Path, public};
use crate::query::value::is_ordered;
use crate::refusal::{Refusal, no_such_property};

/// Parentheses, calls and lambdas may nest so deep; the OData library has a limit too.
const DEEPEST: usize = 100;
/// So many conditions may stand in a filter, however they are joined.
const MOST: usize = 1_000;

impl Filter {
    /// Reads a condition on entities of a declared type.
    pub(crate) fn parse(
        schema: &Schema,
        declared: &Declared<'_>,
        takes_hidden: bool,
        text: &str,
    ) -> Result<Self, Refusal> {
        let mut parser = Parser {
            schema,
            declared,
            takes_hidden,
            text,
            at: 0,
            depth: 0,
            conditions: 0,
            variables: Vec::new(),
        };
        let filter = parser.either()?;
        parser.space();
        if parser.rest().is_empty() { Ok(filter) } else { Err(parser.unexpected()) }
    }
}

struct Parser<'a> {
    schema: &'a Schema,
    declared: &'a Declared<'a>,
    takes_hidden: bool,
    text: &'a str,
    at: usize,
    depth: usize,
    conditions: usize,
    /// The variables of the lambdas around, with the types of their items.
    variables: Vec<(String, Type)>,
}

enum Operand {
    Path(Path),
    Literal(Literal),
}

impl<'a> Parser<'a> {
    fn either(&mut self) -> Result<Filter, Refusal> {
        let mut filter = self.both()?;
        while self.keyword("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.both()?));
        }
        Ok(filter)
    }

    fn both(&mut self) -> Result<Filter, Refusal> {
        let mut filter = self.one()?;
        while self.keyword("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, Refusal> {
        self.conditions += 1;
        if self.conditions > MOST {
            return Err(Refusal::filter_misuse(&format!("A filter has a limit of {MOST} conditions.")));
        }
        self.deeper()?;
        let filter = if self.keyword("not") {
            Filter::Not(Box::new(self.one()?))
        } else if self.symbol('(') {
            let inner = self.either()?;
            self.expect(')')?;
            inner
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn deeper(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Refusal::filter("The recursion limit has been exceeded."));
        }
        Ok(())
    }

    fn condition(&mut self) -> Result<Filter, Refusal> {
        let operand = match self.term()? {
            Term::Operand(operand) => operand,
            Term::Filter(filter) => return self.truth(filter),
        };
        if self.keyword("in") {
            return self.list(operand);
        }
        let operators = [
            ("eq", Operator::Equal),
            ("ne", Operator::NotEqual),
            ("gt", Operator::GreaterThan),
            ("ge", Operator::GreaterThanOrEqual),
            ("lt", Operator::LessThan),
            ("le", Operator::LessThanOrEqual),
        ];
        let found = operators.into_iter().find(|(name, _)| self.keyword(name));
        let Some((_, operator)) = found else {
            return match operand {
                Operand::Literal(Literal::Boolean(value)) => Ok(Filter::Constant(value)),
                Operand::Path(path) if matches!(path.kind, Type::Primitive(Primitive::Boolean)) => {
                    Ok(Filter::Holds(path))
                }
                _ => Err(self.unexpected()),
            };
        };
        let other = match self.term()? {
            Term::Operand(operand) => operand,
            Term::Filter(_) => return Err(Refusal::not_emulated("the comparison of a condition")),
        };
        match (operand, other) {
            (Operand::Path(path), Operand::Literal(literal)) => self.compare(path, operator, &literal),
            (Operand::Literal(literal), Operand::Path(path)) => {
                self.compare(path, operator.turned(), &literal)
            }
            _ => Err(Refusal::not_emulated("a comparison of two properties, or of two values")),
        }
    }

    /// A call, and perhaps `eq true` behind it, which Graph's documentation has.
    fn truth(&mut self, filter: Filter) -> Result<Filter, Refusal> {
        let is_equal = self.keyword("eq");
        if !is_equal && !self.keyword("ne") {
            return Ok(filter);
        }
        match self.term()? {
            Term::Operand(Operand::Literal(Literal::Boolean(value))) if value == is_equal => Ok(filter),
            Term::Operand(Operand::Literal(Literal::Boolean(_))) => Ok(Filter::Not(Box::new(filter))),
            _ => Err(Refusal::not_emulated("a comparison of a call with anything but true or false")),
        }
    }

    fn compare(&self, path: Path, operator: Operator, literal: &Literal) -> Result<Filter, Refusal> {
        let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        if !is_equality && !is_ordered(&path.kind) && *literal != Literal::Null {
            return Err(misfit(&path, literal, operator));
        }
        let value = self.value(&path, operator, literal)?;
        Ok(Filter::Compare { path, operator, value })
    }

    fn value(
        &self,
        path: &Path,
        operator: Operator,
        literal: &Literal,
    ) -> Result<serde_json::Value, Refusal> {
        if matches!(path.kind, Type::Collection(_)) {
            return Err(misfit(path, literal, operator));
        }
        literal.value(self.schema, &path.kind, self.takes_hidden).map_err(|reason| match reason {
            Misfit::Type => misfit(path, literal, operator),
            Misfit::Member(member) => {
                Refusal::filter(&format!("The string '{member}' is not a valid enumeration type constant."))
            }
            Misfit::Hidden(member) => Refusal::filter_misuse(&format!(
                "The member '{member}' takes the header Prefer: include-unknown-enum-members."
            )),
        })
    }

    fn list(&mut self, operand: Operand) -> Result<Filter, Refusal> {
        let Operand::Path(path) = operand else { return Err(self.unexpected()) };
        self.expect('(')?;
        let mut values = Vec::new();
        loop {
            let Term::Operand(Operand::Literal(literal)) = self.term()? else {
                return Err(self.unexpected());
            };
            values.push(self.value(&path, Operator::Equal, &literal)?);
            if !self.symbol(',') {
                break;
            }
        }
        self.expect(')')?;
        Ok(Filter::In(path, values))
    }

    fn term(&mut self) -> Result<Term, Refusal> {
        self.space();
        if self.rest().starts_with('\'') {
            return Ok(Term::Operand(Operand::Literal(Literal::Text(self.quoted()?))));
        }
        let start = self.at;
        let word = self.word();
        if word.is_empty() {
            return Err(self.unexpected());
        }
        if self.rest().starts_with('\'') {
            let text = self.quoted()?;
            let literal = Literal::prefixed(word, text);
            return literal.map(|it| Term::Operand(Operand::Literal(it))).ok_or_else(|| self.syntax(start));
        }
        if self.rest().starts_with('(') {
            self.deeper()?;
            let call = self.call(start, word)?;
            self.depth -= 1;
            return Ok(Term::Filter(call));
        }
        match Literal::word(word) {
            Some(literal) => Ok(Term::Operand(Operand::Literal(literal))),
            None => Ok(Term::Operand(Operand::Path(self.path(word)?))),
        }
    }

    fn call(&mut self, start: usize, word: &str) -> Result<Filter, Refusal> {
        self.expect('(')?;
        let function = match word {
            "contains" => Function::Contains,
            "startswith" => Function::StartsWith,
            "endswith" => Function::EndsWith,
            "isof" => return self.is_of(),
            _ => {
                return match word.rsplit_once('/') {
                    Some((path, "any")) => self.lambda(path, false),
                    Some((path, "all")) => self.lambda(path, true),
                    _ if word.chars().all(|c| c.is_ascii_alphanumeric()) => {
                        Err(Refusal::not_emulated(&format!("the function `{word}` in a filter")))
                    }
                    _ => Err(self.syntax(start)),
                };
            }
        };
        let Term::Operand(Operand::Path(path)) = self.term()? else { return Err(self.unexpected()) };
        self.expect(',')?;
        let Term::Operand(Operand::Literal(literal)) = self.term()? else { return Err(self.unexpected()) };
        self.expect(')')?;
        match (&path.kind, literal) {
            (Type::Primitive(Primitive::String), Literal::Text(text)) => {
                Ok(Filter::Text { function, path, text })
            }
            (kind, literal) => Err(Refusal::filter(&format!(
                "No function signature for the function with name '{word}' matches the specified arguments. The function \
                 signatures considered are: {word}(Edm.String Nullable=true, Edm.String Nullable=true). Found: {}, {}.",
                public(kind),
                literal.type_name()
            ))),
        }
    }

    /// `isof('microsoft.graph.win32LobApp')`, quoted as Intune takes it or bare, and `isof(path,'...')`.
    fn is_of(&mut self) -> Result<Filter, Refusal> {
        let first = self.type_or_path()?;
        let (path, name) = if self.symbol(',') {
            let path = self.path(&first)?;
            (Some(path), self.type_or_path()?)
        } else {
            (None, first)
        };
        self.expect(')')?;
        if self.schema.structure(&name).is_none() {
            return Err(Refusal::filter_misuse(&format!("'{name}' is not the name of a type.")));
        }
        Ok(Filter::IsOf(path, self.schema.instances(&name)))
    }

    fn type_or_path(&mut self) -> Result<String, Refusal> {
        self.space();
        if self.rest().starts_with('\'') {
            return self.quoted();
        }
        let word = self.word();
        if word.is_empty() { Err(self.unexpected()) } else { Ok(word.to_owned()) }
    }

    fn lambda(&mut self, path: &str, is_all: bool) -> Result<Filter, Refusal> {
        let path = self.path(path)?;
        let Type::Collection(item) = &path.kind else {
            return Err(Refusal::filter("Any/All may only be used following a collection."));
        };
        let item = (**item).clone();
        if !is_all && self.symbol(')') {
            return Ok(Filter::Lambda { path, is_all, condition: None });
        }
        self.space();
        let Some((variable, _)) = self.rest().split_once(':') else { return Err(self.unexpected()) };
        let name = variable.trim();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name || self.variables.iter().any(|(known, _)| known == name) {
            return Err(self.unexpected());
        }
        let name = name.to_owned();
        self.at += variable.len() + 1;
        self.variables.push((name, item));
        let condition = self.either()?;
        self.variables.pop();
        self.expect(')')?;
        Ok(Filter::Lambda { path, is_all, condition: Some(Box::new(condition)) })
    }

    fn path(&self, word: &str) -> Result<Path, Refusal> {
        let names: Vec<&str> = word.split('/').collect();
        let variable = self.variables.iter().position(|(name, _)| name == names[0]);
        let Some(index) = variable else {
            return Path::read(self.schema, self.declared, 0, &names).map_err(|it| Refusal::filter(&it));
        };
        let (start, kind) = (index + 1, &self.variables[index].1);
        if names.len() == 1 {
            return Ok(Path::variable(start, kind.clone()));
        }
        let declared = Declared::of(self.schema, kind)
            .ok_or_else(|| Refusal::filter(&no_such_property(names[1], &public(kind))))?;
        Path::read(self.schema, &declared, start, &names[1..]).map_err(|it| Refusal::filter(&it))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// A run of what is neither space nor punctuation.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "(),'".contains(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Passes a word of the grammar, which the next word must be as a whole.
    fn keyword(&mut self, keyword: &str) -> bool {
        let before = self.at;
        self.space();
        let is_it = self.word() == keyword;
        if !is_it {
            self.at = before;
        }
        is_it
    }

    fn symbol(&mut self, symbol: char) -> bool {
        let before = self.at;
        self.space();
        let is_it = self.rest().starts_with(symbol);
        self.at = if is_it { self.at + symbol.len_utf8() } else { before };
        is_it
    }

    fn expect(&mut self, symbol: char) -> Result<(), Refusal> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// A text in quotes, where two quotes are one.
    fn quoted(&mut self) -> Result<String, Refusal> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some((part, rest)) = self.rest().split_once('\'') else {
                return Err(Refusal::filter(&format!(
                    "There is an unterminated string literal at position {start} in '{}'.",
                    self.text
                )));
            };
            text.push_str(part);
            self.at += part.len() + 1;
            if !rest.starts_with('\'') {
                return Ok(text);
            }
            text.push('\'');
            self.at += 1;
        }
    }

    fn unexpected(&self) -> Refusal {
        self.syntax(self.at)
    }

    fn syntax(&self, at: usize) -> Refusal {
        Refusal::filter_syntax(at, self.text)
    }
}

enum Term {
    Operand(Operand),
    /// A call is a condition of its own.
    Filter(Filter),
}

impl Operator {
    /// The operator that says the same with its operands exchanged.
    fn turned(self) -> Self {
        match self {
            Self::GreaterThan => Self::LessThan,
            Self::GreaterThanOrEqual => Self::LessThanOrEqual,
            Self::LessThan => Self::GreaterThan,
            Self::LessThanOrEqual => Self::GreaterThanOrEqual,
            same => same,
        }
    }
}

// OpenAEV-Platform/collectors#564.
fn misfit(path: &Path, literal: &Literal, operator: Operator) -> Refusal {
    Refusal::filter(&format!(
        "A binary operator with incompatible types was detected. Found operand types '{}' and '{}' for operator kind \
         '{operator:?}'.",
        public(&path.kind),
        literal.type_name()
    ))
}
