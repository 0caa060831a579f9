//! Edits of tokens, at every depth: every prefix; every token removed, doubled, swapped with its neighbour,
//! misspelt or wrapped; every attribute doubled; and random combinations.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

use super::tokens;
use crate::name::unraw;
use crate::sort::rules::KEYS;

/// Every result of a single edit of the tokens.
pub(super) fn mutations(stream: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut found = Vec::new();
    for at in 0..trees.len() {
        found.extend(EDITS.iter().filter_map(|edit| edit(&trees, at)).map(TokenStream::from_iter));
        if let TokenTree::Group(group) = &trees[at] {
            for inner in mutations(&group.stream()) {
                let group = TokenTree::from(Group::new(group.delimiter(), inner));
                // Once with everything after the edit, and once without, as in an item that is being typed.
                found.push(replaced(&trees, at, &group, at + 1));
                found.push(replaced(&trees, at, &group, trees.len()));
            }
        }
    }
    found
}

type Edit = fn(&[TokenTree], usize) -> Option<Vec<TokenTree>>;

const EDITS: &[Edit] = &[prefix, without, doubled, doubled_pair, swapped, misspelt, wrapped];

#[expect(clippy::unnecessary_wraps, reason = "one signature for all edits")]
fn prefix(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    Some(trees[..at].to_vec())
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for all edits")]
fn without(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let mut trees = trees.to_vec();
    trees.remove(at);
    Some(trees)
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for all edits")]
fn doubled(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let mut trees = trees.to_vec();
    trees.insert(at, trees[at].clone());
    Some(trees)
}

// An attribute is two tokens.
fn doubled_pair(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let pair = trees.get(at..at + 2)?;
    Some([&trees[..at], pair, &trees[at..]].concat())
}

fn swapped(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let mut trees = trees.to_vec();
    (at + 1 < trees.len()).then(|| {
        trees.swap(at, at + 1);
        trees
    })
}

/// Another identifier, or a number instead of a string.
fn misspelt(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let mut trees = trees.to_vec();
    trees[at] = match &trees[at] {
        TokenTree::Ident(word) => Ident::new(&format!("{}x", unraw(word)), word.span()).into(),
        TokenTree::Literal(_) => Literal::u8_unsuffixed(4).into(),
        _ => return None,
    };
    Some(trees)
}

/// Wraps a token in the invisible brackets that `macro_rules!` puts around what it substitutes.
#[expect(clippy::unnecessary_wraps, reason = "one signature for all edits")]
fn wrapped(trees: &[TokenTree], at: usize) -> Option<Vec<TokenTree>> {
    let mut trees = trees.to_vec();
    trees[at] = Group::new(Delimiter::None, trees[at].clone().into()).into();
    Some(trees)
}

/// The tokens with `tree` instead of `at..rest`.
fn replaced(trees: &[TokenTree], at: usize, tree: &TokenTree, rest: usize) -> TokenStream {
    trees[..at].iter().chain([tree]).chain(&trees[rest..]).cloned().collect()
}

/// A xorshift generator: a seed gives the same edits on every machine.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        // `| 1`, since xorshift never leaves the state zero.
        Self(seed ^ 0x9e37_79b9_7f4a_7c15 | 1)
    }

    /// A number below `limit`, which must not be zero.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}

/// Makes one random edit, or inserts a random token, at a random position and depth.
pub(super) fn mutate(stream: &TokenStream, random: &mut Random) -> TokenStream {
    let mut trees: Vec<TokenTree> = stream.clone().into_iter().collect();
    let at = random.below(trees.len() + 1);
    match trees.get(at) {
        Some(TokenTree::Group(group)) if random.below(4) > 0 => {
            let inner = mutate(&group.stream(), random);
            trees[at] = Group::new(group.delimiter(), inner).into();
        }
        Some(_) if random.below(2) > 0 => {
            let edit = EDITS[1 + random.below(EDITS.len() - 1)];
            return edit(&trees, at).unwrap_or(trees).into_iter().collect();
        }
        _ => {
            let foreign: Vec<TokenTree> =
                tokens(FOREIGN).into_iter().chain(tokens(&KEYS.join(" "))).collect();
            trees.insert(at, foreign[random.below(foreign.len())].clone());
        }
    }
    trees.into_iter().collect()
}

/// Tokens that the macros or the parser treat specially, besides the keys of fields.
const FOREIGN: &str = r#"
    struct enum union pub crate self Self super r#type r#struct _ __ where for dyn impl const fn unsafe async mut ref
    Option Vec String Value Debug derive graph serde doc id patch type
    value unrecognized flags evolvable
    entity complex enumeration one_of derived_debug path version odata_type permissions delegated application
    , ; : = < > # ! & * - . | ? @ $ 'a
    "" "x" "/a/{self}/{Self_}/{_}" "{patch}" "\u{0}" r"\" "suffix"u8 b"bytes" c"text" 'c' b'c' 0 -1 99999999999999999999 4u8 1.5e9
    () [] {} (a, b) [a = "b"] [derive(Debug)] [graph(entity())] [graph(name = "")] [graph] [graph = 4] {a: u32, b: Option<Option<u8>>}
    Größe 変数
"#;
