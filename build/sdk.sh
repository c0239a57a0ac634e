# shellcheck shell=bash
# The .NET SDK and the framework that is published. Sourced by build.sh.

# The SDK that wrote the lock files: with it, and with it alone, a restore is locked.
LOCKED_SDK=$(<build/locked-sdk)
readonly LOCKED_SDK

# find_sdk: sets DOTNET and SDK_VERSION.
find_sdk() {
    local candidate
    for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet "${HOME:-/root}/.dotnet/dotnet"; do
        if [[ -n $candidate && -x $candidate ]]; then
            DOTNET=$candidate
            break
        fi
    done
    if [[ -z ${DOTNET:-} ]]; then
        fail 69 'no .NET SDK on PATH or at DOTNET_ROOT: install .NET SDK 10 (https://dot.net/download)'
    fi
    SDK_VERSION=$("$DOTNET" --version) \
        || fail 69 "$DOTNET has no SDK that global.json accepts: install .NET SDK 10 (https://dot.net/download)"
    DOTNET_ROOT=$(dirname "$(readlink -f "$DOTNET")")
    export DOTNET_ROOT DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
    # Nodes and compilers that stay behind would outlive a test that looks for leftovers.
    export MSBUILDDISABLENODEREUSE=1
    choose_framework
}

# restores_aot FRAMEWORK: whether the Native AOT compiler and runtime of a framework can be had.
restores_aot() {
    local folder=artifacts/probe/$1
    mkdir -p "$folder"
    # Empty files keep the settings of this tree out of the probe.
    echo '<Project/>' | tee "$folder/Directory.Build.props" "$folder/Directory.Build.targets" \
        >"$folder/Directory.Packages.props"
    cat >"$folder/Probe.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>$1</TargetFramework>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <OutputType>Exe</OutputType>
    <PublishAot>true</PublishAot>
  </PropertyGroup>
</Project>
XML
    "$DOTNET" restore "$folder/Probe.csproj" >"$folder/restore.log" 2>&1
}

# choose_framework: sets FRAMEWORK to net10.0 where its Native AOT pack restores, else to net9.0.
# The answer is kept for this SDK.
choose_framework() {
    local answer=artifacts/probe/framework-$SDK_VERSION
    if [[ -s $answer ]]; then
        FRAMEWORK=$(<"$answer")
    else
        if restores_aot net10.0; then
            FRAMEWORK=net10.0
        elif restores_aot net9.0; then
            FRAMEWORK=net9.0
        else
            cat artifacts/probe/net9.0/restore.log >&2
            fail 69 'the Native AOT compiler restores neither for net10.0 nor for net9.0 (see above)'
        fi
        echo "$FRAMEWORK" >"$answer"
    fi
    say_step "publishing for $FRAMEWORK (SDK $SDK_VERSION; net10.0 is used where its AOT pack restores)"
}

# is_locked: whether this restore must give exactly what the lock files say.
is_locked() { [[ "$SDK_VERSION $FRAMEWORK" == "$LOCKED_SDK" ]]; }

# restore_arguments: one argument a line, for a restore of any project of this tree.
restore_arguments() {
    if is_locked; then
        echo --locked-mode
    else
        # Other SDKs bring other compilers: the lock files of the tree stay as they are.
        echo "-p:RestorePackagesWithLockFile=false"
    fi
    echo "-p:AopsPublishFramework=$FRAMEWORK"
}

# command_locks: after a change of packages, of the SDK or of the project arrows.
command_locks() {
    need_tools
    write_solution >artifacts/Aops.slnx
    mv artifacts/Aops.slnx Aops.slnx
    quietly artifacts/log/locks.log \
        "$DOTNET" restore Aops.slnx --force-evaluate "-p:AopsPublishFramework=$FRAMEWORK"
    echo "$SDK_VERSION $FRAMEWORK" >build/locked-sdk
    say_step "lock files are those of SDK $SDK_VERSION and $FRAMEWORK; commit them"
}

# write_solution: every project of the tree, by folder.
write_solution() {
    local project folder='' last=''
    echo '<Solution>'
    while read -r project; do
        folder=${project%%/*}
        if [[ $folder != "$last" ]]; then
            if [[ -n $last ]]; then echo '  </Folder>'; fi
            printf '  <Folder Name="/%s/">\n' "$folder"
            last=$folder
        fi
        printf '    <Project Path="%s" />\n' "$project"
    done < <(tree_files | grep '\.csproj$' | LC_ALL=C sort)
    printf '  </Folder>\n</Solution>\n'
}
