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
# One resolution: what runs is what was tested.
lock requirements-dev.txt --extra dev
lock requirements.txt --constraint requirements-dev.txt
