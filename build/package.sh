# shellcheck shell=bash
# What the packages of all formats have in common: their options, what is in them, and who signs. Sourced by build.sh.
#
# packaging/NAME describes a package: 'about' and 'description' in words, 'scripts.sh' with what it does on a host, and 'files'
# with all that it owns, a line each: what it is, its path, and where it comes from.
#   program    may be executed
#   file       may be read
#   config     is the owner's to edit: no upgrade writes over a change
#   gzip       a page or a text, which is compressed here
#   tree       a folder with all that is in it
#   folder     one that the package makes and takes away
#   optional   a file that is in the package where the options of the build named it
# @published/ is the folder of the native programs, @made/ what make_contents wrote; all else is a path of the tree.

readonly PACKAGE_NAMES=(aops-agent aops-server aops-cli)

# build_packages FORMAT VERSION ARCH OUTPUT SERVER CA TRUST-ROOT NAME...: by build_deb or build_rpm.
build_packages() {
    local format=$1 version=$2 arch=$3 output=$4 stage=artifacts/$1-stage/$2-$3 name
    publish_for_packages "$version" "$arch"
    stage_packages "$version" "$arch" "$stage" "${@:5}"
    mkdir -p "$output"
    for name in "${@:8}"; do "build_$format" "$name" "$version" "$arch" "$stage" "$output"; done
    rm -rf "$stage"
}

# package_options COMMAND ARGUMENT...: sets the variables of the caller.
# shellcheck disable=SC2034
package_options() {
    local command=$1 file
    shift
    while (($# > 0)); do
        case "$1" in
            --version) version=${2:?--version needs a value} ;;
            --arch) mapfile -t archs < <(archs_of "${2:?--arch needs x64, arm64 or all}") ;;
            --sign-key) key_id=${2:?--sign-key needs the id of a key of this user} ;;
            --key) key_file=${2:?--key needs a file} ;;
            --server) server=${2:?--server needs an https:// address} ;;
            --ca) ca=${2:?--ca needs a file} ;;
            --trust-root) trust_root=${2:?--trust-root needs a file} ;;
            --repo)
                repo=default
                if [[ -n ${2:-} && $2 != --* ]]; then
                    repo=$2
                    shift
                fi
                shift
                continue
                ;;
            *) usage_fault "$command does not know '$1'" ;;
        esac
        shift 2
    done
    if ((${#archs[@]} == 0)); then usage_fault "$command --arch is x64, arm64 or all"; fi
    for file in $key_file $ca $trust_root; do
        if [[ ! -s $file ]]; then fail 66 "$command: $file is not there; nothing was built"; fi
    done
}

# about_of NAME KEY: a line of packaging/NAME/about; nothing where there is none.
about_of() { sed -n "s/^$2=//p" "packaging/$1/about"; }

# package_version VERSION: a pre-release sorts before its release by a tilde, for rpm and for dpkg.
package_version() { echo "${1//-/\~}"; }

# source_date: the time that every file of a package has, in seconds: that of the commit.
source_date() {
    if [[ -n ${SOURCE_DATE_EPOCH:-} ]]; then
        echo "$SOURCE_DATE_EPOCH"
    else
        git log -1 --format=%ct 2>/dev/null || echo 0
    fi
}

# stage_packages VERSION ARCH STAGE SERVER CA TRUST-ROOT NAME...: the files of packages, in STAGE/NAME.
stage_packages() {
    local version=$1 arch=$2 stage=$3 server=$4 ca=$5 trust_root=$6 name
    shift 6
    say_step "laying out the packages of $version for $arch"
    rm -rf "$stage"
    mkdir -p "$stage/made"
    make_contents "$version" "$arch" "$stage/made"
    if [[ -n $server ]]; then sed -i "s|^#heartbeatSrv:.*|heartbeatSrv: $server|" "$stage/made/conf.yml"; fi
    if [[ -n $ca ]]; then cp "$ca" "$stage/made/ca.pem"; fi
    if [[ -n $trust_root ]]; then cp "$trust_root" "$stage/made/root.json"; fi
    for name in "$@"; do
        stage_package "$name" "$stage/made" "$(published "$version" "$arch")" "$stage/$name"
    done
}

# make_contents VERSION ARCH FOLDER: what programs write. Those of this machine do, whatever processor the package is for:
# what they write is the same.
make_contents() {
    local native
    native=$(published "$1" "$HOST_ARCH")
    mkdir -p "$3/seed"
    # The seed is unpacked from a package as hosts download it, and so has the same manifest.
    quietly artifacts/log/seed.log \
        artifacts/bin/Aops.Demo/debug/Aops.Demo --pack "$1" --output "$3" --arch "$2" --seed
    zstd -dcq "$3/aops-agent-$1-linux-$2.tar.zst" | tar -x -C "$3/seed"
    "$native/aops-agent-service" settings >"$3/conf.yml"
    local shell
    for shell in bash zsh fish; do "$native/aops" completion "$shell" >"$3/completion.$shell"; done
    make_documents "$1" "$(published components "$2")" "$3"
}

# make_documents VERSION COMPONENTS FOLDER: what a package says of the parts of others, and of what is new.
make_documents() {
    local name
    for name in "${PACKAGE_NAMES[@]}"; do
        bill_of_materials "$name" "$1" "$2/$name.tsv" >"$3/$name.cdx.json"
        third_party_notices "$name" "$2" >"$3/$name.notices"
    done
}

# files_of NAME: the lines of packaging/NAME/files.
files_of() { grep -Ev '^(#|$)' "packaging/$1/files"; }

# stage_package NAME MADE PUBLISHED ROOT
stage_package() {
    local kind path source
    while read -r kind path source; do
        source=${source/#@made/$2}
        source=${source/#@published/$3}
        case $kind in
            program) install -D -m 0755 "$source" "$4$path" ;;
            file | config) install -D -m 0644 "$source" "$4$path" ;;
            optional) if [[ -e $source ]]; then install -D -m 0644 "$source" "$4$path"; fi ;;
            folder) mkdir -p "$4$path" ;;
            tree) mkdir -p "$4$path" && cp -a "$source/." "$4$path/" ;;
            gzip) mkdir -p "$(dirname "$4$path")" && gzip -9nc "$source" >"$4$path" ;;
            *) fail 70 "packaging/$1/files: there is no kind '$kind'" ;;
        esac
    done < <(files_of "$1")
    # A folder keeps the umask of its builder; a package does not.
    chmod -R u=rwX,go=rX "$4"
    find "$4" -exec touch -h -d "@$(source_date)" {} +
}

# publish_for_packages VERSION ARCH: the programs that are in the packages, and those of this machine that make them.
publish_for_packages() {
    publish_version "$1" "$HOST_ARCH"
    if [[ $2 != "$HOST_ARCH" ]]; then publish_version "$1" "$2"; fi
    want_components "$2"
    build_tests tests/integration/Aops.Demo/Aops.Demo.csproj
}

# package_stamp VERSION FILE...: what has to be as it was for packages to be used again.
package_stamp() {
    {
        cat "$(published "$1" "$HOST_ARCH")/.stamp"
        tree_files packaging build/package.sh build/components.sh build/signer.sh "${@:2}" | xargs sha256sum
    } | sha256sum
}
