// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

class NameCacheTest {
  private static final Duration PRESENT = Duration.ofSeconds(10);
  private static final Duration ABSENT = Duration.ofSeconds(1);
  private static final long DIR = 1;
  private static final Name A = Name.of("a");
  private static final Name B = Name.of("b");

  private final FakeClock clock = new FakeClock();
  private final NameCache cache = new NameCache(1024, PRESENT, ABSENT, clock);

  private void know(long directory, Name name, long nodeid) {
    assertThat(cache.put(directory, name, nodeid, cache.stamp(directory, name))).isTrue();
  }

  private static CachedName node(long nodeid) {
    return new CachedName.Node(nodeid);
  }

  @Test
  void aNameIsKnownUntilItsTimeIsOver() {
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
    know(DIR, A, 7);
    assertThat(cache.get(DIR, Name.of("a"))).isEqualTo(node(7));
    clock.advance(PRESENT.minusNanos(1));
    assertThat(cache.get(DIR, A)).isEqualTo(node(7));
    clock.advance(Duration.ofNanos(1));
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
  }

  @Test
  void anAbsentNameIsKnownForItsOwnTime() {
    assertThat(cache.putAbsent(DIR, A, cache.stamp(DIR, A))).isTrue();
    clock.advance(ABSENT.minusNanos(1));
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.ABSENT);
    clock.advance(Duration.ofNanos(1));
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
  }

  @Test
  void directoriesAndNamesAreToldApart() {
    know(DIR, A, 7);
    know(DIR, B, 8);
    know(2, A, 9);
    assertThat(cache.get(DIR, A)).isEqualTo(node(7));
    assertThat(cache.get(DIR, B)).isEqualTo(node(8));
    assertThat(cache.get(2, A)).isEqualTo(node(9));
    assertThat(cache.get(2, B)).isEqualTo(CachedName.UNKNOWN);
  }

  @Test
  void aHitReturnsTheSameObjectEachTime() {
    know(DIR, A, 7);
    assertThat(cache.get(DIR, A)).isSameAs(cache.get(DIR, A));
  }

  @Test
  void aDirectoryIsForgottenAtOnce() {
    know(DIR, A, 7);
    cache.putAbsent(DIR, B, cache.stamp(DIR, B));
    know(2, A, 9);
    cache.invalidateDirectory(DIR);
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
    assertThat(cache.get(DIR, B)).isEqualTo(CachedName.UNKNOWN);
    assertThat(cache.get(2, A)).isEqualTo(node(9));
    know(DIR, A, 10);
    assertThat(cache.get(DIR, A)).isEqualTo(node(10));
  }

  @Test
  void oneNameIsForgottenAlone() {
    know(DIR, A, 7);
    know(DIR, B, 8);
    cache.invalidate(DIR, A);
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
    assertThat(cache.get(DIR, B)).isEqualTo(node(8));
  }

  @Test
  void aChangeOfOneNameKeepsTheOthers() {
    know(DIR, A, 7);
    cache.changed(DIR, B, 8);
    cache.removed(DIR, A);
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.ABSENT);
    assertThat(cache.get(DIR, B)).isEqualTo(node(8));
  }

  @Test
  void aLookupUnderWayDoesNotUndoAChange() {
    long before = cache.stamp(DIR, A);
    cache.changed(DIR, A, 7);
    assertThat(cache.putAbsent(DIR, A, before)).isFalse();
    assertThat(cache.get(DIR, A)).isEqualTo(node(7));

    long whileThere = cache.stamp(DIR, A);
    cache.removed(DIR, A);
    assertThat(cache.put(DIR, A, 7, whileThere)).isFalse();
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.ABSENT);
  }

  @Test
  void aLookupUnderWayIsNotKeptWhenItsDirectoryIsForgotten() {
    long before = cache.stamp(DIR, A);
    cache.invalidateDirectory(DIR);
    assertThat(cache.put(DIR, A, 7, before)).isFalse();
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
  }

  @Test
  void clearingForgetsAll() {
    know(DIR, A, 7);
    know(2, A, 9);
    cache.clear();
    assertThat(cache.get(DIR, A)).isEqualTo(CachedName.UNKNOWN);
    assertThat(cache.get(2, A)).isEqualTo(CachedName.UNKNOWN);
  }

  @Test
  void thereAreNeverMoreThanTheCapacity() {
    int known = 0;
    for (int i = 0; i < 50_000; i++) {
      know(i % 100, Name.of("file-" + i), i);
    }
    for (int i = 0; i < 50_000; i++) {
      CachedName found = cache.get(i % 100, Name.of("file-" + i));
      if (!found.equals(CachedName.UNKNOWN)) {
        assertThat(found).isEqualTo(node(i));
        known++;
      }
    }
    assertThat(cache.capacity()).isEqualTo(1024);
    assertThat(known).isBetween(900, 1024);
  }

  @Test
  void theNamesOfOneDirectorySpread() {
    int known = 0;
    for (int i = 0; i < 512; i++) {
      know(DIR, Name.of("file-" + i), i);
    }
    for (int i = 0; i < 512; i++) {
      known += cache.get(DIR, Name.of("file-" + i)).equals(CachedName.UNKNOWN) ? 0 : 1;
    }
    assertThat(known).isGreaterThan(480);
  }
}
