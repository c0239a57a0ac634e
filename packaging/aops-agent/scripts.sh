# shellcheck shell=sh
# What the package does on a host, called by the scripts of both formats. No step of it fails a transaction. The spec
# includes this file, so that a percent sign would be a macro.

# unpacked first|upgrade: its files are there.
unpacked() {
    if command -v systemd-tmpfiles >/dev/null 2>&1; then systemd-tmpfiles --create aops-agent.conf || :; fi
    if [ "$1" = first ] && command -v systemctl >/dev/null 2>&1; then
        systemctl --no-reload preset aops-enrol.path aops-enrol.service >/dev/null 2>&1 || :
    fi
}

# settled: and those of an older package are gone.
settled() {
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload || :
        systemctl start aops-enrol.path || :
        # It looks by itself whether there is a token, and whether the host is enrolled.
        systemctl start --no-block aops-enrol.service || :
    fi
    # Says what is to be done on a host that is not enrolled.
    /usr/lib/aops/seed/bin/aops-agent-service take-package ||
        echo "aops-agent: the running version stays; 'aops-agent-service status' tells more"
}

# removing: the package goes, its files are still there.
removing() {
    if command -v systemctl >/dev/null 2>&1; then
        if [ -d /run/systemd/system ]; then systemctl stop aops-enrol.path aops-enrol.service || :; fi
        systemctl --no-reload disable aops-enrol.path aops-enrol.service >/dev/null 2>&1 || :
    fi
    /usr/bin/aops-agent-service uninstall --keep-conf ||
        /usr/lib/aops/seed/bin/aops-agent-service uninstall --keep-conf ||
        echo "aops-agent: something of the agent was left (above); look at /opt/aops and /var/lib/aops"
}

# purged: its settings are gone too.
purged() {
    # A token that was laid down and never used.
    rm -f /etc/aops/token
}
