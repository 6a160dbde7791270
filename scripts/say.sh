# SPDX-License-Identifier: Apache-2.0
# How the scripts talk. Everything but a program's own output goes to standard error.
# shellcheck shell=bash

say() { printf '==> %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# die MESSAGE: what is wrong and what to do about it.
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}
