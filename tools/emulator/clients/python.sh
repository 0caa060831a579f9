#!/usr/bin/env bash
# A session of Microsoft's Python SDK for Graph with the emulator. Needs cargo and python3, and pip's registry
# for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_python
start_emulator
PYTHONPATH="$python/packages" python3 "$clients/session.py" "$endpoint" "$token"
