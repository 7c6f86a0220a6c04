#!/bin/sh
# The long runs of the randomised tests, folder by folder. A folder that ended well is not run again at the same commit
# and factor: what ended lies in .cache/soak, with the log of each. Called by `make soak`.
set -eu
factor=${MUHUR_SOAK:-20}
state=$(git rev-parse --short=12 HEAD 2>/dev/null || echo none)
changes=$(git status --porcelain 2>/dev/null || true)
[ -z "$changes" ] || state=$state-$( (echo "$changes"; git diff HEAD) | cksum | cut -d' ' -f1)
ended=.cache/soak/$state-x$factor
mkdir -p "$ended"

randomised='tests\.support\.soak import|^from hypothesis import'
failed=
for folder in $(grep -rlE "$randomised" tests --include='test_*.py' | xargs -n1 dirname | sort -u); do
    name=$(basename "$folder")
    again=
    if [ -e "$ended/$name.done" ]; then
        again=' (earlier)'
    elif MUHUR_SOAK=$factor .venv/bin/pytest $(grep -lE "$randomised" "$folder"/test_*.py) \
            -q -n "${WORKERS:-2}" --dist loadfile >"$ended/$name.log" 2>&1; then
        touch "$ended/$name.done"
    else
        failed="$failed $folder"
    fi
    echo "$folder: $(tail -n 1 "$ended/$name.log")$again"
    grep -h '^doors asked' "$ended/$name.log" || true
done
if [ -n "$failed" ]; then
    echo "failed:$failed; logs in $ended" >&2
    exit 1
fi
