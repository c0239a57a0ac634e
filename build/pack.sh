# shellcheck shell=bash
# Packages. Sourced by build.sh.

command_pack() {
    local version=$DEFAULT_VERSION
    if [[ ${1:-} == --version ]]; then
        version=${2:?--version needs a value}
        shift 2
    fi
    if (($# > 0)); then usage_fault "pack does not know '$1'"; fi
    need_tools
    publish_version "$version" "$HOST_ARCH"
    build_tests tests/integration/Aops.Demo/Aops.Demo.csproj
    artifacts/bin/Aops.Demo/debug/Aops.Demo --pack "$version" --output artifacts/packages
}
