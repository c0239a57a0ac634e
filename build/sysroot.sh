# shellcheck shell=bash
# The C library that the programs are linked against. Sourced by build.sh.
#
# A program asks for the newest glibc that it was linked against, and starts nowhere below. So all are linked against
# the one of Debian 11, whose packages (build/sysroot/packages.ARCH) are fetched, checked by their hash and unpacked into
# the user's cache; none is installed.

# To be raised with any change of what is in it.
readonly SYSROOT_NAME=sysroot-bullseye-3
# Directory.Build.targets looks for that of a processor here.
readonly SYSROOT_LINK=artifacts/sysroot
# The last two keep what the first will drop one day.
readonly DEBIAN_MIRRORS=(http://deb.debian.org/debian
    https://snapshot.debian.org/archive/debian/20250520T000000Z http://archive.debian.org/debian)

# want_sysroot ARCH: sets SYSROOT to its name, or to 'host' where it cannot be had. There is no other library to link against
# for a processor that is not this machine's.
# shellcheck disable=SC2034  # SYSROOT is read in build/publish.sh.
want_sysroot() {
    local cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/aops name=$SYSROOT_NAME-$1
    # What a distribution tells its clang about its own C library is not for this one.
    export CLANG_NO_DEFAULT_CONFIG=1
    mkdir -p artifacts/log "$cache"
    SYSROOT=$name
    if [[ $(readlink "$SYSROOT_LINK-$1") == "$cache/$name" && -d $cache/$name ]]; then return; fi
    if ensure_sysroot "$cache/$name" "$1"; then
        ln -sfn "$cache/$name" "$SYSROOT_LINK-$1"
        return
    fi
    SYSROOT=host
    rm -f "$SYSROOT_LINK-$1"
    tail -n 5 artifacts/log/sysroot.log >&2 || true
    if [[ $1 != "$HOST_ARCH" ]]; then
        fail 69 "the C library of Debian 11 for $1 cannot be had (above), and no program for $1 can be linked without it:" \
            "let this machine reach ${DEBIAN_MIRRORS[0]}, or name another mirror by AOPS_DEBIAN_MIRROR"
    fi
    say "the C library of Debian 11 cannot be had (above; AOPS_DEBIAN_MIRROR may name another mirror): linking against" \
        "this machine's $(getconf GNU_LIBC_VERSION). The programs start on no older one, and the test of that fails" >&2
}

# ensure_sysroot FOLDER ARCH: two builds at once make it once.
ensure_sysroot() {
    local code=0
    exec 8>"$1.lock"
    flock 8
    if [[ ! -d $1 ]]; then
        say_step "fetching the C library of Debian 11 for $2 into $1 (9 MB of packages, by their SHA-256)"
        make_sysroot "$1.unfinished" "$2" >artifacts/log/sysroot.log 2>&1 && mv "$1.unfinished" "$1" || code=$?
    fi
    exec 8>&-
    return "$code"
}

# make_sysroot FOLDER ARCH: it is called where 'set -e' is off, so each step says what it does on a fault.
make_sysroot() {
    local folder=$1 hash path
    if ! command -v clang >/dev/null; then
        echo 'clang is not installed; gcc looks for its own C library only'
        return 69
    fi
    rm -rf "$folder" && mkdir -p "$folder" || return
    while read -r hash path; do
        if [[ $hash == '#' ]]; then continue; fi
        fetch_debian "$hash" "$path" "$folder/package.deb" || return
        # What dpkg-deb does, by what comes with every compiler.
        ar p "$folder/package.deb" data.tar.xz | tar -xJ -C "$folder" --exclude=./usr/share || return
    done <"build/sysroot/packages.$2"
    rm "$folder/package.deb" || return
    make_links_relative "$folder" || return
    clang "--target=$(triple_of "$2")" -O2 -fPIC -fno-builtin -ffunction-sections \
        -c build/sysroot/older_math.c -o "$folder/older_math.o"
}

# fetch_debian SHA256 PATH FILE: from the first mirror that has it.
fetch_debian() {
    local mirror
    for mirror in ${AOPS_DEBIAN_MIRROR:+"$AOPS_DEBIAN_MIRROR"} "${DEBIAN_MIRRORS[@]}"; do
        if curl -fsSL --retry 2 --connect-timeout 10 -m 300 -o "$3" "$mirror/$2" && echo "$1  $3" | sha256sum -c --quiet; then
            return
        fi
    done
    echo "no mirror has $2 with the SHA-256 $1"
    return 69
}

# make_links_relative FOLDER: links to / would leave the folder.
make_links_relative() {
    local link target
    find "$1" -type l -lname '/*' -print | while read -r link; do
        target=$(readlink "$link") && ln -sfnr "$1$target" "$link" || return
    done
}
