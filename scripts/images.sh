# SPDX-License-Identifier: Apache-2.0
# Builds the container images from Dockerfile.multiarch without a registry: the base image that it names is made of
# Debian packages and, for this machine's architecture, of the JDK 25 that is installed here.
# shellcheck shell=bash

IMAGES=$CACHE/images
BASE_IMAGE=docker.io/library/eclipse-temurin:25-jdk
BASE_RELEASE=trixie
BASE_PACKAGES=base-files,base-passwd,bash,coreutils,dash,findutils,grep,libc-bin,sed
BASE_VERSION=1 # raise it when the base image is made in another way

# images [--arch ARCH] [--tag TAG] [--out DIR] [--no-build]
images() {
  local arch='' tag=0.1.0 out=$root/target/images build=true
  while [ $# -gt 0 ]; do
    if [ "$1" = --no-build ]; then build=false; shift; continue; fi
    case $1 in
      --arch | --tag | --out) [ $# -ge 2 ] || die "$1 of ./dev images needs a value" ;;
      *) die "unknown option $1 of ./dev images; see ./dev help" ;;
    esac
    case $1 in
      --arch) arch=$2 ;;
      --tag) tag=$2 ;;
      --out) mkdir -p "$2"; out=$(cd "$2" && pwd) ;;
    esac
    shift 2
  done
  case $arch in
    amd64 | arm64) ;;
    '') arch=$(machine_arch) ;;
    *) die "--arch is $arch: amd64 or arm64" ;;
  esac
  need_root "./dev images builds root file systems"
  need_jdk
  install_packages "building images" buildah mmdebstrap
  [ "$arch" = "$(machine_arch)" ] || install_packages "running programs of $arch" qemu-user-static
  command -v buildah >/dev/null || die "no buildah: install it, or build with docker buildx (see Dockerfile.multiarch)"
  if $build; then build_distribution; fi
  [ -d "$DIST/lib/csi" ] || die "--no-build: there is no $DIST/lib/csi; build it by ./dev build"
  mkdir -p "$out" "$IMAGES"
  make_base "$arch"
  local name
  for name in csi sessmgr; do
    build_image "$arch" "$name" "$tag" "$out/efc-$name-$arch.tar"
  done
}

machine_arch() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) die "images are built for amd64 and arm64; this machine is $(uname -m)" ;;
  esac
}

# in_room ARCH BUILDAH-ARGUMENT...: a store for each architecture, since ids differ in a user namespace.
in_room() {
  local arch=$1
  shift
  bash "$root/scripts/room.sh" "$arch" buildah --root "$IMAGES/store-$arch" --runroot "$IMAGES/run-$arch" \
    --storage-driver overlay "$@"
}

# make_base ARCH: the image that the Dockerfile begins with, once.
make_base() {
  local arch=$1 files=$IMAGES/base-$1-$BASE_VERSION.tar java container certificates
  in_room "$arch" inspect --type image "$BASE_IMAGE" >/dev/null 2>&1 && [ -e "$files" ] && return
  local packages=$BASE_PACKAGES
  [ "$arch" = "$(machine_arch)" ] || packages=$packages,openjdk-25-jdk-headless
  if [ ! -e "$files" ]; then
    say "downloading Debian packages for the base image of $arch (once; about two minutes)"
    mmdebstrap --quiet --variant=extract --architectures="$arch" --include="$packages" \
      --customize-hook='rm -rf "$1/usr/share/doc" "$1/usr/share/man" "$1/var/cache" "$1/var/lib/apt"' \
      "$BASE_RELEASE" "$files.new" http://deb.debian.org/debian >&2 || die "mmdebstrap failed: see its messages above"
    mv "$files.new" "$files"
  fi
  say "making $BASE_IMAGE for $arch"
  container=$(in_room "$arch" from --arch "$arch" scratch)
  in_room "$arch" add --quiet "$container" "$files" / >/dev/null
  if [ "$arch" = "$(machine_arch)" ]; then
    java=/opt/java/openjdk
    in_room "$arch" add --quiet "$container" "${JAVA%/bin/java}" "$java" >/dev/null
    # Packages of JDKs link to the certificates that the system has.
    certificates=$(readlink -f "${JAVA%/bin/java}/lib/security/cacerts")
    in_room "$arch" add --quiet "$container" "$certificates" "$certificates" >/dev/null
  else
    java=/usr/lib/jvm/java-25-openjdk-$arch
  fi
  in_room "$arch" config --arch "$arch" --os linux --env "JAVA_HOME=$java" \
    --env "PATH=$java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$container"
  in_room "$arch" commit --quiet --rm "$container" "$BASE_IMAGE" >/dev/null
}

# build_image ARCH NAME TAG FILE
build_image() {
  local arch=$1 name=$2 tag=$3 file=$4 started=$SECONDS epoch log=$4.log
  epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)
  say "building efc/$name:$tag for $arch"
  in_room "$arch" build --file "$root/Dockerfile.multiarch" --target "$name" --platform "linux/$arch" \
    --build-arg DIST=built --build-arg "SOURCE_DATE_EPOCH=$epoch" --build-arg "VERSION=$tag" \
    --timestamp "$epoch" --isolation chroot --pull-never --layers --tag "docker.io/efc/$name:$tag" "$root" \
    >"$log" 2>&1 || die "building $name for $arch failed; the end of $log: $(tail -n 5 "$log")"
  rm -f -- "$file"
  in_room "$arch" push --quiet "docker.io/efc/$name:$tag" "docker-archive:$file:docker.io/efc/$name:$tag" >/dev/null
  say "$file: $(($(stat -c %s "$file") >> 20)) MiB, in $((SECONDS - started)) s"
}
