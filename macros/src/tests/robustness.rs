//! For any input: no panic, an output that parses, and the item unchanged.

use proc_macro2::TokenStream;

use super::mutations::{Random, mutate, mutations};
use super::samples::samples;
use super::{Macro, tokens};
use crate::bug;

/// Random mutations per run, over all samples.
const MUTATIONS: usize = 3_000;

/// The environment variable for another seed, and the default.
const SEED: (&str, u64) = ("GRAPH_ENTITY_SEED", 2026);

#[test]
fn the_samples_have_no_errors() {
    for sample in samples() {
        let output = sample.target.derive(&sample.args, &sample.item);
        assert!(!output.to_string().contains("compile_error"), "{output}");
    }
}

#[test]
fn every_single_edit_of_the_arguments_is_survived() {
    for sample in samples() {
        for args in mutations(&sample.args) {
            check(sample.target, &args, &sample.item);
        }
    }
}

#[test]
fn every_single_edit_of_the_item_is_survived() {
    for sample in samples() {
        for item in mutations(&sample.item) {
            check(sample.target, &sample.args, &item);
        }
    }
}

#[test]
fn random_edits_are_survived() {
    let seed = std::env::var(SEED.0).map_or(SEED.1, |seed| seed.parse().expect("the seed is a number"));
    println!("seed {seed}; another one: {}=...", SEED.0);
    let mut random = Random::new(seed);
    let samples = samples();
    for round in 0..MUTATIONS {
        let sample = &samples[round % samples.len()];
        let (mut args, mut item) = (sample.args.clone(), sample.item.clone());
        for _ in 0..=random.below(4) {
            if random.below(3) == 0 {
                args = mutate(&args, &mut random);
            } else {
                item = mutate(&item, &mut random);
            }
        }
        check(sample.target, &args, &item);
    }
}

#[test]
fn an_item_that_is_not_a_type_is_kept() {
    for item in ["", "fn f() {}", "pub", "mod m { struct S; }", "struct", "#[doc = \"x\"]"] {
        let item = tokens(item);
        for target in samples().iter().map(|sample| sample.target) {
            check(target, &TokenStream::new(), &item);
        }
    }
}

/// Checks the output of the attribute and of the derive.
fn check(target: Macro, args: &TokenStream, item: &TokenStream) {
    let input = format!("#[{}({args})]\n{item}", target.sort.attribute);
    let jumped = target.jump(args, item);
    let derived = target.derive(args, item);
    for output in [&jumped, &derived] {
        assert!(!output.to_string().contains(bug::PREFIX), "a panic on\n{input}\n{output}");
    }
    assert!(ends_with(&jumped, item), "the item is gone from\n{input}\n{jumped}");
    if is_items(item) {
        assert!(is_items(&jumped), "no items are made of\n{input}\n{jumped}");
    }
    assert!(is_items(&derived), "no items are made of\n{input}\n{derived}");
}

/// Whether the tokens end with those of the item.
fn ends_with(output: &TokenStream, item: &TokenStream) -> bool {
    let written = |tokens: &TokenStream| -> Vec<String> {
        tokens.clone().into_iter().map(|token| token.to_string()).collect()
    };
    written(output).ends_with(&written(item))
}

/// Whether the tokens parse as the items of a file.
fn is_items(tokens: &TokenStream) -> bool {
    syn_2::parse2::<syn_2::File>(tokens.clone()).is_ok()
}
