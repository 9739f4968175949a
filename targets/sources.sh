#!/bin/sh
# The C and C++ libraries of the tool, from Debian's source packages:
#
#   targets/sources.sh OUT [--renew]    `sinter build --profile release` runs it as the step `target-libraries`
#
# The versions and digests are those of targets/sources.lock (sha256sum's format), so that every machine compiles the same;
# --renew writes that file anew. apt looks where this machine's binary packages come from, checks who signed what it finds,
# and keeps its lists in a folder of its own: nothing of the machine is changed.
set -eu

out=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
lock=$PWD/targets/sources.lock
packages="brotli jansson libzstd openssl utf8proc zlib"

give_up() {
  printf 'targets/sources.sh: %s\n' "$@" >&2
  exit 1
}

command -v dpkg-source >/dev/null || give_up "dpkg-source is not installed" "next: apt-get install dpkg-dev"
rm -rf "$out"
mkdir -p "$out" "$scratch/lists/partial" "$scratch/cache/archives/partial" "$scratch/unpacked"

codename=bookworm # a release keeps its versions: updates and the security suite would move them
# shellcheck disable=SC2016
apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  sed -n "s|^$codename \(.*\)\$|deb-src \1 $codename main|p" | head -n 1 >"$scratch/sources.list"
[ -s "$scratch/sources.list" ] || give_up "apt knows no Debian 12 here" "next: build on Debian 12"

apt() {
  apt-get -q -o Dir::Etc::sourcelist="$scratch/sources.list" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User= \
    -o Dir::State::lists="$scratch/lists" -o Dir::Cache="$scratch/cache" "$@" >"$scratch/apt.log" 2>&1 && return
  cat "$scratch/apt.log" >&2
  give_up "apt-get $1 failed; its output is above"
}

apt update
(cd "$scratch" && apt source --download-only $packages)
if [ "${2-}" = --renew ]; then
  (cd "$scratch" && LC_ALL=C sha256sum -- *.dsc) >"$lock"
else # each .dsc has the digests of the archives that belong to it, and dpkg-source checks those
  (cd "$scratch" && sha256sum --quiet --check -- "$lock") ||
    give_up "Debian has other sources now than targets/sources.lock says" \
      "next: see what changed, then \`sh targets/sources.sh $1 --renew\`"
fi
for description in "$scratch"/*.dsc; do
  package=${description##*/}
  dpkg-source --no-check -q -x "$description" "$scratch/unpacked/${package%%_*}"
done

cd "$out"
sources=$scratch/unpacked
mkdir include sources include/openssl include/crypto include/internal
cp -R /usr/include/CLI /usr/include/toml++ include/ # of packages that ./sinterw installs: headers only
cp -R "$sources/brotli/c/include/brotli" include/
cp "$sources"/zlib/zlib.h "$sources"/zlib/zconf.h "$sources"/utf8proc/utf8proc.h "$sources"/jansson/src/jansson.h \
  "$sources"/jansson/android/jansson_config.h "$sources"/libzstd/lib/zstd.h include/
for library in brotli/c/common brotli/c/enc libzstd/lib/common libzstd/lib/compress jansson/src; do
  mkdir -p "sources/${library%/*}"
  cp -R "$sources/$library" "sources/$library"
done
cp "$sources"/libzstd/lib/*.h sources/libzstd/lib/
mkdir sources/zlib sources/utf8proc sources/openssl
cp "$sources"/zlib/*.h "$sources"/zlib/adler32.c "$sources"/zlib/crc32.c "$sources"/zlib/deflate.c \
  "$sources"/zlib/inffast.c "$sources"/zlib/inflate.c "$sources"/zlib/inftrees.c "$sources"/zlib/trees.c "$sources"/zlib/zutil.c sources/zlib/
cp "$sources"/utf8proc/utf8proc*.c "$sources"/utf8proc/utf8proc.h sources/utf8proc/
for file in sha1dgst.c sha256.c sha512.c sha_local.h; do cp "$sources/openssl/crypto/sha/$file" sources/openssl/; done
cp "$sources/openssl/crypto/mem_clr.c" sources/openssl/
cp "$sources"/openssl/include/openssl/sha.h "$sources"/openssl/include/openssl/macros.h \
  "$sources"/openssl/include/openssl/e_os2.h "$sources"/openssl/include/openssl/opensslconf.h include/openssl/
cp "$sources"/openssl/include/internal/deprecated.h "$sources"/openssl/include/internal/endian.h include/internal/
cp "$sources"/openssl/include/crypto/md32_common.h "$sources"/openssl/include/crypto/sha.h include/crypto/
# What the libraries' own configuration would write. Of jansson nothing: targets/libraries.sh says it all.
: >sources/jansson/src/jansson_private_config.h
# Of OpenSSL, what its digests in C ask for.
printf '#define EVP_CTRL_SSL3_MASTER_SECRET 0x1d\n' >include/openssl/evp.h
printf '#include "internal/endian.h"\n' >include/internal/cryptlib.h
printf '#define OPENSSL_NO_ASM\n#define OPENSSL_CONFIGURED_API 30000\n#define OPENSSL_API_COMPAT 30000\n' >include/openssl/configuration.h
printf '#define OPENSSL_VERSION_MAJOR 3\n#define OPENSSL_VERSION_MINOR 0\n#define OPENSSL_VERSION_PATCH 0\n' >include/openssl/opensslv.h
printf '#include <stddef.h>\n#include <openssl/e_os2.h>\nvoid OPENSSL_cleanse(void* bytes, size_t size);\n' >include/openssl/crypto.h
