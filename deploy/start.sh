#!/bin/sh
# What a container of Parley runs: the server, or with a name one of the operator's tools in dist, for example `log-verify`.
set -eu
cd "$(dirname "$0")/.."

program="${1:-server}"
if [ ! -f "dist/$program.mjs" ]; then
  echo "There is no program \"$program\" here; there are: $(cd dist && echo *.mjs | sed 's/\.mjs//g')." >&2
  exit 64
fi
[ "$#" -eq 0 ] || shift

# Node.js is run as "npm start" runs it (docs/deployment.md, "What each process needs"). It takes the shell's place, so that signals reach it.
exec node --min-semi-space-size=16 --max-semi-space-size=32 --heap-growing-percent=100 --v8-pool-size=1 --enable-source-maps "dist/$program.mjs" "$@"
