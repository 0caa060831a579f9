#!/usr/bin/env bash
# A session of Microsoft's Python SDK for Graph with the emulator. Needs cargo and python3, and pip's registry
# for the first run.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/emulator.sh"

packages="$installed/python"
stamp="$packages/installed"
wanted="$(python3 --version) $(cat "$clients/requirements.txt")"

# Uses the system's pip, or the one of a virtual environment if there is none.
install() {
    rm -rf "$packages"
    local pip=(python3 -m pip)
    if ! "${pip[@]}" --version >/dev/null 2>&1; then
        pip=("$packages/environment/bin/python" -m pip)
        if ! python3 -m venv "$packages/environment" >/dev/null 2>&1; then
            echo "python3 has neither pip nor venv: install one of them, on Debian by: apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    "${pip[@]}" install --quiet --disable-pip-version-check --no-deps --no-compile \
        --target "$packages/packages" --requirement "$clients/requirements.txt"
    rm -rf "$packages/environment"
    printf '%s' "$wanted" >"$stamp"
}

if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then install; fi
start_emulator
PYTHONPATH="$packages/packages" python3 "$clients/session.py" "$endpoint" "$token"
