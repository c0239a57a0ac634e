#!/bin/sh
# Lays out Debian's prometheus-node-exporter as a sub-agent's package: a folder that 'aops-release pack' packs.
#
# usage: stage.sh OUTDIR [VERSION]
#
# VERSION defaults to Debian's upstream version (1.5.0-1+b6 becomes 1.5.0). Set DEB=FILE to take a package that is
# there already; otherwise apt-get fetches it, which checks it against the archive's signatures. Nothing is installed.
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: $0 OUTDIR [VERSION]" >&2
    exit 64
fi
out=$1
here=$(cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT TERM

if [ -n "${DEB:-}" ]; then
    cp -- "$DEB" "$work/package.deb"
else
    # apt-get drops its rights to fetch, and must still be able to write here.
    chmod 0777 "$work"
    (cd -- "$work" && apt-get download -q prometheus-node-exporter >&2)
    mv -- "$work"/prometheus-node-exporter_*.deb "$work/package.deb"
fi
debian=$(dpkg-deb -f "$work/package.deb" Version)
upstream=${debian#*:}
version=${2:-${upstream%-*}}
dpkg-deb -x "$work/package.deb" "$work/tree"

rm -rf -- "$out"
mkdir -p -- "$out/bin"
cp -- "$work/tree/usr/bin/prometheus-node-exporter" "$out/bin/"
cp -- "$work/tree/usr/share/doc/prometheus-node-exporter/copyright" "$out/"
chmod 0755 "$out/bin/prometheus-node-exporter"
chmod 0644 "$out/copyright"
sed "s/@VERSION@/$version/" "$here/subagent.json.in" >"$out/subagent.json"
echo "node-exporter $version (Debian $debian) in $out" >&2
