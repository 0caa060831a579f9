#!/usr/bin/env bash
# A session of Microsoft's TypeScript SDK for Graph with the emulator. Needs cargo, node 20 and npm, and npm's registry
# for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_javascript kiota
# The SDK announces a body that it does not send: the emulator waits for less time than its default.
start_emulator v1.0 --read-timeout 2
run_javascript kiota
