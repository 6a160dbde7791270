# listing.sh DIRECTORY: all that an archiver keeps, and the contents; for a diff. Without the times of symbolic
# links: nfs-ganesha does not set them, which is pjdfstest's to judge (utimensat::follow_symlink).
cd "$1"
find . -printf '%p %y %m %U %G %n %l' \( -type l -o -printf ' %t' \) \( -type d -printf '\n' -o -printf ' %s\n' \) | LC_ALL=C sort
find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
