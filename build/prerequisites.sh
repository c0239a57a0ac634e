# shellcheck shell=bash
# What a machine needs before anything can be built, and how it gets it. Sourced by build.sh.

# have_header FILE: whether the C compiler finds a header.
have_header() { echo "#include <$1>" | cc_any -E -x c - >/dev/null 2>&1; }

have_static_library() {
    local folder
    for folder in /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib; do
        if [[ -e $folder/$1 ]]; then return 0; fi
    done
    return 1
}

cc_any() { if command -v clang >/dev/null; then clang "$@"; else gcc "$@"; fi; }

# missing_parts KIND: what is not there, one word a line. KIND is build or test.
missing_parts() {
    local tool
    # gcc alone can link, but not against another C library (build/sysroot.sh).
    if ! command -v clang >/dev/null && { may_install || ! command -v gcc >/dev/null; }; then echo compiler; fi
    if ! command -v xz >/dev/null; then echo xz; fi
    if ! have_header zlib.h; then echo zlib; fi
    if ! have_header sqlite3.h || ! have_static_library libsqlite3.a; then echo sqlite; fi
    if ! command -v curl >/dev/null; then echo curl; fi
    if ! server/console/make.sh check 2>/dev/null; then echo node; fi
    if [[ $1 != test ]]; then return; fi
    for tool in shellcheck zstd wget; do
        if ! command -v "$tool" >/dev/null; then echo "$tool"; fi
    done
    if ! command -v dbus-daemon >/dev/null; then echo dbus; fi
}

# package_of PART: the package that holds it, for the package manager of this machine.
package_of() {
    case "$PACKAGE_MANAGER:$1" in
        *:compiler) echo clang ;;
        *:node) echo nodejs npm ;;
        apt:zlib) echo zlib1g-dev ;;
        apt:sqlite) echo libsqlite3-dev ;;
        dnf:zlib) echo zlib-devel ;;
        dnf:sqlite) echo sqlite-devel sqlite-static ;;
        apt:xz) echo xz-utils ;;
        apt:shellcheck) echo shellcheck ;;
        dnf:shellcheck) echo ShellCheck ;;
        dnf:dbus) echo dbus-daemon ;;
        *) echo "$1" ;;
    esac
}

find_package_manager() {
    if command -v apt-get >/dev/null; then
        PACKAGE_MANAGER=apt
        INSTALL=(apt-get install -y --no-install-recommends)
    elif command -v dnf >/dev/null; then
        PACKAGE_MANAGER=dnf
        INSTALL=(dnf install -y)
    else
        PACKAGE_MANAGER=none
        INSTALL=()
    fi
}

# as_root COMMAND...: runs it as root, by sudo where that asks for no password.
as_root() {
    if ((EUID == 0)); then
        DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

may_install() { ((EUID == 0)) || sudo -n true 2>/dev/null; }

# need_tools [test]: installs what is missing, or says the exact command that would.
need_tools() {
    local parts part packages=()
    mapfile -t parts < <(missing_parts "${1:-build}")
    if ((${#parts[@]} > 0)); then
        find_package_manager
        if [[ $PACKAGE_MANAGER == none ]]; then
            fail 69 "missing: ${parts[*]}; this machine has neither apt-get nor dnf, install them by hand"
        fi
        for part in "${parts[@]}"; do
            # A part may be more than one package.
            # shellcheck disable=SC2207
            packages+=($(package_of "$part"))
        done
        install_packages "${packages[@]}"
        mapfile -t parts < <(missing_parts "${1:-build}")
        if ((${#parts[@]} > 0)); then
            fail 69 "still missing after the installation of ${packages[*]}: ${parts[*]}"
        fi
    fi
    find_sdk
}

# need_packages PACKAGE...: installs them, where there are any.
need_packages() {
    if (($# == 0)); then return; fi
    find_package_manager
    if [[ $PACKAGE_MANAGER == none ]]; then fail 69 "missing: $*; install them by hand"; fi
    install_packages "$@"
}

install_packages() {
    if ! may_install; then
        fail 77 "missing packages, and no right to install them. Run: sudo ${INSTALL[*]} $*"
    fi
    say_step "installing $*"
    if [[ $PACKAGE_MANAGER == apt ]]; then
        quietly artifacts/log/apt-update.log as_root apt-get update
    fi
    quietly artifacts/log/packages.log as_root "${INSTALL[@]}" "$@"
}

# want_postgres: the database that the server's tests start for themselves; they are skipped where it cannot be installed.
# Debian's package makes a cluster of its own and starts it, which nobody asked for.
want_postgres() {
    if have_postgres; then return; fi
    find_package_manager
    case "$PACKAGE_MANAGER" in
        apt) (install_packages postgresql-common && keep_no_cluster && install_packages postgresql) || true ;;
        dnf) (install_packages postgresql-server) || true ;;
    esac
    if ! have_postgres; then say 'PostgreSQL cannot be installed; the tests of the server on PostgreSQL are skipped'; fi
}

have_postgres() {
    local folder
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/bin; do
        if [[ -x $folder/initdb ]]; then return 0; fi
    done
    return 1
}

keep_no_cluster() {
    as_root sed -i -E 's/^#?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
}

# want_ansible: what runs playbooks; their tests are skipped where it cannot be installed, as on Debian 11.
want_ansible() {
    if command -v ansible-playbook >/dev/null; then return; fi
    find_package_manager
    if [[ $PACKAGE_MANAGER != none ]]; then (install_packages ansible-core) || true; fi
    if ! command -v ansible-playbook >/dev/null; then
        say 'ansible-core cannot be installed; the tests of playbooks by the real Ansible are skipped'
    fi
}

# want_browser: what the console's tests drive; they are skipped where it cannot be installed.
want_browser() {
    if command -v chromium chromium-browser google-chrome >/dev/null; then return; fi
    find_package_manager
    if [[ $PACKAGE_MANAGER != none ]]; then (install_packages chromium) || true; fi
    if ! command -v chromium chromium-browser google-chrome >/dev/null; then
        say 'no Chromium can be installed; the tests of the console in a browser are skipped'
    fi
}

# want_machines: tools for machines in containers, as far as they can be installed. Nothing is asked
# of a user who could not boot one anyway.
want_machines() {
    local packages=()
    if ((EUID != 0)); then return; fi
    find_package_manager
    if ! command -v systemd-nspawn >/dev/null; then packages+=(systemd-container); fi
    if ! command -v debootstrap >/dev/null; then packages+=(debootstrap); fi
    if ((${#packages[@]} == 0)) || [[ $PACKAGE_MANAGER == none ]]; then return; fi
    (install_packages "${packages[@]}") || say "${packages[*]} cannot be installed; tests that boot machines are skipped"
}
