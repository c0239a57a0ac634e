# shellcheck shell=bash
# Packages. Sourced by build.sh.

command_pack() {
    local version=$DEFAULT_VERSION archs=("$HOST_ARCH") arch sdk_alone=''
    while (($# > 0)); do
        case "$1" in
            --sdk)
                sdk_alone=yes
                shift
                continue
                ;;
            --version) version=${2:?--version needs a value} ;;
            --arch) mapfile -t archs < <(archs_of "${2:?--arch needs x64, arm64 or all}") ;;
            *) usage_fault "pack does not know '$1'" ;;
        esac
        shift 2
    done
    if ((${#archs[@]} == 0)); then usage_fault 'pack --arch is x64, arm64 or all'; fi
    need_tools
    pack_sdk "$version" artifacts/packages
    if [[ -n $sdk_alone ]]; then return; fi
    for arch in "${archs[@]}"; do
        publish_for_packages "$version" "$arch"
        artifacts/bin/Aops.Demo/debug/Aops.Demo --pack "$version" --output artifacts/packages --arch "$arch"
    done
}

# pack_sdk VERSION FOLDER: what developers of sub-agents elsewhere reference (docs/how-to/WRITE-A-SUBAGENT.md).
pack_sdk() {
    quietly artifacts/log/pack-sdk.log "$DOTNET" pack subagents/Aops.SubAgentSdk/Aops.SubAgentSdk.csproj \
        -nologo -v:m -c Release -p:RunAnalyzers=false "-p:PackageVersion=$1" -o "$2"
    echo "$2/Aops.SubAgentSdk.$1.nupkg"
}
