# git clone in a loop, from a repository outside of the volume: each copy must be whole.
export GIT_CONFIG_GLOBAL=$SCRATCH/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name tester
git config --file "$GIT_CONFIG_GLOBAL" user.email tester@example.org
git config --file "$GIT_CONFIG_GLOBAL" safe.directory '*'
git init -q -b main "$SCRATCH/origin"
for i in $(seq 10); do
  for j in $(seq 30); do
    mkdir -p "$SCRATCH/origin/d$j"
    seq "$i" $((i * j + 50)) >"$SCRATCH/origin/d$j/f$i"
  done
  git -C "$SCRATCH/origin" add -A
  git -C "$SCRATCH/origin" commit -qm "commit $i"
done
clones=0
until read -t 0; do
  git clone -q --no-local "$SCRATCH/origin" "$HERE/copy"
  git -C "$HERE/copy" fsck --full --strict
  [ -z "$(git -C "$HERE/copy" status --porcelain)" ]
  diff -r --exclude=.git "$SCRATCH/origin" "$HERE/copy"
  rm -r "$HERE/copy"
  clones=$((clones + 1))
done
echo "operations $clones"
