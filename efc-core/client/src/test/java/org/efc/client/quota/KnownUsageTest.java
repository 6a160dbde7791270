// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process knows of the usage before it has scanned, and what it makes of it. */
class KnownUsageTest {
  private static final long MIB = 1 << 20;

  @TempDir Path state;
  private final Quota quota = new Quota();

  @Test
  void aFileKeepsIt() {
    UsageFile file = new UsageFile(state);
    assertThat(file.load()).isEmpty();
    file.store(5 * MIB);
    file.store(7 * MIB);
    assertThat(new UsageFile(state).load()).hasValue(7 * MIB);
  }

  @Test
  void aTornFileSaysNothing() throws IOException {
    Files.write(state.resolve("usage"), new byte[7]);
    assertThat(new UsageFile(state).load()).isEmpty();
  }

  @Test
  void withoutItNothingIsRefused() {
    quota.capacity(OptionalLong.of(4 * MIB));
    assertThat(quota.refuses(8 * MIB)).isFalse();
    assertThat(quota.used()).isEmpty();
  }

  @Test
  void withItWhatDoesNotFitIsRefusedAtOnce() {
    quota.capacity(OptionalLong.of(4 * MIB));
    quota.used(3 * MIB);
    assertThat(quota.refuses(MIB)).isFalse();
    assertThat(quota.refuses(MIB + 1)).isTrue();
    assertThat(quota.refuses(Long.MAX_VALUE)).isTrue();
    quota.add(MIB);
    assertThat(quota.refuses(0)).as("anything at all").isTrue();
  }

  @Test
  void aScanKnowsBetter() {
    quota.capacity(OptionalLong.of(4 * MIB));
    quota.scanned(MIB, quota.scanBegins());
    quota.used(9 * MIB);
    assertThat(quota.used()).hasValue(MIB);
  }

  @Test
  void aNewMountBeginsAnew() {
    quota.capacity(OptionalLong.of(4 * MIB));
    quota.used(9 * MIB);
    quota.forget();
    assertThat(quota.refuses(MIB)).isFalse();
  }

  @Test
  void aScanThatEndsItsProcessIsNotBegunAtOnceByTheNext() {
    UsageFile file = new UsageFile(state);
    Duration interval = Duration.ofMinutes(1);
    assertThat(rest(file, false)).isZero();
    assertThat(rest(file, true)).isEqualTo(interval);
    file.scanBegins();
    assertThat(rest(new UsageFile(state), false)).isEqualTo(interval);
    new UsageFile(state).scanBegins();
    new UsageFile(state).scanBegins();
    assertThat(rest(file, true)).isEqualTo(interval.multipliedBy(4));
    for (int i = 0; i < 100; i++) {
      file.scanBegins();
    }
    assertThat(rest(file, true)).isEqualTo(Duration.ofDays(1));
    file.scanEnded();
    assertThat(rest(new UsageFile(state), false)).isZero();
  }

  private static Duration rest(UsageFile file, boolean known) {
    return Duration.ofNanos(QuotaWatch.rest(file.unfinishedScans(), known, Duration.ofMinutes(1)));
  }
}
