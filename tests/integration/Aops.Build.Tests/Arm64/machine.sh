#!/bin/busybox sh
# shellcheck shell=dash
# The first process of an emulated arm64 machine: a server and a host in one, without systemd. It installs the agent by
# install.sh, kills its members, upgrades it and has a bad release rolled back, and tells each step on the console. The last
# line is "AOPS passed" or "AOPS failed: WHAT".
#
# The machine holds /programs (what is published for arm64), /repo (signed, with 1.0.0, 2.0.0 and a 3.0.0 that crashes), and
# busybox, a dash and a wget.
export PATH=/usr/bin:/bin:/programs
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /run /tmp /host
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs run /run
mount -t tmpfs tmp /tmp
mount -t tmpfs -o size=1200m host /host
ip link set lo up

url=https://127.0.0.1:7443
begin=$(date +%s)

say() { echo "AOPS $*, after $(($(date +%s) - begin)) s"; }

finish() {
    echo "AOPS $*"
    sync
    poweroff -f
}

fail() {
    agent status
    for log in /tmp/*.log /host/var/log/aops/*.log; do
        echo "---- $log"
        tail -n 40 "$log"
    done
    finish "failed: $1"
}

# until_holds SECONDS WHAT COMMAND...
until_holds() {
    local left=$1 what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail "$what"
        sleep 1
    done
    say "$what"
}

agent() { aops-agent-service "$@" --root /host; }

is_healthy() { agent status; }

runs_version() { agent status --json | tr -d ' \n' | grep -q "\"version\":\"$1\""; }

upgrade_is() { agent status --json | tr -d ' \n' | grep -q "\"phase\":\"$1\""; }

is_committed() { runs_version "$1" && upgrade_is success && is_healthy; }

# The host is not healthy then: the server still wants what failed.
is_rolled_back() { upgrade_is rolled-back && runs_version "$1"; }

tells_why() { agent status | grep -q '! upgrade to 3.0.0: .*returned to 2.0.0'; }

has_another_pid() { [ "$(cat "/host/run/aops/$1.lock")" != "$2" ] && is_healthy; }

publisher() { # verb, options: the server is the same for all
    aops-release "$@" --server $url --ca /data/ca.pem --operator-token-file /data/operator.token
}

uname -m
aops-spm --version || fail 'aops-spm does not start'
mkdir -p /data
aops-server run --data /data --listen 127.0.0.1:7443 >/tmp/server.log 2>&1 &
until_holds 120 'the server answers' grep -q 'enrol a host' /tmp/server.log
publisher publish --repo /repo >/tmp/publish.log 2>&1 || fail 'the releases cannot be published'
aops-server token create --data /data --uses 1 --ttl 1d 2>/tmp/token.log | grep -oE '[A-Za-z0-9_-]{20,}' | head -n 1 >/tmp/token

mkdir -p /host/etc/aops
/usr/bin/wget -q --ca-certificate=/data/ca.pem -O /tmp/install.sh $url/install.sh || fail 'install.sh cannot be fetched'
dash /tmp/install.sh --root /host --service-manager direct --token-file /tmp/token --version 1.0.0 \
    >/tmp/install.log 2>&1 || fail 'the installation'
cat /tmp/install.log
until_holds 120 'the host is installed and healthy' is_healthy
# A trial that suits an emulator.
printf 'trialPeriod: 10s\nheartbeatInterval: 2s\n' >>/host/etc/aops/conf.yml

for member in spm spa; do
    pid=$(cat "/host/run/aops/$member.lock")
    kill -KILL "$pid"
    until_holds 60 "$member was killed and is back" has_another_pid $member "$pid"
done

publisher promote --version 2.0.0 >/tmp/promote.log 2>&1 || fail 'version 2.0.0 cannot be ordered'
until_holds 300 'version 2.0.0 is committed' is_committed 2.0.0

publisher promote --version 3.0.0 >>/tmp/promote.log 2>&1 || fail 'version 3.0.0 cannot be ordered'
until_holds 300 'version 3.0.0 crashed and is rolled back' is_rolled_back 2.0.0
until_holds 60 'the host tells why' tells_why

agent uninstall >/tmp/uninstall.log 2>&1 || fail 'the removal'
[ ! -e /host/opt/aops ] || fail 'the removal left /opt/aops'
say 'the agent is removed'
finish passed
