# shellcheck shell=bash
# The packages that Native AOT programs are compiled with. Sourced by build.sh.
#
# The SDK chooses the version of its compiler, analyzers and runtime packs, so no lock file of the tree can hold them.
# All else has to be what the lock files hold. Where a registry does not serve the patch that the SDK asks for, the
# newest patch that it does serve is taken.

# What the SDK brings in; the only packages that no lock file of the tree knows.
readonly SDK_PACKAGES='(runtime\.[a-z0-9-]+\.)?Microsoft\.DotNet\.ILCompiler|Microsoft\.NET\.ILLink\.Tasks'
# Everything whose version is that of the SDK's patch. They fit together only where they are of one patch.
readonly PATCH_PACKAGES=(Microsoft.DotNet.ILCompiler runtime.linux-x64.Microsoft.DotNet.ILCompiler
    Microsoft.NET.ILLink.Tasks Microsoft.NETCore.App.Runtime.NativeAOT.linux-x64 Microsoft.NETCore.App.Runtime.linux-x64
    Microsoft.NETCore.App.Host.linux-x64 Microsoft.AspNetCore.App.Runtime.linux-x64)
readonly NATIVE_RESTORE_LOG=artifacts/log/restore-native.log

command_restore() {
    if (($# > 0)); then usage_fault "restore does not know '$1'"; fi
    need_tools
    restore_native
}

# restore_native: once in a run; sets NATIVE_PATCH to the patch that took the place of the SDK's own, or to nothing.
# AOPS_RUNTIME_PATCH=10.0.N stands in for an SDK of that patch.
restore_native() {
    if [[ -n ${IS_NATIVE_RESTORED:-} ]]; then return; fi
    restore_all
    say_step 'restoring the Native AOT compiler'
    mkdir -p artifacts/native
    write_solution '^(core|spm|spa|agent-service|server|cli|subagents|tests/faults|tests/bench/Aops.Supervision.Bench|tests/bench/Aops.Floor)/' \
        "$AOPS_TREE/" >artifacts/native/Programs.slnx
    NATIVE_PATCH=${AOPS_RUNTIME_PATCH:-}
    if ! try_restore_native; then
        NATIVE_PATCH=
        if grep -q NU1102 "$NATIVE_RESTORE_LOG"; then NATIVE_PATCH=$(newest_served_patch) || true; fi
        if [[ -z $NATIVE_PATCH ]] || ! try_restore_native; then
            cat "$NATIVE_RESTORE_LOG" >&2
            fail 69 "the Native AOT compiler cannot be restored (above; also in $NATIVE_RESTORE_LOG)"
        fi
        say_step "the patch that SDK $SDK_VERSION asks for is not served whole; compiling with $NATIVE_PATCH"
    elif [[ -n $NATIVE_PATCH ]]; then
        say_step "compiling with $NATIVE_PATCH"
    fi
    refuse_unlocked
    IS_NATIVE_RESTORED=yes
}

try_restore_native() {
    "$DOTNET" restore artifacts/native/Programs.slnx -p:AopsNative=true \
        ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} >"$NATIVE_RESTORE_LOG" 2>&1
}

# newest_served_patch: the newest patch of .NET 10 of which every one of these packages is served; nothing if none is.
newest_served_patch() {
    local name
    for name in "${PATCH_PACKAGES[@]}"; do
        "$DOTNET" package search "$name" --exact-match --format json \
            | sed -nE 's/.*"version": "(10\.0\.[0-9]+)".*/\1/p' | sort -u
    done | sort -V | uniq -c | awk -v all="${#PATCH_PACKAGES[@]}" '$1 == all { newest = $2 } END { print newest }'
}

# refuse_unlocked: every package that programs are compiled from has the content that a lock file of the tree holds,
# but for what the SDK brings in.
refuse_unlocked() {
    local unlocked
    tree_files | grep 'packages\.lock\.json$' | xargs cat | locked_packages >artifacts/native/locked
    unlocked=$(cat artifacts/native/locks/*.json | locked_packages | grep -vE "^($SDK_PACKAGES) " \
        | grep -vxFf artifacts/native/locked || true)
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
