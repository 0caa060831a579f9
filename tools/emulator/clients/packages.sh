# Sourced by the scripts that run clients of Graph: installs the packages of exact versions, and keeps them for the next
# run. The registries of pip and npm are needed for the first one.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
clients="$root/tools/emulator/clients"
target=$(cd "$root" && cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# The folder of installed packages.
installed="$target/clients"
# Servers on loopback must not be reached through a proxy.
export NO_PROXY="127.0.0.1,localhost${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"

# Installs the packages of files in `python/`, each once. Sets `python_path`. Uses the system's pip, or the one of a
# virtual environment if there is none.
install_python() {
    local name folder wanted pip
    python_path=""
    for name in "$@"; do
        folder="$installed/python/$name"
        python_path+="${python_path:+:}$folder/packages"
        wanted="$(python3 --version) $(cat "$clients/python/$name.txt")"
        if [ "$(cat "$folder/installed" 2>/dev/null)" = "$wanted" ]; then continue; fi
        rm -rf "$folder"
        mkdir -p "$folder"
        pip=(python3 -m pip)
        if ! "${pip[@]}" --version >/dev/null 2>&1; then
            pip=("$folder/environment/bin/python" -m pip)
            if ! python3 -m venv "$folder/environment" >/dev/null 2>&1; then
                echo "python3 has neither pip nor venv: install one of them, on Debian by: apt-get install python3-venv" >&2
                exit 1
            fi
        fi
        "${pip[@]}" install --quiet --disable-pip-version-check --no-deps --no-compile \
            --target "$folder/packages" --requirement "$clients/python/$name.txt"
        rm -rf "$folder/environment"
        printf '%s' "$wanted" >"$folder/installed"
    done
}

# Runs a session with the packages. What Python compiles is kept for the next run.
run_python() {
    PYTHONPYCACHEPREFIX="$installed/python/cache" PYTHONPATH="$python_path" \
        python3 "$clients/python/$1" "$endpoint" "$token"
}

# Installs the packages of a folder once: of one in `node/`, or of the given one. Sets `javascript`, the folder with them.
install_javascript() {
    local wanted from="${2:-$clients/node/$1}"
    javascript="$installed/node/$1"
    wanted="$(node --version) $(cat "$from/package.json")"
    if [ "$(cat "$javascript/installed" 2>/dev/null)" = "$wanted" ]; then return; fi
    rm -rf "$javascript"
    mkdir -p "$javascript"
    cp "$from/package.json" "$javascript/"
    npm install --prefix "$javascript" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel error >/dev/null
    printf '%s' "$wanted" >"$javascript/installed"
}

# Runs a session with the packages. Node looks for them in the folder of the file that it runs.
run_javascript() {
    cp "$clients/node/$1/session.mjs" "$clients/node/harness.mjs" "$javascript/"
    node "$javascript/session.mjs" "$endpoint" "$token"
}
