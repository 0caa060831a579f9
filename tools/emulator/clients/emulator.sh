# Sourced by the scripts in this folder: builds the emulator, starts it on a free port, and stops it when the
# script ends. Sets `endpoint` and `token`.

source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# Starts the emulator with a version, and with the given additional options.
start_emulator() {
    local version="$1"
    shift
    (cd "$root" && cargo build --quiet --package graph-entity-emulator --features cli)
    local log
    log=$(mktemp)
    "$target/debug/graph-emulator" --metadata "$version=$clients/$version.xml" --page-size 2 \
        --token emulator-token --token emulator-token-with-claims "$@" >"$log" &
    emulator=$!
    trap 'kill "$emulator" 2>/dev/null; wait "$emulator" 2>/dev/null || true' EXIT
    for _ in $(seq 100); do
        # The emulator prints the endpoint first. The line on how to stop it comes after both values.
        if grep -q '^Stop with' "$log"; then break; fi
        kill -0 "$emulator" 2>/dev/null || break
        sleep 0.1
    done
    endpoint=$(sed -n 's/^Endpoint: //p' "$log")
    token=$(sed -n 's/^Token: *//p' "$log" | head -n 1)
    rm -f "$log"
    if [ -z "$token" ]; then
        echo "the emulator does not start" >&2
        exit 1
    fi
}
