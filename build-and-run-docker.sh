#!/usr/bin/env bash
# Builds the lab's image and runs it beside the original Toxiproxy; Ctrl-C ends both.
# With the argument `postgres` the ledger is kept in PostgreSQL.
set -eu
cd "$(dirname "$0")"
if [ "${1:-}" = postgres ]; then
    set -a
    . ./postgres.env
fi
exec docker compose up --build
