#!/usr/bin/env bash
# Checks the dependencies against deny.toml. Installs cargo-deny if it is missing, which takes some minutes,
# once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cargo deny --version || cargo install cargo-deny --version 0.20.2 --locked
cargo deny --all-features check bans licenses sources
echo "NOT CHECKED: advisories, because they need a database from outside of the package registry." >&2
