// SPDX-License-Identifier: Apache-2.0
// metadata DIRECTORY COUNT: makes COUNT files of 1 KiB, stats each, reads each, removes each; prints four rates per second.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void check(long result, const char *what) {
  if (result < 0) { perror(what); exit(1); }
}

int main(int argc, char **argv) {
  if (argc != 3 || chdir(argv[1])) return 2;
  int count = atoi(argv[2]);
  char name[32], data[1024] = {0};
  struct stat st;
  double t = now();
  for (int i = 0; i < count; i++) {
    snprintf(name, sizeof name, "m-%d", i);
    int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0644);
    check(fd, name); check(write(fd, data, sizeof data), "write"); check(close(fd), "close");
  }
  double made = now();
  for (int i = 0; i < count; i++) { snprintf(name, sizeof name, "m-%d", i); check(stat(name, &st), name); }
  double seen = now();
  for (int i = 0; i < count; i++) {
    snprintf(name, sizeof name, "m-%d", i);
    int fd = open(name, O_RDONLY);
    check(fd, name); check(read(fd, data, sizeof data), "read"); check(close(fd), "close");
  }
  double read_ = now();
  for (int i = 0; i < count; i++) { snprintf(name, sizeof name, "m-%d", i); check(unlink(name), name); }
  double gone = now();
  printf("%.1f %.1f %.1f %.1f\n", count / (made - t), count / (seen - made), count / (read_ - seen), count / (gone - read_));
  return 0;
}
