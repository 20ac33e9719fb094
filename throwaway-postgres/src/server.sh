#!/bin/sh
# A PostgreSQL server for tests. It and its files are gone when standard input ends, however the one at the other end
# has ended. Arguments: the folder of PostgreSQL's programs, and the server's settings.
# It prints its folder, which holds the socket, when it can be used. A line on standard input restarts it in that
# mode of pg_ctl (fast, immediate), and is answered by a line when it is back.
set -eu
# Ctrl-C reaches everybody in a terminal, and who is gone no longer reads. Only standard input decides.
trap '' HUP INT TERM PIPE
folder=$(mktemp -d "${TMPDIR:-/tmp}/exactly-once-postgres-XXXXXX")
cd "$folder"
end() {
    "$1/pg_ctl" stop --silent --mode immediate --pgdata data >>log 2>&1 || true
    rm -rf "$folder"
}
trap 'end "$1"' EXIT
settings="-k $folder -c listen_addresses='' $2"
"$1/initdb" --pgdata data --username lab --auth trust --encoding UTF8 --no-locale --no-sync >log 2>&1 || { cat log >&2; exit 1; }
"$1/pg_ctl" start --silent --wait --pgdata data --log log --options "$settings" >/dev/null || { cat log >&2; exit 1; }
echo "$folder"
while read -r mode; do
    "$1/pg_ctl" restart --silent --wait --mode "$mode" --pgdata data --log log --options "$settings" >/dev/null
    echo "$mode"
done
