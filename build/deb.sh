# shellcheck shell=bash
# DEB packages and an apt repository of them, of what the RPM packages are made of. Sourced by build.sh.

DEB_FOLDER=artifacts/deb
# What every dpkg in use unpacks; quicker ones are for tests.
DEB_COMPRESSION=(-Zxz -z6)
# What the programs may load by themselves; libc6 brings all of it.
readonly DEB_LIBRARIES='lib(c|m|dl|rt|pthread)\.so\.[0-9]+|ld-linux-[a-z0-9-]+\.so\.[0-9]+'

command_deb() {
    local version=$DEFAULT_VERSION repo='' key_id='' key_file='' server='' ca='' trust_root='' archs=("$HOST_ARCH")
    package_options deb "$@"
    need_tools
    need_deb_tools lint
    if [[ -n $repo ]]; then choose_signer "$key_id" "$key_file"; fi
    local arch output=$DEB_FOLDER/$version
    rm -rf "$output"
    for arch in "${archs[@]}"; do
        build_packages deb "$version" "$arch" "$output" "$server" "$ca" "$trust_root" "${PACKAGE_NAMES[@]}"
    done
    lint_debs "$output"
    if [[ $repo == default ]]; then repo=$output/apt; fi
    if [[ -n $repo ]]; then make_apt_repository "$output" "$repo"; fi
    tell_debs "$output"
}

# debs_for_tests: as rpms_for_tests. lintian comes with a hundred packages and takes half a minute: a run that takes a share of
# the tests only (AOPS_TEST_SHARE) goes without.
debs_for_tests() {
    local DEB_COMPRESSION=(-Zgzip -z1) lint=lint
    if ((${AOPS_TEST_SHARE:-1} > 1)); then lint=''; fi
    need_deb_tools "$lint"
    choose_signer '' ''
    debs_for_test "${TEST_VERSIONS[0]}" "${PACKAGE_NAMES[@]}"
    debs_for_test "${TEST_VERSIONS[1]}" aops-agent
}

# debs_for_test VERSION NAME...: by debs_for_tests.
debs_for_test() {
    local version=$1 folder=$DEB_FOLDER/$1 stamp
    shift
    stamp=$(package_stamp "$version" build/deb.sh build/apt.sh)
    if [[ -s $folder/.stamp && $(<"$folder/.stamp") == "$stamp" ]]; then return; fi
    rm -rf "$folder"
    build_packages deb "$version" "$HOST_ARCH" "$folder" '' '' '' "$@"
    # The agent of the second is as the first is.
    if (($# > 1)) && [[ -n $lint ]]; then lint_debs "$folder"; fi
    make_apt_repository "$folder" "$folder/apt"
    echo "$stamp" >"$folder/.stamp"
}

# need_deb_tools LINT: installs what is missing, and says so; lintian where LINT is not empty.
need_deb_tools() {
    local packages=() tool
    for tool in dpkg-deb:dpkg readelf:binutils gpg:gnupg zstd:zstd ${1:+lintian:lintian}; do
        if ! command -v "${tool%:*}" >/dev/null; then packages+=("${tool#*:}"); fi
    done
    need_packages "${packages[@]}"
}

# build_deb NAME VERSION ARCH STAGE OUTPUT: the same files give the same bytes.
build_deb() {
    local name=$1 root=$4/$1 arch epoch
    arch=$(deb_arch "$3")
    epoch=$(source_date)
    say_step "building $name $2 for $3 (DEB)"
    if [[ -d $root/etc/sysconfig ]]; then mv "$root/etc/sysconfig" "$root/etc/default"; fi
    deb_documents "$name" "$2" "$root"
    mkdir "$root/DEBIAN"
    deb_scripts "$name" "$root/DEBIAN"
    # Settings are in the other list; the paths of a package hold no blank.
    files_of "$name" | awk '$1 == "config" { sub("^/etc/sysconfig/", "/etc/default/", $2); print $2 }' >"$root/DEBIAN/conffiles"
    (cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum) >"$root/DEBIAN/md5sums"
    if [[ ! -s $root/DEBIAN/conffiles ]]; then rm "$root/DEBIAN/conffiles"; fi
    deb_control "$name" "$2" "$arch" "$root" >"$root/DEBIAN/control"
    chmod -R u=rwX,go=rX "$root"
    find "$root" -exec touch -h -d "@$epoch" {} +
    SOURCE_DATE_EPOCH=$epoch quietly "artifacts/log/deb-$name.log" dpkg-deb --root-owner-group "${DEB_COMPRESSION[@]}" \
        --build "$root" "$5/${name}_$(package_version "$2")-1_$arch.deb"
}

# deb_documents NAME VERSION ROOT: what Debian's policy wants to find below /usr/share.
deb_documents() {
    local folder=$3/usr/share/doc/$1
    mkdir -p "$folder"
    install -m 0644 packaging/deb/copyright "$folder/copyright"
    {
        printf '%s (%s-1) stable; urgency=medium\n\n' "$1" "$(package_version "$2")"
        sed 's/^/  * /' packaging/changes
        printf '\n -- aops <aops@aops.invalid>  %s\n' "$(LC_ALL=C date -u -R -d "@$(source_date)")"
    } | gzip -9nc >"$folder/changelog.Debian.gz"
    if [[ -e packaging/deb/$1.lintian-overrides ]]; then
        install -D -m 0644 "packaging/deb/$1.lintian-overrides" "$3/usr/share/lintian/overrides/$1"
    fi
}

# deb_scripts NAME FOLDER: what dpkg calls, for a package that does something on a host.
deb_scripts() {
    local script
    if [[ ! -e packaging/$1/scripts.sh ]]; then return; fi
    for script in preinst postinst prerm postrm; do
        sed -e "/^@SCRIPTS@\$/{r packaging/$1/scripts.sh" -e 'd}' -e "s/@NAME@/$1/g" "packaging/deb/$script" \
            | sed '/# shellcheck /d' >"$2/$script"
        chmod 0755 "$2/$script"
    done
}

# deb_control NAME VERSION ARCH ROOT
deb_control() {
    local name=$1 recommends depends
    depends=$(deb_depends "$4")
    recommends=$(about_of "$name" recommends)
    cat <<TEXT
Package: $name
Version: $(package_version "$2")-1
Architecture: $3
Maintainer: aops <aops@aops.invalid>
Installed-Size: $(find "$4" -path '*/DEBIAN' -prune -o -type f -printf '%s\n' | awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
Depends: $depends
TEXT
    if [[ -n $recommends ]]; then echo "Recommends: $recommends"; fi
    cat <<TEXT
Section: $(about_of "$name" deb-section)
Priority: optional
Homepage: https://aops.invalid/
Description: $(about_of "$name" summary)
TEXT
    sed 's/^/ /' "packaging/$name/description"
}

# deb_depends ROOT: the C library by the newest version that a program asks for, and OpenSSL, which is loaded by name at run
# time, whichever there is.
deb_depends() {
    local programs others
    mapfile -t programs < <(elf_files "$1")
    others=$(readelf -W -d "${programs[@]}" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vxE "$DEB_LIBRARIES" | sort -u || true)
    if [[ -n $others ]]; then fail 70 "programs ask for a library of which no dependency of the package is known: $others"; fi
    echo "libc6 (>= $(readelf -W -V "${programs[@]}" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1 | cut -d_ -f2))," \
        'libssl3t64 | libssl3 | libssl1.1'
}

# elf_files ROOT: one path a line.
elf_files() {
    find "$1" -type f -size +3c | LC_ALL=C sort | while read -r file; do
        if [[ $(head -c 4 "$file" | tr -d '\0') == $'\x7fELF' ]]; then echo "$file"; fi
    done
}

# lint_debs FOLDER: errors end the build; warnings are in the log.
lint_debs() {
    local code=0
    say_step 'lintian'
    lintian --no-cfg --allow-root --fail-on error "$1"/*.deb >artifacts/log/lintian.log 2>&1 || code=$?
    say "lintian: $(grep -c '^E: ' artifacts/log/lintian.log || true) errors," \
        "$(grep -c '^W: ' artifacts/log/lintian.log || true) warnings (artifacts/log/lintian.log)"
    if ((code != 0)); then
        grep '^E: ' artifacts/log/lintian.log >&2 || cat artifacts/log/lintian.log >&2
        fail 65 'lintian has errors (above; output: artifacts/log/lintian.log)'
    fi
}

# tell_debs FOLDER: what was made, how large it is, and what fills it.
tell_debs() {
    local package
    for package in "$1"/*.deb; do
        say "$package: $(($(stat -c %s "$package") / 1024)) KiB"
        dpkg-deb -c "$package" | awk '{ print $3, substr($6, 2) }' | sort -rn | head -n 5 |
            while read -r bytes file; do printf '    %8d KiB  %s\n' "$((bytes / 1024))" "$file"; done
    done
}
