// SPDX-License-Identifier: Apache-2.0
/*
 * tree DIRECTORY SEED: random changes of names and attributes below a directory that nobody else touches, each checked against
 * a model in memory: the errno, and what is found afterwards. At its end it says what must be there.
 */
#include "application.h"
#include <dirent.h>

enum { DIRECTORIES = 12, NAMES = 6, FILES = DIRECTORIES * NAMES, LARGEST = 20000, NONE = -1 };

/* An entry leads to a directory (its slot) or to a file (DIRECTORIES + its slot). */
static int entries[DIRECTORIES][NAMES];
static struct directory { int used, parent, name, mode; } directories[DIRECTORIES] = {{1, NONE, 0, 0755}};
static struct file { int links, mode; long size; uint64_t tag; } files[FILES];
static unsigned char wanted[LARGEST], got[LARGEST + 1];

static const char *path(int directory, int name) {
  static char texts[4][512];
  static int turn;
  char *text = texts[turn++ % 4], part[16];
  snprintf(text, 512, "n%d", name);
  for (int at = directory; at != 0; at = directories[at].parent) {
    int length = snprintf(part, sizeof part, "n%d/", directories[at].name);
    memmove(text + length, text, strlen(text) + 1);
    memcpy(text, part, (size_t)length);
  }
  return text;
}

static int is_directory(int entry) { return entry != NONE && entry < DIRECTORIES; }
static struct file *file_of(int entry) { return &files[entry - DIRECTORIES]; }

static int is_empty(int directory) {
  for (int i = 0; i < NAMES; i++)
    if (entries[directory][i] != NONE) return 0;
  return 1;
}

/* Whether a directory is another one, or above it. */
static int holds(int upper, int lower) {
  for (int at = lower; at != NONE; at = directories[at].parent)
    if (at == upper) return 1;
  return 0;
}

static int pick(void) {
  for (;;) {
    int directory = (int)random_below(DIRECTORIES);
    if (directories[directory].used) return directory;
  }
}

static int free_file(void) {
  for (int i = 0; i < FILES; i++)
    if (files[i].links == 0) return i;
  return NONE;
}

static int free_directory(void) {
  for (int i = 0; i < DIRECTORIES; i++)
    if (!directories[i].used) return i;
  return NONE;
}

static void expect(const char *what, const char *a, const char *b, long result, int error) {
  operations++;
  int found = result < 0 ? errno : 0;
  if (found != error) fault("%s %s %s: %s, should be: %s", what, a, b, strerror(found), strerror(error));
}

static void drop(int entry) {
  if (is_directory(entry)) directories[entry].used = 0;
  else file_of(entry)->links--;
}

static void create(int directory, int name) {
  int *entry = &entries[directory][name], slot = free_file();
  const char *at = path(directory, name);
  int fd = open(at, O_CREAT | O_EXCL | O_WRONLY, 0600);
  expect("create", at, "", fd, *entry == NONE ? 0 : EEXIST);
  if (fd < 0) return;
  struct file made = {1, 0600, random_below(LARGEST), (uint64_t)random_below(1L << 40)};
  fill(wanted, made.size, made.tag);
  long count = write(fd, wanted, (size_t)made.size);
  if (count != made.size) fault("write %s: %ld of %ld, %s", at, count, made.size, strerror(errno));
  if (close(fd) != 0) fault("close %s: %s", at, strerror(errno));
  if (*entry != NONE) return;
  files[slot] = made;
  *entry = DIRECTORIES + slot;
}

static void make(int directory, int name) {
  int *entry = &entries[directory][name], slot = free_directory();
  if (slot == NONE) return;
  const char *at = path(directory, name);
  expect("mkdir", at, "", mkdir(at, 0755), *entry == NONE ? 0 : EEXIST);
  if (*entry != NONE) return;
  *entry = slot;
  directories[slot] = (struct directory){1, directory, name, 0755};
}

static void take(int directory, int name, int by_rmdir) {
  int *entry = &entries[directory][name], error = 0;
  const char *at = path(directory, name);
  if (*entry == NONE) error = ENOENT;
  else if (by_rmdir) error = !is_directory(*entry) ? ENOTDIR : is_empty(*entry) ? 0 : ENOTEMPTY;
  else error = is_directory(*entry) ? EISDIR : 0;
  expect(by_rmdir ? "rmdir" : "unlink", at, "", by_rmdir ? rmdir(at) : unlink(at), error);
  if (error != 0) return;
  drop(*entry);
  *entry = NONE;
}

static int rename_error(int from, int to, int source, int target) {
  if (source == NONE) return ENOENT;
  if (is_directory(source) && holds(source, to)) return EINVAL;
  if (is_directory(target) && holds(target, from)) return ENOTEMPTY;
  if (target == NONE || target == source) return 0;
  if (is_directory(source) != is_directory(target)) return is_directory(target) ? EISDIR : ENOTDIR;
  return is_directory(target) && !is_empty(target) ? ENOTEMPTY : 0;
}

static void move(int from, int name, int to, int new_name) {
  int source = entries[from][name], target = entries[to][new_name];
  const char *a = path(from, name), *b = path(to, new_name);
  int error = rename_error(from, to, source, target);
  expect("rename", a, b, rename(a, b), error);
  if (error != 0 || source == target) return; // two names of one file stay
  if (target != NONE) drop(target);
  entries[to][new_name] = source;
  entries[from][name] = NONE;
  if (is_directory(source)) directories[source].parent = to, directories[source].name = new_name;
}

static void connect(int from, int name, int to, int new_name) {
  int source = entries[from][name], target = entries[to][new_name];
  const char *a = path(from, name), *b = path(to, new_name);
  int error = source == NONE ? ENOENT : target != NONE ? EEXIST : is_directory(source) ? EPERM : 0;
  expect("link", a, b, link(a, b), error);
  if (error != 0) return;
  entries[to][new_name] = source;
  file_of(source)->links++;
}

static void resize(int directory, int name) {
  int entry = entries[directory][name];
  const char *at = path(directory, name);
  long size = random_below(entry == NONE || is_directory(entry) ? LARGEST : file_of(entry)->size + 1);
  expect("truncate", at, "", truncate(at, size), entry == NONE ? ENOENT : is_directory(entry) ? EISDIR : 0);
  if (entry != NONE && !is_directory(entry)) file_of(entry)->size = size;
}

static void permit(int directory, int name) {
  int entry = entries[directory][name], mode = 0600 | (int)random_below(0100);
  const char *at = path(directory, name);
  if (is_directory(entry)) mode |= 0700;
  expect("chmod", at, "", chmod(at, (mode_t)mode), entry == NONE ? ENOENT : 0);
  if (is_directory(entry)) directories[entry].mode = mode;
  else if (entry != NONE) file_of(entry)->mode = mode;
}

static void look(int directory, int name) {
  int entry = entries[directory][name];
  const char *at = path(directory, name);
  struct stat s;
  expect("stat", at, "", lstat(at, &s), entry == NONE ? ENOENT : 0);
  if (entry == NONE) return;
  if (S_ISDIR(s.st_mode) != is_directory(entry)) return fault("stat %s: mode %o", at, s.st_mode);
  if (is_directory(entry)) return;
  struct file *file = file_of(entry);
  if (s.st_size != file->size || (int)s.st_nlink != file->links || (int)(s.st_mode & 07777) != file->mode)
    fault("stat %s: size %ld links %d mode %o, should be %ld %d %o", at, (long)s.st_size, (int)s.st_nlink,
          s.st_mode & 07777, file->size, file->links, file->mode);
  int fd = open(at, O_RDONLY);
  expect("open", at, "", fd, 0);
  if (fd < 0) return;
  long count = read(fd, got, sizeof got);
  fill(wanted, file->size, file->tag);
  if (count != file->size || memcmp(got, wanted, (size_t)count) != 0)
    fault("read %s: %ld bytes, wrong or not %ld", at, count, file->size);
  close(fd);
}

static void list(int directory) {
  const char *at = directory == 0 ? "." : path(directories[directory].parent, directories[directory].name);
  int seen[NAMES] = {0}, number;
  DIR *stream = opendir(at);
  expect("opendir", at, "", stream == NULL ? -1 : 0, 0);
  if (stream == NULL) return;
  for (struct dirent *entry; errno = 0, (entry = readdir(stream)) != NULL;)
    if (entry->d_name[0] != '.') {
      if (sscanf(entry->d_name, "n%d", &number) == 1 && number >= 0 && number < NAMES) seen[number]++;
      else fault("list %s: %s", at, entry->d_name);
    }
  if (errno != 0) fault("readdir %s: %s", at, strerror(errno));
  closedir(stream);
  for (int i = 0; i < NAMES; i++)
    if (seen[i] != (entries[directory][i] != NONE)) fault("list %s: n%d is there %d times", at, i, seen[i]);
}

static void say(int directory) {
  for (int i = 0; i < NAMES; i++) {
    int entry = entries[directory][i];
    if (entry == NONE) continue;
    if (is_directory(entry)) {
      printf("expect directory %s %o\n", path(directory, i), directories[entry].mode);
      say(entry);
      continue;
    }
    struct file *file = file_of(entry);
    fill(wanted, file->size, file->tag);
    printf("expect file %s %o %d %ld %u\n", path(directory, i), file->mode, file->links, file->size, crc32(wanted, file->size));
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  umask(0);
  state = strtoull(argv[2], NULL, 10);
  for (int i = 0; i < DIRECTORIES; i++)
    for (int j = 0; j < NAMES; j++) entries[i][j] = NONE;
  require(mkdir(argv[1], 0755), argv[1]);
  require(chdir(argv[1]), argv[1]);
  while (!stopped()) {
    int a = pick(), b = pick(), x = (int)random_below(NAMES), y = (int)random_below(NAMES);
    switch (random_below(11)) {
      case 0: case 1: create(a, x); break;
      case 2: make(a, x); break;
      case 3: case 4: move(a, x, b, y); break;
      case 5: connect(a, x, b, y); break;
      case 6: take(a, x, 0); break;
      case 7: take(a, x, 1); break;
      case 8: resize(a, x); break;
      case 9: permit(a, x); break;
      default: look(a, x); list(b);
    }
    nap(random_below(3000));
  }
  say(0);
  report();
  return 0;
}
