#!/usr/bin/env bash
# Builds the lab's image and runs it beside the original Toxiproxy; Ctrl-C ends both.
# With the argument `postgres` the ledger is kept in PostgreSQL.
set -eu
cd "$(dirname "$0")"
# `podman compose` hands over to whichever of two programs is there.
said=$(podman compose version 2>/dev/null || true)
case $said in
    *podman-compose*) least=1.6 ;;
    *) least=2.20 ;;
esac
version=$(printf '%s\n' "$said" | grep -o '[0-9][0-9.]*' | head -n 1)
if [ -z "$version" ] || [ "$(printf '%s\n' "$least" "$version" | sort -V | head -n 1)" != "$least" ]; then
    echo "$0: needs podman-compose 1.6 or Docker Compose 2.20, or newer, behind \`podman compose\`; here is ${version:-none}." >&2
    exit 2
fi
profile=()
if [ "${1:-}" = postgres ]; then
    profile=(--profile postgres)
    set -a
    . ./postgres.env
fi
exec podman compose ${profile[@]+"${profile[@]}"} up --build
