#!/usr/bin/env bash
# A session of Microsoft's JavaScript SDK for Graph with the emulator. Needs cargo, node 20 and npm, and npm's
# registry for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

install_javascript
# Node looks for packages in the folder of the file that it runs.
cp "$clients/session.mjs" "$javascript/"
# The SDK sends its token only over HTTPS.
certificate="$javascript/emulator.pem"
start_emulator --https "$certificate"
NODE_EXTRA_CA_CERTS="$certificate" node "$javascript/session.mjs" "$endpoint" "$token"
