# shellcheck shell=bash
# Native AOT programs. Sourced by build.sh.

readonly DEFAULT_VERSION=0.1.0
# The versions that the demo and the integration tests upgrade between.
readonly TEST_VERSIONS=(1.0.0 2.0.0)
readonly SOURCES=(core spm spa agent-service server subagents tests/faults
    build/publish.sh build/publish.proj build/native.sh build/sysroot build/sysroot.sh Directory.Build.props Directory.Build.targets Directory.Packages.props global.json)

command_publish() {
    local version=$DEFAULT_VERSION
    while (($# > 0)); do
        case "$1" in
            --version)
                version=${2:?--version needs a value}
                shift 2
                ;;
            *) usage_fault "publish does not know '$1'" ;;
        esac
    done
    need_tools
    publish_version "$version" All
    "$AOPS_TREE/artifacts/publish/$version/aops-spm" --version
}

publish_for_tests() {
    want_sysroot
    if is_published "${TEST_VERSIONS[0]}" All && is_published "${TEST_VERSIONS[1]}" Agent; then
        say_step "versions ${TEST_VERSIONS[*]} are published already"
        return
    fi
    publish_version "${TEST_VERSIONS[0]}" All
    publish_version "${TEST_VERSIONS[1]}" Agent
}

# publish_version VERSION SET: one build of everything that the programs share, then their native
# code, two at a time. SET is All, or Agent for what an agent package holds.
publish_version() {
    local version=$1 set=$2 folder=artifacts/publish/$1 stamp
    want_sysroot
    # Taken before: sources may change while they are compiled.
    stamp=$(publish_stamp "$set")
    if is_published "$version" "$set"; then
        say_step "version $version is published already"
        return
    fi
    restore_native
    say_step "publishing version $version (Native AOT; some minutes on a small machine)"
    rm -rf "$folder"
    begin_native
    quietly "artifacts/log/publish-$version.log" "$DOTNET" msbuild build/publish.proj -nologo -v:m \
        -maxCpuCount:2 "-p:AopsSet=$set" "-p:AopsVersion=$version" "-p:AopsCommit=$(source_commit)" \
        ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} "-p:AopsOutput=$AOPS_TREE/$folder/"
    # An MSBuild that is asked to end ends with 0: what counts is the file that it writes last.
    if ! [[ -e $folder/.complete ]]; then
        fail 70 "the publish of $version did not make every program (output: artifacts/log/publish-$version.log)"
    fi
    rm "$folder/.complete"
    end_native
    if grep -E 'warning (IL|NETSDK)' "artifacts/log/publish-$version.log" >&2; then
        fail 1 "the publish of $version has trim or AOT warnings (above)"
    fi
    sort_out_symbols "$folder"
    echo "$stamp" >"$folder/.stamp"
    say_step "published to $folder"
}

# begin_native: MSBuild goes by times, so what a publish that was killed left half-written looks
# finished to the next one, and is linked or copied as it is. Hence a mark for as long as native code
# is made; one that is found from before means that what was written since is made again.
readonly UNFINISHED=artifacts/native/.unfinished

begin_native() {
    mkdir -p "$(dirname "$UNFINISHED")"
    if [[ -e $UNFINISHED ]]; then
        say_step 'an earlier publish did not end: its native files are made again'
        find artifacts/native -path '*/release_*/native/*' -type f -newer "$UNFINISHED" -delete
    else
        : >"$UNFINISHED"
    fi
}

end_native() { rm -f "$UNFINISHED"; }

# sort_out_symbols FOLDER: programs alone; their debug symbols lie in a folder below.
sort_out_symbols() {
    mkdir -p "$1/symbols"
    find "$1" -maxdepth 1 -name '*.dbg' -exec mv -t "$1/symbols" {} +
    find "$1" -maxdepth 1 \( -name '*.pdb' -o -name '*.xml' \) -delete
}

is_published() {
    [[ -s artifacts/publish/$1/.stamp && $(<"artifacts/publish/$1/.stamp") == "$(publish_stamp "$2")" ]]
}

# publish_stamp SET: changes with any source, with the SDK, the patch that stands in for its own and the C library.
publish_stamp() { echo "$1 $SDK_VERSION ${AOPS_RUNTIME_PATCH:-} $SYSROOT $(source_commit) $(source_hash)"; }

source_hash() {
    tree_files "${SOURCES[@]}" | LC_ALL=C sort | while read -r file; do
        if [[ -f $file ]]; then sha256sum "$file"; fi
    done | sha256sum | cut -c1-16
}

# source_commit: the commit that the programs come from, and whether files were changed since.
source_commit() {
    local commit
    commit=$(git log -1 --format=%h --abbrev=12 -- "${SOURCES[@]}" 2>/dev/null) || true
    if [[ -z $commit ]]; then
        echo unknown
    elif [[ -n $(git status --porcelain -- "${SOURCES[@]}") ]]; then
        echo "$commit.changed"
    else
        echo "$commit"
    fi
}
