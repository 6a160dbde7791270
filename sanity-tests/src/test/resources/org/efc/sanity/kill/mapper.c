// SPDX-License-Identifier: Apache-2.0
/*
 * mapper write|read DIRECTORY SEED: a file of its own, through a shared mapping. "write" changes pages, has them written
 * (msync) and reads them back past the cache; "read" drops pages and has them brought again.
 */
#include "application.h"
#include <signal.h>

enum { PAGES = 128 };

static unsigned char page[PAGE] __attribute__((aligned(PAGE)));

static int file = -1;
static unsigned char *map;

/*
 * SIGBUS is how a mapping says that the file could not be read: a read says why, and the size whether the page was
 * beyond the end. It comes from an access of this program, so that calling stdio here is safe.
 */
static void bus(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  long long at = now();
  long offset = (unsigned char *)info->si_addr - map;
  struct stat found;
  long size = fstat(file, &found) == 0 ? (long)found.st_size : -errno;
  long count = pread(file, page, PAGE, offset);
  fprintf(stderr, "%lld: SIGBUS: no page for offset %ld; then: size %ld, ", at, offset, size);
  fprintf(stderr, "read %ld, %s\n", count, count < 0 ? strerror(errno) : "no error");
  _exit(3);
}

static void check(const unsigned char *found, uint64_t tag, const char *how) {
  unsigned char wanted[PAGE];
  fill(wanted, PAGE, tag);
  if (memcmp(found, wanted, PAGE) != 0) fault("%s: wrong page, tag %llu", how, (unsigned long long)tag);
}

static void change(int direct, uint64_t *tags) {
  long number = random_below(PAGES);
  tags[number] = (uint64_t)operations << 8 | (uint64_t)number;
  fill(map + number * PAGE, PAGE, tags[number]);
  if (msync(map + number * PAGE, PAGE, MS_SYNC) != 0) fault("msync: %s", strerror(errno));
  long count = pread(direct, page, PAGE, number * PAGE);
  if (count != PAGE) fault("pread: %ld, %s", count, count < 0 ? strerror(errno) : "short");
  else check(page, tags[number], "read back");
}

static void look(const uint64_t *tags) {
  long number = random_below(PAGES);
  if (random_below(4) == 0) {
    madvise(map, PAGES * PAGE, MADV_DONTNEED); // else the pages are in use and stay
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  }
  check(map + number * PAGE, tags[number], "mapped");
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int writes = strcmp(argv[1], "write") == 0;
  state = strtoull(argv[3], NULL, 10);
  struct sigaction action = {.sa_sigaction = bus, .sa_flags = SA_SIGINFO};
  require(sigaction(SIGBUS, &action, NULL), "sigaction");
  require(mkdir(argv[2], 0755), argv[2]);
  require(chdir(argv[2]), argv[2]);
  file = open("mapped", O_CREAT | O_EXCL | O_RDWR, 0644);
  require(file, "open mapped");
  int direct = open("mapped", O_RDONLY | O_DIRECT);
  require(direct, "open mapped with O_DIRECT");
  uint64_t tags[PAGES];
  for (long i = 0; i < PAGES; i++) {
    tags[i] = (uint64_t)i + 1;
    fill(page, PAGE, tags[i]);
    if (pwrite(file, page, PAGE, i * PAGE) != PAGE) fault("pwrite: %s", strerror(errno));
  }
  map = mmap(NULL, PAGES * PAGE, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file, 0);
  if (map == MAP_FAILED) return perror("mmap"), 1;
  while (!stopped()) {
    operations++;
    if (writes) change(direct, tags);
    else look(tags);
    nap(random_below(5000));
  }
  printf("expect file mapped 644 1 %d %u\n", PAGES * PAGE, crc32(map, PAGES * PAGE));
  if (munmap(map, PAGES * PAGE) != 0 || fsync(file) != 0 || close(file) != 0) fault("the end: %s", strerror(errno));
  report();
  return 0;
}
