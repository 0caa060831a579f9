# Sourced by the scripts that run Microsoft's SDKs: installs the packages that `requirements.txt` and `package.json` pin, and
# keeps them for the next run. Sets `python` and `javascript`, the folders of the packages.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
clients="$root/tools/emulator/clients"
target=$(cd "$root" && cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
python="$target/clients/python"
javascript="$target/clients/javascript"
# Servers on loopback must not be reached through a proxy.
export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"

# Needs pip's registry for the first run. Uses the system's pip, or the one of a virtual environment if there is none.
install_python() {
    local wanted
    wanted="$(python3 --version) $(cat "$clients/requirements.txt")"
    if [ "$(cat "$python/installed" 2>/dev/null)" = "$wanted" ]; then return; fi
    rm -rf "$python"
    mkdir -p "$python"
    local pip=(python3 -m pip)
    if ! "${pip[@]}" --version >/dev/null 2>&1; then
        pip=("$python/environment/bin/python" -m pip)
        if ! python3 -m venv "$python/environment" >/dev/null 2>&1; then
            echo "python3 has neither pip nor venv: install one of them, on Debian by: apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    "${pip[@]}" install --quiet --disable-pip-version-check --no-deps --no-compile \
        --target "$python/packages" --requirement "$clients/requirements.txt"
    rm -rf "$python/environment"
    printf '%s' "$wanted" >"$python/installed"
}

# Needs npm's registry for the first run.
install_javascript() {
    local wanted
    wanted="$(node --version) $(cat "$clients/package.json")"
    if [ "$(cat "$javascript/installed" 2>/dev/null)" = "$wanted" ]; then return; fi
    rm -rf "$javascript"
    mkdir -p "$javascript"
    cp "$clients/package.json" "$javascript/"
    npm install --prefix "$javascript" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error >/dev/null
    printf '%s' "$wanted" >"$javascript/installed"
}
