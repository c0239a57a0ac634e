# shellcheck shell=bash
# Programs of an earlier commit beside those of this tree. Sourced by build.sh.

# What runs on hosts and servers in the field, where no tag says it.
readonly COMPAT_COMMIT=f35ddc684d450cd8f089de905938d589c7d62bf9
# A folder for each commit.
readonly COMPAT=artifacts/compat
# The tests take one version, and write others into copies of it.
readonly COMPAT_VERSION=${TEST_VERSIONS[0]}

command_compat() {
    local with=''
    while (($# > 0)); do
        case "$1" in
            --with)
                with=${2:?--with needs a commit or a tag}
                shift 2
                ;;
            *) usage_fault "compat does not know '$1'" ;;
        esac
    done
    local commit
    commit=$(commit_of_before "$with")
    need_tools
    publish_before "$commit"
    publish_for_tests
    build_tests tests/integration/Aops.Integration.Tests/Aops.Integration.Tests.csproj
    export AOPS_PUBLISH_BEFORE=$AOPS_TREE/$COMPAT/$commit
    run_tests Aops.Integration.Tests Aops.Integration.Tests.Compat.
    finish_tests
}

# commit_of_before WITH: the whole hash of what was asked for, else of the last tag before this commit, else COMPAT_COMMIT.
commit_of_before() {
    local name=$1 hash
    if [[ -z $name ]]; then name=$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null) || name=$COMPAT_COMMIT; fi
    # Programs that are there serve a tree without history too.
    if [[ $name =~ ^[0-9a-f]{40}$ && -d $COMPAT/$name ]]; then
        echo "$name"
        return
    fi
    hash=$(git rev-parse --verify --quiet "$name^{commit}" 2>/dev/null) \
        || fail 66 "the commit '$name' is not in the history of this tree: fetch it, or name another one by --with"
    echo "$hash"
}

# publish_before COMMIT: its programs by its own build, to $COMPAT/COMMIT; whole, or not there.
publish_before() {
    local commit=$1 folder=$COMPAT/$1 tree=$COMPAT/tree.$1
    if [[ -d $folder ]]; then
        say_step "the programs of ${commit:0:12} are published already"
        return
    fi
    say_step "publishing the programs of ${commit:0:12} by its own build (some minutes on a small machine)"
    mkdir -p "$COMPAT"
    # A worktree, as the build of a commit asks git for its files. One that an ended build left is made again.
    remove_worktree "$tree"
    quietly artifacts/log/compat-tree.log git worktree add --detach "$tree" "$commit"
    quietly artifacts/log/compat-publish.log "$tree/build.sh" publish --version "$COMPAT_VERSION"
    rm -rf "$folder.unfinished"
    mkdir "$folder.unfinished"
    cp -a "$tree/artifacts/publish/$COMPAT_VERSION" "$folder.unfinished/"
    mv "$folder.unfinished" "$folder"
    remove_worktree "$tree"
}

remove_worktree() {
    rm -rf "$1"
    git worktree prune
}
