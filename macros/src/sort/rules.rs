//! The keys of a field. A key that states a rule has the bit of that rule in the runtime's `rules`.

use proc_macro2::Span;

/// Makes [`KEYS`] and [`Rules`] from the rows.
macro_rules! field_keys {
    ($($key:ident $(= $bit:literal)?,)+) => {
        /// The keys of a property, in the order in which an error lists them.
        pub(crate) const KEYS: &[&str] = &[$(stringify!($key)),+];

        /// The rules of a field, each with the span of its key.
        #[derive(Default)]
        pub(crate) struct Rules {
            $($(#[doc = concat!("Bit ", $bit, ".")] pub(crate) $key: Option<Span>,)?)+
        }

        impl Rules {
            /// The span of the rule that a key states, or `None` if the key does not state a rule.
            pub(crate) fn span_mut(&mut self, key: &str) -> Option<&mut Option<Span>> {
                match key {
                    // `$bit` must occur so that the repetition covers only the keys that have one.
                    $($(stringify!($key) => { const _: u16 = $bit; Some(&mut self.$key) })?)+
                    _ => None,
                }
            }

            /// The keyword that states the rule of a key.
            pub(crate) fn stated(&self, key: &str) -> Option<Span> {
                match key {
                    // The bit says that the key states a rule.
                    $($(stringify!($key) => { const _: u16 = $bit; self.$key })?)+
                    _ => None,
                }
            }

            /// The stated rules as the runtime's bits.
            pub(crate) fn bits(&self) -> u16 {
                let mut bits = 0;
                $($(if self.$key.is_some() { bits |= $bit; })?)+
                bits
            }
        }
    };
}

field_keys! {
    read_only = 1,
    create_only = 2,
    not_null = 4,
    navigation = 8,
    name,
    sensitive = 16,
    key = 32,
    derived = 64,
    differs = 128,
    additional,
}

/// Rules that exclude each other: the one whose keyword is at fault, the other, and why.
pub(crate) const EXCLUSIONS: &[(&str, &str, &str)] = &[
    (
        "create_only",
        "read_only",
        "`create_only` and `read_only` exclude each other: the service sets a read-only property itself",
    ),
    (
        "create_only",
        "navigation",
        "`create_only` says nothing about a navigation property, which no update takes: remove it",
    ),
    ("key", "navigation", "`key` and `navigation` exclude each other: an entity's key is a value of its own"),
];
