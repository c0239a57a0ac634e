# shellcheck shell=bash
# The packages that Native AOT programs are compiled with. Sourced by build.sh.
#
# The SDK chooses the version of its compiler, analyzers and runtime packs, so no lock file of the tree can hold them.
# All else has to be what the lock files hold. Where a registry does not serve the patch that the SDK asks for, the
# newest patch that it does serve is taken.

# What the SDK brings in; the only packages that no lock file of the tree knows.
readonly SDK_PACKAGES='(runtime\.[a-z0-9-]+\.)?Microsoft\.DotNet\.ILCompiler|Microsoft\.NET\.ILLink\.Tasks'
# Everything whose version is that of the SDK's patch. They fit together only where they are of one patch.
patch_packages() {
    printf '%s\n' Microsoft.DotNet.ILCompiler "runtime.linux-$HOST_ARCH.Microsoft.DotNet.ILCompiler" \
        Microsoft.NET.ILLink.Tasks "Microsoft.NETCore.App.Runtime.NativeAOT.linux-$1" "Microsoft.NETCore.App.Runtime.linux-$1" \
        "Microsoft.NETCore.App.Host.linux-$1" "Microsoft.AspNetCore.App.Runtime.linux-$1"
}
readonly NATIVE_RESTORE_LOG=artifacts/log/restore-native.log

command_restore() {
    if (($# > 0)); then usage_fault "restore does not know '$1'"; fi
    need_tools
    restore_native "$HOST_ARCH"
}

# restore_native ARCH: once in a run; sets NATIVE_PATCH to the patch that took the place of the SDK's own, or to nothing.
# AOPS_RUNTIME_PATCH=10.0.N stands in for an SDK of that patch.
declare -A IS_NATIVE_RESTORED=()
restore_native() {
    local folder
    if [[ -n ${IS_NATIVE_RESTORED[$1]:-} ]]; then return; fi
    restore_all
    say_step "restoring the Native AOT compiler for $1"
    folder=$(native_folder "$1")
    mkdir -p "$folder"
    write_solution '^(core|spm|spa|agent-service|server|cli|subagents|tests/faults|tests/bench/Aops.Supervision.Bench|tests/bench/Aops.Floor)/' \
        "$AOPS_TREE/" >"$folder/Programs.slnx"
    NATIVE_PATCH=${AOPS_RUNTIME_PATCH:-}
    if ! try_restore_native "$1"; then
        NATIVE_PATCH=
        if grep -q NU1102 "$NATIVE_RESTORE_LOG"; then NATIVE_PATCH=$(newest_served_patch "$1") || true; fi
        if [[ -z $NATIVE_PATCH ]] || ! try_restore_native "$1"; then
            cat "$NATIVE_RESTORE_LOG" >&2
            fail 69 "the Native AOT compiler cannot be restored (above; also in $NATIVE_RESTORE_LOG)"
        fi
        say_step "the patch that SDK $SDK_VERSION asks for is not served whole; compiling with $NATIVE_PATCH"
    elif [[ -n $NATIVE_PATCH ]]; then
        say_step "compiling with $NATIVE_PATCH"
    fi
    refuse_unlocked "$1"
    IS_NATIVE_RESTORED[$1]=yes
}

try_restore_native() {
    "$DOTNET" restore "$(native_folder "$1")/Programs.slnx" -p:AopsNative=true "-p:AopsArch=$1" \
        ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} >"$NATIVE_RESTORE_LOG" 2>&1
}

# newest_served_patch ARCH: the newest patch of .NET 10 of which every one of these packages is served; nothing if none is.
newest_served_patch() {
    local name names
    mapfile -t names < <(patch_packages "$1")
    for name in "${names[@]}"; do
        "$DOTNET" package search "$name" --exact-match --format json \
            | sed -nE 's/.*"version": "(10\.0\.[0-9]+)".*/\1/p' | sort -u
    done | sort -V | uniq -c | awk -v all="${#names[@]}" '$1 == all { newest = $2 } END { print newest }'
}

# refuse_unlocked ARCH: every package that programs are compiled from has the content that a lock file of the tree holds,
# but for what the SDK brings in.
refuse_unlocked() {
    local unlocked folder
    folder=$(native_folder "$1")
    tree_files | grep 'packages\.lock\.json$' | xargs cat | locked_packages >"$folder/locked"
    unlocked=$(cat "$folder"/locks/*.json | locked_packages | grep -vE "^($SDK_PACKAGES) " \
        | grep -vxFf "$folder/locked" || true)
    if [[ -n $unlocked ]]; then
        printf '%s\n' "$unlocked" >&2
        fail 65 'these packages (above) are not those of the lock files; nothing was compiled'
    fi
}

# locked_packages: of lock files on its input, "NAME VERSION HASH" a line.
locked_packages() {
    awk -F'"' '/^      "[^"]+": \{/ { name = $2 } $2 == "resolved" { version = $4 }
        $2 == "contentHash" { print name, version, $4 }' | LC_ALL=C sort -u
}
