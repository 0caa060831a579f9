#!/usr/bin/env bash
# Packages the published crates as they would be uploaded, and builds and tests a small program outside of the
# workspace against the packaged files. Needs cargo, tar and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

root=$PWD
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# All in one command, so that packages that depend on each other are found without being published. cargo
# builds each from its package. --allow-dirty: also checks changes that are not committed yet.
rm -f "$target"/package/*.crate
cargo package --locked --allow-dirty --all-features "${packages[@]}"

outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cp -R tools/package/outside/. "$outside"
# The compiler, the formatting and the versions of other crates are those of the workspace.
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
# The program's folder is new each time, so that the program is always rebuilt, while its dependencies are
# not.
export CARGO_TARGET_DIR="$target/outside" CARGO_INCREMENTAL=0
cargo fmt --check
# Removes unneeded crates from the lock file and adds the program. --offline: no version may change.
cargo update --offline --workspace --quiet
cargo run --locked --offline
cargo test --locked --offline
