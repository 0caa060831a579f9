#!/usr/bin/env bash
# A session of io-msgraph, a client of Graph for Rust, with the emulator. Needs cargo, and its registry for the first
# build.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"
source "$clients/rust/session.sh"

run_session io-msgraph-session
