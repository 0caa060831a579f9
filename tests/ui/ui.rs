//! Compiles every file of the rule book. `TRYBUILD=overwrite cargo test -p graph-entity-ui` writes the `.stderr` files
//! anew; read them before they are committed.

#[test]
fn every_rule_gives_the_output_beside_it() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/*.rs");
}
