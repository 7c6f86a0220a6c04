#!/bin/sh
# Resolve requirements.txt and requirements-dev.txt: hashes, no host names.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1
    shift
    uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --no-header --universal \
        --python-version 3.11 --extra build "$@" -o "$out"
}
lock requirements.txt
lock requirements-dev.txt --extra dev
