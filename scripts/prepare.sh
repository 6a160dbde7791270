# SPDX-License-Identifier: Apache-2.0
# Makes sure that what a command needs is there: installs it and says so, or says what a person must do.
# shellcheck shell=bash

CACHE=${EFC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/efc}
CSI_SANITY_VERSION=v5.5.0
PJDFSTEST_VERSION=0.2.2
FSX_VERSION=0.3.2
GO_AT_LEAST=1.25
JAVA=           # set by need_jdk: the java of a JDK 25
MAVEN=          # set by need_jdk: the wrapper, or mvn where the wrapper can't work
CSI_SANITY=     # set by install_csi_sanity

is_root() { [ "$(id -u)" -eq 0 ]; }
may_install() { [ "${EFC_NO_INSTALL:-}" != 1 ]; }

need_root() { is_root || die "$1: run it as root (sudo ./dev ...)"; }

need_fuse() {
  [ -e /dev/fuse ] || modprobe fuse 2>/dev/null || true
  [ -c /dev/fuse ] || die "/dev/fuse is missing: load the module (modprobe fuse), or give the container the device (--device /dev/fuse --cap-add SYS_ADMIN)"
}

# need_jdk: finds a JDK 25 for javac, the tests and the distribution. Maven itself may run on 17.
need_jdk() {
  local candidate
  for candidate in "${EFC_JAVA:-}" "${JAVA_HOME:-/nonexistent}/bin/java" /usr/lib/jvm/*25*/bin/java "$(command -v java || true)"; do
    [ -x "$candidate" ] || continue
    [ -x "${candidate%/*}/javac" ] || continue
    case $("$candidate" -version 2>&1) in *'version "25'*) JAVA=$candidate; break ;; esac
  done
  [ -n "$JAVA" ] || die "no JDK 25 found (looked at EFC_JAVA, JAVA_HOME, /usr/lib/jvm/*25*, PATH): install one, as from https://adoptium.net (package temurin-25-jdk)"
  export EFC_JAVA=$JAVA
  # Maven needs some java of its own, 17 or newer.
  command -v java >/dev/null || [ -n "${JAVA_HOME:-}" ] || export JAVA_HOME=${JAVA%/bin/java}
  need_maven
}

need_maven() {
  local trouble
  if trouble=$(./mvnw -v 2>&1); then MAVEN=./mvnw; return; fi
  if command -v mvn >/dev/null && mvn -v >/dev/null 2>&1; then
    warn "the Maven wrapper does not work here (${trouble##*$'\n'}): using $(command -v mvn)"
    MAVEN=mvn
    return
  fi
  die "no Maven: the wrapper failed (${trouble##*$'\n'}) and there is no mvn. It needs the network (repo.maven.apache.org, or MVNW_REPOURL=<mirror>), or install the package maven"
}

need_go() {
  command -v go >/dev/null || [ ! -x /usr/local/go/bin/go ] || PATH=$PATH:/usr/local/go/bin
  if ! command -v go >/dev/null; then
    have_csi_sanity && return
    die "no Go $GO_AT_LEAST or newer (csi-sanity is built with it): see https://go.dev/dl"
  fi
}

# install_packages WHAT-FOR NAME...: Debian packages, without starting any service of theirs.
install_packages() {
  local purpose=$1 name missing=()
  shift
  command -v dpkg-query >/dev/null || {
    warn "no Debian packages here: $purpose need what these packages hold: $*. What is missing will be skipped, with the reason"
    return
  }
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! is_root || ! may_install; then
    warn "missing for $purpose: ${missing[*]}. As root: apt-get install ${missing[*]}"
    return
  fi
  say "installing Debian packages for $purpose: ${missing[*]} (no service is started)"
  keep_services_down
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >&2 ||
    warn "could not install ${missing[*]}: what needs them will be skipped, with the reason"
  let_services_start
}

policy_is_ours=false
# The servers are started by the tests, on ports of their own; the packages must not start one.
keep_services_down() {
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
    policy_is_ours=true
    trap let_services_start EXIT # also when interrupted
  fi
  [ -d /run/systemd/system ] || return 0
  local unit
  for unit in nfs-ganesha.service nfs-ganesha-lock.service rpcbind.service rpcbind.socket rpc-statd.service postgresql.service containerd.service; do
    # A unit that is there already belongs to somebody: leave it as it is.
    systemctl cat "$unit" >/dev/null 2>&1 && continue
    say "masking $unit, so that it does not start at boot either (undo: systemctl unmask $unit)"
    systemctl mask "$unit" >/dev/null 2>&1 || true
  done
}

let_services_start() {
  if $policy_is_ours; then rm -f /usr/sbin/policy-rc.d; policy_is_ours=false; fi
}

# have_csi_sanity: sets CSI_SANITY to a binary of exactly our version, if there is one.
have_csi_sanity() {
  local candidate
  for candidate in "$CACHE/bin/csi-sanity-$CSI_SANITY_VERSION" "$(command -v csi-sanity || true)"; do
    [ -x "$candidate" ] || continue
    [ "$candidate" != "$CACHE/bin/csi-sanity-$CSI_SANITY_VERSION" ] || { CSI_SANITY=$candidate; return 0; }
    command -v go >/dev/null || continue
    go version -m "$candidate" 2>/dev/null | grep -q "csi-test/v5[[:space:]]$CSI_SANITY_VERSION" || continue
    CSI_SANITY=$candidate
    return 0
  done
  return 1
}

install_csi_sanity() {
  have_csi_sanity && return
  may_install || { warn "csi-sanity $CSI_SANITY_VERSION is missing (EFC_NO_INSTALL=1)"; return; }
  say "installing csi-sanity $CSI_SANITY_VERSION into $CACHE/bin (go install; about a minute)"
  mkdir -p "$CACHE/bin"
  GOFLAGS=-buildvcs=false GOBIN=$CACHE/bin go install "github.com/kubernetes-csi/csi-test/v5/cmd/csi-sanity@$CSI_SANITY_VERSION" ||
    die "go install of csi-sanity failed: it needs Go $GO_AT_LEAST or newer (here: $(go version)) and the network (GOPROXY)"
  mv "$CACHE/bin/csi-sanity" "$CACHE/bin/csi-sanity-$CSI_SANITY_VERSION"
  CSI_SANITY=$CACHE/bin/csi-sanity-$CSI_SANITY_VERSION
}

# What the suites of org.efc.sanity.posix need. A suite whose program is missing is skipped, and says so.
install_posix_suites() {
  local python=
  python=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
  install_packages "suites that others wrote" stress-ng rsync postgresql ${python:+"libpython$python-testsuite"}
  PATH=$PATH:$CACHE/bin
  install_crate pjdfstest "$PJDFSTEST_VERSION"
  install_crate fsx "$FSX_VERSION"
}

# install_crate NAME VERSION: a Rust program of exactly this version, into the cache.
install_crate() {
  local name=$1 version=$2 marker=$CACHE/bin/.$1-$2
  [ ! -e "$marker" ] || [ ! -x "$CACHE/bin/$name" ] || return 0
  local cargo=
  for cargo in "$(command -v cargo || true)" "$HOME/.cargo/bin/cargo" /usr/local/cargo/bin/cargo; do
    [ ! -x "$cargo" ] || break
  done
  if [ ! -x "$cargo" ] || ! may_install; then
    warn "$name $version is missing, and its suite will be skipped. To get it, install Rust (https://rustup.rs) and: cargo install --locked --root $CACHE $name@$version"
    return 0
  fi
  say "installing $name $version into $CACHE/bin (cargo install; about a minute)"
  mkdir -p "$CACHE/bin"
  # From its own directory: a rust-toolchain file of the caller's must not choose the compiler.
  if (cd "$CACHE" && "$cargo" install --quiet --locked --force --root "$CACHE" "$name@$version") >&2; then
    touch "$marker"
  else
    warn "cargo could not install $name $version (it needs the network): its suite will be skipped"
  fi
}
