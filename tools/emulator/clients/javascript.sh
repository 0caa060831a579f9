#!/usr/bin/env bash
# A session of Microsoft's JavaScript SDK for Graph with the emulator. Needs cargo, node 20 and npm, and npm's
# registry for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_javascript graph-client
# The SDK sends its token only over HTTPS.
certificate="$javascript/emulator.pem"
start_emulator beta --https "$certificate"
export NODE_EXTRA_CA_CERTS="$certificate"
run_javascript graph-client
