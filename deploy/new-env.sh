#!/bin/sh
# Prints a .env for compose.yaml: the example, with a new secret of 256 bits in every place that is left empty.
set -eu

secret() {
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

while IFS= read -r line; do
  case "$line" in
    [A-Z]*=) echo "$line$(secret)" ;;
    *) echo "$line" ;;
  esac
done < "$(dirname "$0")/compose.env.example"
