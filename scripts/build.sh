# SPDX-License-Identifier: Apache-2.0
# Builds the distribution, and runs the harness's programs (demo, benchmarks) beside it.
# shellcheck shell=bash

DIST=$root/target/efc
HARNESS=$root/sanity-tests/target

# up_to_date: whether the distribution and the harness are newer than every source of theirs.
up_to_date() {
  [ -x "$DIST/bin/efc" ] && [ -d "$HARNESS/lib" ] && [ -e "$root/target/.built" ] || return 1
  [ -z "$(find pom.xml efc-core mounter csi sanity-tests \
    -path '*/target' -prune -o -type f -newer "$root/target/.built" -print -quit)" ]
}

# build_distribution [always]: target/efc, without running tests.
build_distribution() {
  if [ "${1:-}" != always ] && up_to_date; then return; fi
  say "building the distribution, target/efc (the first build downloads its dependencies)"
  mkdir -p "$root/target"
  local started=$SECONDS stamp=$root/target/.building
  touch "$stamp"
  # Modules at the same time: javac with its checkers is what takes long, and each uses one core.
  "$MAVEN" -B -q -T "$(nproc)" -Dstyle.color=never -DskipTests package >&2 || die "the build failed: see its messages above"
  mv "$stamp" "$root/target/.built"
  say "built in $((SECONDS - started)) s"
}

# harness CLASS [ARGUMENT...]: runs a program of sanity-tests against the built distribution.
harness() {
  local class=$1
  shift
  "$JAVA" "-Defc.dist=$DIST" "-Defc.root=$root" -cp "$HARNESS/classes:$HARNESS/lib/*" "$class" "$@"
}

remove_reports() {
  find . -path ./.git -prune -o -type d \( -name surefire-reports -o -name failsafe-reports -o -name csi-sanity-reports -o -name posix-reports \) \
    -prune -exec rm -rf {} +
}

clean_everything() {
  say "removing target directories and $CACHE"
  find . -path ./.git -prune -o -type d -name target -prune -exec rm -rf {} +
  rm -rf -- "$CACHE"
}
