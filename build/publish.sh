# shellcheck shell=bash
# Native AOT programs. Sourced by build.sh.

readonly DEFAULT_VERSION=0.1.0
# The versions that the demo and the integration tests upgrade between.
readonly TEST_VERSIONS=(1.0.0 2.0.0)
readonly SOURCES=(core spm spa agent-service server cli subagents tests/faults
    build/arch.sh build/publish.sh build/publish.proj build/native.sh build/stamp.sh build/sysroot build/sysroot.sh
    Directory.Build.props Directory.Build.targets Directory.Packages.props global.json)

command_publish() {
    local version=$DEFAULT_VERSION only='' archs=("$HOST_ARCH") arch
    while (($# > 0)); do
        case "$1" in
            --version) version=${2:?--version needs a value} ;;
            --only) only=${2:?--only needs the name of a project, for instance Aops.Spm} ;;
            --arch) mapfile -t archs < <(archs_of "${2:?--arch needs x64, arm64 or all}") ;;
            *) usage_fault "publish does not know '$1'" ;;
        esac
        shift 2
    done
    if ((${#archs[@]} == 0)); then usage_fault 'publish --arch is x64, arm64 or all'; fi
    need_tools
    for arch in "${archs[@]}"; do
        if [[ -n $only ]]; then publish_one "$only" "$version" "$arch"; else publish_version "$version" "$arch"; fi
    done
    if [[ -z $only && ${archs[0]} == "$HOST_ARCH" ]]; then "$(published "$version" "$HOST_ARCH")/aops-spm" --version; fi
}

# published VERSION ARCH: the folder of the programs of a version. That of the version 'linked' is where they are linked;
# theirs is the version of no release.
published() {
    if [[ $2 == "$HOST_ARCH" ]]; then echo "artifacts/publish/$1"; else echo "artifacts/publish-$2/$1"; fi
}

publish_for_tests() {
    local version
    for version in "${TEST_VERSIONS[@]}"; do publish_version "$version" "$HOST_ARCH"; done
}

# publish_version VERSION ARCH: the linked programs with this version stamped into them (build/stamp.sh).
publish_version() {
    local version=$1 folder linked
    folder=$(published "$1" "$2")
    linked=$(published linked "$2")
    link_programs "$2"
    if [[ -s $folder/.stamp ]] && cmp -s "$folder/.stamp" "$linked/.stamp"; then
        say_step "version $version is published for $2 already"
        return
    fi
    rm -rf "$folder" "$folder.unfinished"
    cp -a "$linked" "$folder.unfinished"
    stamp_programs "$folder.unfinished" "$version"
    mv "$folder.unfinished" "$folder"
    say_step "published to $folder"
}

# link_programs ARCH: compiles and links every program once; once in a run.
declare -A IS_LINKED=()
link_programs() {
    local stamp linked
    if [[ -n ${IS_LINKED[$1]:-} ]]; then return; fi
    linked=$(published linked "$1")
    want_sysroot "$1"
    # Taken before: sources may change while they are compiled.
    stamp=$(publish_stamp)
    if ! [[ -s $linked/.stamp && $(<"$linked/.stamp") == "$stamp" ]]; then
        compile_programs 'the programs (some minutes on a small machine)' "$1" "$linked" "artifacts/log/publish-$1.log"
        echo "$stamp" >"$linked/.stamp"
    fi
    IS_LINKED[$1]=yes
}

# publish_one PROJECT VERSION ARCH: one program, for whoever works on it, to the folder 'only' of its processor.
publish_one() {
    local folder file
    folder=$(published only "$3")
    want_sysroot "$3"
    compile_programs "$1" "$3" "$folder" artifacts/log/publish-only.log "-p:AopsOnly=$1"
    stamp_programs "$folder" "$2"
    if [[ $3 != "$HOST_ARCH" ]]; then return; fi
    for file in $(programs_in "$folder"); do "$file" --version || true; done
}

# compile_programs WHAT ARCH FOLDER LOG [PROPERTY...]: Native AOT programs of the tree as it is; all of them, where no
# property says otherwise (build/publish.proj).
compile_programs() {
    local what=$1 arch=$2 folder=$3 log=$4
    shift 4
    if [[ $arch != "$HOST_ARCH" ]]; then need_cross_tools "$arch"; fi
    restore_native "$arch"
    say_step "compiling and linking $what (Native AOT, $arch)"
    rm -rf "$folder"
    make_stamp "$(build_id)" "$(source_commit)" "$arch"
    begin_native "$arch"
    quietly "$log" "$DOTNET" msbuild build/publish.proj -nologo -v:m -maxCpuCount:2 "-p:AopsArch=$arch" "$@" \
        ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} "-p:AopsOutput=$AOPS_TREE/$folder/"
    # An MSBuild that is asked to end ends with 0: what counts is the file that it writes last.
    if ! [[ -e $folder/.complete ]]; then fail 70 "not every program was made (output: $log)"; fi
    rm "$folder/.complete"
    end_native "$arch"
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
begin_native() {
    local folder mark
    folder=$(native_folder "$1")
    mark=$folder/.unfinished
    mkdir -p "$folder"
    if [[ -e $mark ]]; then
        say_step 'an earlier publish did not end: its native files are made again'
        find "$folder" -path '*/release_*/native/*' -type f -newer "$mark" -delete
    else
        : >"$mark"
    fi
}

end_native() { rm -f "$(native_folder "$1")/.unfinished"; }

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
