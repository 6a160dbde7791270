// SPDX-License-Identifier: Apache-2.0
// Prints the milliseconds from fork to the first answered request of a FUSE server.
//   first_answer MOUNTPOINT device COMMAND...   mounts itself and gives the server the device as fd 3
//   first_answer MOUNTPOINT mounts COMMAND...   the server mounts by itself
// Then the pid of the server. It is left running; unmounting is the caller's.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void die(const char *what) {
  fprintf(stderr, "first_answer: %s: %s\n", what, strerror(errno));
  exit(1);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  const char *point = argv[1];
  int device_given = strcmp(argv[2], "device") == 0;
  struct stat before, after;
  alarm(30); // a stat that nobody answers is ended by the signal
  if (stat(point, &before)) die(point);
  if (device_given) {
    int fd = open("/dev/fuse", O_RDWR);
    if (fd < 0) die("/dev/fuse");
    if (fd != 3) { dup2(fd, 3); close(fd); }
    char options[128];
    snprintf(options, sizeof options, "fd=3,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions");
    if (mount("bench", point, "fuse.bench", MS_NOSUID | MS_NODEV, options)) die("mount");
  }
  double begin = now();
  pid_t pid = fork();
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0); dup2(null, 1); dup2(null, 2);
    execv(argv[3], argv + 3);
    _exit(127);
  }
  if (device_given) {
    if (stat(point, &after)) die("stat");
  } else {
    do {
      if (stat(point, &after)) die("stat");
    } while (after.st_dev == before.st_dev);
  }
  printf("%.3f %d\n", now() - begin, pid);
  return 0;
}
