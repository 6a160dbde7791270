// SPDX-License-Identifier: Apache-2.0
/*
 * locker flock|fcntl FILE OWNER SEED: takes a lock, holds it for a while, gives it back. OWNER is a file elsewhere, mapped by all
 * lockers of one FILE: it has the process that holds the lock. Who gets the lock while another one is there, or finds
 * another one at its end, saw a "lost-lock".
 */
#include "application.h"
#include <sys/file.h>

static int lock(int fd, int posix, int wanted, int wait) {
  if (!posix) return flock(fd, (wanted ? LOCK_EX : LOCK_UN) | (wait ? 0 : LOCK_NB));
  struct flock range = {.l_type = wanted ? F_WRLCK : F_UNLCK, .l_whence = SEEK_SET, .l_start = 100, .l_len = 10};
  return fcntl(fd, wait ? F_SETLKW : F_SETLK, &range);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int posix = strcmp(argv[1], "fcntl") == 0;
  state = strtoull(argv[4], NULL, 10);
  int fd = open(argv[2], O_CREAT | O_RDWR, 0644);
  require(fd, argv[2]);
  int shared = open(argv[3], O_CREAT | O_RDWR, 0600);
  require(shared, argv[3]);
  require(ftruncate(shared, PAGE), argv[3]);
  int *owner = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  if (owner == MAP_FAILED) return 1;
  int self = getpid();
  long lost = 0, held = 0, denied = 0;
  while (!stopped()) {
    int wait = random_below(2) == 0;
    operations++;
    if (lock(fd, posix, 1, wait) != 0) {
      if (errno != EAGAIN && errno != EACCES && errno != EINTR) fault("lock: %s", strerror(errno));
      denied++;
      nap(1000 + random_below(20000));
      continue;
    }
    int before = __atomic_exchange_n(owner, self, __ATOMIC_SEQ_CST);
    if (before != 0) {
      lost++;
      fault("got the lock that process %d holds", before);
    }
    held++;
    nap(random_below(1500000));
    int still = self;
    if (!__atomic_compare_exchange_n(owner, &still, 0, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
      lost++;
      fault("process %d got the lock that this one holds", still);
    }
    operations++;
    if (lock(fd, posix, 0, 1) != 0) fault("unlock: %s", strerror(errno));
    nap(random_below(20000));
  }
  printf("lost-locks %ld\nheld %ld\ndenied %ld\n", lost, held, denied);
  report();
  return 0;
}
