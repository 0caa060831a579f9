//! The keys of a field: one row a key, with the bit of the runtime's `rules` for one that states a rule.

use proc_macro2::Span;

/// Makes [`KEYS`] and [`Rules`] from the rows.
macro_rules! field_keys {
    ($($key:ident $(= $bit:literal)?,)+) => {
        /// The keys of a property, as an error lists them.
        pub(crate) const KEYS: &[&str] = &[$(stringify!($key)),+];

        /// The rules that a field's attributes state, each with the keyword that states it.
        #[derive(Default)]
        pub(crate) struct Rules {
            $($(#[doc = concat!("Bit ", $bit, ".")] pub(crate) $key: Option<Span>,)?)+
        }

        impl Rules {
            /// Where the rule of a key is kept, or `None` if the key states none.
            pub(crate) fn span_mut(&mut self, key: &str) -> Option<&mut Option<Span>> {
                match key {
                    // The bit says that the key states a rule.
                    $($(stringify!($key) => { const _: u8 = $bit; Some(&mut self.$key) })?)+
                    _ => None,
                }
            }

            /// The keyword that states the rule of a key.
            pub(crate) fn stated(&self, key: &str) -> Option<Span> {
                match key {
                    // The bit says that the key states a rule.
                    $($(stringify!($key) => { const _: u8 = $bit; self.$key })?)+
                    _ => None,
                }
            }

            /// The rules that are stated, as the runtime has them.
            pub(crate) fn bits(&self) -> u8 {
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
    derived = 64,
    additional,
}

/// The bit of the entity's key, which no key of a field states.
pub(crate) const KEY: u8 = 32;

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
];
