# shellcheck shell=bash
# Native AOT programs. Sourced by build.sh.

readonly DEFAULT_VERSION=0.1.0
# The versions that the demo and the integration tests upgrade between.
readonly TEST_VERSIONS=(1.0.0 2.0.0)
# Where the programs are linked; their version is that of no release.
readonly LINKED=artifacts/publish/linked
readonly SOURCES=(core spm spa agent-service server cli subagents tests/faults
    build/publish.sh build/publish.proj build/native.sh build/stamp.sh build/sysroot build/sysroot.sh Directory.Build.props Directory.Build.targets Directory.Packages.props global.json)

command_publish() {
    local version=$DEFAULT_VERSION only=''
    while (($# > 0)); do
        case "$1" in
            --version)
                version=${2:?--version needs a value}
                shift 2
                ;;
            --only)
                only=${2:?--only needs the name of a project, for instance Aops.Spm}
                shift 2
                ;;
            *) usage_fault "publish does not know '$1'" ;;
        esac
    done
    need_tools
    if [[ -n $only ]]; then
        publish_one "$only" "$version"
        return
    fi
    publish_version "$version"
    "$AOPS_TREE/artifacts/publish/$version/aops-spm" --version
}

publish_for_tests() {
    local version
    for version in "${TEST_VERSIONS[@]}"; do publish_version "$version"; done
}

# publish_version VERSION: the linked programs with this version stamped into them (build/stamp.sh).
publish_version() {
    local version=$1 folder=artifacts/publish/$1
    link_programs
    if [[ -s $folder/.stamp ]] && cmp -s "$folder/.stamp" "$LINKED/.stamp"; then
        say_step "version $version is published already"
        return
    fi
    rm -rf "$folder" "$folder.unfinished"
    cp -a "$LINKED" "$folder.unfinished"
    stamp_programs "$folder.unfinished" "$version"
    mv "$folder.unfinished" "$folder"
    say_step "published to $folder"
}

# link_programs: compiles and links every program once, to $LINKED; once in a run.
link_programs() {
    local stamp
    if [[ -n ${IS_LINKED:-} ]]; then return; fi
    want_sysroot
    # Taken before: sources may change while they are compiled.
    stamp=$(publish_stamp)
    if ! [[ -s $LINKED/.stamp && $(<"$LINKED/.stamp") == "$stamp" ]]; then
        compile_programs 'the programs (some minutes on a small machine)' "$LINKED" artifacts/log/publish.log
        echo "$stamp" >"$LINKED/.stamp"
    fi
    IS_LINKED=yes
}

# publish_one PROJECT VERSION: one program, for whoever works on it, to artifacts/publish/only.
publish_one() {
    local folder=artifacts/publish/only file
    want_sysroot
    compile_programs "$1" "$folder" artifacts/log/publish-only.log "-p:AopsOnly=$1"
    stamp_programs "$folder" "$2"
    for file in $(programs_in "$folder"); do "$file" --version || true; done
}

# compile_programs WHAT FOLDER LOG [PROPERTY...]: Native AOT programs of the tree as it is; all of them, where no property
# says otherwise (build/publish.proj).
compile_programs() {
    local what=$1 folder=$2 log=$3
    shift 3
    restore_native
    say_step "compiling and linking $what (Native AOT)"
    rm -rf "$folder"
    make_stamp "$(build_id)" "$(source_commit)"
    begin_native
    quietly "$log" "$DOTNET" msbuild build/publish.proj -nologo -v:m -maxCpuCount:2 "$@" \
        ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} "-p:AopsOutput=$AOPS_TREE/$folder/"
    # An MSBuild that is asked to end ends with 0: what counts is the file that it writes last.
    if ! [[ -e $folder/.complete ]]; then fail 70 "not every program was made (output: $log)"; fi
    rm "$folder/.complete"
    end_native
    if grep -E 'warning (IL|NETSDK)' "$log" >&2; then fail 1 'there are trim or AOT warnings (above)'; fi
    sort_out_symbols "$folder"
}

# programs_in FOLDER: one path a line; no library is one.
programs_in() { find "$1" -maxdepth 1 -type f ! -name '.*' ! -name '*.so' | LC_ALL=C sort; }

# stamp_programs FOLDER VERSION
stamp_programs() {
    local file
    for file in $(programs_in "$1"); do stamp_version "$file" "$2"; done
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

# build_inputs: changes with any source, with the SDK, the patch that stands in for its own and the C library.
build_inputs() { echo "$SDK_VERSION ${AOPS_RUNTIME_PATCH:-} $SYSROOT $(source_hash)"; }

# build_id: 32 hexadecimal digits; the same inputs have the same one, whichever commit brought them.
build_id() { build_inputs | sha256sum | cut -c1-32; }

# publish_stamp: what has to be as it was for a program to be used again.
publish_stamp() { echo "$(build_inputs) $(source_commit)"; }

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
