#!/bin/sh
# Install what is missing: scripts/system-packages.sh COMMAND-OR-FILE:DEBIAN-PACKAGE...
# As root through apt; otherwise say what is missing and stop.
set -eu
missing=
for pair in "$@"; do
    thing=${pair%%:*}
    case $thing in
        /*) [ -e "$thing" ] || missing="$missing ${pair#*:}" ;;
        *) command -v "$thing" >/dev/null 2>&1 || missing="$missing ${pair#*:}" ;;
    esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing$missing"
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "missing system packages:$missing" >&2
    echo "install them (Debian: apt-get install$missing) and run again" >&2
    exit 1
fi
