# shellcheck shell=bash
# An apt repository: a pool of packages, their list for each processor, and one signature. Sourced by build.sh.
#
# dpkg-deb and gpg make it, so that any machine may. What is in the pool from before stays in the lists: a repository holds
# several versions. A DEB carries no signature of its own: apt trusts it by its SHA-256 in the signed list.

readonly APT_SUITE=stable

# make_apt_repository PACKAGES REPOSITORY
make_apt_repository() {
    local packages=$1 folder
    mkdir -p "$2/pool"
    folder=$(realpath "$2")
    say_step "making the apt repository of $folder"
    cp "$packages"/*.deb "$folder/pool/"
    local dists=$folder/dists/$APT_SUITE arch
    rm -rf "$dists"
    for arch in x64 arm64; do
        mkdir -p "$dists/main/binary-$(deb_arch "$arch")"
        (cd "$folder" && apt_list "$(deb_arch "$arch")") >"$dists/main/binary-$(deb_arch "$arch")/Packages"
        gzip -9nk "$dists/main/binary-$(deb_arch "$arch")/Packages"
    done
    (cd "$dists" && apt_release) >"$folder/Release.unsigned"
    mv "$folder/Release.unsigned" "$dists/Release"
    gpg --batch --yes --local-user "$SIGNER" --armor --detach-sign --output "$dists/Release.gpg" "$dists/Release"
    gpg --batch --yes --local-user "$SIGNER" --clearsign --output "$dists/InRelease" "$dists/Release"
    gpg --batch --armor --export "$SIGNER" >"$folder/aops-archive-keyring.asc"
    cat >"$folder/aops.sources" <<TEXT
# Put it into /etc/apt/sources.list.d, with the address that the folder is served at, and the key at the place of Signed-By.
Types: deb
URIs: file://$folder
Suites: $APT_SUITE
Components: main
Signed-By: $folder/aops-archive-keyring.asc
TEXT
    say "$folder: an apt repository ($(find "$folder/pool" -name '*.deb' | wc -l) packages)"
}

# apt_list ARCH: the control file of every package of the pool, and where it is, with its hash.
apt_list() {
    local package
    for package in pool/*_"$1".deb; do
        if [[ ! -e $package ]]; then continue; fi
        dpkg-deb -f "$package"
        printf 'Filename: %s\nSize: %s\nSHA256: %s\n\n' "$package" "$(stat -c %s "$package")" "$(sha256sum "$package" | cut -d' ' -f1)"
    done
}

# apt_release: names every list below this folder with its hash.
apt_release() {
    local file
    cat <<TEXT
Origin: aops
Label: aops
Suite: $APT_SUITE
Codename: $APT_SUITE
Architectures: amd64 arm64
Components: main
Date: $(LC_ALL=C date -u -R)
SHA256:
TEXT
    find main -type f | LC_ALL=C sort | while read -r file; do
        printf ' %s %s %s\n' "$(sha256sum "$file" | cut -d' ' -f1)" "$(stat -c %s "$file")" "$file"
    done
}
