// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.efc.common.CommandLine.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeOptionsTest {

  @Test
  void readsEachKind() {
    VolumeOptions options =
        VolumeOptions.parse(
            List.of(
                "attr-ttl=500ms",
                "entry-ttl=2m",
                "negative-ttl=0",
                "cto=off",
                "write=unstable",
                "max-inodes=2048",
                "readers=8",
                "in-flight=8",
                "lock=none",
                "max-transfer=300000",
                "log-level=DEBUG"));
    assertThat(options.attributesValid()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.namesValid()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.absenceValid()).isZero();
    assertThat(options.closeToOpen()).isFalse();
    assertThat(options.writes()).contains(WriteMode.UNSTABLE);
    assertThat(options.maxInodes()).isEqualTo(2048);
    assertThat(options.locking()).isEqualTo(Locking.NONE);
    assertThat(options.readers()).isEqualTo(8);
    assertThat(options.maxTransfer()).isEqualTo(299008).isEqualTo(73 * 4096);
    assertThat(options.logLevel()).isEqualTo(System.Logger.Level.DEBUG);
  }

  @Test
  void opensAskUnlessSaid() {
    assertThat(VolumeOptions.defaults().closeToOpen()).isTrue();
  }

  @Test
  void writesAreAsTheStorageIsUnlessSaid() {
    assertThat(VolumeOptions.defaults().writes()).isEmpty();
    assertThat(VolumeOptions.parse(List.of("write=local")).writes()).contains(WriteMode.LOCAL);
    assertThat(VolumeOptions.defaults().locking()).isEqualTo(Locking.LOCAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attr-tll=3s    | unknown option attr-tll: known are attr-ttl, entry-ttl",
        "attr-ttl       | option attr-ttl needs a value",
        "attr-ttl=      | option attr-ttl is : wanted is a duration 0s..3600s",
        "attr-ttl=-1s   | option attr-ttl is -1s: wanted is a duration",
        "attr-ttl=2h    | option attr-ttl is 2h: wanted is a duration 0s..3600s",
        "attr-ttl=3x    | option attr-ttl is 3x: wanted is a duration",
        "attr-ttl=99999999999s | option attr-ttl is 99999999999s: wanted is a duration",
        "cto=maybe      | option cto is maybe: wanted is one of on, off",
        "write=async    | option write is async: wanted is one of stable, unstable, local",
        "lock=server    | option lock is server: wanted is one of local, none",
        "max-inodes=5   | option max-inodes is 5: wanted is a number 1024..67108864",
        "readers=two    | option readers is two: wanted is a number 1..64",
        "connect-timeout=0 | option connect-timeout is 0: wanted is a duration 1s..600s",
      })
  void refusesWhatItDoesNotUnderstand(String option, String message) {
    assertThatThrownBy(() -> VolumeOptions.parse(List.of(option)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAnOptionGivenTwice() {
    assertThatThrownBy(() -> VolumeOptions.parse(List.of("readers=2", "readers=3")))
        .hasMessageContaining("readers is given twice");
  }

  @Test
  void helpNamesEachOptionAndItsDefault() {
    assertThat(VolumeOptions.help()).contains("attr-ttl=", "[3s]", "write=", "EIO");
    assertThat(ClientConfig.commandLine().help())
        .contains("--device-fd N", "Exit status", "control.sock", "negative-ttl");
  }
}
