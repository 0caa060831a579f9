#!/usr/bin/env bash
# Packages the published crates as they would be uploaded, and builds and tests a small program against the packaged files,
# outside of the workspace. Needs cargo, tar and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

root=$PWD
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# All at once, so that those that need each other find each other without being published. Each is built from its package.
# --allow-dirty: what is about to be committed is what a developer wants to know about.
rm -f "$target"/package/*.crate
cargo package --locked --allow-dirty --all-features "${packages[@]}"

outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cp -R tools/package/outside/. "$outside"
# The compiler, the style, and the versions of all other crates are those of the workspace.
cp rust-toolchain.toml rustfmt.toml Cargo.lock "$outside"
mkdir "$outside/packages"
printf '\n[patch.crates-io]\n' >>"$outside/Cargo.toml"
for package in "$target"/package/*.crate; do
    tar -xzf "$package" -C "$outside/packages"
    unpacked=$(basename "$package" .crate)
    python3 "$root/tools/package/links.py" "$outside/packages/$unpacked"
    printf '%s = { path = "packages/%s" }\n' "${unpacked%-[0-9]*}" "$unpacked" >>"$outside/Cargo.toml"
done

cd "$outside"
# Another folder each time: what is built in it is never taken up again, but the crates around it are.
export CARGO_TARGET_DIR="$target/outside" CARGO_INCREMENTAL=0
cargo fmt --check
# Takes from the lock file what the program does not need, and adds it. --offline: nothing else may change.
cargo update --offline --workspace --quiet
cargo run --locked --offline
cargo test --locked --offline
