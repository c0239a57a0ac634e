# shellcheck shell=bash
# What of others is linked into the programs: names, versions, hashes, licences. Sourced by build.sh.
#
# It is taken down from the lock files of the restore that the programs were compiled after, and the packages that it brought,
# and lies beside the programs. A licence whose text is not in packaging/licenses ends the build.
#
# A line of a list: where it comes from (package URL), name, version, algorithm and digits of its hash, licence (SPDX),
# copyright; parted by tabs.

# The projects whose programs a package holds.
projects_of() {
    case "$1" in
        aops-agent) echo Aops.Spm Aops.Spa Aops.Launch Aops.AgentService ;;
        aops-server) echo Aops.Server Aops.ReleaseTool ;;
        aops-cli) echo Aops.Cli ;;
    esac
}

# want_components ARCH: a list a package, and what the makers of the runtime say of others, in the folder 'components' beside
# the programs.
want_components() {
    local name folder stamp
    folder=$(published components "$1")
    if [[ ! -s $(native_folder "$1")/locks/Aops.Spm.json ]]; then restore_native "$1"; fi
    stamp=$(cat "$(native_folder "$1")"/locks/*.json server/console/package-lock.json build/components.sh packaging/licenses/* | sha256sum)
    if [[ -s $folder/.stamp && $(<"$folder/.stamp") == "$stamp" ]]; then return; fi
    rm -rf "$folder"
    mkdir -p "$folder"
    for name in "${PACKAGE_NAMES[@]}"; do
        list_components "$name" "$1" >"$folder/$name.tsv"
        refuse_licences "$folder/$name.tsv"
    done
    cp "$(nuget_folder "$(runtime_pack "$1")" "$(runtime_version "$1")")/THIRD-PARTY-NOTICES.TXT" "$folder/runtime-notices"
    cp "$(nuget_folder "$(web_pack "$1")" "$(runtime_version "$1")")/THIRD-PARTY-NOTICES.TXT" "$folder/web-notices"
    echo "$stamp" >"$folder/.stamp"
}

runtime_pack() { echo "Microsoft.NETCore.App.Runtime.NativeAOT.linux-$1"; }
web_pack() { echo "Microsoft.AspNetCore.App.Runtime.linux-$1"; }

# runtime_version ARCH: that of the compiler, which is of one patch with the runtime.
runtime_version() {
    locked_packages <"$(native_folder "$1")/locks/Aops.Spm.json" | sed -n 's/^Microsoft\.DotNet\.ILCompiler \([^ ]*\) .*/\1/p'
}

nuget_folder() { echo "${NUGET_PACKAGES:-$HOME/.nuget/packages}/${1,,}/${2,,}"; }

# list_components PACKAGE ARCH: of its programs, in order.
list_components() {
    local project name version hash runtime
    runtime=$(runtime_version "$2")
    {
        for project in $(projects_of "$1"); do locked_packages <"$(native_folder "$2")/locks/$project.json"; done \
            | grep -vE "^($SDK_PACKAGES) " | LC_ALL=C sort -u | while read -r name version hash; do
                nuget_component "$name" "$version" "$hash"
            done
        nuget_component "$(runtime_pack "$2")" "$runtime" ''
        if [[ $1 == aops-server ]]; then
            nuget_component "$(web_pack "$2")" "$runtime" ''
            console_components
            sqlite_component "$2"
        fi
    } | LC_ALL=C sort -u
}

# nuget_component NAME VERSION SHA512: what its own description says; the hash that NuGet keeps, where none is given.
nuget_component() {
    local folder specification hash=$3
    folder=$(nuget_folder "$1" "$2")
    specification=$folder/${1,,}.nuspec
    if [[ ! -s $specification ]]; then fail 66 "$specification is not there: what $1 $2 is licensed under cannot be told"; fi
    if [[ -z $hash ]]; then hash=$(<"$folder/${1,,}.${2,,}.nupkg.sha512"); fi
    printf 'pkg:nuget/%s@%s\t%s\t%s\tSHA-512\t%s\t%s\t%s\n' "$1" "$2" "$1" "$2" "$(hexadecimal "$hash")" \
        "$(nuspec_value 'license type="expression"' license "$specification")" \
        "$(copyright_of "$specification")"
}

# copyright_of NUSPEC: its line, else its authors.
copyright_of() {
    local line
    line=$(nuspec_value copyright copyright "$1")
    if [[ -z $line ]]; then line="Copyright $(nuspec_value authors authors "$1")"; fi
    echo "$line"
}

# nuspec_value OPENING CLOSING FILE: of one element of text.
nuspec_value() {
    tr '\r\n\t' '   ' <"$3" | sed -n "s,.*<$1>\([^<]*\)</$2>.*,\1,p" | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
}

# hexadecimal BASE64
hexadecimal() { base64 -d <<<"$1" | od -An -v -tx1 | tr -d ' \n'; }

# console_components: what the console is bundled from, by its lock file; what only builds it is no part of it.
console_components() {
    local name version hash licence
    awk -F'"' '
        /^    "node_modules\// { name = substr($2, length("node_modules/") + 1); dev = 0; version = hash = licence = "" }
        /^      "version":/ { version = $4 }
        /^      "integrity":/ { hash = substr($4, length("sha512-") + 1) }
        /^      "license":/ { licence = $4 }
        /^      "dev": true/ { dev = 1 }
        /^    }/ { if (name != "" && !dev) print name, version, hash, licence; name = "" }' server/console/package-lock.json \
        | while read -r name version hash licence; do
            printf 'pkg:npm/%s@%s\t%s\t%s\tSHA-512\t%s\t%s\t%s\n' "${name/@/%40}" "$version" "$name" "$version" \
                "$(hexadecimal "$hash")" "$licence" "Copyright the authors of $name"
        done
}

# sqlite_component ARCH: the static library of the older Debian (build/sysroot.sh); without that one, it is the distribution's.
sqlite_component() {
    local hash path version
    if [[ ! -e $SYSROOT_LINK-$1 ]]; then return; fi
    read -r hash path < <(grep '/libsqlite3-dev_' "build/sysroot/packages.$1")
    version=${path##*libsqlite3-dev_}
    version=${version%_*}
    printf 'pkg:deb/debian/libsqlite3-dev@%s?arch=%s\tSQLite\t%s\tSHA-256\t%s\tblessing\tin the public domain\n' \
        "$version" "$(deb_arch "$1")" "$version" "$hash"
}

# refuse_licences LIST
refuse_licences() {
    local licence unknown=()
    while read -r licence; do
        if [[ ! -s packaging/licenses/$licence ]]; then unknown+=("${licence:-none}"); fi
    done < <(cut -f6 "$1" | sort -u)
    if ((${#unknown[@]} == 0)); then return; fi
    cut -f2,3,6 "$1" | grep -wF "${unknown[@]/#/-e}" >&2 || true
    fail 65 "no text of the licences ${unknown[*]} in packaging/licenses (parts above): have them looked at, and add the text, or" \
        "take the part out"
}

# bill_of_materials PACKAGE VERSION LIST: CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json/
bill_of_materials() {
    printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n'
    printf '  "metadata": {\n    "timestamp": "%s",\n' "$(date -u -d "@$(source_date)" +%Y-%m-%dT%H:%M:%SZ)"
    printf '    "component": {"type": "application", "bom-ref": "%s", "name": "%s", "version": "%s"}\n  },\n' "$1" "$1" "$2"
    printf '  "components": [\n'
    awk -F'\t' '
        function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); return "\"" text "\"" }
        NR > 1 { print "," }
        {
            printf "    {\"type\": \"library\", \"bom-ref\": %s, \"name\": %s, \"version\": %s, \"purl\": %s,\n", quoted($1), quoted($2), quoted($3), quoted($1)
            printf "     \"hashes\": [{\"alg\": %s, \"content\": %s}],\n", quoted($4), quoted($5)
            printf "     \"licenses\": [{\"license\": {\"id\": %s}}], \"copyright\": %s}", quoted($6), quoted($7)
        }
        END { print "" }' "$3"
    printf '  ]\n}\n'
}

# third_party_notices PACKAGE COMPONENTS: every part with its copyright, then each licence once, then what the makers of the
# runtime say of the parts that they took in.
third_party_notices() {
    local licence
    printf 'What of others is in %s, by whom it is, and under which terms.\n\n' "$1"
    awk -F'\t' '{ printf "%s %s\n    %s\n    %s\n", $2, $3, $7, $6 }' "$2/$1.tsv"
    while read -r licence; do
        printf '\n---- %s ----\n\n' "$licence"
        cat "packaging/licenses/$licence"
    done < <(cut -f6 "$2/$1.tsv" | LC_ALL=C sort -u)
    printf '\n---- The .NET runtime names, of what it took in ----\n\n'
    tr -d '\r' <"$2/runtime-notices"
    if [[ $1 != aops-server ]]; then return; fi
    printf '\n---- ASP.NET Core names, of what it took in ----\n\n'
    tr -d '\r' <"$2/web-notices"
}
