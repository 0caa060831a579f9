#!/usr/bin/env bash
# Checks the published crates with the oldest compiler that they declare, `rust-version`, if it is installed.
# Does not install it, because that takes more than a package registry. Needs cargo, rustup and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

oldest=$(tools/package/published.py rust-version)
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# The name of an installed toolchain is 1.89 or 1.89.0, depending on how it was installed.
toolchain=$(rustup toolchain list | grep -oE "^${oldest//./\\.}(\.[0-9]+)?-" | sort --version-sort | tail -n 1 || true)
if [ -z "$toolchain" ]; then
    echo "NOT CHECKED: Rust $oldest, which the published crates declare, is not installed here." >&2
    echo "NOT CHECKED: install it with 'rustup toolchain install $oldest --profile minimal'. Clippy's" >&2
    echo "NOT CHECKED: incompatible_msrv checks only items of the standard library." >&2
    exit 0
fi
# A target folder of its own: with a shared one, each compiler would rebuild everything after the other.
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
for features in --no-default-features --all-features; do
    cargo "+${toolchain%-}" check --locked "${packages[@]}" "$features" --target-dir "$target/msrv"
done
echo "Rust $oldest compiles the published crates"
