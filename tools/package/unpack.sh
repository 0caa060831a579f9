#!/usr/bin/env bash
# Packages the published crates as they would be uploaded, and unpacks them into FOLDER/packages, as members of the
# workspace FOLDER/Cargo.toml, which is made if it is missing.
#
#     unpack.sh FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$1
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# All in one command, so that packages that depend on each other are found without being published.
# --no-verify: cargo would verify a package against its dependency as an earlier run packaged it
# (findings/cargo-package-stale.sh). All packages are built by the callers instead, from the same files.
# --allow-dirty: also checks changes that are not committed yet.
rm -f "$target"/package/*.crate
cargo package --locked --no-verify --allow-dirty "${packages[@]}"

# The compiler and the formatting are those of the workspace.
cp rust-toolchain.toml rustfmt.toml "$folder"
mkdir "$folder/packages"
printf '\n[workspace]\nresolver = "3"\nmembers = ["packages/*"]\n\n[patch.crates-io]\n' >>"$folder/Cargo.toml"
for package in "$target"/package/*.crate; do
    tar -xzf "$package" -C "$folder/packages"
    unpacked=$(basename "$package" .crate)
    printf '%s = { path = "packages/%s" }\n' "${unpacked%-[0-9]*}" "$unpacked" >>"$folder/Cargo.toml"
done
