//! Tests of the macros as functions from tokens to tokens, without a compiler.

mod contradictions;
mod expansions;
mod half_typed;
mod mutations;
mod notes;
mod robustness;
mod samples;
mod spans;

use proc_macro2::TokenStream;

use crate::package::Package;
use crate::sort::{ACTION, COMPLEX, ENTITY, ENUMERATION, FUNCTION, ONE_OF, Sort};
use crate::{bug, derive, trampoline};

/// One of the attributes, with the derive that it expands to.
#[derive(Clone, Copy)]
pub(super) struct Macro {
    pub(super) sort: &'static Sort,
    derive: fn(TokenStream, &Package) -> TokenStream,
}

pub(super) const GRAPH_ENTITY: Macro = Macro { sort: &ENTITY.item, derive: derive::entity };
pub(super) const GRAPH_ACTION: Macro = Macro { sort: &ACTION.item, derive: derive::action };
pub(super) const GRAPH_FUNCTION: Macro = Macro { sort: &FUNCTION.item, derive: derive::function };
pub(super) const GRAPH_COMPLEX: Macro = Macro { sort: &COMPLEX.item, derive: derive::complex };
pub(super) const GRAPH_ENUM: Macro = Macro { sort: &ENUMERATION.item, derive: derive::enumeration };
pub(super) const GRAPH_ONE_OF: Macro = Macro { sort: &ONE_OF.item, derive: derive::one_of };

impl Macro {
    /// Expands the attribute.
    pub(super) fn jump(self, args: &TokenStream, item: &TokenStream) -> TokenStream {
        trampoline::jump(self.sort, args, item)
    }

    /// Expands the attribute and then the derive. The compiler would remove the `#[derive]` between the two;
    /// the derive ignores it.
    pub(super) fn derive(self, args: &TokenStream, item: &TokenStream) -> TokenStream {
        self.derive_in(&Package::default(), args, item)
    }

    /// The same in a package.
    pub(super) fn derive_in(self, package: &Package, args: &TokenStream, item: &TokenStream) -> TokenStream {
        (self.derive)(self.jump(args, item), package)
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

#[test]
fn a_panic_is_reported_as_a_bug_of_the_macros() {
    for panic in [|| -> TokenStream { panic!("index out of {}", "bounds") }, || panic!("a literal")] {
        let report = bug::catch(panic).expect_err("a report").to_string();
        assert!(report.starts_with(":: core :: compile_error !"), "{report}");
        assert!(report.contains(bug::PREFIX), "{report}");
        assert!(report.contains("index out of bounds") || report.contains("a literal"), "{report}");
    }
}
