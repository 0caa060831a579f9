#!/usr/bin/env bash
# A session of Microsoft's Python SDK for Graph's beta version with the emulator. Needs cargo and python3, and pip's
# registry for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_python common beta
start_emulator beta
run_python beta.py
