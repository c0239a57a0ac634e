# shellcheck shell=bash
# Measurements. Sourced by build.sh.

command_bench() {
    if (($# == 0)); then
        say 'supervision [KILLS [CHILDREN]]'
        say '                      restart, cold start and mass death beside runit and a bare C parent'
        say 'idle                  memory, processor time and wake-ups with 10 and 100 sub-agents'
        say 'revival [--count N]   SIGKILL of each member until its successor answers'
        say 'revival-booted        the same under systemd, on a machine in a container; needs root'
        say 'upgrade [--count N]   verify and unpack beside openssl, zstd and tar; deltas; tampered input'
        say 'downtime [--count N]  last answer of the old spm to the first of the new one in an upgrade'
        say 'fleet [--count HOSTS] the server under the load of a fleet, beside bare Kestrel; 100,000 stored hosts'
        say 'rollout [--count HOSTS] an order to a real agent; a rollout of a fleet of simulated hosts, 100,000 by default'
        say 'runs [--count N]      a short command on one host and on 500; 10,000 lines a second beside tail -f | curl'
        say 'soak [--minutes N | --read FILE]'
        say '                      two hours of a host that is never quiet: memory, descriptors, threads, processor time'
        return
    fi
    need_tools
    if [[ $1 == supervision ]]; then
        shift
        bench_supervision "$@"
        return
    fi
    publish_for_tests
    if [[ $1 == revival-booted ]]; then
        want_machines
        build_tests tests/system/Aops.Booted.Tests/Aops.Booted.Tests.csproj
        exec artifacts/bin/Aops.Booted.Tests/debug/Aops.Booted.Tests --progress off --no-ansi --explicit only \
            --filter-class Aops.Booted.Tests.RevivalFigures --output Detailed
    fi
    if [[ $1 == fleet ]]; then
        # The bare Kestrel that the server is measured beside.
        publish_bench 'the floor' tests/bench/Aops.Floor/Aops.Floor.csproj artifacts/publish/bench-fleet
    fi
    if [[ $1 == upgrade ]]; then publish_changed_line; fi
    build_tests tests/bench/Aops.Bench/Aops.Bench.csproj
    exec artifacts/bin/Aops.Bench/debug/Aops.Bench "$@"
}

# The supervisor that is measured is Native AOT, as spm is.
bench_supervision() {
    local folder=artifacts/publish/bench runit
    publish_bench 'the bench' tests/bench/Aops.Supervision.Bench/Aops.Supervision.Bench.csproj "$folder"
    runit=$(fetch_runit)
    exec "$folder/aops-supervision-bench" tests/bench/Aops.Supervision.Bench "$runit" "$@"
}

# publish_bench WHAT PROJECT FOLDER: a program of a bench, as Native AOT.
publish_bench() {
    want_sysroot "$HOST_ARCH"
    restore_native "$HOST_ARCH"
    say_step "publishing $1 (Native AOT)"
    begin_native "$HOST_ARCH"
    quietly "artifacts/log/publish-$(basename "$3").log" "$DOTNET" msbuild "$2" -nologo -v:m -t:Publish \
        -p:Configuration=Release -p:AopsNative=true -p:RuntimeIdentifier=linux-x64 \
        -p:_IsPublishing=true -p:SelfContained=true ${NATIVE_PATCH:+"-p:AopsRuntimePatch=$NATIVE_PATCH"} \
        "-p:PublishDir=$AOPS_TREE/$3/"
    end_native "$HOST_ARCH"
}

# publish_changed_line: spm as it is published, but for one more line of code, to artifacts/publish/line.
publish_changed_line() {
    local project=$AOPS_TREE/spm/Aops.Spm/Aops.Spm.csproj folder=artifacts/publish/line
    # As the project names it: MSBuild compares the text.
    local name=Upgrades/UpgradeService.cs file copy=$AOPS_TREE/artifacts/obj/one-line.cs
    file=$(dirname "$project")/$name
    mkdir -p "$(dirname "$copy")"
    sed '/private TimeSpan Settle()/{n;s/$/\n        LogRefused("none", "one more line");/}' "$file" >"$copy"
    # diff ends with 1 where it finds a difference.
    if [[ $(diff "$file" "$copy" | grep -c '^>') != 1 ]]; then
        fail 70 "$file has no 'private TimeSpan Settle()' any more: choose another line for the bench of deltas"
    fi
    compile_programs 'spm with one more line' "$HOST_ARCH" "$folder" artifacts/log/publish-line.log -p:AopsOnly=Aops.Spm \
        "-p:CustomAfterMicrosoftCommonTargets=$AOPS_TREE/build/one-line.targets" \
        "-p:AopsChangedProject=$project" "-p:AopsChangedFile=$name" "-p:AopsChangedCopy=$copy"
    if cmp -s "$folder/aops-spm" "$(published linked "$HOST_ARCH")/aops-spm"; then
        fail 70 "$folder/aops-spm is the one without the line: it was not compiled"
    fi
}

# fetch_runit: unpacks Debian's runit beside the build, without installing it; prints where its
# programs are, or '-' where there is none to be had.
fetch_runit() {
    local folder=$AOPS_TREE/artifacts/runit
    if [[ ! -x $folder/usr/bin/runsvdir ]]; then
        if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
            say 'runit is left out: it is taken from Debian, and there is no apt-get here' >&2
            echo -
            return
        fi
        rm -rf "$folder"
        mkdir -p "$folder"
        # apt-get gives up its rights to fetch, and must still be able to write there.
        chmod 0777 "$folder"
        (cd "$folder" && apt-get download -q runit && dpkg-deb -x runit_*.deb .) >&2
    fi
    echo "$folder/usr/bin"
}
