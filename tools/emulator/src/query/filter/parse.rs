//! Parses a filter and checks its types.

use std::fmt::{self, Debug};

use super::literal::{Literal, LiteralError};
use super::{Filter, Operator};
use crate::query::expression::{Expression, Function};
use crate::query::path::Path;
use crate::query::value::{are_comparable, is_ordered};
use crate::refusals::{Refusal, no_such_property};
use crate::schema::declared_type::DeclaredType;
use crate::schema::model::Schema;
use crate::schema::types::{Primitive, Type};

/// How deep parentheses, calls and lambdas may nest. The OData library has a limit too.
const MAX_DEPTH: usize = 100;
/// Relationships may form cycles, in which each lambda multiplies the number of entities.
const MAX_RELATIONSHIPS: usize = 2;
/// How many conditions a filter may have, however they are joined.
const MAX_CONDITIONS: usize = 1_000;

impl Filter {
    /// Parses a condition on entities of a declared type.
    pub(crate) fn parse(
        schema: &Schema,
        declared: &DeclaredType<'_>,
        allows_hidden: bool,
        text: &str,
    ) -> Result<Self, Refusal> {
        let mut parser = Parser::new(schema, declared, allows_hidden, text);
        let filter = parser.or_expression()?;
        parser.end()?;
        Ok(filter)
    }
}

impl Expression {
    /// Parses one expression, and returns the rest of the text.
    pub(in crate::query) fn parse<'t>(
        schema: &Schema,
        declared: &DeclaredType<'_>,
        text: &'t str,
    ) -> Result<(Self, &'t str), Refusal> {
        let mut parser = Parser::new(schema, declared, false, text);
        let term = parser.term()?;
        Ok((parser.expression(term)?, &text[parser.at..]))
    }
}

struct Parser<'a> {
    schema: &'a Schema,
    declared: &'a DeclaredType<'a>,
    allows_hidden: bool,
    text: &'a str,
    at: usize,
    depth: usize,
    conditions: usize,
    /// The number of surrounding lambdas over related entities.
    relationships: usize,
    /// The variables of the surrounding lambdas, with their types.
    variables: Vec<(String, Type)>,
}

enum Term {
    Expression(Expression),
    Literal(Literal),
    /// A lambda or a type test, which is a complete condition.
    Filter(Filter),
}

/// The name of `has` in errors, which is not an [`Operator`].
const HAS: fmt::Arguments<'static> = format_args!("Has");

const COUNTED: &str = "$count may only be used following a collection.";

/// Operators that OData has and the emulator does not evaluate.
const ARITHMETIC: [&str; 6] = ["add", "sub", "mul", "div", "divby", "mod"];

impl<'a> Parser<'a> {
    fn new(schema: &'a Schema, declared: &'a DeclaredType<'a>, allows_hidden: bool, text: &'a str) -> Self {
        let (at, depth, conditions, relationships, variables) = (0, 0, 0, 0, Vec::new());
        Self { schema, declared, allows_hidden, text, at, depth, conditions, relationships, variables }
    }

    fn end(&mut self) -> Result<(), Refusal> {
        self.space();
        if self.rest().is_empty() { Ok(()) } else { Err(self.unexpected()) }
    }

    fn or_expression(&mut self) -> Result<Filter, Refusal> {
        let mut filter = self.and_expression()?;
        while self.keyword("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.and_expression()?));
        }
        Ok(filter)
    }

    fn and_expression(&mut self) -> Result<Filter, Refusal> {
        let mut filter = self.unary_expression()?;
        while self.keyword("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.unary_expression()?));
        }
        Ok(filter)
    }

    fn unary_expression(&mut self) -> Result<Filter, Refusal> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(Refusal::filter_misuse(&format!(
                "A filter has a limit of {MAX_CONDITIONS} conditions."
            )));
        }
        self.enter()?;
        let filter = if self.keyword("not") {
            Filter::Not(Box::new(self.unary_expression()?))
        } else if self.symbol('(') {
            let inner = self.or_expression()?;
            self.expect(')')?;
            inner
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn enter(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Refusal::filter("The recursion limit has been exceeded."));
        }
        Ok(())
    }

    fn condition(&mut self) -> Result<Filter, Refusal> {
        let left = match self.term()? {
            Term::Filter(filter) => return self.boolean_comparison(filter),
            left => left,
        };
        if self.keyword("in") {
            return self.list(left);
        }
        if self.keyword("has") {
            return self.flags(left);
        }
        let operators = [
            ("eq", Operator::Equal),
            ("ne", Operator::NotEqual),
            ("gt", Operator::GreaterThan),
            ("ge", Operator::GreaterThanOrEqual),
            ("lt", Operator::LessThan),
            ("le", Operator::LessThanOrEqual),
        ];
        let Some((_, operator)) = operators.into_iter().find(|(name, _)| self.keyword(name)) else {
            if let Some(name) = ARITHMETIC.into_iter().find(|name| self.keyword(name)) {
                return Err(Refusal::not_emulated(&format!("the operator `{name}` in a filter")));
            }
            return match left {
                Term::Literal(Literal::Boolean(value)) => Ok(Filter::Constant(value)),
                Term::Expression(left) if matches!(left.kind, Type::Primitive(Primitive::Boolean)) => {
                    Ok(Filter::Holds(left))
                }
                _ => Err(self.unexpected()),
            };
        };
        match (left, self.term()?) {
            (_, Term::Filter(_)) => Err(Refusal::not_emulated("the comparison of a condition")),
            (Term::Expression(left), Term::Literal(right)) => self.compare(left, operator, &right),
            // The literal takes the type of the expression, which therefore has to be on the left.
            (Term::Literal(left), Term::Expression(right)) => self.compare(right, operator.reversed(), &left),
            (left, right) => {
                let (left, right) = (self.expression(left)?, self.expression(right)?);
                compare_expressions(left, operator, right)
            }
        }
    }

    /// Parses an optional `eq true` after a lambda or a type test, which Graph's documentation uses.
    fn boolean_comparison(&mut self, filter: Filter) -> Result<Filter, Refusal> {
        let is_equal = self.keyword("eq");
        if !is_equal && !self.keyword("ne") {
            return Ok(filter);
        }
        match self.term()? {
            Term::Literal(Literal::Boolean(value)) if value == is_equal => Ok(filter),
            Term::Literal(Literal::Boolean(_)) => Ok(Filter::Not(Box::new(filter))),
            _ => Err(Refusal::not_emulated("a comparison of a condition with anything but true or false")),
        }
    }

    fn compare(&self, left: Expression, operator: Operator, literal: &Literal) -> Result<Filter, Refusal> {
        let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        if !is_equality && !is_ordered(&left.kind) && *literal != Literal::Null {
            return Err(incompatible_types(&left.kind, &literal.type_name(), &operator));
        }
        let kind = left.kind.clone();
        let right = Expression::literal(kind.clone(), self.value(&kind, &operator, literal)?);
        Ok(Filter::Compare { left, operator, right, kind })
    }

    fn value(
        &self,
        kind: &Type,
        operator: &dyn Debug,
        literal: &Literal,
    ) -> Result<serde_json::Value, Refusal> {
        if matches!(kind, Type::Collection(_)) {
            return Err(incompatible_types(kind, &literal.type_name(), operator));
        }
        literal.value(self.schema, kind, self.allows_hidden).map_err(|reason| match reason {
            LiteralError::Type => incompatible_types(kind, &literal.type_name(), operator),
            LiteralError::Member(member) => {
                Refusal::filter(&format!("The string '{member}' is not a valid enumeration type constant."))
            }
            LiteralError::Hidden(member) => Refusal::filter_misuse(&format!(
                "The member '{member}' takes the header Prefer: include-unknown-enum-members."
            )),
        })
    }

    fn list(&mut self, left: Term) -> Result<Filter, Refusal> {
        let Term::Expression(left) = left else { return Err(self.unexpected()) };
        self.expect('(')?;
        let mut values = Vec::new();
        loop {
            let Term::Literal(literal) = self.term()? else { return Err(self.unexpected()) };
            values.push(self.value(&left.kind, &Operator::Equal, &literal)?);
            if !self.symbol(',') {
                break;
            }
        }
        self.expect(')')?;
        Ok(Filter::In(left, values))
    }

    /// Parses the rest of `days has 'monday'`: a flags value with these members.
    fn flags(&mut self, left: Term) -> Result<Filter, Refusal> {
        let (Term::Expression(left), Term::Literal(literal)) = (left, self.term()?) else {
            return Err(self.unexpected());
        };
        let is_set = matches!(&left.kind, Type::Enumeration(name) if self.schema.enumeration(name).is_some_and(|it| it.is_flags));
        match self.value(&left.kind, &HAS, &literal)? {
            serde_json::Value::String(members) if is_set => Ok(Filter::Has(left, members)),
            _ => Err(incompatible_types(&left.kind, &literal.type_name(), &HAS)),
        }
    }

    fn expression(&self, term: Term) -> Result<Expression, Refusal> {
        match term {
            Term::Expression(expression) => Ok(expression),
            Term::Literal(literal) => literal.to_expression(self.schema).ok_or_else(|| self.unexpected()),
            Term::Filter(_) => Err(Refusal::not_emulated("a condition as the value of another one")),
        }
    }

    fn term(&mut self) -> Result<Term, Refusal> {
        self.space();
        if self.rest().starts_with('\'') {
            return Ok(Term::Literal(Literal::Text(self.quoted()?)));
        }
        let start = self.at;
        let word = self.word();
        if word.is_empty() {
            return Err(self.unexpected());
        }
        if self.rest().starts_with('\'') {
            let text = self.quoted()?;
            let literal = Literal::prefixed(word, text);
            return literal.map(Term::Literal).ok_or_else(|| self.syntax(start));
        }
        if self.rest().starts_with('(') {
            self.enter()?;
            let call = self.call(start, word)?;
            self.depth -= 1;
            return Ok(call);
        }
        match Literal::word(word) {
            Some(literal) => Ok(Term::Literal(literal)),
            None => match word.rsplit_once('/') {
                Some((path, count)) if count.eq_ignore_ascii_case("$count") => {
                    Ok(Term::Expression(Expression::count(self.collection(path, COUNTED)?)))
                }
                _ => Ok(Term::Expression(Expression::path(self.path(word)?))),
            },
        }
    }

    fn call(&mut self, start: usize, word: &str) -> Result<Term, Refusal> {
        self.expect('(')?;
        if word.eq_ignore_ascii_case("isof") {
            return self.is_of().map(Term::Filter);
        }
        if let Some((path, lambda)) = word.rsplit_once('/') {
            let is_all = lambda.eq_ignore_ascii_case("all");
            if is_all || lambda.eq_ignore_ascii_case("any") {
                return self.lambda(path, is_all).map(Term::Filter);
            }
        }
        let Some(function) = Function::named(word) else {
            let is_name = word.chars().all(|c| c.is_ascii_alphanumeric());
            let unknown = || Refusal::not_emulated(&format!("the function `{word}` in a filter"));
            return Err(if is_name { unknown() } else { self.syntax(start) });
        };
        let arguments = self.arguments()?;
        Expression::call(function, arguments).map(Term::Expression).map_err(|arguments| {
            let found: Vec<_> = arguments.iter().map(|argument| argument.kind.public_name()).collect();
            Refusal::filter(&format!(
                "No function signature for the function with name '{word}' matches the specified arguments. The function \
                 signatures considered are: {}. Found: {}.",
                function.signatures(),
                found.join(", "),
            ))
        })
    }

    /// Parses the arguments of a call, up to the closing parenthesis.
    fn arguments(&mut self) -> Result<Vec<Expression>, Refusal> {
        let mut arguments = Vec::new();
        if self.symbol(')') {
            return Ok(arguments);
        }
        loop {
            let term = self.term()?;
            arguments.push(self.expression(term)?);
            if !self.symbol(',') {
                break;
            }
        }
        self.expect(')')?;
        Ok(arguments)
    }

    /// Parses the rest of `isof('microsoft.graph.win32LobApp')`, quoted as in Intune or bare, and of
    /// `isof(path,'...')`.
    fn is_of(&mut self) -> Result<Filter, Refusal> {
        let first = self.type_or_path()?;
        let (path, name) = if self.symbol(',') {
            let path = self.path(&first)?;
            (Some(path), self.type_or_path()?)
        } else {
            (None, first)
        };
        self.expect(')')?;
        let Some(name) = self.schema.structure_name(&name) else {
            return Err(Refusal::filter_misuse(&format!("'{name}' is not the name of a type.")));
        };
        Ok(Filter::IsOf(path, self.schema.instances(name).map(str::to_owned).collect()))
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
        let path = self.collection(path, "Any/All may only be used following a collection.")?;
        let Type::Collection(item) = &path.kind else { return Err(self.unexpected()) };
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
        let relationships = usize::from(path.is_related());
        self.relationships += relationships;
        if self.relationships > MAX_RELATIONSHIPS {
            let what =
                format!("more than {MAX_RELATIONSHIPS} lambdas over related entities inside of each other");
            return Err(Refusal::not_emulated(&what));
        }
        // The variable is visible only inside the condition.
        self.variables.push((name, item));
        let condition = self.or_expression()?;
        self.variables.pop();
        self.relationships -= relationships;
        self.expect(')')?;
        Ok(Filter::Lambda { path, is_all, condition: Some(Box::new(condition)) })
    }

    fn collection(&self, word: &str, otherwise: &str) -> Result<Path, Refusal> {
        let path = self.path(word)?;
        if matches!(path.kind, Type::Collection(_)) { Ok(path) } else { Err(Refusal::filter(otherwise)) }
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
        let declared = DeclaredType::of(self.schema, kind)
            .ok_or_else(|| Refusal::filter(&no_such_property(names[1], &kind.public_name())))?;
        Path::read(self.schema, &declared, start, &names[1..]).map_err(|it| Refusal::filter(&it))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Consumes characters that are neither space nor punctuation.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "(),'".contains(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Consumes a keyword, in any case, if it is the next whole word.
    fn keyword(&mut self, keyword: &str) -> bool {
        let before = self.at;
        self.space();
        let is_it = self.word().eq_ignore_ascii_case(keyword);
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

    /// Consumes a quoted text, in which a doubled quote is a quote.
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

impl Operator {
    /// The operator that has the same meaning with exchanged operands.
    fn reversed(self) -> Self {
        match self {
            Self::GreaterThan => Self::LessThan,
            Self::GreaterThanOrEqual => Self::LessThanOrEqual,
            Self::LessThan => Self::GreaterThan,
            Self::LessThanOrEqual => Self::GreaterThanOrEqual,
            same => same,
        }
    }
}

fn compare_expressions(left: Expression, operator: Operator, right: Expression) -> Result<Filter, Refusal> {
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    if !are_comparable(&left.kind, &right.kind) || !is_equality && !is_ordered(&left.kind) {
        return Err(incompatible_types(&left.kind, &right.kind.public_name(), &operator));
    }
    let kind = left.kind.clone();
    Ok(Filter::Compare { left, operator, right, kind })
}

// Source: OpenAEV-Platform/collectors#564.
fn incompatible_types(left: &Type, right: &str, operator: &dyn Debug) -> Refusal {
    Refusal::filter(&format!(
        "A binary operator with incompatible types was detected. Found operand types '{}' and '{right}' for operator kind \
         '{operator:?}'.",
        left.public_name(),
    ))
}
