//! Address templates, and how decoded segments are matched with them.

use std::cmp::Ordering;
use std::fmt;

use crate::schema::address::{Address, Step, in_parentheses};
use crate::schema::permissions::Permissions;

/// An address template, `/deviceManagement/deviceCategories/{deviceCategoryId}`.
///
/// Literals are ordered before keys, so that the first match in order is the right one. The names of
/// placeholders and the case of literals are ignored.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
enum Segment {
    Literal(String),
    /// A placeholder with its name.
    Key(String),
}

/// A served address, and the types of the entities there.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) template: Template,
    /// Where the entities are stored. It differs from the template for a further address and for a
    /// collection.
    pub(crate) home: Template,
    /// Several types if they derive from a common one.
    pub(crate) types: Vec<String>,
    /// Whether the address is that of a collection.
    pub(crate) is_collection: bool,
    /// The permissions to change the entities there.
    pub(crate) permissions: Permissions,
}

impl Route {
    /// The entity that a further address of a collection, or of an entity in it, is beneath, with the name after
    /// it: `/groups/{id}` and `members` of `/groups/{id}/members/{userId}`. `None` if no such entity is served, and
    /// for a first address.
    pub(crate) fn owner<'r>(&self, routes: &'r [Self]) -> Option<(&'r Self, &str)> {
        let collection = match self.template.segments.as_slice() {
            all if self.is_collection => all,
            [collection @ .., Segment::Key(_)] => collection,
            _ => return None,
        };
        let (Segment::Literal(name), owner) = collection.split_last()? else { return None };
        let (_, home) = self.home.segments.split_last()?;
        let is_same = |one: &[Segment], two: &[Segment]| {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.cmp(two).is_eq())
        };
        if is_same(home, collection) {
            return None;
        }
        let is_owner = |route: &&Self| !route.is_collection && is_same(&route.template.segments, owner);
        Some((routes.iter().find(is_owner)?, name))
    }
}

/// An address in which some keys may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) version: String,
    pub(crate) steps: Vec<Option<Step>>,
}

impl Pattern {
    /// The pattern of a collection's items.
    pub(crate) fn of_items(collection: &Address) -> Self {
        let Address { version, steps } = collection.clone();
        Self { version, steps: steps.into_iter().map(Some).chain([None]).collect() }
    }

    /// The address, if all steps are known.
    pub(crate) fn exact(&self) -> Option<Address> {
        let steps = self.steps.iter().cloned().collect::<Option<_>>()?;
        Some(Address { version: self.version.clone(), steps })
    }

    /// The address without its last step, if all other steps are known.
    pub(crate) fn collection(&self) -> Option<Address> {
        let (_, rest) = self.steps.split_last()?;
        let steps = rest.iter().cloned().collect::<Option<_>>()?;
        Some(Address { version: self.version.clone(), steps })
    }

    /// The known steps at the start.
    pub(crate) fn prefix(&self) -> Address {
        let steps = self.steps.iter().map_while(Clone::clone).collect();
        Address { version: self.version.clone(), steps }
    }

    /// Whether an address matches the pattern.
    pub(crate) fn matches(&self, address: &Address) -> bool {
        self.matches_after(0, address)
    }

    /// Whether an address matches the pattern, of which the first `known` steps are known to match.
    pub(crate) fn matches_after(&self, known: usize, address: &Address) -> bool {
        address.steps.len() == self.steps.len()
            && address
                .steps
                .iter()
                .zip(&self.steps)
                .skip(known)
                .all(|(step, known)| known.as_ref().is_none_or(|known| known == step))
    }
}

impl Template {
    /// Parses a template. The error describes what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let Some(inner) = text.strip_prefix('/') else {
            return Err("it must begin with a slash".to_owned());
        };
        let mut segments = Vec::new();
        for text in inner.split('/') {
            match key_in_parentheses(text) {
                Some((name, key)) => segments.extend([Segment::parse(name)?, Segment::parse(key)?]),
                None => segments.push(Segment::parse(text)?),
            }
        }
        Ok(Self { segments })
    }

    /// The names of the alternate key at the end of a template: `appId` of `/applications(appId='{appId}')`.
    /// `None` if it does not end with such a key.
    pub(crate) fn alternate_names(text: &str) -> Option<Vec<&str>> {
        let (_, last) = text.rsplit_once('/')?;
        let (_, key) = in_parentheses(last)?;
        key.split(',').map(|part| part.split_once('=').map(|(name, _)| name.trim())).collect()
    }

    /// Whether a template has a key by name, `/applications(appId='{appId}')`: another address of entities
    /// that have a template of their own.
    pub(crate) fn has_alternate_key(text: &str) -> bool {
        text.contains('=')
    }

    /// The address with these keys.
    pub(crate) fn fill(&self, version: &str, keys: &[String]) -> Result<Address, String> {
        let open = self.segments.iter().filter(|segment| matches!(segment, Segment::Key(_))).count();
        if open != keys.len() {
            return Err(format!("the path takes {open} keys, and {} were given", keys.len()));
        }
        let mut keys = keys.iter();
        let steps = self.segments.iter().map(|segment| match segment {
            Segment::Literal(name) => Step::Name(name.clone()),
            Segment::Key(_) => Step::Key(keys.next().cloned().unwrap_or_default()),
        });
        Ok(Address { version: version.to_owned(), steps: steps.collect() })
    }

    /// The template of the collection that contains the entity, or `None` for a singleton.
    pub(crate) fn collection(&self) -> Option<Self> {
        match self.segments.split_last()? {
            (Segment::Key(_), rest) if !rest.is_empty() => Some(Self { segments: rest.to_vec() }),
            _ => None,
        }
    }

    /// Whether its last segment is a key.
    fn ends_in_key(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Key(_)))
    }

    /// What an address of this template determines of the same entity's address at its home: the keys whose
    /// placeholders have the same name, and the last key of both, whatever its name. A key that only this
    /// template has (the user of a user's devices) determines nothing.
    pub(crate) fn pattern(&self, home: &Self, address: &Address) -> Pattern {
        let own = || {
            self.segments.iter().zip(&address.steps).filter_map(|(segment, step)| match (segment, step) {
                (Segment::Key(name), Step::Key(key)) => Some((name.as_str(), key)),
                _ => None,
            })
        };
        let is_item = self.ends_in_key() && home.ends_in_key() && self.segments.len() == address.steps.len();
        let last = home.segments.len().saturating_sub(1);
        let steps = home.segments.iter().enumerate().map(|(at, segment)| match segment {
            Segment::Literal(name) => Some(Step::Name(name.clone())),
            Segment::Key(_) if at == last && is_item => address.steps.last().cloned(),
            Segment::Key(name) => {
                own().find(|(known, _)| known == name).map(|(_, key)| Step::Key(key.clone()))
            }
        });
        Pattern { version: address.version.clone(), steps: steps.collect() }
    }

    /// The segments: `Ok` for a literal, and `Err` for the name of a placeholder.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Result<&str, &str>> {
        self.segments.iter().map(|segment| match segment {
            Segment::Literal(name) => Ok(name.as_str()),
            Segment::Key(name) => Err(name.as_str()),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether a path begins with the template.
    pub(crate) fn begins(&self, path: &[String]) -> bool {
        self.segments.len() <= path.len() && self.common(path) == self.segments.len()
    }

    /// Whether a whole path matches the template.
    pub(crate) fn matches(&self, path: &[String]) -> bool {
        self.segments.len() == path.len() && self.begins(path)
    }

    /// The last segment, unless it is a placeholder.
    pub(crate) fn last_name(&self) -> Option<&str> {
        self.segments().last()?.ok()
    }

    /// How many segments at the start match a path.
    pub(crate) fn common(&self, path: &[String]) -> usize {
        self.segments.iter().zip(path).take_while(|(segment, text)| segment.matches(text)).count()
    }

    /// The steps of a matching path, with names in the template's spelling.
    pub(crate) fn steps<'a>(&'a self, path: &'a [String]) -> impl Iterator<Item = Step> + 'a {
        self.segments.iter().zip(path).map(|(segment, text)| match segment {
            Segment::Literal(name) => Step::Name(name.clone()),
            Segment::Key(_) => Step::Key(text.clone()),
        })
    }
}

/// The name and the placeholder of a segment that has one key in parentheses: that a client writes
/// `users('7')` makes no difference to `users/7`. The placeholder of an alternate key is taken for that of
/// the key, since a request's alternate key is replaced by the key.
fn key_in_parentheses(text: &str) -> Option<(&str, &str)> {
    let (name, key) = in_parentheses(text)?;
    let value = key.split_once('=').map_or(key, |(_, value)| value);
    let value = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value);
    Some((name, value)).filter(|(name, _)| !name.is_empty())
}

impl Segment {
    fn parse(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match inner {
            None if text.is_empty() => Err("it has an empty segment".to_owned()),
            None if text.contains(['{', '}']) => {
                Err(format!("a placeholder is a whole segment, not `{text}`"))
            }
            None => Ok(Self::Literal(text.to_owned())),
            Some("") => Err("a placeholder has no name".to_owned()),
            Some(name) => Ok(Self::Key(name.to_owned())),
        }
    }

    /// Names match in any case, keys match any text. Source: "Use the Microsoft Graph API", "Resource".
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Literal(name) => name.eq_ignore_ascii_case(text),
            Self::Key(_) => !text.is_empty(),
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Literal(one), Self::Literal(two)) => {
                one.to_ascii_lowercase().cmp(&two.to_ascii_lowercase())
            }
            (Self::Literal(_), Self::Key(_)) => Ordering::Less,
            (Self::Key(_), Self::Literal(_)) => Ordering::Greater,
            (Self::Key(_), Self::Key(_)) => Ordering::Equal,
        }
    }
}

impl Template {
    /// Orders literals before keys, segment by segment. Templates that match the same paths are equal.
    pub(crate) fn cmp(&self, other: &Self) -> Ordering {
        let unequal =
            self.segments.iter().zip(&other.segments).map(|(one, two)| one.cmp(two)).find(|it| it.is_ne());
        unequal.unwrap_or_else(|| self.segments.len().cmp(&other.segments.len()))
    }
}

/// Writes the template as it was parsed.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(name) => write!(f, "/{name}"),
            Segment::Key(name) => write!(f, "/{{{name}}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_address_determines_keys_of_its_home() {
        let home = Template::parse("/scripts/{s}/states/{t}").unwrap();
        let cases = [
            ("/scripts/{s}/states/{t}", vec!["1", "2"], "/beta/scripts/1/states/2"),
            ("/users/{u}/scripts/{s}/all/{x}", vec!["9", "1", "2"], "/beta/scripts/1/states/2"),
            ("/states/{t}", vec!["2"], "/beta/scripts"),
        ];
        for (further, keys, expected) in cases {
            let template = Template::parse(further).unwrap();
            let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            let pattern = template.pattern(&home, &template.fill("beta", &keys).unwrap());
            assert_eq!(pattern.prefix().path(), expected, "{further}");
            assert_eq!(pattern.steps[3], Some(Step::Key("2".to_owned())));
        }
    }

    #[test]
    fn a_malformed_template_is_an_error() {
        for text in ["", "users", "/", "/users/", "/a//b", "/a{b}", "/{}", "/{a"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
        let template = Template::parse("/users/{id}").unwrap();
        assert_eq!(template.fill("beta", &[]).unwrap_err(), "the path takes 1 keys, and 0 were given");
        assert_eq!(template.fill("beta", &["7".into()]).unwrap().path(), "/beta/users/7");
    }
}
