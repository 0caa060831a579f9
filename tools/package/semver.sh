#!/usr/bin/env bash
# Checks that the published crates break no more than their version says, compared with a commit: the one given, or that of
# the last release's tag. Installs cargo-semver-checks if it is missing, which takes some minutes, once.
#
#     semver.sh [COMMIT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

baseline=${1:-$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)}
if [ -z "$baseline" ]; then
    echo "NOT CHECKED: compatibility with the last release, since no commit has a tag v*. 'just semver COMMIT' compares" >&2
    echo "NOT CHECKED: with a commit." >&2
    exit 0
fi
# A release that reads the JSON of the pinned rustdoc, format 57. --debug: it is built in a third of the time, and reads
# crates of this size in seconds.
tool=target/cargo-semver-checks/bin/cargo-semver-checks
[ -x "$tool" ] || cargo install cargo-semver-checks --version 0.51.0 --locked --debug --root target/cargo-semver-checks

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/tree"
git archive "$baseline" | tar -x -C "$scratch/tree"
# Both are read by the same compiler, each from its own folder: cargo writes the JSON of both trees to the same files, and
# not again if it is fresh.
cp rust-toolchain.toml "$scratch/tree"
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
CARGO_TARGET_DIR=$target/baseline tools/package/json.sh "$scratch/tree" "$scratch/baseline"
tools/package/json.sh . "$scratch/current"

wrong=0
for current in "$scratch"/current/*.json; do
    name=$(basename "$current" .json)
    # A crate that the baseline lacks has nothing to break.
    if [ -e "$scratch/baseline/$name.json" ]; then
        echo "$name, compared with $baseline"
        "$tool" semver-checks --color=never --baseline-rustdoc "$scratch/baseline/$name.json" \
            --current-rustdoc "$current" || wrong=1
    fi
done
exit $wrong
