# shellcheck shell=bash
# The files of the tree that are made of its code, which a test of each compares. Sourced by build.sh.

# VARIABLE PROGRAM CLASS: with the variable, the tests of the class write what they compare.
readonly GENERATED=(
    'AOPS_WRITE_API Aops.Server.Tests *ApiDocumentTests'
    'AOPS_WRITE_MANUAL Aops.Cli.Tests *ManualTests'
    'AOPS_WRITE_MANUAL Aops.ReleaseTool.Tests *ManualTests'
    'AOPS_WRITE_MANUAL Aops.Server.Tests *ManualTests'
    'AOPS_WRITE_OUTPUTS Aops.Cli.Tests *OutputTests'
    'AOPS_WRITE_PAGES Aops.Rollouts.Tests *RolloutPageTests'
    'AOPS_WRITE_ANSWERS Aops.CommandLine.Tests *WrongInputTests'
    'AOPS_LOWER_WORDS Aops.Tidy.Tests *WordTests'
)

# command_generate: what a test writes it may fail on in the same run, having compared the file of before; so none is judged
# here. The tests do that.
command_generate() {
    local row variable program class
    need_tools
    for row in "${GENERATED[@]}"; do
        read -r variable program class <<<"$row"
        build_tests "tests/unit/$program/$program.csproj"
        say_step "writing what $program compares"
        env "$variable=1" "artifacts/bin/$program/debug/$program" --progress off --no-ansi --filter-class "$class" \
            >"artifacts/log/generate-$program.log" 2>&1 || true
    done
    git status --short -- docs server tests packaging
}
