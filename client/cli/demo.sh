#!/usr/bin/env bash
# ./run demo: demo.sh BUILD_DIRECTORY
# Starts the mock server with every scenario that ships, on a free loopback port, and takes the tour through it.
set -euo pipefail
build=$1
scenarios=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../scenarios" && pwd)
work=$(mktemp -d)
trap 'kill "$mock" 2>/dev/null; wait "$mock" 2>/dev/null; rm -rf "$work"' EXIT

"$build/bin/mi-mockserver" serve "$scenarios/recorded/omi" "$scenarios/written" \
    --port 0 --port-file "$work/port" >"$work/log" 2>&1 &
mock=$!
for _ in $(seq 100); do
    [ -s "$work/port" ] && break
    kill -0 "$mock" 2>/dev/null || { echo "demo: mi-mockserver ended early:" >&2; cat "$work/log" >&2; exit 1; }
    sleep 0.1
done
[ -s "$work/port" ] || { echo "demo: mi-mockserver was not ready within 10 s" >&2; exit 1; }

set +e
"$build/bin/mi" tour --url "http://miuser:mipass@127.0.0.1:$(cat "$work/port")/wsman"
verdict=$?
set -e
if [ $verdict -ne 0 ]; then
    echo "demo: what the mock server said:" >&2
    tail -n 20 "$work/log" >&2
fi
exit $verdict
