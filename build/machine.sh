# shellcheck shell=bash
# An arm64 machine in an emulator: Debian's kernel and busybox, fetched as the C library is. Sourced by build.sh.

# To be raised with any change of build/sysroot/machine.arm64.
readonly MACHINE_NAME=machine-arm64-4

# want_machine_arm64: sets AOPS_ARM64_MACHINE for the test that boots one; not where it cannot be had, which is told.
want_machine_arm64() {
    local packages=() cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/aops
    if ! command -v qemu-system-aarch64 >/dev/null; then packages+=(qemu-system-arm); fi
    if ! command -v cpio >/dev/null; then packages+=(cpio); fi
    need_packages "${packages[@]}"
    mkdir -p artifacts/log "$cache"
    if [[ ! -d $cache/$MACHINE_NAME ]]; then
        say_step "fetching a kernel of Debian for arm64 into $cache/$MACHINE_NAME (50 MB of packages, by their SHA-256)"
        if ! make_machine_arm64 "$cache/$MACHINE_NAME.unfinished" >artifacts/log/machine.log 2>&1; then
            tail -n 5 artifacts/log/machine.log >&2
            say 'the machine cannot be had (above; AOPS_DEBIAN_MIRROR may name another mirror): its test is skipped'
            return
        fi
        mv "$cache/$MACHINE_NAME.unfinished" "$cache/$MACHINE_NAME"
    fi
    export AOPS_ARM64_MACHINE=$cache/$MACHINE_NAME
}

# make_machine_arm64 FOLDER: it is called where 'set -e' is off.
make_machine_arm64() {
    local folder=$1 hash path
    rm -rf "$folder" && mkdir -p "$folder/tree" || return
    while read -r hash path; do
        if [[ $hash == '#' ]]; then continue; fi
        fetch_debian "$hash" "$path" "$folder/package.deb" || return
        ar p "$folder/package.deb" data.tar.xz | tar -xJ -C "$folder/tree" --wildcards './boot/vmlinuz-*' './bin/busybox' './bin/dash' './usr/bin/wget' \
            './lib/*.so*' './usr/lib/*.so*' 2>/dev/null || true
    done <build/sysroot/machine.arm64
    mv "$folder"/tree/boot/vmlinuz-* "$folder/vmlinuz" && mv "$folder/tree/bin/busybox" "$folder/busybox" || return
    mkdir "$folder/debian" && mv "$folder/tree/bin" "$folder/tree/lib" "$folder/tree/usr" "$folder/debian/" || return
    rm -rf "$folder/tree" "$folder/package.deb"
}
