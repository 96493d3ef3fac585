#!/bin/sh
# Prints a .env for compose.yaml: the example, with a new secret of 256 bits in every place that is left empty.
# Use it as `(umask 077 && sh deploy/new-env.sh > .env)`: the file is then its owner's alone from the beginning.
set -eu

# In case that was forgotten: a file that this is redirected into is closed to others before the first secret is in it.
if [ -f /dev/stdout ]; then
  chmod 600 /dev/stdout 2>/dev/null || echo "Others may read this file: chmod 600 .env" >&2
fi

secret() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

while IFS= read -r line; do
  case "$line" in
    [A-Z]*=) echo "$line$(secret)" ;;
    *) echo "$line" ;;
  esac
done < "$(dirname "$0")/compose.env.example"
