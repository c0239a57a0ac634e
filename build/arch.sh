# shellcheck shell=bash
# Processors, and what each system of packages calls them. Sourced by build.sh.

# What this machine is: all is built on x64, for whichever processor.
readonly HOST_ARCH=x64

# archs_of WORD: one a line; none where there is no such processor.
archs_of() {
    case "$1" in
        x64 | arm64) echo "$1" ;;
        all) printf '%s\n' x64 arm64 ;;
    esac
}

rpm_arch() { if [[ $1 == arm64 ]]; then echo aarch64; else echo x86_64; fi; }
deb_arch() { if [[ $1 == arm64 ]]; then echo arm64; else echo amd64; fi; }
# The folder of its libraries, and what its compilers and tools begin with.
triple_of() { echo "$(rpm_arch "$1")-linux-gnu"; }
# Where its native programs are made, with the packages that they are compiled from.
native_folder() { if [[ $1 == "$HOST_ARCH" ]]; then echo artifacts/native; else echo "artifacts/native-$1"; fi; }

# need_cross_tools ARCH: what links and strips programs for another processor.
need_cross_tools() {
    local packages=()
    if ! command -v clang >/dev/null; then packages+=(clang); fi
    if ! command -v ld.lld >/dev/null; then packages+=(lld); fi
    if ! command -v "$(triple_of "$1")-objcopy" >/dev/null; then packages+=("binutils-$(triple_of "$1" | tr _ -)"); fi
    need_packages "${packages[@]}"
}
