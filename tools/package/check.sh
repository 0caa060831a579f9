#!/usr/bin/env bash
# Packages the published crates as they would be uploaded, and builds and tests a small program outside of the
# workspace against the packaged files. Needs cargo, tar and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cp -R tools/package/outside/. "$outside"
# The versions of other crates are those of the workspace too.
cp Cargo.lock "$outside"
tools/package/unpack.sh "$outside"
for package in "$outside"/packages/*; do
    python3 tools/package/links.py "$package"
done

cd "$outside"
# The program's folder is new each time, so that the program is always rebuilt, while its dependencies are
# not.
export CARGO_TARGET_DIR="$target/outside" CARGO_INCREMENTAL=0
cargo fmt --check --package outside
# Removes unneeded crates from the lock file and adds the program. --offline: no version may change.
cargo update --offline --workspace --quiet
# Each package with all of its features, then the program with those that it needs.
cargo check --locked --offline --workspace --exclude outside --all-features
cargo run --locked --offline
cargo test --locked --offline
