#!/bin/sh
# Installs the aops agent from the server that sent this script:
#   curl -fsS --cacert ca.pem @SERVER_URL@/install.sh | sh -s -- --token TOKEN
# It fetches one program, checks it against the SHA-256 below, and lets it do the rest; every package that the
# program installs is verified by signed metadata. Needs sh, curl or wget, and coreutils.
set -u

server='@SERVER_URL@'
sha256_amd64='@SHA256_AMD64@'

say() { printf 'aops install: %s\n' "$*" >&2; }

# die CODE SENTENCE: the codes are those of sysexits.h, as everywhere in the suite.
die() {
  code=$1
  shift
  say "$@"
  exit "$code"
}

ca() {
  cat <<'CA_PEM'
@CA_PEM@
CA_PEM
}

usage() {
  cat <<USAGE
usage: install.sh --token TOKEN [--root DIR] [--version VERSION] [--agent-id ID] [--dry-run] [OPTION …]
  --token TOKEN     enrolment token of this fleet (required)
  --root DIR        install below this folder instead of /
  --version VERSION the version to install; default: what the server wants
  --agent-id ID     the identity to keep
  --dry-run         fetch and check the program, say what would be done, change nothing
  Other options are passed on to: aops-agent-service install
USAGE
}

# Reads this script's own words; the argument list itself stays whole, spaces and all, to be passed on.
token=''
dry_run=no
expect=''
for word in "$@"; do
  if [ "$expect" = token ]; then token=$word; fi
  expect=''
  case $word in
    --token) expect=token ;;
    --token=*) token=${word#--token=} ;;
    --dry-run) dry_run=yes ;;
    --help | -h) usage; exit 0 ;;
  esac
done
[ -n "$token" ] || {
  usage >&2
  die 64 "--token is missing; 'aops-server token create' on the server makes one; nothing was changed"
}

[ "$(uname -s)" = Linux ] || die 69 "this is $(uname -s), and the agent runs on Linux only; nothing was changed"
case $(uname -m) in
  x86_64 | amd64)
    file=aops-agent-service-linux-amd64
    sha256=$sha256_amd64
    ;;
  *) die 69 "there is no agent for the architecture $(uname -m); nothing was changed" ;;
esac
[ -n "$sha256" ] || die 69 "$server has no bootstrap program published yet;" \
  "publish a release with 'aops-release publish', then run this again; nothing was changed"

if command -v curl >/dev/null 2>&1; then
  fetcher=curl
elif command -v wget >/dev/null 2>&1; then
  fetcher=wget
else
  die 69 "neither curl nor wget is installed; install one of them, then run this again; nothing was changed"
fi
command -v sha256sum >/dev/null 2>&1 || die 69 "sha256sum (coreutils) is missing; nothing was changed"

work=$(mktemp -d "${TMPDIR:-/tmp}/aops-install.XXXXXX") ||
  die 73 "cannot make a folder in ${TMPDIR:-/tmp}; nothing was changed"
child=''
trap 'rm -rf "$work"' EXIT
# A signal that asks this script to end also asks the program that it waits for.
trap '[ -z "$child" ] || kill -TERM "$child" 2>/dev/null; exit 130' INT
trap '[ -z "$child" ] || kill -TERM "$child" 2>/dev/null; exit 143' TERM
trap '[ -z "$child" ] || kill -TERM "$child" 2>/dev/null; exit 129' HUP

ca >"$work/ca.pem" || die 73 "cannot write $work/ca.pem; nothing was changed"

# fetch URL FILE: proxy variables of the environment hold for both tools.
fetch() {
  case $fetcher in
    curl) curl -fsS --retry 3 --connect-timeout 10 --cacert "$work/ca.pem" -o "$2" "$1" ;;
    wget) wget -q -t 3 -T 30 --ca-certificate="$work/ca.pem" -O "$2" "$1" ;;
  esac
}

url=$server/api/download/$file
fetch "$url" "$work/$file" || die 69 "cannot fetch $url with $fetcher (see above); nothing was changed"
actual=$(sha256sum "$work/$file") || die 66 "cannot read $work/$file; nothing was changed"
actual=${actual%% *}
[ "$actual" = "$sha256" ] || die 65 "$file has the SHA-256 $actual, expected is $sha256:" \
  "a new release was published meanwhile, or somebody is in between; run this again; nothing was changed"
chmod 0755 "$work/$file" || die 73 "cannot make $work/$file executable; nothing was changed"

if [ "$dry_run" = yes ]; then
  say "fetched $url with $fetcher ($(wc -c <"$work/$file") bytes) and checked its SHA-256"
  say "would run: $file install --endpoint $server --ca ca.pem, with the options given here"
  say "dry run: nothing was changed"
  exit 0
fi

"$work/$file" install --endpoint "$server" --ca "$work/ca.pem" "$@" &
child=$!
wait "$child"
code=$?
child=''
[ "$code" -ne 126 ] || say "$work/$file cannot be executed; is ${TMPDIR:-/tmp} mounted noexec?" \
  "Set TMPDIR to another folder and run this again; nothing was changed"
exit "$code"
