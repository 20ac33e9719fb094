#!/usr/bin/env bash
# Builds the lab's image and runs it beside the original Toxiproxy; Ctrl-C ends both.
set -eu
cd "$(dirname "$0")"
exec docker compose up --build
