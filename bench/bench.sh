#!/usr/bin/env bash
# ./run bench: bench.sh BUILD_DIRECTORY [OPTIONS of mi-bench sessions]
# First the micro-benchmarks, then enumerations of a repository, then a session run of libmi.so against a mi-mockserver
# that is started for it.
set -euo pipefail
build=$1
shift
here=$(dirname "${BASH_SOURCE[0]}")

echo "== micro-benchmarks"
for program in "$build"/bin/*_bench; do
    "$program" --benchmark_min_time=0.2
done
echo
echo "== enumerating a repository"
"$build/bin/mi-bench" enumerate
echo
echo "== sessions (closed loop, 4 threads)"
exec "$build/bin/mi-bench" sessions --scenario "$here/../scenarios/written" "$@"
