# shellcheck shell=bash
# Packages. Sourced by build.sh.

command_pack() {
    local version=$DEFAULT_VERSION archs=("$HOST_ARCH") arch
    while (($# > 0)); do
        case "$1" in
            --version) version=${2:?--version needs a value} ;;
            --arch) mapfile -t archs < <(archs_of "${2:?--arch needs x64, arm64 or all}") ;;
            *) usage_fault "pack does not know '$1'" ;;
        esac
        shift 2
    done
    if ((${#archs[@]} == 0)); then usage_fault 'pack --arch is x64, arm64 or all'; fi
    need_tools
    for arch in "${archs[@]}"; do
        publish_for_packages "$version" "$arch"
        artifacts/bin/Aops.Demo/debug/Aops.Demo --pack "$version" --output artifacts/packages --arch "$arch"
    done
}
