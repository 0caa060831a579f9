#!/usr/bin/env bash
# What the crates bring in on other systems, as far as cargo can tell without their toolchains: it resolves the
# dependencies of each, and none of them may be a C library for TLS or a second async runtime. Prints where sources depend
# on the system, to be reviewed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

unwanted='^(openssl|openssl-sys|native-tls|schannel|aws-lc-sys|aws-lc-rs|async-std|smol) v'
for target in x86_64-pc-windows-msvc aarch64-apple-darwin x86_64-unknown-linux-musl; do
    for package in graph-entity graph-entity-emulator cargo-graph-entity; do
        crates=$(cargo tree --locked --package "$package" --target "$target" --edges normal,build --prefix none \
            --no-dedupe | sed 's/ (.*//' | sort -u)
        echo "$target: $package has $(wc -l <<<"$crates") crates"
        if grep -E "$unwanted" <<<"$crates"; then
            echo "$target: $package must not bring in the crates above" >&2
            exit 1
        fi
    done
done
echo "NOT CHECKED: that they compile there, which needs the standard library of each." >&2
grep -rnE 'cfg(_attr)?\((not\()?(unix|windows|target_)' --include='*.rs' runtime macros tools/schema tools/scaffold/src tools/emulator/src ||
    echo "No source depends on the system."
