// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.CreateMode;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

/** Calls are made with the caller's rights: RFC 1813 4.4. */
public interface PermissionContract extends ContractFixture {
  int R = 4;
  int W = 2;
  int X = 1;

  private Handle fileOf(int uid, int gid, int mode) {
    return root()
        .create(
            dir(),
            Name.of("file"),
            CreateMode.GUARDED,
            AttributeChange.ofMode(mode).withOwner(OptionalInt.of(uid), OptionalInt.of(gid)))
        .handle();
  }

  @Test
  default void accessGrantsByOwnerGroupAndOthers() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0641);
    assertThat(as(1001, 1).access(file, R | W | X)).isEqualTo(R | W);
    assertThat(as(1002, 2001).access(file, R | W | X)).isEqualTo(R);
    assertThat(as(1002, 1, 7, 2001).access(file, R | W | X)).isEqualTo(R);
    assertThat(as(1002, 1).access(file, R | W | X)).isEqualTo(X);
    assertThat(as(1002, 1).access(file, R)).isZero();
    assertThat(root().access(file, R | W | X)).isEqualTo(R | W | X);
  }

  @Test
  default void othersReadAndWriteOnlyWhatTheModeAllows() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0640);
    as(1001, 1).write(file, 0, new byte[] {1});
    assertThat(as(1002, 2001).read(file, 0, 9)).containsExactly(1);
    assertThat(errnoOf(() -> as(1002, 2001).write(file, 0, new byte[1]))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> as(1002, 1).read(file, 0, 1))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> as(1002, 1).setattr(file, AttributeChange.ofSize(0))))
        .isEqualTo(Errno.EACCES);
  }

  @Test
  default void theOwnerReadsAndWritesWhatItOpenedBeforeAChmod() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0);
    as(1001, 1).write(file, 0, new byte[] {1});
    assertThat(as(1001, 1).read(file, 0, 9)).containsExactly(1);
  }

  @Test
  default void eachOfManyGroupsCounts() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0640);
    Handle sub = root().mkdir(dir(), "sub", 0770).handle();
    root().setattr(sub, AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(2002)));
    Calls member = as(1002, 1, manyGroups(2001, 2002));
    root().write(file, 0, new byte[] {1});
    assertThat(member.read(file, 0, 9)).containsExactly(1);
    assertThat(errnoOf(() -> member.write(file, 0, new byte[1]))).isEqualTo(Errno.EACCES);
    member.create(sub, "made");
    assertThat(member.names(sub)).containsExactly("made");
    assertThat(errnoOf(() -> as(1002, 1, manyGroups()).read(file, 0, 9))).isEqualTo(Errno.EACCES);
  }

  /** More than two credentials of AUTH_SYS have room for; {@code last} at different ends. */
  private static Integer[] manyGroups(int... last) {
    List<Integer> groups = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      groups.add(3000 + i);
    }
    for (int group : last) {
      groups.add(groups.size() > 40 ? 20 : groups.size(), group);
    }
    return groups.toArray(Integer[]::new);
  }

  @Test
  default void aDirectoryWithoutSearchRightHidesItsNames() {
    needs(Ability.CALLER_PERMISSIONS);
    Handle sub = root().mkdir(dir(), "sub", 0700).handle();
    root().create(sub, "file");
    Calls user = as(1001, 2001);
    assertThat(errnoOf(() -> user.lookup(sub, "file"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.list(sub))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.create(sub, "new"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.mkdir(sub, "new"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.symlink(sub, "new", new byte[] {'x'}))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.remove(sub, "file"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.rename(sub, "file", dir(), "file"))).isEqualTo(Errno.EACCES);
    assertThat(root().names(sub)).containsExactly("file");
  }

  @Test
  default void aDirectoryWithoutWriteRightKeepsItsNames() {
    needs(Ability.CALLER_PERMISSIONS);
    Handle sub = root().mkdir(dir(), "sub", 0755).handle();
    root().create(sub, "file");
    root().mkdir(sub, "inner");
    Calls user = as(1001, 2001);
    Handle own = user.create(dir(), "own").handle();
    assertThat(user.names(sub)).containsExactlyInAnyOrder("file", "inner");
    assertThat(errnoOf(() -> user.create(sub, "new"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.remove(sub, "file"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.rmdir(sub, "inner"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.link(own, sub, "new"))).isEqualTo(Errno.EACCES);
    assertThat(errnoOf(() -> user.rename(dir(), "own", sub, "new"))).isEqualTo(Errno.EACCES);
  }

  @Test
  default void inAStickyDirectoryOnlyTheOwnerRemoves() {
    needs(Ability.CALLER_PERMISSIONS);
    root().setattr(dir(), AttributeChange.ofMode(01777));
    as(1001, 1).create(dir(), "theirs");
    assertThat(errnoOf(() -> as(1002, 1).remove(dir(), "theirs"))).isIn(Errno.EPERM, Errno.EACCES);
    assertThat(errnoOf(() -> as(1002, 1).rename(dir(), "theirs", dir(), "mine")))
        .isIn(Errno.EPERM, Errno.EACCES);
    as(1001, 1).remove(dir(), "theirs");
  }

  @Test
  default void onlyTheOwnerChangesTheMode() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0666);
    assertThat(errnoOf(() -> as(1002, 2001).setattr(file, AttributeChange.ofMode(0600))))
        .isIn(Errno.EPERM, Errno.EACCES);
    assertThat(as(1001, 1).setattr(file, AttributeChange.ofMode(0600)).mode()).isEqualTo(0600);
  }

  @Test
  default void onlyRootGivesFilesAway() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0666);
    AttributeChange away = AttributeChange.NONE.withOwner(OptionalInt.of(5), OptionalInt.empty());
    AttributeChange foreignGroup =
        AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(5));
    AttributeChange ownGroup =
        AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(2002));
    assertThat(errnoOf(() -> as(1001, 2001).setattr(file, away))).isEqualTo(Errno.EPERM);
    assertThat(errnoOf(() -> as(1001, 2001).setattr(file, foreignGroup))).isEqualTo(Errno.EPERM);
    assertThat(as(1001, 2001, 2002).setattr(file, ownGroup).gid()).isEqualTo(2002);
  }

  @Test
  default void whoMayWriteMaySetTheTimesToNowOnly() {
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 0666);
    Calls other = as(1002, 1);
    other.setattr(
        file, AttributeChange.NONE.withTimes(TimeChange.SERVER_NOW, TimeChange.SERVER_NOW));
    TimeChange past = new TimeChange.To(new Timestamp(1000, 0));
    assertThat(errnoOf(() -> other.setattr(file, AttributeChange.NONE.withTimes(past, past))))
        .isIn(Errno.EPERM, Errno.EACCES);
    root().setattr(file, AttributeChange.ofMode(0600));
    assertThat(
            errnoOf(
                () ->
                    other.setattr(
                        file,
                        AttributeChange.NONE.withTimes(
                            TimeChange.SERVER_NOW, TimeChange.SERVER_NOW))))
        .isIn(Errno.EACCES, Errno.EPERM);
  }

  @Test
  default void aWriteOfAnotherEndsSetuid() {
    needs(Ability.CALLER_PERMISSIONS);
    Handle file = fileOf(1001, 2001, 06777);
    root().write(file, 0, new byte[] {1});
    as(1002, 1).write(file, 0, new byte[] {2});
    assertThat(root().getattr(file).mode()).isEqualTo(0777);
  }

  @Test
  default void aSetgidDirectoryGivesItsGroup() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle sub = root().mkdir(dir(), "sub", 0777).handle();
    root().setattr(sub, AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(2001)));
    root().setattr(sub, AttributeChange.ofMode(02777));
    Calls user = as(1001, 1);
    assertThat(user.create(sub, "file").attributes().gid()).isEqualTo(2001);
    Attributes below = user.mkdir(sub, "below").attributes();
    assertThat(below.gid()).isEqualTo(2001);
    assertThat(below.mode() & 02000).as("directories hand the bit down").isEqualTo(02000);
  }

  @Test
  default void oneCallersRightsDoNotLastIntoTheNextCall() {
    needs(Ability.ANY_OWNER);
    needs(Ability.CALLER_PERMISSIONS);
    Handle sub = root().mkdir(dir(), "sub", 0700).handle();
    for (int i = 0; i < 50; i++) {
      int uid = 3000 + i;
      assertThat(errnoOf(() -> as(uid, uid).create(sub, "x"))).isEqualTo(Errno.EACCES);
      Attributes made = root().create(sub, "root" + i).attributes();
      assertThat(made.uid()).isZero();
      assertThat(made.gid()).isZero();
      assertThat(as(uid, uid + 1).create(dir(), "user" + i).attributes().gid()).isEqualTo(uid + 1);
    }
  }
}
