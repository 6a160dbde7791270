// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.junit.jupiter.api.Test;

/** chmod, chown, times, and the bits that go with them. */
class AttributesTest extends VolumeTest {

  @Test
  void changesModeAndOwner() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && touch f && chmod 640 f && chown 12:34 f && stat -c '%a %u %g' f"
                    + " && mkdir d && chmod 3751 d && stat -c %a d"))
        .isEqualTo("640 12 34\n3751\n");
  }

  @Test
  void appliesTheUmaskOnce() throws InterruptedException {
    assertThat(
            volume.sh("cd $1 && umask 027 && touch f && mkdir d && mkfifo p && stat -c %a f d p"))
        .isEqualTo("640\n750\n640\n");
  }

  @Test
  void keepsTimesToTheNanosecond() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && touch f && touch -m -d '2001-02-03 04:05:06.123456789 UTC' f"
                    + " && touch -a -d '1999-01-01 00:00:00.000000001 UTC' f"
                    + " && TZ=UTC stat -c '%y|%x' f"))
        .isEqualTo("2001-02-03 04:05:06.123456789 +0000|1999-01-01 00:00:00.000000001 +0000\n");
  }

  @Test
  void setsNowByTheStoragesClock() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && touch -d '2001-01-01 UTC' f && touch f && a=$(stat -c %Y f)"
                    + " && [ $a -gt 1500000000 ] && [ $(stat -c %X f) -gt 1500000000 ] && echo now"))
        .isEqualTo("now\n");
  }

  @Test
  void writingTakesPrivilegesAway() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > f && chown 1000:1000 f && chmod 6777 f"
                    + " && setpriv --reuid 2000 --regid 2000 --clear-groups sh -c 'echo y >> f'"
                    + " && stat -c %a f"))
        .isEqualTo("777\n");
  }

  @Test
  void truncatingTakesPrivilegesAway() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > f && chown 1000:1000 f && chmod 4777 f"
                    + " && setpriv --reuid 2000 --regid 2000 --clear-groups truncate -s 0 f"
                    + " && stat -c %a f"))
        .isEqualTo("777\n");
  }

  @Test
  void givingAwayTakesPrivilegesAway() throws InterruptedException {
    assertThat(volume.sh("cd $1 && touch f && chmod 6755 f && chown 5:5 f && stat -c %a f"))
        .isEqualTo("755\n");
  }

  @Test
  void rootKeepsPrivilegesWhenItWrites() throws InterruptedException {
    assertThat(volume.sh("cd $1 && touch f && chmod 4755 f && echo x > f && stat -c %a f"))
        .isEqualTo("4755\n");
  }

  @Test
  void reportsSpace() throws InterruptedException {
    assertThat(volume.sh("stat -f -c '%S %l' $1 && df --output=size -B1 $1 | tail -1"))
        .isEqualTo("4096 255\n1099511627776\n");
  }
}
