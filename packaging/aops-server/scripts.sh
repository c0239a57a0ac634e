# shellcheck shell=sh
# What the package does on a host, called by the scripts of both formats, which set 'settings' to the distribution's
# folder of settings. No step of it fails a transaction. The spec includes this file, so that a percent sign would be a
# macro.

# unpacked first|upgrade: its files are there. Nothing is enabled: the server would answer this host only, until an
# operator has set its address.
unpacked() {
    if command -v systemd-sysusers >/dev/null 2>&1; then systemd-sysusers aops-server.conf || :; fi
}

# settled: and those of an older package are gone.
settled() {
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload || :
        # A server that runs goes on as the new version; one that does not stays down.
        systemctl try-restart aops-server.service || :
    fi
    if ! [ -e /var/lib/aops-server/aops.db ]; then
        # shellcheck disable=SC2154
        echo "aops-server: set its address in $settings/aops-server, then: systemctl enable --now aops-server"
    fi
}

# removing: the package goes, its files are still there.
removing() {
    if ! command -v systemctl >/dev/null 2>&1; then return 0; fi
    if [ -d /run/systemd/system ]; then systemctl stop aops-server.service || :; fi
    systemctl --no-reload disable aops-server.service >/dev/null 2>&1 || :
}

# purged: its settings are gone too. The data stays: it holds the authority that every host of the fleet trusts.
purged() {
    if [ -d /var/lib/aops-server ]; then
        echo "aops-server: /var/lib/aops-server stays, with the fleet's authority and data; delete it by hand if no host needs it"
    fi
}
