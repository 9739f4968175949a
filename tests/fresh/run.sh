#!/bin/bash
# A fresh Debian 12 machine, as far as one can be had without a second machine: a bare
# base system in a folder, in which the commands of a new user run on the last commit.
#
#   tests/fresh/run.sh [COMMAND...]      default: ./sinterw --version
#
# Needs root, debootstrap and git. The new system uses the same archive as this one, its
# name servers and its certificates, and nothing else of it. It is kept only on failure.
set -euo pipefail

root=$(cd -- "$(dirname -- "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- ./sinterw --version
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
  echo "fresh: needs root and debootstrap" >&2
  exit 3
fi

machine=$(mktemp -d "${TMPDIR:-/tmp}/sinter-fresh-XXXXXX")
chmod 755 "$machine" # it becomes /, which every user of the new system must enter
leave() {
  status=$?
  for folder in proc dev/pts dev sys; do umount "$machine/$folder" 2>/dev/null || true; done
  if [ "$status" != 0 ]; then
    echo "fresh: failed with $status; the machine is kept in $machine" >&2
  elif ! mount | grep -qF " on $machine/"; then # never remove what is still mounted
    rm -rf --one-file-system "$machine"
  fi
}
trap leave EXIT

# shellcheck disable=SC2016
archive=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  sed -n 's|^bookworm \(.*/debian\)/*$|\1|p' | head -n 1)
began=$SECONDS
debootstrap --variant=minbase bookworm "$machine" "$archive" >"$machine.log" 2>&1 || {
  cat "$machine.log" >&2
  exit 1
}
rm -f "$machine.log"
echo "fresh: the base system took $((SECONDS - began)) s"

cp -L /etc/resolv.conf /etc/hosts "$machine/etc/"
mkdir -p "$machine/etc/ssl"
certificates=/etc/ssl/of-the-machine.crt # a name that no package writes to
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$machine$certificates"
grep -lE '^Acquire::' /etc/apt/apt.conf.d/* | xargs -r cp -t "$machine/etc/apt/apt.conf.d/"
mount -t proc proc "$machine/proc"
mount --bind /dev "$machine/dev"
mount --bind /dev/pts "$machine/dev/pts" # a mount of its own; terminals are made there
mount -t sysfs sys "$machine/sys"
git clone -q --no-hardlinks "$root" "$machine/srv/sinter"

began=$SECONDS
# shellcheck disable=SC2016
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
  SSL_CERT_FILE=$certificates PIP_CERT=$certificates NODE_EXTRA_CA_CERTS=$certificates \
  ${http_proxy+http_proxy="$http_proxy"} ${https_proxy+https_proxy="$https_proxy"} \
  chroot "$machine" sh -c 'cd /srv/sinter && exec "$@"' fresh "$@"
echo "fresh: \`$*\` took $((SECONDS - began)) s"
