#!/usr/bin/env bash
# Makes the console: make.sh check | packages | bundle FOLDER. 'check' tells whether this machine can make it at all.
# MSBuild calls it (server/Aops.Server/Console.targets), and build.sh.
# It needs Node.js 18 or later with npm; what it needs of npm is what package-lock.json holds, and no script of a package runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

need_node() {
    local major
    major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/') || true
    if [[ -z $major ]] || ((major < 18)) || ! command -v npm >/dev/null; then
        echo 'error AOPS0001: the console is built with Node.js 18 or later and npm, and this machine has none.' \
            './build.sh restore installs them where it may; or install the packages nodejs and npm.' >&2
        exit 69
    fi
}

packages() {
    local mark=node_modules/.aops-lock
    if cmp -s package-lock.json "$mark"; then return; fi
    npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error >&2
    cp package-lock.json "$mark"
}

bundle() {
    node_modules/.bin/tsc --project . --pretty false
    node build.mjs "$1"
}

need_node
if [[ ${1:-} == check ]]; then exit 0; fi
# Two builds of one tree may ask at once: a plain one and one of native programs.
mkdir -p ../../artifacts
exec 9>../../artifacts/.console-lock
flock 9
packages
case "${1:-}" in
    packages) ;;
    bundle) bundle "${2:?bundle needs a folder}" ;;
    *)
        echo 'usage: make.sh check | packages | bundle FOLDER' >&2
        exit 64
        ;;
esac
