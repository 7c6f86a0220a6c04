#!/bin/sh
# Refresh the vendored front-end files from their npm packages, pinned by hash: scripts/vendor.sh
# Each package's own licence lies beside its files; ZXing-C++, which the reader is built from, has its licence there too.
# A newer version: change the version, run, put the printed hash here, and look at what changed.
set -eu
cd "$(dirname "$0")/.."
static=$PWD/templates/static/vendor

ZXING=3.1.6
ZXING_SHA256=188321a7680275ce7ab73c7c13fac9f6c4181b5da7ed65af64ba34d1fd416ea5

for tool in npm tar sha256sum; do
    command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 2; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm pack --silent "zxing-wasm@$ZXING" >/dev/null
given=$(sha256sum "zxing-wasm-$ZXING.tgz" | cut -d' ' -f1)
[ "$given" = "$ZXING_SHA256" ] || { echo "zxing-wasm $ZXING has another hash: $given" >&2; exit 1; }
tar -xzf "zxing-wasm-$ZXING.tgz"
mkdir -p "$static/zxing-wasm"
cp package/dist/iife/reader/index.js "$static/zxing-wasm/reader.js"
cp package/dist/reader/zxing_reader.wasm package/LICENSE "$static/zxing-wasm/"
(cd "$static/zxing-wasm" && sha256sum LICENSE reader.js zxing_reader.wasm >SHA256SUMS)
echo "zxing-wasm $ZXING"
