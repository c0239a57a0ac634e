# shellcheck shell=bash
# What the build says, and how it ends. Sourced by build.sh.

say() { printf '%s\n' "$*"; }

# say_step WHAT: one line a step; the seconds since the build began stand in front.
say_step() { printf '%4ds  %s\n' "$SECONDS" "$*"; }

# fail CODE SENTENCE: ends the build. Codes are those of sysexits.h.
fail() {
    local code=$1
    shift
    printf 'build.sh: %s\n' "$*" >&2
    exit "$code"
}

usage_fault() {
    printf 'build.sh: %s\n\n' "$*" >&2
    usage >&2
    exit 64
}

# quietly LOG COMMAND...: runs a command with its output in a file, and shows the file if it fails.
quietly() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    local code=0
    "$@" >"$log" 2>&1 || code=$?
    if ((code == 0)); then return 0; fi
    cat "$log" >&2
    printf 'build.sh: failed with exit code %d: %s (output: %s)\n' "$code" "$*" "$log" >&2
    return "$code"
}

# tree_files: what git tracks or would track; in a tree without history, all but what is built.
tree_files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files -co --exclude-standard "$@"
    else
        find "${@:-.}" -path ./artifacts -prune -o -type f -print | sed 's,^\./,,'
    fi
}
