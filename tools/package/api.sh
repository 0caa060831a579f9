#!/usr/bin/env bash
# Compares the public items of the published crates, with all of their features, with docs/api, so that every change of them
# is seen in a review. UPDATE_API=1 writes them there instead. Installs cargo-public-api if it is missing, which takes some
# minutes, once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# The release that reads the JSON of the pinned rustdoc, format 57. Where the compiler is a stable one, it would itself call
# another one, nightly.
tool=target/cargo-public-api/bin/cargo-public-api
[ -x "$tool" ] || cargo install cargo-public-api --version 0.52.0 --locked --root target/cargo-public-api

mkdir -p docs/api
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
found=$scratch/found.txt
tools/package/json.sh . "$scratch/json"
wrong=0
for name in $(tools/package/published.py names); do
    "$tool" public-api --color=never --omit blanket-impls --rustdoc-json "$scratch/json/$name.json" >"$found"
    if [ -n "${UPDATE_API:-}" ]; then
        cp "$found" "docs/api/$name.txt"
    else
        diff --unified=0 "docs/api/$name.txt" "$found" || wrong=1
    fi
done
if [ $wrong = 1 ]; then
    echo "the public items differ from docs/api: UPDATE_API=1 just api renews it" >&2
fi
exit $wrong
