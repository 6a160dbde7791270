# git: clone, fsck, checkout, an empty status, branches, gc, worktrees. $EFC_ROOT is any repository.
export GIT_CONFIG_GLOBAL=$SCRATCH/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" safe.directory '*'
git config --file "$GIT_CONFIG_GLOBAL" user.name tester
git config --file "$GIT_CONFIG_GLOBAL" user.email tester@example.org
git config --file "$GIT_CONFIG_GLOBAL" gc.auto 0

# Made here and not taken from the sources: they may be an archive without .git.
git init -q -b main "$SCRATCH/origin"
cd "$SCRATCH/origin"
for round in $(seq $((LONG ? 40 : 8))); do
  for file in $(seq $((LONG ? 50 : 10))); do
    mkdir -p "d$((file % 7))"
    seq "$round" $((round * file + 20)) >"d$((file % 7))/f$file"
  done
  git add -A && git commit -qm "round $round"
done

git clone -q --no-local "$SCRATCH/origin" "$HERE/clone"
cd "$HERE/clone"
git fsck --full --strict
[ -z "$(git status --porcelain)" ]
diff -r --exclude=.git "$SCRATCH/origin" .
git checkout -q -b work HEAD~3
[ -z "$(git status --porcelain)" ]
echo new >new
git add new
git mv d2 moved
git commit -qm "on a branch"
git rebase -q main
git checkout -q main
git merge -q --no-edit work
git worktree add -q "$HERE/tree" work
[ -z "$(git -C "$HERE/tree" status --porcelain)" ]
git gc -q --aggressive --prune=now
git repack -adq
git fsck --full --strict
git worktree remove "$HERE/tree"
git push -q origin work
git -C "$SCRATCH/origin" fsck --full --strict
[ -z "$(git status --porcelain)" ]
