#!/usr/bin/env bash
# Checks that the published crates compile with the oldest versions of their dependencies that they accept, and that the
# model and the runtime pass their tests with them. Needs cargo, tar and python3. What the dependencies depend on has its
# newest version: that those compile together is their concern.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
oldest=$(mktemp -d)
trap 'rm -rf "$oldest"' EXIT
tools/package/unpack.sh "$oldest"

cd "$oldest"
export CARGO_TARGET_DIR="$target/minimal" CARGO_INCREMENTAL=0
# The option is unstable, and the pinned compiler is a stable one.
RUSTC_BOOTSTRAP=1 cargo update --quiet -Z direct-minimal-versions
for features in --all-features --no-default-features; do
    cargo check --locked --workspace "$features"
done
cargo check --locked --workspace
cargo test --locked --lib -p graph-entity -p graph-entity-model --all-features
