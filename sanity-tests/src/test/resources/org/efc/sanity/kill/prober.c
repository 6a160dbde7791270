// SPDX-License-Identifier: Apache-2.0
/*
 * prober DIRECTORY HEARTBEAT: every millisecond one cheap operation that reaches the client, past every cache: in turn
 * pwrite and pread with O_DIRECT and statx with AT_STATX_FORCE_SYNC. An operation of more than a millisecond is told
 * as "BEFORE START END NAME", where BEFORE is the end of the one before it. HEARTBEAT, a file elsewhere, always has the number of operations done.
 */
#include "application.h"

enum { SLOW = 1000000 };

static unsigned char written[PAGE] __attribute__((aligned(PAGE)));
static unsigned char got[PAGE] __attribute__((aligned(PAGE)));

static long probe(int fd, int kind) {
  struct statx found;
  switch (kind) {
    case 0:
      fill(written, PAGE, (uint64_t)operations + 1);
      return pwrite(fd, written, PAGE, 0);
    case 1:
      return pread(fd, got, PAGE, 0);
    default:
      if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC, STATX_SIZE, &found) != 0) return -1;
      return (long)found.stx_size;
  }
}

int main(int argc, char **argv) {
  static const char *const names[] = {"pwrite", "pread", "statx"};
  if (argc != 3) return 2;
  require(mkdir(argv[1], 0755), argv[1]);
  require(chdir(argv[1]), argv[1]);
  int fd = open("probed", O_CREAT | O_EXCL | O_RDWR | O_DIRECT, 0644);
  require(fd, "open probed");
  int heartbeat = open(argv[2], O_CREAT | O_WRONLY | O_TRUNC, 0644);
  require(heartbeat, argv[2]);
  setvbuf(stdout, NULL, _IOLBF, 0);
  long long before = now();
  while (!stopped()) {
    int kind = (int)(operations % 3);
    long long start = now();
    long count = probe(fd, kind);
    long long end = now();
    if (count != PAGE) fault("%s: %ld, %s", names[kind], count, count < 0 ? strerror(errno) : "not 4096");
    if (kind == 1 && memcmp(written, got, PAGE) != 0) fault("pread: not what was written just before");
    operations++;
    if (end - start > SLOW) printf("stall %lld %lld %lld %s\n", before, start, end, names[kind]);
    require(pwrite(heartbeat, &operations, sizeof operations, 0), "heartbeat");
    before = end;
    nap(1000);
  }
  close(fd);
  printf("expect file probed 644 1 %d %u\n", PAGE, crc32(written, PAGE));
  report();
  return 0;
}
