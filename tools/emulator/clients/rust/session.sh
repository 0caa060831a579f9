# Sourced by the scripts of Rust's clients, after `emulator.sh`.

# Builds the session of a client and runs it. Cargo's registry is needed for the first build.
run_session() {
    # Not in this project's target folder: it has other versions of the same crates.
    CARGO_TARGET_DIR="$installed/rust" cargo build --quiet --locked --manifest-path "$clients/rust/Cargo.toml" --package "$1"
    start_emulator v1.0
    "$installed/rust/debug/$1" "$endpoint" "$token"
}
