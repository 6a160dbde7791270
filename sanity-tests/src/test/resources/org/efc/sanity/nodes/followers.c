// SPDX-License-Identifier: Apache-2.0
//
// followers APPENDER-MOUNT FOLLOWER-MOUNT SECONDS READS [ahead]: one process appends to files on one mount; on
// the other mount processes follow with pread(2) on a file that they hold open, others open the
// file anew for each read, and one asks for the attributes all the time, by stat(2) and by listing.
//
// Each byte is a function of file and offset and never 0, so a read that has zeros, or any other
// byte that was never written at that place, is found by itself. Ends after SECONDS, or sooner after
// READS reads that have data (0: no such limit). With "ahead" the appender makes the file larger before
// it writes, so that there is something to be found.
//
// Prints "READS reads, BYTES bytes at ends, ZEROS with zeros, WRONG with other wrong bytes, GROWN
// ends seen" and exits with 1 when a read was wrong.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 200000   // bytes of a file, then the next one is begun
#define HOLDERS 3
#define OPENERS 2

struct shared {
  volatile unsigned file;  // which is appended to
  volatile int over;
  unsigned long reads, tail, zeros, wrong, grown;
};

static struct shared *shared;
static char file_name[4096];
static int ahead;

static unsigned char byte_of(unsigned file, unsigned long offset) {
  unsigned long x = (offset + 1) * 0x9e3779b97f4a7c15UL ^ ((unsigned long)file << 32);
  x ^= x >> 29;
  return 1 + x % 255;
}

static const char *path(const char *mount, unsigned file) {
  snprintf(file_name, sizeof file_name, "%s/log/%u", mount, file);
  return file_name;
}

static void fail(const char *what) {
  fprintf(stderr, "%s %s: %s\n", what, file_name, strerror(errno));
  shared->over = 1;
  exit(2);
}

static void nap(long micros) {
  struct timespec t = {0, micros * 1000};
  nanosleep(&t, NULL);
}

static void append(const char *mount) {
  unsigned char record[700];
  srand(1);
  for (unsigned file = 0; !shared->over; file++) {
    int fd = open(path(mount, file), O_CREAT | O_WRONLY | O_EXCL, 0644);
    if (fd < 0) fail("create");
    shared->file = file;
    for (unsigned long at = 0; at < MOST && !shared->over;) {
      size_t length = 1 + rand() % sizeof record;
      for (size_t i = 0; i < length; i++) record[i] = byte_of(file, at + i);
      if (ahead && ftruncate(fd, at + length)) fail("make larger");
      if (ahead) nap(100);
      ssize_t done = pwrite(fd, record, length, at);
      if (done <= 0) fail("append to");
      at += done;
      if (rand() % 4 == 0) nap(rand() % 600);
    }
    close(fd);
    if (file >= 3) unlink(path(mount, file - 3));
  }
}

static void check(unsigned file, unsigned long offset, unsigned char *data, ssize_t length,
                  const char *how) {
  int zeros = 0, wrong = 0;
  ssize_t first = -1;
  for (ssize_t i = 0; i < length; i++) {
    if (data[i] != byte_of(file, offset + i)) {
      if (first < 0) first = i;
      if (data[i] == 0) zeros++; else wrong++;
    }
  }
  __sync_fetch_and_add(&shared->reads, 1);
  __sync_fetch_and_add(&shared->tail, (unsigned long)length);
  if (zeros) __sync_fetch_and_add(&shared->zeros, 1);
  if (wrong) __sync_fetch_and_add(&shared->wrong, 1);
  if (first >= 0 && shared->zeros + shared->wrong < 20)
    fprintf(stderr, "%s: file %u, read of %zd bytes at %lu: wrong from %lu on, %d zeros, %d others\n",
            how, file, length, offset, offset + first, zeros, wrong);
}

// Holds a file open until the next one is begun, and reads around the end that it has found.
static void hold(const char *mount, int seed) {
  unsigned char data[8192];
  srand(seed);
  while (!shared->over) {
    unsigned file = shared->file;
    int fd = open(path(mount, file), O_RDONLY);
    if (fd < 0) {
      if (errno != ENOENT && errno != ESTALE) fail("open");
      nap(500);
      continue;
    }
    unsigned long end = 0;
    while (!shared->over && shared->file - file < 2) {
      unsigned long back = rand() % 5000;
      unsigned long from = back > end ? 0 : end - back;
      ssize_t got = pread(fd, data, sizeof data, from);
      if (got < 0) {
        if (errno == ESTALE) break;
        fail("read");
      }
      if (got == 0) continue;
      check(file, from, data, got, "held open");
      if (from + got > end) {
        end = from + got;
        __sync_fetch_and_add(&shared->grown, 1);
      }
    }
    close(fd);
  }
}

static void reopen(const char *mount, int seed) {
  unsigned char data[8192];
  unsigned long end = 0;
  unsigned last = -1;
  srand(seed);
  while (!shared->over) {
    unsigned file = shared->file;
    if (file != last) end = 0;
    last = file;
    int fd = open(path(mount, file), O_RDONLY);
    if (fd < 0) {
      if (errno != ENOENT && errno != ESTALE) fail("open");
      nap(500);
      continue;
    }
    for (int i = 0; i < 4; i++) {
      unsigned long back = rand() % 3000;
      unsigned long from = back > end ? 0 : end - back;
      ssize_t got = pread(fd, data, sizeof data, from);
      if (got <= 0) break;
      check(file, from, data, got, "opened anew");
      if (from + got > end) {
        end = from + got;
        __sync_fetch_and_add(&shared->grown, 1);
      }
    }
    close(fd);
  }
}

static void look(const char *mount) {
  struct stat found;
  char directory[4096];
  snprintf(directory, sizeof directory, "%s/log", mount);
  for (unsigned round = 0; !shared->over; round++) {
    stat(path(mount, shared->file), &found);
    if (round % 64 == 0) {
      DIR *names = opendir(directory);
      if (names) {
        while (readdir(names)) {
        }
        closedir(names);
      }
    }
  }
}

int main(int count, char **words) {
  if (count != 5 && count != 6) return 64;
  ahead = count == 6;
  const char *writes = words[1], *reads = words[2];
  unsigned long limit = strtoul(words[4], NULL, 10);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  snprintf(file_name, sizeof file_name, "%s/log", writes);
  if (mkdir(file_name, 0755) && errno != EEXIST) fail("mkdir");
  int children = 0;
  for (int i = 0; i < 2 + HOLDERS + OPENERS; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      if (i == 0) append(writes);
      else if (i == 1) look(reads);
      else if (i < 2 + HOLDERS) hold(reads, i);
      else reopen(reads, i);
      exit(0);
    }
    children++;
  }
  for (long tenths = 10 * atol(words[3]); tenths > 0 && !shared->over; tenths--) {
    if (limit && shared->reads >= limit) break;
    nap(100000);
  }
  shared->over = 1;
  int failed = 0, status;
  while (children-- > 0) {
    wait(&status);
    failed |= status;
  }
  printf("%lu reads, %lu bytes at ends, %lu with zeros, %lu with other wrong bytes, %lu ends seen\n",
         shared->reads, shared->tail, shared->zeros, shared->wrong, shared->grown);
  return failed ? 2 : shared->zeros + shared->wrong ? 1 : 0;
}
