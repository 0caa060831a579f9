#!/usr/bin/env bash
# A session of Microsoft's JavaScript SDK for Graph with the emulator. Needs cargo, node 20 and npm, and npm's
# registry for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

packages="$installed/javascript"
stamp="$packages/installed"
wanted="$(node --version) $(cat "$clients/package.json")"

install() {
    rm -rf "$packages"
    mkdir -p "$packages"
    cp "$clients/package.json" "$packages/"
    npm install --prefix "$packages" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error >/dev/null
    printf '%s' "$wanted" >"$stamp"
}

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then install; fi
# Node looks for packages in the folder of the file that it runs.
cp "$clients/session.mjs" "$packages/"
# The SDK sends its token only over HTTPS.
certificate="$packages/emulator.pem"
start_emulator --https "$certificate"
NODE_EXTRA_CA_CERTS="$certificate" node "$packages/session.mjs" "$endpoint" "$token"
