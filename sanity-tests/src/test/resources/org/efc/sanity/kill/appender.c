// SPDX-License-Identifier: Apache-2.0
/*
 * appender FILE NUMBER SEED: appends records to a file that other appenders append to as well. "acknowledged N": how
 * many write(2) took; they must be in the file, each whole, once, and in order.
 */
#include "application.h"

enum { RECORD = 96 };

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  state = strtoull(argv[3], NULL, 10);
  int fd = open(argv[1], O_CREAT | O_WRONLY | O_APPEND, 0644);
  require(fd, argv[1]);
  long acknowledged = 0;
  while (!stopped()) {
    char record[RECORD + 1];
    int length = sprintf(record, "%s %ld ", argv[2], acknowledged);
    length += sprintf(record + length, "%u ", crc32((unsigned char *)record, length));
    memset(record + length, '.', RECORD - 1 - (size_t)length);
    record[RECORD - 1] = '\n';
    long count = write(fd, record, RECORD);
    operations++;
    if (count == RECORD) acknowledged++;
    else fault("record %ld: %ld, %s", acknowledged, count, count < 0 ? strerror(errno) : "not whole");
    nap(random_below(4000));
  }
  if (close(fd) != 0) fault("close: %s", strerror(errno));
  printf("acknowledged %ld\n", acknowledged);
  report();
  return 0;
}
