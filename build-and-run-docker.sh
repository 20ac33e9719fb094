#!/usr/bin/env bash
# Builds the lab's image and runs it beside the original Toxiproxy; Ctrl-C ends both.
# With the argument `postgres` the ledger is kept in PostgreSQL.
set -eu
cd "$(dirname "$0")"
version=$(docker compose version --short 2>/dev/null || true)
version=${version#v}
if [ -z "$version" ] || [ "$(printf '%s\n' 2.20 "$version" | sort -V | head -n 1)" != 2.20 ]; then
    echo "$0: needs Docker Compose 2.20 or newer, as \`docker compose\`; here is ${version:-none}." >&2
    exit 2
fi
profile=()
if [ "${1:-}" = postgres ]; then
    profile=(--profile postgres)
    set -a
    . ./postgres.env
fi
exec docker compose ${profile[@]+"${profile[@]}"} up --build
