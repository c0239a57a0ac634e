# shellcheck shell=bash
# The .NET SDK and the packages. Sourced by build.sh.

# find_sdk: sets DOTNET and SDK_VERSION.
find_sdk() {
    local candidate
    for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet "${HOME:-/root}/.dotnet/dotnet"; do
        if [[ -n $candidate && -x $candidate ]]; then
            DOTNET=$candidate
            break
        fi
    done
    if [[ -z ${DOTNET:-} ]]; then
        fail 69 'no .NET SDK on PATH or at DOTNET_ROOT: install .NET SDK 10 (https://dot.net/download)'
    fi
    # Read in build/native.sh and build/publish.sh.
    # shellcheck disable=SC2034
    SDK_VERSION=$("$DOTNET" --version) \
        || fail 69 "$DOTNET has no SDK that global.json accepts: install .NET SDK 10 (https://dot.net/download)"
    DOTNET_ROOT=$(dirname "$(readlink -f "$DOTNET")")
    export DOTNET_ROOT DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
    # Nodes and compilers that stay behind would outlive a test that looks for leftovers.
    export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
}

# restore_all: the packages that a plain build needs, with the content that the lock files hold; once in a run.
restore_all() {
    if [[ -n ${IS_RESTORED:-} ]]; then return; fi
    IS_RESTORED=yes
    say_step 'restoring packages'
    quietly artifacts/log/restore.log "$DOTNET" restore Aops.slnx
    quietly artifacts/log/restore-console.log server/console/make.sh packages
}

# command_locks: after a change of packages or of the project arrows.
command_locks() {
    need_tools
    mkdir -p artifacts
    write_solution . '' >artifacts/Aops.slnx
    mv artifacts/Aops.slnx Aops.slnx
    quietly artifacts/log/locks.log "$DOTNET" restore Aops.slnx --force-evaluate -p:AopsWritesLocks=true
    say_step 'the lock files are written; commit them'
}

# write_solution PATTERN PREFIX: the projects of the tree whose path fits, by folder; PREFIX stands before each path.
write_solution() {
    local project folder='' last=''
    echo '<Solution>'
    while read -r project; do
        folder=${project%%/*}
        if [[ $folder != "$last" ]]; then
            if [[ -n $last ]]; then echo '  </Folder>'; fi
            printf '  <Folder Name="/%s/">\n' "$folder"
            last=$folder
        fi
        printf '    <Project Path="%s" />\n' "$2$project"
    done < <(tree_files | grep '\.csproj$' | grep -E "$1" | LC_ALL=C sort)
    printf '  </Folder>\n</Solution>\n'
}
