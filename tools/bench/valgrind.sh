#!/usr/bin/env bash
# Installs valgrind, which counts instructions, where apt-get may be used.
set -euo pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq --yes --no-install-recommends valgrind
