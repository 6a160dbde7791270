// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.util.Optional;
import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Attributes and their change: RFC 1813 3.3.1 and 3.3.2. */
public interface AttributeContract extends ContractFixture {
  Timestamp EARLIER = new Timestamp(1_234_567_890, 123_456_789);
  Timestamp LATER = new Timestamp(1_999_999_999, 987_654_321);

  @Test
  default void setattrChangesTheModeAndNothingElse() {
    Attributes before = root().create(dir(), "file").attributes();
    Handle file = root().lookup(dir(), "file").handle();
    Attributes after = root().setattr(file, AttributeChange.ofMode(04711));
    assertThat(after.mode()).isEqualTo(04711);
    assertThat(after.uid()).isEqualTo(before.uid());
    assertThat(after.mtime()).isEqualTo(before.mtime());
    assertThat(after.atime()).isEqualTo(before.atime());
    assertThat(after.ctime()).isNotEqualTo(before.ctime());
    assertThat(root().getattr(file)).isEqualTo(after);
  }

  @Test
  default void rootChangesOwnerAndGroupEachAlone() {
    needs(Ability.ANY_OWNER);
    Handle file = root().create(dir(), "file").handle();
    Attributes owned =
        root()
            .setattr(file, AttributeChange.NONE.withOwner(OptionalInt.of(11), OptionalInt.empty()));
    assertThat(owned.uid()).isEqualTo(11);
    assertThat(owned.gid()).isZero();
    Attributes grouped =
        root()
            .setattr(file, AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(12)));
    assertThat(grouped.uid()).isEqualTo(11);
    assertThat(grouped.gid()).isEqualTo(12);
  }

  @Test
  default void everyUserNumberIsKept() {
    needs(Ability.ANY_OWNER);
    Handle file = root().create(dir(), "file").handle();
    int large = (int) 4_000_000_000L;
    Attributes owned =
        root()
            .setattr(
                file, AttributeChange.NONE.withOwner(OptionalInt.of(large), OptionalInt.of(large)));
    assertThat(Integer.toUnsignedLong(owned.uid())).isEqualTo(4_000_000_000L);
    assertThat(Integer.toUnsignedLong(owned.gid())).isEqualTo(4_000_000_000L);
  }

  @Test
  default void timesKeepTheirNanoseconds() {
    Handle file = root().create(dir(), "file").handle();
    Attributes changed = root().setattr(file, times(to(EARLIER), to(LATER)));
    assertThat(changed.atime()).isEqualTo(EARLIER);
    assertThat(changed.mtime()).isEqualTo(LATER);
    assertThat(root().getattr(file).mtime()).isEqualTo(LATER);
  }

  @Test
  default void oneTimeChangesAlone() {
    Handle file = root().create(dir(), "file").handle();
    root().setattr(file, times(to(EARLIER), to(EARLIER)));
    Attributes changed = root().setattr(file, times(TimeChange.KEEP, to(LATER)));
    assertThat(changed.atime()).isEqualTo(EARLIER);
    assertThat(changed.mtime()).isEqualTo(LATER);
    changed = root().setattr(file, times(to(LATER), TimeChange.KEEP));
    assertThat(changed.atime()).isEqualTo(LATER);
    assertThat(changed.mtime()).isEqualTo(LATER);
  }

  @Test
  default void serverNowIsTheStoragesClock() {
    Handle file = root().create(dir(), "file").handle();
    root().setattr(file, times(to(EARLIER), to(EARLIER)));
    Attributes changed = root().setattr(file, times(TimeChange.SERVER_NOW, TimeChange.SERVER_NOW));
    long now = System.currentTimeMillis() / 1000;
    assertThat(changed.atime().seconds()).isBetween(now - 600, now + 600);
    assertThat(changed.mtime().seconds()).isBetween(now - 600, now + 600);
    assertThat(changed.mtime()).isNotEqualTo(EARLIER);
  }

  @Test
  default void timesOfDirectoriesChangeToo() {
    Handle sub = root().mkdir(dir(), "sub").handle();
    assertThat(root().setattr(sub, times(to(EARLIER), to(LATER))).mtime()).isEqualTo(LATER);
  }

  @Test
  default void timesOfSymbolicLinksChangeToo() {
    needs(Ability.TIMES_OF_SYMBOLIC_LINKS);
    Handle link = root().symlink(dir(), "link", new byte[] {'x'}).handle();
    assertThat(root().setattr(link, times(to(EARLIER), to(LATER))).mtime()).isEqualTo(LATER);
  }

  @Test
  default void theOwnerOfASymbolicLinkChangesNotItsTargets() {
    Handle file = root().create(dir(), "file").handle();
    Handle link = root().symlink(dir(), "link", new byte[] {'f', 'i', 'l', 'e'}).handle();
    root().setattr(link, AttributeChange.NONE.withOwner(OptionalInt.of(5), OptionalInt.of(6)));
    assertThat(root().getattr(link).uid()).isEqualTo(5);
    assertThat(root().getattr(file).uid()).isZero();
  }

  @Test
  default void timesMayLieBefore1970() {
    needs(Ability.NEGATIVE_TIMES);
    Handle file = root().create(dir(), "file").handle();
    Timestamp old = new Timestamp(-86_400, 500_000_000);
    assertThat(root().setattr(file, times(to(old), to(old))).mtime()).isEqualTo(old);
  }

  @Test
  default void severalChangesAreMadeTogether() {
    needs(Ability.ANY_OWNER);
    Handle file = root().create(dir(), "file").handle();
    Attributes changed =
        root()
            .setattr(
                file,
                AttributeChange.ofSize(77)
                    .withMode(06755)
                    .withOwner(OptionalInt.of(3), OptionalInt.of(4))
                    .withTimes(to(EARLIER), to(LATER)));
    assertThat(changed.size()).isEqualTo(77);
    assertThat(changed.mode()).as("chown does not clear what is set with it").isEqualTo(06755);
    assertThat(changed.uid()).isEqualTo(3);
    assertThat(changed.gid()).isEqualTo(4);
    assertThat(changed.atime()).isEqualTo(EARLIER);
    assertThat(changed.mtime()).isEqualTo(LATER);
  }

  @Test
  default void aChangeOfNothingChangesNothing() {
    Handle file = root().create(dir(), "file").handle();
    Attributes before = root().getattr(file);
    assertThat(root().setattr(file, AttributeChange.NONE)).isEqualTo(before);
  }

  @Test
  default void aGuardOfAnotherCtimeIsEAGAIN() {
    needs(Ability.GUARD);
    Attributes before = root().create(dir(), "file").attributes();
    Handle file = root().lookup(dir(), "file").handle();
    assertThat(errnoOf(() -> root().setattr(file, guarded(0600, EARLIER)))).isEqualTo(Errno.EAGAIN);
    assertThat(root().getattr(file).mode()).isEqualTo(0644);
    assertThat(root().setattr(file, guarded(0600, before.ctime())).mode()).isEqualTo(0600);
  }

  @Test
  default void filesOfOneVolumeHaveOneFsidAndDifferentFileids() {
    Attributes one = root().create(dir(), "one").attributes();
    Attributes two = root().create(dir(), "two").attributes();
    assertThat(one.fsid()).isEqualTo(two.fsid());
    assertThat(one.fileid()).isNotEqualTo(two.fileid());
  }

  @Test
  default void aHandleThatNeverWasIsRefused() {
    byte[] bytes = dir().toBytes();
    bytes[bytes.length - 1] ^= 0x55;
    bytes[bytes.length / 2] ^= 0x2a;
    assertThat(errnoOf(() -> root().getattr(Handle.of(bytes))))
        .isIn(Errno.ESTALE, Errno.EINVAL, Errno.EBADF);
    assertThat(errnoOf(() -> root().getattr(Handle.of(new byte[] {1, 2, 3}))))
        .isIn(Errno.ESTALE, Errno.EINVAL, Errno.EBADF);
  }

  @Test
  default void aHandleWithoutBytesIsRefused() {
    needs(Ability.EMPTY_HANDLES);
    assertThat(errnoOf(() -> root().getattr(Handle.of(new byte[0]))))
        .isIn(Errno.ESTALE, Errno.EINVAL, Errno.EBADF);
  }

  private static TimeChange to(Timestamp time) {
    return new TimeChange.To(time);
  }

  private static AttributeChange times(TimeChange atime, TimeChange mtime) {
    return AttributeChange.NONE.withTimes(atime, mtime);
  }

  private static AttributeChange guarded(int mode, Timestamp ctime) {
    AttributeChange change = AttributeChange.ofMode(mode);
    return new AttributeChange(
        change.mode(),
        change.uid(),
        change.gid(),
        change.size(),
        change.atime(),
        change.mtime(),
        Optional.of(ctime));
  }
}
