# git: commits in a loop, fsck and repack now and then; in the end the history must have every commit.
export GIT_CONFIG_GLOBAL=$SCRATCH/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name tester
git config --file "$GIT_CONFIG_GLOBAL" user.email tester@example.org
git config --file "$GIT_CONFIG_GLOBAL" gc.auto 0
git config --file "$GIT_CONFIG_GLOBAL" safe.directory '*'
git init -q -b main "$HERE/repository"
cd "$HERE/repository"
check() {
  git fsck --full --strict
  [ "$(git rev-list --count HEAD)" = "$commits" ]
  [ -z "$(git status --porcelain)" ]
}
commits=0
until read -t 0; do
  commits=$((commits + 1))
  seq "$commits" $((commits + 200)) >"f$((commits % 10))"
  git add -A
  git commit -qm "commit $commits"
  if [ $((commits % 15)) = 0 ]; then check; fi
  if [ $((commits % 40)) = 0 ]; then git repack -adq; fi
  sleep 0.1
done
check
echo "operations $commits"
