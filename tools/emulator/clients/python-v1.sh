#!/usr/bin/env bash
# A session of Microsoft's Python SDK for Graph v1.0 with the emulator. Needs cargo and python3, and pip's registry for
# the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_python common v1
start_emulator v1.0
run_python v1.py
