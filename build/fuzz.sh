# shellcheck shell=bash
# Seeded hostile input for every reader of foreign bytes. Sourced by build.sh.

FUZZ_PROJECT=tests/fuzz/Aops.Fuzz/Aops.Fuzz.csproj
FUZZ_PROGRAM=artifacts/bin/Aops.Fuzz/debug/Aops.Fuzz

command_fuzz() {
    need_tools
    build_tests "$FUZZ_PROJECT"
    exec "$FUZZ_PROGRAM" "$@"
}

# test_fuzz: each target for a few seconds is one test. The seed is the date, so that one day's runs are the same and
# no two days' are; every fault names it.
test_fuzz() {
    local log=artifacts/log/Aops.Fuzz.log code=0 passed failed
    build_tests "$FUZZ_PROJECT"
    say_step "testing Aops.Fuzz (seed $(date -u +%Y%m%d))"
    "$FUZZ_PROGRAM" all --seconds "${AOPS_FUZZ_SECONDS:-10}" --seed "$(date -u +%Y%m%d)" >"$log" 2>&1 || code=$?
    passed=$(grep -cE ' outcomes  0 faults$' "$log" || true)
    failed=$(grep -E ' outcomes  [0-9]+ faults$' "$log" | grep -cvE ' 0 faults$' || true)
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    judge_run Aops.Fuzz "$((code != 0 && failed > 0 ? 2 : code))" "$((passed + failed))" '' "$log"
}
