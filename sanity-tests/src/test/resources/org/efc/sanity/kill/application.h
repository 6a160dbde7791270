// SPDX-License-Identifier: Apache-2.0
/*
 * What the applications have in common. Each stops when its standard input ends (also when whoever started it
 * dies), goes on after an error, and reports at its end, a line for each number: "operations N", "errors N" and
 * what is its own. "expect ..." lines say what the server must have below its directory.
 */
#define _GNU_SOURCE
#pragma GCC diagnostic ignored "-Wunused-function"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, TOLD = 20 };

static long operations, errors;
static uint64_t state;

/* CLOCK_MONOTONIC is also what Java's System.nanoTime() reads. */
static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* The first of them go to the log, with the moment: so that they can be put beside the kills. */
__attribute__((format(printf, 1, 2))) static void fault(const char *format, ...) {
  if (errors++ >= TOLD) return;
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%lld: ", now());
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
}

static void require(long result, const char *what) {
  if (result >= 0) return;
  fprintf(stderr, "%lld: %s: %s\n", now(), what, strerror(errno));
  exit(1);
}

static int stopped(void) {
  struct pollfd input = {.fd = 0, .events = POLLIN};
  return poll(&input, 1, 0) > 0;
}

static void nap(long micros) {
  struct timespec t = {micros / 1000000, micros % 1000000 * 1000};
  nanosleep(&t, NULL);
}

/* splitmix64 */
static uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

static long random_below(long bound) {
  state += 0x9e3779b97f4a7c15ULL;
  return (long)(mixed(state) % (uint64_t)bound);
}

/* Every eight bytes are told by the tag and their place. */
static void fill(unsigned char *data, long count, uint64_t tag) {
  for (long i = 0; i < count; i += 8) {
    uint64_t word = mixed(tag * 0x9e3779b97f4a7c15ULL + (uint64_t)i);
    memcpy(data + i, &word, (size_t)(count - i < 8 ? count - i : 8));
  }
}

/* The CRC-32 of zlib and java.util.zip. */
static uint32_t crc32(const unsigned char *data, long count) {
  uint32_t crc = 0xffffffffU;
  for (long i = 0; i < count; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xedb88320U & -(crc & 1));
  }
  return ~crc;
}

static void report(void) { printf("operations %ld\nerrors %ld\n", operations, errors); }
