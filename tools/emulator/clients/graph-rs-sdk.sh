#!/usr/bin/env bash
# A session of graph-rs-sdk, a client of Graph for Rust, with the emulator. Needs cargo, and its registry for the first
# build, which takes minutes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"
source "$clients/rust/session.sh"

run_session graph-rs-sdk-session
