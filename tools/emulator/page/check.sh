#!/usr/bin/env bash
# Looks at the emulator's status page with a browser, at the widths of a phone and of a desk, in light and in dark, and
# leaves pictures in target/page. Needs cargo, node 20 and npm with its registry for the first run, and Chromium, whose
# command CHROMIUM may name; on Debian: apt-get install chromium. Where there is none, says so and fails.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../clients/emulator.sh"

chromium="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
if [ -z "$chromium" ]; then
    echo "no Chromium is here: install it, on Debian by: apt-get install chromium" >&2
    exit 1
fi
here="$root/tools/emulator/page"
install_javascript page "$here"
pictures="$target/page"
mkdir -p "$pictures"
start_emulator beta --data "$(mktemp -u)"
cp "$here/check.mjs" "$javascript/"
node "$javascript/check.mjs" "$chromium" "$endpoint" "$token" "$pictures"
