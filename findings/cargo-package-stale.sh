#!/usr/bin/env bash
# cargo 1.95.0, `cargo package` for several crates of a workspace that depend on each other.
#
# Expected: each crate is verified against the dependencies that the same command has just packaged.
# Actual: a crate is verified against its dependency as the first run in this target folder packaged it. Cargo unpacks
# it into its home as if it came from a registry, and does not unpack or build it again while the version is the same.
# Consequence here: tools/package/check.sh builds the unpacked packages itself instead of letting cargo verify them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# So that the unpacked crates do not stay in the real one.
export CARGO_HOME="$folder/home" RUSTUP_TOOLCHAIN=1.95.0

mkdir -p lower/src upper/src
printf '[workspace]\nresolver = "3"\nmembers = ["lower", "upper"]\n' >Cargo.toml
manifest() {
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n' "$1"
    printf 'description = "A finding"\nlicense = "MIT"\nrepository = "https://example.com"\n'
}
manifest finding-lower-of-two >lower/Cargo.toml
manifest finding-upper-of-two >upper/Cargo.toml
printf '[dependencies]\nfinding-lower-of-two = { path = "../lower", version = "0.1.0" }\n' >>upper/Cargo.toml

package() { cargo package --quiet --allow-dirty -p finding-lower-of-two -p finding-upper-of-two; }

echo 'pub fn first() {}' >lower/src/lib.rs
echo 'pub fn calls() { finding_lower_of_two::first() }' >upper/src/lib.rs
package
# Both crates change, and fit together as before.
echo 'pub fn second() {}' >lower/src/lib.rs
echo 'pub fn calls() { finding_lower_of_two::second() }' >upper/src/lib.rs
cargo check --quiet
if package 2>errors; then
    echo "the second run verifies the changed crates"
    exit 1
fi
if ! grep -q 'cannot find function `second`' errors; then
    cat errors
    exit 1
fi
echo "the second run verifies one changed crate against the other as it was before"
