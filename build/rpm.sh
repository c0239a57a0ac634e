# shellcheck shell=bash
# RPM packages and a dnf repository of them. Sourced by build.sh.

RPM_FOLDER=artifacts/rpm
RPM_PAYLOAD=w7.xzdio

command_rpm() {
    local version=$DEFAULT_VERSION repo='' key_id='' key_file='' server='' ca='' trust_root='' archs=("$HOST_ARCH")
    package_options rpm "$@"
    need_tools
    need_rpm_tools "$repo"
    choose_signer "$key_id" "$key_file"
    local arch output=$RPM_FOLDER/$version
    rm -rf "$output"
    for arch in "${archs[@]}"; do
        build_packages rpm "$version" "$arch" "$output" "$server" "$ca" "$trust_root" "${PACKAGE_NAMES[@]}"
    done
    finish_rpms "$output"
    if [[ $repo == default ]]; then
        make_dnf_repository "$AOPS_TREE/$output"
    elif [[ -n $repo ]]; then
        mkdir -p "$repo"
        cp "$output"/*.rpm "$output/RPM-GPG-KEY-aops" "$repo"
        make_dnf_repository "$(realpath "$repo")"
    fi
    tell_rpms "$output"
}

# rpms_for_tests: the packages that the tests of machines install; made once for what was published.
rpms_for_tests() {
    # Nobody downloads them.
    local RPM_PAYLOAD=w3.zstdio
    need_rpm_tools yes
    choose_signer '' ''
    rpms_for_test "${TEST_VERSIONS[0]}" "${PACKAGE_NAMES[@]}"
    rpms_for_test "${TEST_VERSIONS[1]}" aops-agent
}

# rpms_for_test VERSION NAME...
rpms_for_test() {
    local version=$1 folder=$RPM_FOLDER/$1 stamp
    shift
    stamp=$(package_stamp "$version" build/rpm.sh)
    if [[ -s $folder/.stamp && $(<"$folder/.stamp") == "$stamp" ]]; then return; fi
    rm -rf "$folder"
    build_packages rpm "$version" "$HOST_ARCH" "$folder" '' '' '' "$@"
    finish_rpms "$folder"
    make_dnf_repository "$AOPS_TREE/$folder"
    echo "$stamp" >"$folder/.stamp"
}

# need_rpm_tools REPO: installs what is missing, and says so.
need_rpm_tools() {
    local packages=()
    find_package_manager
    if ! command -v rpmbuild >/dev/null; then
        if [[ $PACKAGE_MANAGER == dnf ]]; then packages+=(rpm-build rpm-sign); else packages+=(rpm); fi
    fi
    if ! command -v gpg >/dev/null; then packages+=(gnupg); fi
    if ! command -v zstd >/dev/null; then packages+=(zstd); fi
    if ! command -v rpmlint >/dev/null; then packages+=(rpmlint); fi
    if [[ -n $1 ]] && ! command -v createrepo_c >/dev/null; then
        if [[ $PACKAGE_MANAGER == dnf ]]; then packages+=(createrepo_c); else packages+=(createrepo-c); fi
    fi
    need_packages "${packages[@]}"
}

# build_rpm NAME VERSION ARCH STAGE OUTPUT: the same files give the same bytes, but for the signature.
build_rpm() {
    local name=$1 about=packaging/$1 work=artifacts/rpm-build/$1-$2-$3 epoch recommends more=()
    epoch=$(source_date)
    recommends=$(about_of "$name" recommends)
    if [[ -n $recommends ]]; then more+=(--define "aops_recommends $recommends"); fi
    if [[ -e $about/scripts.sh ]]; then more+=(--define 'aops_scripts 1'); fi
    say_step "building $name $2 for $3 (RPM)"
    mkdir -p "$work"
    rpm_list "$name" "$4/$name" >"$work/list"
    sed 's/^/- /' packaging/changes >"$work/changes"
    SOURCE_DATE_EPOCH=$epoch quietly "artifacts/log/rpm-$name.log" rpmbuild -bb --target "$(rpm_arch "$3")" \
        --define "_topdir $AOPS_TREE/$work" --define "_rpmdir $AOPS_TREE/$5" --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
        --define "aops_name $name" --define "aops_about $AOPS_TREE/$about" --define "aops_version $(package_version "$2")" \
        --define "aops_summary $(about_of "$name" summary)" --define "aops_group $(about_of "$name" rpm-group)" \
        --define "aops_stage $AOPS_TREE/$4/$name" --define "aops_list $AOPS_TREE/$work/list" \
        --define "aops_changes $AOPS_TREE/$work/changes" --define "aops_date $(LC_ALL=C date -u -d "@$epoch" '+%a %b %d %Y')" \
        --define "_binary_payload $RPM_PAYLOAD" --define '_buildhost build.aops.invalid' \
        --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
        "${more[@]}" packaging/rpm/aops.spec
    rm -rf "$work"
}

# rpm_list NAME ROOT: packaging/NAME/files in the words of a spec. A changed setting is no damage that rpm -V should tell of.
rpm_list() {
    local kind path
    while read -r kind path _; do
        case $kind in
            config) echo "%config(noreplace) %verify(not md5 size mtime) $path" ;;
            folder) echo "%dir $path" ;;
            tree) find "$2$path" -type d -printf "%%dir $path/%P\n" -o -printf "$path/%P\n" | sed 's,/$,,' | LC_ALL=C sort ;;
            optional) if [[ -e $2$path ]]; then echo "$path"; fi ;;
            *) echo "$path" ;;
        esac
    done < <(files_of "$1")
}

# finish_rpms FOLDER: signs them, and looks for faults.
finish_rpms() {
    gpg --batch --armor --export "$SIGNER" >"$1/RPM-GPG-KEY-aops"
    say_step "signing with $SIGNER"
    quietly artifacts/log/rpm-sign.log rpmsign \
        --define "__gpg $(command -v gpg)" --define "_gpg_name $SIGNER" --addsign "$1"/*.rpm
    lint_rpms "$1"
}

# lint_rpms FOLDER: errors end the build; warnings are in the log.
lint_rpms() {
    local code=0
    say_step 'rpmlint'
    rpmlint --config packaging/rpm/rpmlint.toml "$1"/*.rpm >artifacts/log/rpmlint.log 2>&1 || code=$?
    tail -n 1 artifacts/log/rpmlint.log
    if ((code != 0)); then
        grep -E ': E: ' artifacts/log/rpmlint.log >&2 || cat artifacts/log/rpmlint.log >&2
        fail 65 'rpmlint has errors (above; output: artifacts/log/rpmlint.log)'
    fi
}

# make_dnf_repository FOLDER
make_dnf_repository() {
    local folder=$1
    say_step "making the dnf repository of $folder"
    quietly artifacts/log/createrepo.log createrepo_c --quiet "$folder"
    gpg --batch --yes --local-user "$SIGNER" --armor --detach-sign "$folder/repodata/repomd.xml"
    cat >"$folder/aops.repo" <<TEXT
# Put it into /etc/yum.repos.d, with the address that the folder is served at.
[aops]
name=aops
baseurl=file://$folder
enabled=1
gpgcheck=1
repo_gpgcheck=1
gpgkey=file://$folder/RPM-GPG-KEY-aops
TEXT
}

# tell_rpms FOLDER: what was made, how large it is, and what fills it.
tell_rpms() {
    local package
    for package in "$1"/*.rpm; do
        say "$package: $(($(stat -c %s "$package") / 1024)) KiB"
        rpm -qp --nosignature --queryformat '[%{FILESIZES} %{FILENAMES}\n]' "$package" | sort -rn | head -n 5 |
            while read -r bytes file; do printf '    %8d KiB  %s\n' "$((bytes / 1024))" "$file"; done
    done
    if [[ -s $1/aops.repo ]]; then say "$1/aops.repo: a dnf repository"; fi
}
