#!/usr/bin/env bash
# The only entrance of the build: ./build.sh help
set -euo pipefail

AOPS_TREE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
AOPS_PUBLISH=$AOPS_TREE/artifacts/publish
readonly AOPS_TREE AOPS_PUBLISH
# The test programs find the tree and the published programs by these.
export AOPS_TREE AOPS_PUBLISH
cd "$AOPS_TREE"

# shellcheck source=build/say.sh
source build/say.sh
# shellcheck source=build/arch.sh
source build/arch.sh
# shellcheck source=build/prerequisites.sh
source build/prerequisites.sh
# shellcheck source=build/sdk.sh
source build/sdk.sh
# shellcheck source=build/native.sh
source build/native.sh
# shellcheck source=build/sysroot.sh
source build/sysroot.sh
# shellcheck source=build/machine.sh
source build/machine.sh
# shellcheck source=build/stamp.sh
source build/stamp.sh
# shellcheck source=build/publish.sh
source build/publish.sh
# shellcheck source=build/pack.sh
source build/pack.sh
# shellcheck source=build/package.sh
source build/package.sh
# shellcheck source=build/components.sh
source build/components.sh
# shellcheck source=build/signer.sh
source build/signer.sh
# shellcheck source=build/rpm.sh
source build/rpm.sh
# shellcheck source=build/apt.sh
source build/apt.sh
# shellcheck source=build/deb.sh
source build/deb.sh
# shellcheck source=build/test.sh
source build/test.sh
# shellcheck source=build/compat.sh
source build/compat.sh
# shellcheck source=build/bench.sh
source build/bench.sh
# shellcheck source=build/fuzz.sh
source build/fuzz.sh
# shellcheck source=build/generate.sh
source build/generate.sh

usage() {
    cat <<'TEXT'
./build.sh COMMAND

  demo [--once]       a server, two signed releases, three agents and 2,000 simulated hosts on this machine,
                      a command on all of them, a rollout that halts and one under way; stays up until
                      Ctrl-C. --once takes 200 hosts and goes through every fault and upgrade by itself
                      instead, and exits 0 only if all held.
  test [unit|browser|fuzz|integration|system|arm64|all] [--filter PATTERN]
                      all by default; the last line is "N passed, N failed, N skipped".
                      'browser' drives the console in Chromium, and writes pictures of its pages to
                      artifacts/console-pages. 'fuzz' gives each target of the fuzzer ten seconds (AOPS_FUZZ_SECONDS).
                      AOPS_TEST_SHARE=N runs one class in N of the programs that take longest, others each day;
                      AOPS_TEST_SECOND_TRIES=N tries up to N failures of a program once more.
                      'arm64' makes the programs for arm64 and starts them in an emulator; it is not among all.
                      PATTERN is part of the name of a test. 'system' boots machines in containers,
                      which needs root.
  compat [--with COMMIT]
                      programs of an earlier commit beside those of this tree: hosts, servers, repositories
                      and the publisher's tool, each with the other's, upgraded, rolled back and upgraded
                      again. The last tag before this commit by default, else the one that build/compat.sh
                      names; its own build publishes it once, to artifacts/compat.
  publish [--version V] [--arch x64|arm64|all] [--only PROJECT]
                      the Native AOT programs, to artifacts/publish/V (0.1.0 by default), for arm64 to
                      artifacts/publish-arm64/V. They are compiled and linked once; another version is another
                      stamp. --only Aops.Spm makes one program alone, to artifacts/publish/only
  pack [--version V] [--arch x64|arm64|all] [--sdk]
                      unsigned packages of the agent and of the sub-agents, and Aops.SubAgentSdk as a NuGet
                      package, to artifacts/packages; --sdk makes that one alone
  bench [NAME] [ARGS] measurements; without a name it lists them
  sweep [points|damage|weather|releases|power] [--sample N | --distinct | --all] [--seed S] [--lanes N]
                      points: kills spm, spa, the launcher and both at file-changing system calls of
                      upgrades and rollbacks; damage: cuts and fills each state file in each phase;
                      weather: server, network and disk fail during a trial; releases: bad ones, each
                      of which must be rolled back in time; power: what a disk may hold after a power cut,
                      docs/internals/POWER.md. A seeded sample of 40 by default, of weather
                      and releases N of each; it prints what was tried and how many hosts were lost, and
                      exits 0 only if none was. docs/concepts/UPGRADES.md tells what it proves.
  chaos [--seed S] [--faults N] [--minutes M]
                      10000 random faults in 10 minutes by default: members and sub-agents killed and
                      stopped, files deleted and damaged, the disk filled, the clock moved by years,
                      hostile reports, shells and mounts, all frozen, all ended and booted;
                      at the end one of each and all healthy. The same seed gives the same faults.
  redteam [--minutes M] [--seed S]
                      a server wholly in an attacker's hands, for 10 minutes by default: hostile answers,
                      files and certificates by a seed; nothing that was not signed may run,
                      and the true server must find its hosts as before
  swarm [OPTIONS]     many simulated hosts against a running server; 'swarm --help' tells more
  fuzz [TARGET|all] [--inputs N] [--seconds S] [--seed S] [--lanes N] [--replay FILE --target T]
                      seeded hostile input for every reader of foreign bytes: a million inputs each by
                      default (install.sh: 5000). The last line is "N targets, N inputs, N faults"; each
                      fault tells its seed and the file of its input below artifacts/fuzz, and 0 is the
                      exit code only if there was none.
  generate            writes the files of the tree that are made of its code (the API's document and page, the CLI's
                      manual, the pictures of the rollouts' states, the programs' answers to wrong words, the table of
                      unwanted words) and says which changed; run it before a commit that touches what they tell
  rpm [--version V] [--arch x64|arm64|all] [--repo [FOLDER]] [--sign-key ID | --key FILE] [--server URL] [--ca FILE] [--trust-root FILE]
                      signed packages aops-agent, aops-server and aops-cli, to artifacts/rpm/V; --repo makes a
                      dnf repository of that folder, or adds them to the one in FOLDER. Signed with a key of this
                      user's keyring, or the one in FILE, or else with a throw-away key. --server, --ca and
                      --trust-root go into the agent's package, whose hosts then need nothing but a token.
  deb [the options of rpm]
                      the same packages for dpkg, to artifacts/deb/V; --repo makes an apt repository in
                      artifacts/deb/V/apt, or adds them to the one in FOLDER, and signs it
  restore             the packages, those of the Native AOT compiler and of the console included
  locks               writes Aops.slnx and the packages.lock.json of every project again, after a
                      change of projects or packages
  help                this text
TEXT
}

command_demo() {
    case "$*" in
        '' | --once) ;;
        *) usage_fault "demo takes --once or nothing, not '$*'" ;;
    esac
    need_tools
    publish_for_tests
    build_tests tests/integration/Aops.Demo/Aops.Demo.csproj
    # The demo takes this process's place, so that Ctrl-C reaches it and nothing stands between.
    exec artifacts/bin/Aops.Demo/debug/Aops.Demo "$@"
}

command_chaos() {
    need_tools
    publish_for_tests
    build_tests tests/integration/Aops.Chaos/Aops.Chaos.csproj
    exec artifacts/bin/Aops.Chaos/debug/Aops.Chaos "$@"
}

command_redteam() {
    export AOPS_RED_TEAM_MINUTES=10
    while (($# > 0)); do
        case "$1" in
            --minutes) AOPS_RED_TEAM_MINUTES=${2:?--minutes needs a number} ;;
            --seed) export AOPS_RED_TEAM_SEED=${2:?--seed needs a number} ;;
            *) usage_fault "redteam does not know '$1'" ;;
        esac
        shift 2
    done
    need_tools
    publish_for_tests
    build_tests tests/integration/Aops.Integration.Tests/Aops.Integration.Tests.csproj
    exec artifacts/bin/Aops.Integration.Tests/debug/Aops.Integration.Tests --progress off --no-ansi \
        --filter-class Aops.Integration.Tests.Security.RedTeamTests
}

command_swarm() {
    need_tools
    build_tests tests/swarm/Aops.Swarm/Aops.Swarm.csproj
    exec artifacts/bin/Aops.Swarm/debug/aops-swarm "$@"
}

command_sweep() {
    need_tools
    publish_for_tests
    build_tests tests/sweep/Aops.Sweep/Aops.Sweep.csproj
    exec artifacts/bin/Aops.Sweep/debug/Aops.Sweep "$@"
}

main() {
    local command=${1:-help}
    if (($# > 0)); then shift; fi
    case "$command" in
        demo) command_demo "$@" ;;
        test) command_test "$@" ;;
        compat) command_compat "$@" ;;
        publish) command_publish "$@" ;;
        pack) command_pack "$@" ;;
        bench) command_bench "$@" ;;
        chaos) command_chaos "$@" ;;
        swarm) command_swarm "$@" ;;
        fuzz) command_fuzz "$@" ;;
        generate) command_generate "$@" ;;
        sweep) command_sweep "$@" ;;
        redteam) command_redteam "$@" ;;
        restore) command_restore "$@" ;;
        locks) command_locks "$@" ;;
        rpm) command_rpm "$@" ;;
        deb) command_deb "$@" ;;
        help | --help | -h) usage ;;
        *) usage_fault "there is no command '$command'" ;;
    esac
}

main "$@"
