#!/bin/sh
# Installs the aops agent from the server that sent this script:
#   curl -fsS --cacert ca.pem @SERVER_URL@/install.sh | sh
# It asks for the enrolment token, or takes it from --token-file or AOPS_TOKEN: never from where ps would show it.
# It fetches one program, checks it against the SHA-256 below, and lets it do the rest; every package that the
# program installs is verified by signed metadata. Needs sh, curl or wget, and coreutils.
set -u

server='@SERVER_URL@'
sha256_amd64='@SHA256_AMD64@'
sha256_arm64='@SHA256_ARM64@'

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
usage: install.sh [--token-file FILE] [--root DIR] [--version VERSION] [--agent-id ID] [--name NAME]
                  [--dry-run] [OPTION …]
  --token-file FILE file that holds the enrolment token; '-' reads it from standard input (not with '… | sh')
  --token TOKEN     the token itself; ps shows it for as long as this script runs
                    without either: AOPS_TOKEN of the environment, else it is asked for on the terminal;
                    a host that is enrolled already needs none
  --root DIR        install below this folder instead of /
  --version VERSION the version to install; default: what the server wants
  --agent-id ID     the identity to keep
  --name NAME       the name under which the host is listed; default: its own
  --dry-run         ask the server, check all of it, say what would be done, change nothing
  Other options are passed on to: aops-agent-service install
USAGE
}

read_token_file() {
  if [ "$1" = - ]; then
    # From a pipe, standard input is this script itself.
    [ -f "$0" ] || die 64 "--token-file - reads standard input, and there this script comes from:" \
      "give --token-file FILE, set AOPS_TOKEN, or run it from a file; nothing was changed"
    IFS= read -r token || [ -n "$token" ] || die 66 "standard input holds no token; nothing was changed"
  else
    [ -r "$1" ] || die 66 "the token file $1 cannot be read; nothing was changed"
    IFS= read -r token <"$1" || [ -n "$token" ] || die 66 "the token file $1 is empty; nothing was changed"
  fi
}

ask_token() {
  # In a shell of its own: where there is no terminal, the redirection would end this one.
  (exec 3<>/dev/tty) 2>/dev/null || return 0
  exec 3<>/dev/tty
  printf 'Enrolment token: ' >&3
  trap 'stty echo <&3 2>/dev/null; printf "\n" >&3; exit 130' INT
  stty -echo <&3 2>/dev/null
  IFS= read -r token <&3 || :
  stty echo <&3 2>/dev/null
  trap - INT
  printf '\n' >&3
  exec 3>&-
}

# Takes the token out of the words; the others stay as they are, spaces and all, to be passed on.
token=''
token_file=''
dry_run=no
root=/
next_is_root=no
left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
    --token | --token-file)
      [ "$left" -gt 0 ] || die 64 "$word has no value; nothing was changed"
      if [ "$word" = --token ]; then token=$1; else token_file=$1; fi
      shift
      left=$((left - 1))
      ;;
    --token=*) token=${word#--token=} ;;
    --token-file=*) token_file=${word#--token-file=} ;;
    --help | -h) usage; exit 0 ;;
    *)
      [ "$word" != --dry-run ] || dry_run=yes
      [ "$next_is_root" = no ] || root=$word
      next_is_root=no
      case $word in
        --root) next_is_root=yes ;;
        --root=*) root=${word#--root=} ;;
      esac
      set -- "$@" "$word"
      ;;
  esac
done
[ -n "$token" ] || [ -z "$token_file" ] || read_token_file "$token_file"
[ -n "$token" ] || token=${AOPS_TOKEN:-}
# Only the program at the end gets it, in its environment, which other users cannot read.
unset AOPS_TOKEN
# A host that keeps its identity needs none.
is_enrolled=no
[ ! -e "${root%/}/var/lib/aops/identity.json" ] || is_enrolled=yes
[ -n "$token" ] || [ "$is_enrolled" = yes ] || ask_token
[ -n "$token" ] || [ "$is_enrolled" = yes ] || {
  die 64 "there is no enrolment token: --token-file FILE or AOPS_TOKEN; 'aops-server token create' on the server makes one;" \
    "--help tells more; nothing was changed"
}

[ "$(uname -s)" = Linux ] || die 69 "this is $(uname -s), and the agent runs on Linux only; nothing was changed"
case $(uname -m) in
  x86_64 | amd64)
    file=aops-agent-service-linux-amd64
    sha256=$sha256_amd64
    ;;
  aarch64 | arm64)
    file=aops-agent-service-linux-arm64
    sha256=$sha256_arm64
    ;;
  *) die 69 "there is no agent for the architecture $(uname -m); nothing was changed" ;;
esac
[ -n "$sha256" ] || die 69 "$server has no bootstrap program (aops-agent-service) published yet for $(uname -m);" \
  "list one with 'aops-release sign --bootstrap FILE --version V', then 'aops-release publish', and run this again;" \
  "nothing was changed"

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

# The program that is installed already, where it is the same one.
url=$server/api/download/$file
installed=${root%/}/opt/aops/bin/aops-agent-service
if [ -r "$installed" ] && have=$(sha256sum "$installed") && [ "${have%% *}" = "$sha256" ]; then
  source=$installed
  cp "$installed" "$work/$file" || die 73 "cannot write $work/$file; nothing was changed"
else
  source=$url
  fetch "$url" "$work/$file" || die 69 "cannot fetch $url with $fetcher (see above); nothing was changed"
fi
actual=$(sha256sum "$work/$file") || die 66 "cannot read $work/$file; nothing was changed"
actual=${actual%% *}
[ "$actual" = "$sha256" ] || die 65 "$file has the SHA-256 $actual, expected is $sha256:" \
  "a new release was published meanwhile, or somebody is in between; run this again; nothing was changed"
chmod 0755 "$work/$file" || die 73 "cannot make $work/$file executable; nothing was changed"

if [ "$dry_run" = yes ]; then
  say "took $source ($(wc -c <"$work/$file") bytes) and checked its SHA-256; it looks now, and changes nothing"
fi

AOPS_TOKEN=$token "$work/$file" install --endpoint "$server" --ca "$work/ca.pem" "$@" &
child=$!
wait "$child"
code=$?
child=''
[ "$code" -ne 126 ] || say "$work/$file cannot be executed; is ${TMPDIR:-/tmp} mounted noexec?" \
  "Set TMPDIR to another folder and run this again; nothing was changed"
exit "$code"
