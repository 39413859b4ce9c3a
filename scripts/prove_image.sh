#!/usr/bin/env bash
# Builds deploy/Dockerfile where no Docker engine runs and no registry can be reached, and reads a photo with the image.
#
#   apt-get install buildah debootstrap
#   scripts/prove_image.sh [FOLDER]        # as root, some minutes; keeps bases and image in FOLDER
#
# buildah builds with chroot isolation and vfs storage. The two bases are stand-ins: Debian trixie, which
# python:3.13-slim is made of too, by debootstrap, with Debian's Python 3.13; and the same with this machine's node.
# What is proven: every step of the Dockerfile, the size, that the app runs as the image's user on a root that it cannot
# write, that its health check is content, and that it reads. What is not: the true bases, and the limits of an engine.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
place=$(realpath -m "${1:-build/image}")
limit=450000000
mkdir -p "$place"
export BUILDAH_ISOLATION=chroot
store=(--storage-driver "${STORAGE_DRIVER:-vfs}" --root "$place/storage" --runroot "$place/run")
hosts=(--volume /etc/ssl/certs:/etc/ssl/certs:ro)
for folder in /etc/pip.conf /opt/pypi /opt/pypi-more /opt/wheels; do # a mirror of this machine, where it has one
    [ -e "$folder" ] && hosts+=(--volume "$folder:$folder:ro")
done

if [ ! -e "$place/base.tar" ]; then
    echo "Making the base by debootstrap"
    rm -rf "$place/base"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates trixie "$place/base" \
        "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$place/debootstrap.log"
    ln -sf /usr/bin/python3 "$place/base/usr/local/bin/python"
    # What the true base has not either: documentation, and the standard library's bytecode and tests.
    rm -rf "$place"/base/var/cache/apt/* "$place"/base/var/lib/apt/lists/* "$place"/base/usr/share/{doc,man,locale} \
        "$place"/base/usr/lib/python3*/test
    find "$place/base/usr/lib" -path '*/python3*' -name __pycache__ -prune -exec rm -rf {} +
    tar -C "$place/base" -cf "$place/base.tar" .
fi

node=$(readlink -f "$(command -v node)")
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
imported() { # name, then what else of this machine is copied into it
    local name=$1 container
    shift
    buildah "${store[@]}" inspect --type image "$name" >/dev/null 2>&1 && return
    container=$(buildah "${store[@]}" from scratch)
    buildah "${store[@]}" add --quiet "$container" "$place/base.tar" / >/dev/null
    for path in "$@"; do
        buildah "${store[@]}" copy --quiet "$container" "$path" "$path" >/dev/null
    done
    buildah "${store[@]}" config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
    [ $# -eq 0 ] || buildah "${store[@]}" run "$container" -- ln -s "$npm/bin/npm-cli.js" /usr/local/bin/npm
    buildah "${store[@]}" commit --quiet --rm "$container" "$name" >/dev/null
}

echo "Importing the bases"
imported localhost/python
imported localhost/node "$node" "$npm"

echo "Building"
buildah "${store[@]}" build --format docker --pull-never "${hosts[@]}" \
    --build-arg PYTHON=localhost/python --build-arg NODE=localhost/node \
    --file deploy/Dockerfile --tag localhost/numerals . >"$place/build.log" 2>&1 || { tail -n 30 "$place/build.log"; exit 1; }

container=$(buildah "${store[@]}" from --pull-never localhost/numerals)
root=$(buildah "${store[@]}" mount "$container")
trap 'buildah "${store[@]}" rm "$container" >/dev/null' EXIT

bytes() { # of the files below a folder, as an engine counts them
    find "$1" -xdev -type f -printf '%i %s\n' | sort -u | awk '{ sum += $2 } END { printf "%d", sum }'
}
size=$(bytes "$root")
echo "The image has $((size / 1000000)) MB, $(($(bytes "$root/opt/numerals") / 1000000)) of them in /opt/numerals," \
    "$(($(tar -C "$root" -c . | gzip -1 | wc -c) / 1000000)) MB compressed"
[ "$size" -lt "$limit" ] || { echo "more than $((limit / 1000000)) MB"; exit 1; }
for unwanted in gcc cc g++ make node; do
    [ -z "$(chroot "$root" /bin/sh -c "command -v $unwanted" || true)" ] || { echo "$unwanted is in the image"; exit 1; }
done
[ -z "$(find "$root" -xdev -type d -path '*site-packages/torch')" ] || { echo "PyTorch is in the image"; exit 1; }
user=$(buildah "${store[@]}" inspect --format '{{.Docker.Config.User}}' "$container")
[ "$user" = 10001:10001 ] || { echo "the user is $user"; exit 1; }

# A network and mounts of its own; the root is read-only but for /tmp and the volume.
chroot=$(command -v chroot)
export root chroot
unshare --mount --net --pid --fork --kill-child bash -euo pipefail <<'INSIDE'
ip link set lo up
mount --bind "$root" "$root"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o uid=10001,gid=10001,mode=700 tmpfs "$root/var/lib/numerals"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -o remount,ro,bind "$root" "$root"
within() { # a command as the image runs it
    env -i PATH=/opt/numerals/bin:/usr/local/bin:/usr/bin:/bin NUMERALS_HOME=/var/lib/numerals \
        LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 "$chroot" --userspec=10001:10001 "$root" "$@"
}
within sh -c '! touch /opt/numerals/x 2>/dev/null && ! touch /x 2>/dev/null && [ "$(id -u)" = 10001 ]'
within numerals serve --host 0.0.0.0 &
healthy() {
    within python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)" 2>/dev/null
}
for _ in $(seq 60); do healthy && break || sleep 1; done
healthy
echo "The health check is content"
text=$(curl -sf -F image=@docs/images/page.png http://127.0.0.1:8000/api/v1/read | python3 -c 'import json, sys; print(*json.load(sys.stdin)["lines"])')
echo "A photo read: $text"
[ "$text" = "0123456789 19842026 314159265" ]
curl -sf http://127.0.0.1:8000/ | grep -q '<div id="root"' && echo "The page is there"
curl -sf http://127.0.0.1:8000/metrics | grep -c '^numerals_' >/dev/null && echo "The metrics are there"
INSIDE
echo "Proven"
