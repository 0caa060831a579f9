#!/usr/bin/env bash
# Writes what rustdoc knows of the published crates of a tree, with all of their features, as JSON.
#
#     json.sh TREE FOLDER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(realpath --canonicalize-missing "$2")
cd "$1"

names=$(tools/package/published.py names)
packages=()
for name in $names; do packages+=(--package "$name"); done
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
RUSTDOC=$here/rustdoc-json cargo doc --locked --lib --no-deps --all-features "${packages[@]}"
mkdir -p "$folder"
for name in $names; do cp "$target/doc/${name//-/_}.json" "$folder/$name.json"; done
