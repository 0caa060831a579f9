//! Compiles every program of the rule book and compares the compiler's output.
//!
//! `TRYBUILD=overwrite cargo test -p graph-entity-ui` writes the `.stderr` files. Read the diff.

#[test]
fn every_rule_gives_the_output_beside_it() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/*.rs");
}
