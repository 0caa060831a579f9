#!/usr/bin/env bash
# Checks the published crates with the oldest compiler that they declare, `rust-version`, where that one is installed. It
# installs none: that takes more than a package registry. Needs cargo, rustup and python3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

oldest=$(tools/package/published.py rust-version)
packages=()
for name in $(tools/package/published.py names); do packages+=(--package "$name"); done

# A toolchain is named by its version as it was asked for: 1.89 or 1.89.0.
toolchain=$(rustup toolchain list | grep -oE "^${oldest//./\\.}(\.[0-9]+)?-" | sort --version-sort | tail -n 1 || true)
if [ -z "$toolchain" ]; then
    echo "NOT CHECKED: Rust $oldest, which the published crates declare, is not installed here." >&2
    echo "NOT CHECKED: by 'rustup toolchain install $oldest --profile minimal' it is checked with it; clippy's" >&2
    echo "NOT CHECKED: incompatible_msrv looks at the standard library's items alone." >&2
    exit 0
fi
# A target folder of its own: two compilers would build everything anew by turns.
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
for features in --no-default-features --all-features; do
    cargo "+${toolchain%-}" check --locked "${packages[@]}" "$features" --target-dir "$target/msrv"
done
echo "Rust $oldest compiles the published crates"
