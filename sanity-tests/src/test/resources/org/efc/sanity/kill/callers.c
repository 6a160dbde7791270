// SPDX-License-Identifier: Apache-2.0
/*
 * callers DIRECTORY COUNT KINDS BYTES: COUNT processes, each of which makes one call that reaches the storage. KINDS has
 * a letter for each kind, given out in turn: s statx, o open, r pread with O_DIRECT, w pwrite of BYTES; each process
 * has a file of its own. With O_DIRECT a write would wait in fuse_direct_IO, where no signal ends it. Lines of the standard input say what happens next, and each is answered by one line:
 *
 *   go        they call                     "waiting N": so many of them wait in the kernel for an answer of the client
 *   kill      SIGKILL to each               "killed N slowest MICROSECONDS left M": from the kill to the reaping
 *   return    they have time to return      "returned N failed M left L"
 *
 * The end of the standard input kills those that are left.
 */
#include "application.h"
#include <signal.h>
#include <sys/wait.h>

enum { MOST = 4096, SECONDS = 20 };

static struct {
  pid_t pid;
  long long killed;
} callers[MOST];

static long count, left, slowest, ended, failed;

static int call(char kind, const char *name, int fd, unsigned char *data, long bytes) {
  struct statx found;
  switch (kind) {
    case 's': return statx(AT_FDCWD, name, AT_STATX_FORCE_SYNC, STATX_SIZE, &found);
    case 'o': return open(name, O_RDONLY);
    case 'r': return (int)pread(fd, data, PAGE, 0);
    default: return pwrite(fd, data, (size_t)bytes, 0) == bytes ? 0 : -1;
  }
}

/* A caller: it has its file open before anything waits. */
static void be(long number, char kind, unsigned char *data, long bytes, int start, int ready) {
  char name[32];
  snprintf(name, sizeof name, "caller-%ld", number);
  int fd = open(name, O_CREAT | O_RDWR | (kind == 'r' ? O_DIRECT : 0), 0644);
  require(fd, name);
  require(pwrite(fd, data, PAGE, 0), name);
  char one = 0;
  require(write(ready, &one, 1), "ready");
  close(ready);
  require(read(start, &one, 1), "start"); /* the end of the pipe: all at once */
  int result = call(kind, name, fd, data, bytes);
  if (result < 0) fprintf(stderr, "%c %s: %s\n", kind, name, strerror(errno));
  _exit(result < 0);
}

/* Whether a process waits for the answer to a request of FUSE; where it is instead may be told. */
static int waits(pid_t pid, int tells) {
  char path[64], where[64] = "";
  snprintf(path, sizeof path, "/proc/%d/wchan", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return 0;
  long size = read(fd, where, sizeof where - 1);
  close(fd);
  if (size > 0 && strcmp(where, "request_wait_answer") == 0) return 1;
  if (tells) fprintf(stderr, "caller %d is in %s\n", pid, where);
  return 0;
}

static long waiting(int tells) {
  long sum = 0;
  for (long i = 0; i < count; i++) sum += callers[i].pid != 0 && waits(callers[i].pid, tells);
  return sum;
}

static void reap(pid_t pid, int status) {
  for (long i = 0; i < count; i++) {
    if (callers[i].pid != pid) continue;
    long took = callers[i].killed == 0 ? 0 : (long)((now() - callers[i].killed) / 1000);
    if (took > slowest) slowest = took;
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0) failed++;
    callers[i].pid = 0;
    ended++;
    left--;
    return;
  }
}

static void await_ends(void) {
  long long deadline = now() + SECONDS * 1000000000LL;
  while (left > 0 && now() < deadline) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid > 0) reap(pid, status);
    else nap(200);
  }
}

static void kill_all(void) {
  for (long i = 0; i < count; i++) {
    if (callers[i].pid == 0) continue;
    callers[i].killed = now();
    kill(callers[i].pid, SIGKILL);
  }
  await_ends();
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  require(chdir(argv[1]), argv[1]);
  count = left = atol(argv[2]);
  long bytes = atol(argv[4]);
  if (count > MOST || bytes < PAGE) return 2;
  unsigned char *data = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) return 2;
  memset(data, 'x', (size_t)bytes);
  setvbuf(stdout, NULL, _IOLBF, 0);
  int start[2], ready[2];
  require(pipe(start), "pipe");
  require(pipe(ready), "pipe");
  for (long i = 0; i < count; i++) {
    callers[i].pid = fork();
    require(callers[i].pid, "fork");
    if (callers[i].pid != 0) continue;
    close(0);
    close(1);
    close(start[1]);
    close(ready[0]);
    be(i, argv[3][i % (long)strlen(argv[3])], data, bytes, start[0], ready[1]);
  }
  close(ready[1]);
  char one;
  for (long i = 0; i < count; i++) {
    if (read(ready[0], &one, 1) != 1) return 1;
  }
  puts("ready");
  char line[32];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strcmp(line, "go\n") == 0) {
      close(start[1]);
      long long deadline = now() + SECONDS * 1000000000LL;
      while (waiting(0) < left && now() < deadline) nap(10000);
      nap(1000000); /* the client reads as many requests as it will */
      printf("waiting %ld\n", waiting(1));
    } else if (strcmp(line, "kill\n") == 0) {
      kill_all();
      printf("killed %ld slowest %ld left %ld\n", ended, slowest, left);
    } else {
      await_ends();
      printf("returned %ld failed %ld left %ld\n", ended, failed, left);
    }
  }
  kill_all();
  return left > 0;
}
