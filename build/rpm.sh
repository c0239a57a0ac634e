# shellcheck shell=bash
# RPM packages and a dnf repository of them. Sourced by build.sh.

RPM_FOLDER=artifacts/rpm
RPM_PAYLOAD=w7.xzdio

command_rpm() {
    local version=$DEFAULT_VERSION repo='' key_id='' key_file='' server='' ca='' trust_root=''
    while (($# > 0)); do
        case "$1" in
            --version) version=${2:?--version needs a value} ;;
            --sign-key) key_id=${2:?--sign-key needs the id of a key of this user} ;;
            --key) key_file=${2:?--key needs a file} ;;
            --server) server=${2:?--server needs an https:// address} ;;
            --ca) ca=${2:?--ca needs a file} ;;
            --trust-root) trust_root=${2:?--trust-root needs a file} ;;
            --repo)
                repo=yes
                shift
                continue
                ;;
            *) usage_fault "rpm does not know '$1'" ;;
        esac
        shift 2
    done
    local file
    for file in $key_file $ca $trust_root; do
        if [[ ! -s $file ]]; then fail 66 "rpm: $file is not there; nothing was built"; fi
    done
    need_tools
    need_rpm_tools "$repo"
    choose_signer "$key_id" "$key_file"
    build_rpms "$version" All "$RPM_FOLDER/$version" "$server" "$ca" "$trust_root"
    if [[ -n $repo ]]; then make_dnf_repository "$RPM_FOLDER/$version"; fi
    tell_rpms "$RPM_FOLDER/$version"
}

# rpms_for_tests: the packages that the tests of machines install; made once for what was published.
rpms_for_tests() {
    # Nobody downloads them.
    local RPM_PAYLOAD=w3.zstdio
    need_rpm_tools yes
    choose_signer '' ''
    rpms_for_test "${TEST_VERSIONS[0]}" All
    rpms_for_test "${TEST_VERSIONS[1]}" Agent
}

# rpms_for_test VERSION SET
rpms_for_test() {
    local folder=$RPM_FOLDER/$1 stamp
    stamp=$({
        cat "artifacts/publish/$1/.stamp"
        tree_files packaging build/rpm.sh | xargs sha256sum
    } | sha256sum)
    if [[ -s $folder/.stamp && $(<"$folder/.stamp") == "$stamp" ]]; then return; fi
    build_rpms "$1" "$2" "$folder" '' '' ''
    make_dnf_repository "$folder"
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
    if ((${#packages[@]} == 0)); then return; fi
    if [[ $PACKAGE_MANAGER == none ]]; then fail 69 "missing: ${packages[*]}; install them by hand"; fi
    install_packages "${packages[@]}"
}

# choose_signer KEY-ID KEY-FILE: sets SIGNER, the key that signs, and the keyring that it lies in.
choose_signer() {
    if [[ -n $1 ]]; then
        SIGNER=$1
        if ! gpg --batch --list-secret-keys "$SIGNER" >/dev/null 2>&1; then
            fail 66 "rpm: no secret key '$SIGNER' in the keyring of this user; nothing was built"
        fi
        return
    fi
    # Below /tmp: the socket of gpg-agent lies in it, and the path of a socket is short.
    GNUPGHOME=$(mktemp -d /tmp/aops-gpg.XXXXXX)
    export GNUPGHOME
    printf 'quiet\nno-auto-check-trustdb\n' >"$GNUPGHOME/gpg.conf"
    trap 'gpgconf --kill gpg-agent >/dev/null 2>&1 || true; rm -rf "$GNUPGHOME"' EXIT
    local file=$2
    if [[ -z $file ]]; then
        file=$AOPS_TREE/$RPM_FOLDER/throw-away.key
        if [[ ! -s $file ]]; then make_throw_away_key "$file"; fi
        say '*** signed with a THROW-AWAY key that lies without a passphrase in'
        say "*** $RPM_FOLDER: good for tests and demonstrations, for nothing else (--sign-key, --key)"
    fi
    quietly artifacts/log/rpm-key.log gpg --batch --import "$file"
    SIGNER=$(gpg --batch --with-colons --list-secret-keys | sed -n 's/^fpr:*\([0-9A-F]*\):*$/\1/p' | head -n 1)
    if [[ -z $SIGNER ]]; then fail 65 "rpm: $file holds no secret key; nothing was built"; fi
}

make_throw_away_key() {
    mkdir -p "$(dirname "$1")"
    quietly artifacts/log/rpm-key.log gpg --batch --passphrase '' --quick-gen-key \
        'aops throw-away key, for tests only <throw-away@aops.invalid>' rsa3072 sign 2y
    (umask 077 && gpg --batch --armor --export-secret-keys >"$1")
}

# build_rpms VERSION SET OUTPUT SERVER CA TRUST-ROOT: SET is All, or Agent for that package alone.
build_rpms() {
    local version=$1 set=$2 output=$3 stage=artifacts/rpm-stage/$1
    publish_version "$version" "$HOST_ARCH"
    build_tests tests/integration/Aops.Demo/Aops.Demo.csproj
    say_step "laying out the packages of $version"
    rm -rf "$stage" "$output"
    mkdir -p "$output"
    # The seed is unpacked from a package as hosts download it, and so has the same manifest.
    quietly artifacts/log/rpm-pack.log \
        artifacts/bin/Aops.Demo/debug/Aops.Demo --pack "$version" --output "$stage" --seed
    stage_agent "$stage" "$version" "$4" "$5" "$6"
    build_rpm aops-agent "$version" "$stage/agent" "$output"
    if [[ $set == All ]]; then
        stage_server "$stage/server" "$version"
        build_rpm aops-server "$version" "$stage/server" "$output"
        stage_cli "$stage/cli" "$version"
        build_rpm aops-cli "$version" "$stage/cli" "$output"
    fi
    rm -rf "$stage"
    gpg --batch --armor --export "$SIGNER" >"$output/RPM-GPG-KEY-aops"
    say_step "signing with $SIGNER"
    quietly artifacts/log/rpm-sign.log rpmsign \
        --define "__gpg $(command -v gpg)" --define "_gpg_name $SIGNER" --addsign "$output"/*.rpm
    lint_rpms "$output"
}

# stage_agent FOLDER VERSION SERVER CA TRUST-ROOT
stage_agent() {
    local root=$1/agent source=packaging/rpm units=$1/agent/usr/lib/systemd/system
    mkdir -p "$root"/usr/lib/aops/{seed,trust} "$root/etc/aops" "$root/usr/bin" "$units"
    zstd -dcq "$1/aops-agent-$2-linux-x64.tar.zst" | tar -x -C "$root/usr/lib/aops/seed"
    install -m 0755 "$source/agent/aops-agent-service" "$root/usr/bin/"
    install -m 0644 -t "$units" "$source"/units/* "$source"/agent/aops-enrol.*
    install -D -m 0644 "$source/agent/90-aops-agent.preset" "$root/usr/lib/systemd/system-preset/90-aops-agent.preset"
    install -D -m 0644 "$source/agent/aops-agent.tmpfiles" "$root/usr/lib/tmpfiles.d/aops-agent.conf"
    "$root/usr/lib/aops/seed/bin/aops-agent-service" settings >"$root/etc/aops/conf.yml"
    if [[ -n $3 ]]; then sed -i "s|^#heartbeatSrv:.*|heartbeatSrv: $3|" "$root/etc/aops/conf.yml"; fi
    if [[ -n $4 ]]; then cp "$4" "$root/usr/lib/aops/trust/ca.pem"; fi
    if [[ -n $5 ]]; then cp "$5" "$root/usr/lib/aops/trust/root.json"; fi
    stage_manual "$root" aops-agent-service.8 aops-conf.yml.5
    stage_completion "$root" aops-agent-service
}

# stage_server ROOT VERSION
stage_server() {
    local root=$1 source=packaging/rpm/server
    install -D -m 0755 -t "$root/usr/bin" "artifacts/publish/$2"/aops-{server,release}
    install -D -m 0644 -t "$root/usr/lib/systemd/system" \
        "$source"/aops-server.service "$source"/aops-release-refresh.{service,timer}
    install -D -m 0644 "$source/aops-server.sysusers" "$root/usr/lib/sysusers.d/aops-server.conf"
    install -D -m 0644 "$source/aops-server.sysconfig" "$root/etc/sysconfig/aops-server"
    stage_manual "$root" aops-server.8 aops-release.1
    stage_completion "$root" aops-server aops-release
}

# stage_cli ROOT VERSION: the program itself writes its completions.
stage_cli() {
    local root=$1 program=$1/usr/bin/aops data=$1/usr/share
    install -D -m 0755 -t "$root/usr/bin" "artifacts/publish/$2/aops"
    mkdir -p "$data"/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
    "$program" completion bash >"$data/bash-completion/completions/aops"
    "$program" completion zsh >"$data/zsh/site-functions/_aops"
    "$program" completion fish >"$data/fish/vendor_completions.d/aops.fish"
    stage_manual "$root" aops.1
}

stage_manual() {
    local root=$1 page folder
    shift
    for page in "$@"; do
        folder=$root/usr/share/man/man${page##*.}
        mkdir -p "$folder"
        gzip -9nc "packaging/rpm/man/$page" >"$folder/$page.gz"
    done
}

stage_completion() {
    local root=$1 program
    shift
    for program in "$@"; do
        install -D -m 0644 packaging/rpm/completion/aops "$root/usr/share/bash-completion/completions/$program"
    done
}

# build_rpm NAME VERSION STAGE OUTPUT: the same files give the same bytes, but for the signature.
build_rpm() {
    # A folder keeps the umask of whoever builds; a package does not.
    chmod -R u=rwX,go=rX "$3"
    local name=$1 epoch work=artifacts/rpm-build/$1-$2
    epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)
    say_step "building $name $2"
    SOURCE_DATE_EPOCH=$epoch quietly "artifacts/log/rpm-$name.log" rpmbuild -bb --target x86_64 \
        --define "_topdir $AOPS_TREE/$work" --define "_rpmdir $AOPS_TREE/$4" --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
        --define "aops_version $(rpm_version "$2")" --define "aops_stage $AOPS_TREE/$3" \
        --define "aops_date $(LC_ALL=C date -u -d "@$epoch" '+%a %b %d %Y')" \
        --define "_binary_payload $RPM_PAYLOAD" --define '_buildhost build.aops.invalid' \
        --define 'use_source_date_epoch_as_buildtime 1' --define 'clamp_mtime_to_source_date_epoch 1' \
        "packaging/rpm/$name.spec"
    rm -rf "$work"
}

# rpm_version VERSION: a pre-release sorts before its release by a tilde.
rpm_version() { echo "${1//-/\~}"; }

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
    say_step 'making the dnf repository'
    quietly artifacts/log/createrepo.log createrepo_c --quiet "$folder"
    gpg --batch --yes --local-user "$SIGNER" --armor --detach-sign "$folder/repodata/repomd.xml"
    cat >"$folder/aops.repo" <<TEXT
# Put it into /etc/yum.repos.d, with the address that the folder is served at.
[aops]
name=aops
baseurl=file://$AOPS_TREE/$folder
enabled=1
gpgcheck=1
repo_gpgcheck=1
gpgkey=file://$AOPS_TREE/$folder/RPM-GPG-KEY-aops
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
