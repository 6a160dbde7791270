// SPDX-License-Identifier: Apache-2.0
/*
 * One process changes a file on one node while some on another open and read it, over and over: no open may find
 * less than was there before it.
 *
 *   freshness CHANGING-MOUNT READING-MOUNT NAME READERS SECONDS
 *
 * Prints how many reads there were, and how many of them found too little.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RECORD = 100, MOST = 60 * RECORD };

struct shared {
  _Atomic long emptied; /* how often */
  _Atomic long size;    /* of what the server has for certain, since it was emptied last */
  _Atomic long reads, stale, worst;
};

static struct shared *shared;

static void fail(const char *what) {
  fprintf(stderr, "freshness: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void change(const char *name, time_t until) {
  char record[RECORD], other[512];
  memset(record, 'r', sizeof record);
  snprintf(other, sizeof other, "%s.link", name);
  int fd = open(name, O_WRONLY);
  if (fd < 0) fail(name);
  for (long size = 0; time(NULL) < until;) {
    if (size == MOST) {
      atomic_store(&shared->size, 0);
      atomic_fetch_add(&shared->emptied, 1);
      if (ftruncate(fd, size = 0) != 0) fail("ftruncate");
    }
    if (pwrite(fd, record, sizeof record, size) != RECORD) fail("pwrite");
    atomic_store(&shared->size, size += RECORD);
    /* Its time of change is another, its content is not. */
    if (link(name, other) != 0 || unlink(other) != 0) fail("link");
  }
  exit(0);
}

static void look(const char *name, time_t until) {
  char found[2 * MOST];
  while (time(NULL) < until) {
    long emptied = atomic_load(&shared->emptied), least = atomic_load(&shared->size), count = 0, got;
    int fd = open(name, O_RDONLY);
    if (fd < 0) fail(name);
    while ((got = read(fd, found + count, sizeof found - count)) > 0) count += got;
    if (got < 0) fail("read");
    close(fd);
    if (atomic_load(&shared->emptied) != emptied) continue;
    atomic_fetch_add(&shared->reads, 1);
    if (count < least) {
      atomic_fetch_add(&shared->stale, 1);
      atomic_store(&shared->worst, least - count);
    }
  }
  exit(0);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: freshness CHANGING-MOUNT READING-MOUNT NAME READERS SECONDS\n");
    return 2;
  }
  char there[400], here[400];
  snprintf(there, sizeof there, "%s/%s", argv[1], argv[3]);
  snprintf(here, sizeof here, "%s/%s", argv[2], argv[3]);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("mmap");
  int fd = open(there, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (fd < 0) fail(there);
  close(fd);
  int processes = 1 + atoi(argv[4]);
  time_t until = time(NULL) + atoi(argv[5]);
  for (int i = 0; i < processes; i++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) i == 0 ? change(there, until) : look(here, until);
  }
  int failed = 0, status;
  while (wait(&status) > 0) failed |= status != 0;
  printf("%ld reads, %ld too short, the last by %ld bytes\n", atomic_load(&shared->reads), atomic_load(&shared->stale), atomic_load(&shared->worst));
  return failed;
}
