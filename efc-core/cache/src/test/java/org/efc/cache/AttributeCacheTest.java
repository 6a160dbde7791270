// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.efc.backend.Attributes;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AttributeCacheTest {
  private static final Duration LIFE = Duration.ofSeconds(1);
  private static final long NODE = 42;

  private final FakeClock clock = new FakeClock();
  private final AttributeCache cache = new AttributeCache(1024, LIFE, clock);

  private static Attributes ofSize(long size) {
    Timestamp zero = new Timestamp(0, 0);
    return new Attributes(
        FileType.REGULAR, 0644, 1, 0, 0, size, 0, DeviceNumber.NONE, 1, 1, zero, zero, zero);
  }

  private void know(long nodeid, long size) {
    assertThat(cache.put(nodeid, ofSize(size), cache.stamp(nodeid))).isTrue();
  }

  @Test
  void whatWasPutIsThereUntilItsTimeIsOver() {
    assertThat(cache.get(NODE)).isEmpty();
    know(NODE, 7);
    assertThat(cache.get(NODE)).contains(ofSize(7));
    clock.advance(LIFE.minusNanos(1));
    assertThat(cache.get(NODE)).contains(ofSize(7));
    clock.advance(Duration.ofNanos(1));
    assertThat(cache.get(NODE)).isEmpty();
  }

  @Test
  void aLaterAnswerReplacesAndLivesAnew() {
    know(NODE, 7);
    clock.advance(LIFE.dividedBy(2));
    know(NODE, 8);
    clock.advance(LIFE.dividedBy(2));
    assertThat(cache.get(NODE)).contains(ofSize(8));
  }

  @Test
  void aHitReturnsTheSameObjectEachTime() {
    know(NODE, 7);
    assertThat(cache.get(NODE)).isSameAs(cache.get(NODE));
  }

  @Test
  void noLifeMeansNoHit() {
    AttributeCache none = new AttributeCache(16, Duration.ZERO, clock);
    none.put(NODE, ofSize(1), none.stamp(NODE));
    assertThat(none.get(NODE)).isEmpty();
  }

  @Test
  void invalidationForgetsOneObject() {
    know(NODE, 7);
    know(NODE + 1, 8);
    cache.invalidate(NODE);
    assertThat(cache.get(NODE)).isEmpty();
    assertThat(cache.get(NODE + 1)).contains(ofSize(8));
  }

  @Test
  void clearingForgetsAll() {
    know(NODE, 7);
    know(NODE + 1, 8);
    int stamp = cache.stamp(NODE);
    cache.clear();
    assertThat(cache.get(NODE)).isEmpty();
    assertThat(cache.get(NODE + 1)).isEmpty();
    assertThat(cache.put(NODE, ofSize(7), stamp)).isFalse();
  }

  @Test
  void anAnswerThatLeftBeforeAnInvalidationIsNotKept() {
    int stamp = cache.stamp(NODE);
    cache.invalidate(NODE);
    assertThat(cache.put(NODE, ofSize(7), stamp)).isFalse();
    assertThat(cache.get(NODE)).isEmpty();
  }

  @Test
  void anAnswerThatLeftBeforeAChangeDoesNotReplaceTheChange() {
    int read = cache.stamp(NODE);
    int change = cache.beginChange(NODE);
    cache.endChange(NODE, ofSize(100), change);
    assertThat(cache.put(NODE, ofSize(7), read)).isFalse();
    assertThat(cache.get(NODE)).contains(ofSize(100));
  }

  @Test
  void nothingIsKnownWhileAChangeIsUnderWay() {
    know(NODE, 7);
    int change = cache.beginChange(NODE);
    assertThat(cache.get(NODE)).isEmpty();
    cache.endChange(NODE, ofSize(8), change);
    assertThat(cache.get(NODE)).contains(ofSize(8));
  }

  @Test
  void ofTwoChangesAtOnceNeitherAnswerIsBelieved() {
    int one = cache.beginChange(NODE);
    int two = cache.beginChange(NODE);
    cache.endChange(NODE, ofSize(1), one);
    cache.endChange(NODE, ofSize(2), two);
    assertThat(cache.get(NODE)).isEmpty();

    one = cache.beginChange(NODE);
    two = cache.beginChange(NODE);
    cache.endChange(NODE, ofSize(2), two);
    cache.endChange(NODE, ofSize(1), one);
    assertThat(cache.get(NODE)).isEmpty();
  }

  @Test
  void thereAreNeverMoreThanTheCapacity() {
    for (long nodeid = 1; nodeid <= 100_000; nodeid++) {
      know(nodeid, nodeid);
    }
    int known = 0;
    for (long nodeid = 1; nodeid <= 100_000; nodeid++) {
      Optional<Attributes> found = cache.get(nodeid);
      if (found.isPresent()) {
        known++;
        assertThat(found.get().size()).isEqualTo(nodeid);
      }
    }
    assertThat(cache.capacity()).isEqualTo(1024);
    assertThat(known).isBetween(900, 1024);
  }

  @Test
  void halfTheCapacityIsKeptNearlyWhole() {
    int known = 0;
    for (long nodeid = 1; nodeid <= 512; nodeid++) {
      know(nodeid, nodeid);
    }
    for (long nodeid = 1; nodeid <= 512; nodeid++) {
      known += cache.get(nodeid).isPresent() ? 1 : 0;
    }
    assertThat(known).isGreaterThan(480);
  }

  @Test
  void theCapacityHasLimits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AttributeCache(0, LIFE, clock))
        .withMessageContaining("capacity is 0, outside 1..");
    assertThat(new AttributeCache(1, LIFE, clock).capacity()).isEqualTo(8);
    assertThat(new AttributeCache(9, LIFE, clock).capacity()).isEqualTo(16);
  }

  @Test
  @Timeout(60)
  void noThreadSeesWhatWasBeforeAFinishedChange() throws Exception {
    AtomicLong stored = new AtomicLong();
    AtomicLong finished = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean stale = new AtomicBoolean();
    Runnable reader =
        () -> {
          while (!stop.get()) {
            long least = finished.get();
            Optional<Attributes> known = cache.get(NODE);
            if (known.isPresent()) {
              stale.compareAndSet(false, known.get().size() < least);
            } else {
              int stamp = cache.stamp(NODE);
              cache.put(NODE, ofSize(stored.get()), stamp);
            }
          }
        };
    Thread[] readers = {Thread.ofPlatform().start(reader), Thread.ofPlatform().start(reader)};
    for (long value = 1; value <= 100_000; value++) {
      int stamp = cache.beginChange(NODE);
      stored.set(value);
      cache.endChange(NODE, ofSize(value), stamp);
      finished.set(value);
    }
    stop.set(true);
    for (Thread thread : readers) {
      thread.join();
    }
    assertThat(stale).isFalse();
  }
}
