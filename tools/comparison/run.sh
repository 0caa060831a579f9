#!/usr/bin/env bash
# Sends the same hostile replies to this crate and to other ways to call Graph, and writes docs/comparison.md. Needs cargo,
# python3 with pip or venv, node 20 with npm, and the registries for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../emulator/clients/packages.sh"

install_python common beta
install_javascript graph-client
# Node looks for packages in the folder of the file that it runs.
cp "$root/tools/comparison/peers/javascript.mjs" "$javascript/comparison.mjs"
manifest="$root/tools/comparison/Cargo.toml"
export CARGO_TARGET_DIR="$target/comparison"
cargo build --quiet --locked --manifest-path "$manifest" --bins
PYTHONPATH="$python_path" cargo run --quiet --locked --manifest-path "$manifest" -- \
    "$root/tools/comparison/peers/python.py" "$javascript/comparison.mjs" "$root/docs/comparison.md"
