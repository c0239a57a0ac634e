using Aops.TestSupport;

namespace Aops.Build.Tests.Pages;

/// <summary>What the people of a page have beside its commands: passwords, a terminal each, and a browser without a screen.</summary>
/// <param name="address">Address and port of the server.</param>
internal sealed class PeopleShell(string address)
{
    /// <summary>
    /// Functions of the shell. <c>as NAME COMMAND...</c> runs a command with the contexts of that person; <c>at_terminal</c> before a
    /// terminal of a desktop, whose <c>xdg-open</c> is the browser. It keeps cookies, follows redirects, shows the provider
    /// the person <c>PERSON</c>, and presses the one link of a page that leads back to a shell. <c>signs_in NAME TEXT</c> and
    /// <c>refuses NAME TEXT</c> are sign-ins in the browser alone; <c>fails CODE TEXT COMMAND...</c> and <c>prints TEXT COMMAND...</c>
    /// look at what a command says.
    /// </summary>
    public string Prologue => $$"""
        enrol >enrol.log 2>&1
        echo 'correct horse battery' >ana.password
        echo 'another horse, no battery' >ben.password
        cat ca.pem provider.pem >authorities.pem
        mkdir bin
        cat >bin/xdg-open <<'END'
        #!/bin/bash
        set -euo pipefail
        jar=$(mktemp cookies.XXXXXX)
        printf '127.0.0.1\tFALSE\t/\tTRUE\t0\t{{OpenIdProvider.Cookie}}\t%s\n' "$PERSON" >"$jar"
        browse() { curl -sSL --cacert authorities.pem --cookie "$jar" --cookie-jar "$jar" -H 'Accept: text/html' "$@"; }
        page=$(browse "$1")
        link=$(sed -n 's/.*<a href="\(http:[^"]*\)".*/\1/p' <<<"$page" | sed 's/&amp;/\&/g')
        if [ -n "$link" ]; then curl -fsS "$link"; else echo "$page"; fi
        END
        chmod 755 bin/xdg-open
        export PATH="$PWD/bin:$PATH" DISPLAY=:0 PERSON=
        fingerprint() { sed -n 's/^CA fingerprint (SHA-256): //p' server.log | tail -n 1; }
        as() { ( export XDG_CONFIG_HOME="$PWD/config-$1"; shift; "$@" ); }
        # Whom the server refuses in the browser, the program waits for.
        at_terminal() { timeout 60 script -qec "$(printf '%q ' "$@")" /dev/null; }
        sign_in() { aops login https://{{address}} --ca ca.pem --user "$1" --password-file "$1.password"; }
        by_browser() { at_terminal aops login https://{{address}} --ca ca.pem --browser </dev/null; }
        signs_in() { PERSON=$1 prints "$2" xdg-open "https://{{address}}/sign-in?return=/api/v1/me"; }
        refuses() { PERSON=$1 prints "<h1>.*$2" xdg-open https://{{address}}/sign-in; }
        publish_again() { aops-release publish --repo repo --server https://{{address}} --ca ca.pem --operator-token-file operator.token; }
        id_of() { "$@" | grep -vE 'applied|refused|withdrawn' | sed -n 2p | cut -d ' ' -f 1; }
        prints() {
            local text=$1 said; shift
            said=$("$@" 2>&1) || { echo "$*: exit code $?: $said"; return 1; }
            grep -qE -- "$text" <<<"$said" || { echo "$*: does not say '$text': $said"; return 1; }
        }
        fails() {
            local code=$1 text=$2 said got=0; shift 2
            said=$("$@" 2>&1) || got=$?
            [ $got = "$code" ] || { echo "$*: exit code $got in place of $code: $said"; return 1; }
            grep -qF -- "$text" <<<"$said" || { echo "$*: does not say '$text': $said"; return 1; }
        }
        """;
}
