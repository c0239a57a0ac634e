# shellcheck shell=bash
# Who signs packages and repositories. Sourced by build.sh.

readonly THROW_AWAY_KEY=artifacts/throw-away.key

# choose_signer KEY-ID KEY-FILE: sets SIGNER, the key that signs, and the keyring that it lies in.
choose_signer() {
    if [[ -n ${SIGNER:-} ]]; then return; fi
    if [[ -n $1 ]]; then
        SIGNER=$1
        if ! gpg --batch --list-secret-keys "$SIGNER" >/dev/null 2>&1; then
            fail 66 "no secret key '$SIGNER' in the keyring of this user; nothing was built"
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
        file=$AOPS_TREE/$THROW_AWAY_KEY
        if [[ ! -s $file ]]; then make_throw_away_key "$file"; fi
        say '*** signed with a THROW-AWAY key that lies without a passphrase in'
        say "*** $THROW_AWAY_KEY: good for tests and demonstrations, for nothing else (--sign-key, --key)"
    fi
    quietly artifacts/log/key.log gpg --batch --import "$file"
    SIGNER=$(gpg --batch --with-colons --list-secret-keys | sed -n 's/^fpr:*\([0-9A-F]*\):*$/\1/p' | head -n 1)
    if [[ -z $SIGNER ]]; then fail 65 "$file holds no secret key; nothing was built"; fi
}

make_throw_away_key() {
    mkdir -p "$(dirname "$1")"
    quietly artifacts/log/key.log gpg --batch --passphrase '' --quick-gen-key \
        'aops throw-away key, for tests only <throw-away@aops.invalid>' rsa3072 sign 2y
    (umask 077 && gpg --batch --armor --export-secret-keys >"$1")
}
