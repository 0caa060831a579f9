#!/usr/bin/env bash
# Packages the published crates as they would be uploaded, and builds and tests a small program outside of the
# workspace against the packaged files. Needs cargo, tar and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

root=$PWD
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# All in one command, so that packages that depend on each other are found without being published.
# --no-verify: cargo would verify a package against its dependency as an earlier run packaged it
# (findings/cargo-package-stale.sh). All packages are built below instead, from the same files.
# --allow-dirty: also checks changes that are not committed yet.
rm -f "$target"/package/*.crate
cargo package --locked --no-verify --allow-dirty "${packages[@]}"

outside=$(mktemp -d)
trap 'rm -rf "$outside"' EXIT
cp -R tools/package/outside/. "$outside"
# The compiler, the formatting and the versions of other crates are those of the workspace.
cp rust-toolchain.toml rustfmt.toml Cargo.lock "$outside"
mkdir "$outside/packages"
printf '\n[workspace]\nresolver = "3"\nmembers = ["packages/*"]\n\n[patch.crates-io]\n' >>"$outside/Cargo.toml"
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
cargo fmt --check --package outside
# Removes unneeded crates from the lock file and adds the program. --offline: no version may change.
cargo update --offline --workspace --quiet
# Each package with all of its features, then the program with those that it needs.
cargo check --locked --offline --workspace --exclude outside --all-features
cargo run --locked --offline
cargo test --locked --offline
