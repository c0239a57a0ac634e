# shellcheck shell=bash
# Tests. Sourced by build.sh.

PASSED=0
FAILED=0
SKIPPED=0
BROKEN=0
TREE_IS_BUILT=
FAILURES=()
UNSTEADY=()

# The programs that take longest; of these one class in AOPS_TEST_SHARE is run, by another choice each day. All by default.
readonly SHARED=(Aops.Server.Postgres.Tests Aops.Console.Tests Aops.Build.Tests Aops.Integration.Tests Aops.Booted.Tests)
# Classes of them that are run each day: what the pages tell a reader to do has to hold on every one.
readonly DAILY='Aops.Build.Tests.Pages.*'

command_test() {
    local which=all filter=''
    while (($# > 0)); do
        case "$1" in
            unit | browser | fuzz | integration | system | arm64 | all)
                which=$1
                shift
                ;;
            --filter)
                filter=${2:?--filter needs a part of the name of a test}
                shift 2
                ;;
            *) usage_fault "test does not know '$1'" ;;
        esac
    done
    need_tools test
    # What does not compile is told before the first test runs.
    if [[ $which == all ]]; then
        build_tests Aops.slnx
        TREE_IS_BUILT=yes
    fi
    if [[ $which == unit || $which == all ]]; then test_unit "$filter"; fi
    if [[ $which == browser || $which == all ]]; then test_browser "$filter"; fi
    if [[ ($which == fuzz || $which == all) && -z $filter ]]; then test_fuzz; fi
    if [[ $which == integration || $which == all ]]; then test_integration "$filter"; fi
    if [[ $which == system || $which == all ]]; then test_system "$filter"; fi
    if [[ $which == arm64 ]]; then test_arm64 "$filter"; fi
    if [[ ($which == unit || $which == all) && -z $filter ]]; then test_scripts; fi
    finish_tests
}

test_unit() {
    local project
    want_postgres
    want_ansible
    build_tests build/unit-tests.proj
    for project in tests/unit/*/; do
        run_tests "$(basename "$project")" "$1"
    done
}

# test_browser: the console in Debian's Chromium, against the real server in the process of the tests; one walk is before the
# published programs, with real agents.
test_browser() {
    want_browser
    publish_for_tests
    build_tests tests/browser/Aops.Console.Tests/Aops.Console.Tests.csproj
    run_tests Aops.Console.Tests "$1"
}

test_integration() {
    want_postgres
    want_ansible
    publish_for_tests
    # A test builds packages twice.
    want_components "$HOST_ARCH"
    build_tests tests/integration/Aops.Demo/Aops.Demo.csproj
    build_tests tests/integration/Aops.Build.Tests/Aops.Build.Tests.csproj
    run_tests Aops.Build.Tests "$1"
    build_tests tests/integration/Aops.Tuf.Tests/Aops.Tuf.Tests.csproj
    run_tests Aops.Tuf.Tests "$1"
    build_tests tests/integration/Aops.Integration.Tests/Aops.Integration.Tests.csproj
    run_tests Aops.Integration.Tests "$1"
}

# test_arm64: the programs for arm64, by an emulator of the processor, and one machine of it. Not among all: they are compiled
# for it alone.
test_arm64() {
    local version
    if ! command -v qemu-aarch64-static >/dev/null; then need_packages qemu-user-static; fi
    want_machine_arm64
    # The tools that sign are this machine's.
    publish_for_tests
    for version in "${TEST_VERSIONS[@]}"; do publish_version "$version" arm64; done
    build_tests tests/integration/Aops.Build.Tests/Aops.Build.Tests.csproj
    run_tests Aops.Build.Tests "${1:-Arm64.}"
}

# test_system: machines that a real systemd boots, in containers. Where they cannot be had, the test
# program itself says why and skips.
test_system() {
    want_machines
    publish_for_tests
    # Only root boots machines, and nobody else installs packages on them. The tests of a format are skipped without packages.
    if ((EUID == 0)) && (need_rpm_tools yes); then rpms_for_tests; else rm -rf "${RPM_FOLDER:?}/${TEST_VERSIONS[0]}"; fi
    if ((EUID == 0)) && (need_deb_tools ''); then debs_for_tests; else rm -rf "${DEB_FOLDER:?}/${TEST_VERSIONS[0]}"; fi
    build_tests tests/system/Aops.Booted.Tests/Aops.Booted.Tests.csproj
    run_tests Aops.Booted.Tests "$1"
}

# build_tests PROJECT: tests run on the JIT, so one quick build serves; none once the whole tree was built.
build_tests() {
    if [[ -n $TREE_IS_BUILT ]]; then return; fi
    restore_all
    say_step "building $(basename "$1")"
    quietly artifacts/log/build-tests.log \
        "$DOTNET" msbuild "$1" -nologo -v:m -maxCpuCount:2 -p:Configuration=Debug
}

# run_tests NAME FILTER: runs one test program and adds its figures to the totals.
run_tests() {
    # What only measures is no test.
    local name=$1 filter=$2 log=artifacts/log/$1.log arguments=(--filter-not-trait Kind=Figures) code=0
    if [[ -n $filter ]]; then arguments+=(--filter-method "*$filter*"); fi
    if [[ -z $filter && " ${SHARED[*]} " == *" $name "* ]]; then share_of "$name"; fi
    say_step "testing $name"
    test_program "$name" "$log" "${arguments[@]}" || code=$?
    local passed failed skipped before=("${FAILURES[@]}")
    passed=$(figure_of succeeded "$log")
    failed=$(figure_of failed "$log")
    skipped=$(figure_of skipped "$log")
    judge_run "$name" "$code" "$((passed + failed + skipped))" "$filter" "$log"
    if ((code == 2 && failed > 0)) && try_again "$name"; then
        FAILURES=("${before[@]}")
        passed=$((passed + failed))
        failed=0
    fi
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    SKIPPED=$((SKIPPED + skipped))
}

# test_program NAME LOG ARGUMENT...: a run is too short for code that is compiled once more by what was counted, and threads
# that spin take the time of the other programs of a test: without either, a run takes a tenth less.
test_program() {
    local name=$1 log=$2
    shift 2
    DOTNET_TieredPGO=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 \
        "artifacts/bin/$name/debug/$name" --progress off --no-ansi "$@" >"$log" 2>&1
}

# try_again NAME: runs the methods that failed once more, alone, unless they are more than AOPS_TEST_SECOND_TRIES. What passes
# then depends on the load or on the order; it counts as passed and is named at the end, to be repaired. Only for runs whose
# whole outcome hangs on every test of thousands.
try_again() {
    local name=$1 log=artifacts/log/$1.again.log method methods=() arguments=()
    mapfile -t methods < <(failed_tests "artifacts/log/$name.log" | sed 's/(.*//' | sort -u)
    if ((${#methods[@]} > ${AOPS_TEST_SECOND_TRIES:-0})); then return 1; fi
    for method in "${methods[@]}"; do arguments+=(--filter-method "$method"); done
    say_step "testing what failed of $name once more"
    if ! test_program "$name" "$log" "${arguments[@]}"; then
        say "it failed again ($log)"
        return 1
    fi
    UNSTEADY+=("${methods[@]}")
}

# failed_tests LOG: the names of the tests that failed, one a line, with their arguments.
failed_tests() { sed -nE 's/^failed (.*) \([0-9hms ]+\)$/\1/p' "$1"; }

# share_of NAME: adds the classes of today's share to run_tests' arguments. Which ones follows from their names and the
# day, so that N days in a row have run them all; those of DAILY are run on each.
share_of() {
    local share=${AOPS_TEST_SHARE:-1} day classes class
    if ((share == 1)); then return; fi
    day=$(($(date +%s) / 86400))
    mapfile -t classes < <(classes_of "$1")
    if ((${#classes[@]} == 0)); then fail 70 "$1 lists no tests"; fi
    local taken=0
    for ((class = 0; class < ${#classes[@]}; class++)); do
        # shellcheck disable=SC2053 # DAILY is a pattern.
        if (((class + day) % share != 0)) && [[ ${classes[class]} != $DAILY ]]; then continue; fi
        arguments+=(--filter-class "${classes[class]}")
        taken=$((taken + 1))
    done
    say_step "$taken of the ${#classes[@]} classes of $1 today (AOPS_TEST_SHARE=$share)"
}

# classes_of NAME: one a line.
classes_of() {
    "artifacts/bin/$1/debug/$1" --list-tests --no-ansi --filter-not-trait Kind=Figures \
        | sed -nE 's/^ +([A-Za-z0-9_.]+)\.[A-Za-z0-9_]+(\(.*)?$/\1/p' | LC_ALL=C sort -u
}

# judge_run NAME CODE RAN FILTER LOG: shows a run that did not pass. No test at all is a fault
# unless a filter asked for others (8 is the platform's code for it).
judge_run() {
    local name=$1 code=$2 ran=$3 filter=$4 log=$5
    if ((code == 0)); then
        # The reason stands in the line below.
        grep -A 1 --no-group-separator '^skipped ' "$log" || true
        return
    fi
    if ((code == 8)) && [[ -n $filter ]]; then return; fi
    local failures
    mapfile -t failures < <(failed_tests "$log")
    FAILURES+=("${failures[@]}")
    if ((ran == 0 || code != 2 || ${#failures[@]} == 0)); then
        say "$name ended with exit code $code; the end of its output ($log):"
        tail -n 200 "$log" >&2
    else
        # What passed may have printed thousands of lines.
        say "what failed of $name ($log has all of its output):"
        awk '/^(failed|skipped|passed) |^Test run summary/ { left = /^failed / ? 80 : 0 } left-- > 0' "$log" >&2
    fi
    if ((ran == 0 || code != 2)); then
        FAILURES+=("$name, which did not run to its end")
        BROKEN=$((BROKEN + 1))
    fi
}

# figure_of WORD LOG: a figure of the summary at the end of a log, 0 if there is none.
figure_of() {
    local figure
    figure=$(sed -nE "s/^ +$1: ([0-9]+).*/\1/p" "$2" | tail -n 1)
    echo "${figure:-0}"
}

# test_scripts: every shell script of the tree is one test.
test_scripts() {
    local script
    say_step 'checking shell scripts'
    while read -r script; do
        if shellcheck -x "$script"; then
            PASSED=$((PASSED + 1))
        else
            FAILED=$((FAILED + 1))
        fi
    done < <(shell_scripts)
}

shell_scripts() {
    # Sourced pieces are checked where they are sourced, by -x, and also alone.
    tree_files | while read -r file; do
        if [[ -f $file && $file != *.cs ]] && head -c 64 "$file" | grep -qaE '^#!.*\b(ba)?sh\b|^# shellcheck shell='; then
            echo "$file"
        fi
    done
}

finish_tests() {
    if ((BROKEN > 0)); then
        FAILED=$((FAILED + BROKEN))
        say "$BROKEN test programs did not run to their end"
    fi
    # Last, because a long output is cut in its middle.
    if ((${#UNSTEADY[@]} > 0)); then printf 'passed only when tried again: %s\n' "${UNSTEADY[@]}"; fi
    if ((${#FAILURES[@]} > 0)); then printf 'failed: %s\n' "${FAILURES[@]}"; fi
    say "$PASSED passed, $FAILED failed, $SKIPPED skipped"
    if ((FAILED > 0 || PASSED + FAILED == 0)); then exit 1; fi
}
