// SPDX-License-Identifier: Apache-2.0
/*
 * Runs file operations on a mount, in batches, and says what each one did and when.
 *
 *   operations DIRECTORY
 *
 * Reads one operation a line from standard input; "." ends a batch, which is then run. For each operation
 * one line is written: start and end (CLOCK_MONOTONIC, nanoseconds), errno, and what the operation found:
 *
 *   o SLOT FLAGS PATH   open             inode number
 *   c SLOT              close
 *   r SLOT OFFSET LEN   pread            bytes, runs
 *   w SLOT OFFSET LEN TAG  pwrite        bytes
 *   a SLOT LEN TAG      write (append)   position after it
 *   t SLOT LEN          ftruncate
 *   f SLOT              fstat            inode number, size, links, mode
 *   C PATH              open, read, close  inode number, bytes, runs
 *   s PATH              lstat            as fstat
 *   x MODE PATH         chmod
 *   u PATH  d PATH  m PATH                unlink, rmdir, mkdir
 *   R PATH PATH  l PATH PATH              rename, link
 *   L PATH              list             name/type/inode number ...
 *
 * A write with tag T puts 1 + (T + i) % 251 where i counts from its file offset (append: from its own start).
 * Contents come back as runs of tags, T:count, with -1 for zero bytes: so each byte tells the write it is of.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 16, LINES = 4096, MODULUS = 251, BUFFER = 65536 };

static int root;
static int slots[SLOTS];
static char lines[LINES][160];
static unsigned char data[BUFFER];
static char found[8 * BUFFER];

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static char *runs(char *out, long offset, long count) {
  long run = 0;
  for (long i = 0; i < count; i = run) {
    int tag = data[i] == 0 ? -1 : (int)((data[i] - 1 + MODULUS - (offset + i) % MODULUS) % MODULUS);
    for (run = i + 1; run < count; run++) {
      int next = data[run] == 0 ? -1 : (int)((data[run] - 1 + MODULUS - (offset + run) % MODULUS) % MODULUS);
      if (next != tag) break;
    }
    out += sprintf(out, " %d:%ld", tag, run - i);
  }
  return out;
}

static void fill(long from, long count, int tag) {
  for (long i = 0; i < count; i++) data[i] = (unsigned char)(1 + (tag + from + i) % MODULUS);
}

static int attributes(int result, const struct stat *s) {
  if (result == 0)
    sprintf(found, " %lu %ld %lu %o", (unsigned long)s->st_ino, (long)s->st_size, (unsigned long)s->st_nlink, s->st_mode);
  return result;
}

/* From the kernel's cache, without asking the server: which file it is, and nothing refreshed by the question. */
static void number(int fd) {
  struct statx s;
  if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_INO, &s) == 0)
    sprintf(found, " %llu", (unsigned long long)s.stx_ino);
}

static int cat(const char *path) {
  int fd = openat(root, path, O_RDONLY);
  if (fd < 0) return -1;
  number(fd);
  long count = 0, got;
  while (count < BUFFER && (got = pread(fd, data + count, BUFFER - count, count)) > 0) count += got;
  if (got < 0) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  char *end = found + strlen(found);
  runs(end + sprintf(end, " %ld", count), 0, count);
  return close(fd);
}

static int list(const char *path) {
  int fd = openat(root, path, O_RDONLY | O_DIRECTORY);
  if (fd < 0) return -1;
  DIR *directory = fdopendir(fd);
  if (directory == NULL) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  char *end = found;
  struct dirent *entry;
  errno = 0;
  while ((entry = readdir(directory)) != NULL)
    end += sprintf(end, " %s/%d/%lu", entry->d_name, entry->d_type, (unsigned long)entry->d_ino);
  int error = errno;
  closedir(directory);
  errno = error;
  return error == 0 ? 0 : -1;
}

static long run(const char *line) {
  char a[128] = "", b[128] = "";
  long x = 0, y = 0;
  int slot = 0, tag = 0;
  long result;
  struct stat s;
  switch (line[0]) {
    case 'o':
      sscanf(line + 1, "%d %ld %127s", &slot, &x, a);
      if (slots[slot] >= 0) return errno = EBUSY, -1;
      result = slots[slot] = openat(root, a, (int)x, 0644);
      if (result >= 0) number(slots[slot]);
      return result < 0 ? -1 : 0;
    case 'c':
      sscanf(line + 1, "%d", &slot);
      result = close(slots[slot]);
      slots[slot] = -1;
      return result;
    case 'r':
      sscanf(line + 1, "%d %ld %ld", &slot, &x, &y);
      result = pread(slots[slot], data, (size_t)y, x);
      if (result >= 0) runs(found + sprintf(found, " %ld", result), x, result);
      return result < 0 ? -1 : 0;
    case 'w':
      sscanf(line + 1, "%d %ld %ld %d", &slot, &x, &y, &tag);
      fill(x, y, tag);
      result = pwrite(slots[slot], data, (size_t)y, x);
      sprintf(found, " %ld", result);
      return result < 0 ? -1 : 0;
    case 'a':
      sscanf(line + 1, "%d %ld %d", &slot, &y, &tag);
      fill(0, y, tag);
      result = write(slots[slot], data, (size_t)y);
      if (result >= 0) sprintf(found, " %ld", (long)lseek(slots[slot], 0, SEEK_CUR));
      return result < 0 ? -1 : 0;
    case 't':
      sscanf(line + 1, "%d %ld", &slot, &x);
      return ftruncate(slots[slot], x);
    case 'f':
      sscanf(line + 1, "%d", &slot);
      return attributes(fstat(slots[slot], &s), &s);
    case 'C':
      sscanf(line + 1, "%127s", a);
      return cat(a);
    case 's':
      sscanf(line + 1, "%127s", a);
      return attributes(fstatat(root, a, &s, AT_SYMLINK_NOFOLLOW), &s);
    case 'x':
      sscanf(line + 1, "%lo %127s", (unsigned long *)&x, a);
      return fchmodat(root, a, (mode_t)x, 0);
    case 'u':
      sscanf(line + 1, "%127s", a);
      return unlinkat(root, a, 0);
    case 'd':
      sscanf(line + 1, "%127s", a);
      return unlinkat(root, a, AT_REMOVEDIR);
    case 'm':
      sscanf(line + 1, "%127s", a);
      return mkdirat(root, a, 0755);
    case 'R':
      sscanf(line + 1, "%127s %127s", a, b);
      return renameat(root, a, root, b);
    case 'l':
      sscanf(line + 1, "%127s %127s", a, b);
      return linkat(root, a, root, b, 0);
    case 'L':
      sscanf(line + 1, "%127s", a);
      return list(a);
    default:
      fprintf(stderr, "no such operation: %s\n", line);
      exit(2);
  }
}

int main(int argc, char **argv) {
  if (argc != 2 || (root = open(argv[1], O_RDONLY | O_DIRECTORY)) < 0) {
    fprintf(stderr, "usage: operations DIRECTORY\n");
    return 2;
  }
  umask(0);
  for (int i = 0; i < SLOTS; i++) slots[i] = -1;
  int count = 0;
  while (fgets(lines[count], sizeof lines[0], stdin) != NULL) {
    if (lines[count][0] != '.' && ++count < LINES) continue;
    for (int i = 0; i < count; i++) {
      found[0] = 0;
      long long start = now();
      errno = 0;
      int error = run(lines[i]) < 0 ? errno : 0;
      printf("%lld %lld %d%s\n", start, now(), error, error == 0 ? found : "");
    }
    fflush(stdout);
    count = 0;
  }
  return 0;
}
