// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.List;
import java.util.function.Supplier;
import org.efc.backend.BackendException;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;

/**
 * Makes system calls as the caller: the kernel then checks the caller's rights and gives it what is
 * made.
 *
 * <p>setfsuid(2), setfsgid(2) and the bare setgroups system call change the calling thread only;
 * libc's setgroups would change all. A file-system uid other than 0 takes CAP_DAC_OVERRIDE,
 * CAP_FOWNER, CAP_CHOWN, CAP_FSETID and CAP_MKNOD out of the thread's effective set, and 0 puts
 * them back (capabilities(7)); CAP_SETGID stays, so that groups can be set back.
 *
 * <p>What runs as the caller must neither wait on a Java lock nor park: a virtual thread would
 * leave its carrier with a foreign identity.
 */
final class CallerIdentity {
  private static final int UNCHANGED = -1;

  private final int uid;
  private final int gid;
  private final List<Integer> groups;

  private CallerIdentity(int uid, int gid, List<Integer> groups) {
    this.uid = uid;
    this.gid = gid;
    this.groups = groups;
  }

  /**
   * The identity of this process.
   *
   * @throws BackendException EPERM when it may not act as others
   */
  static CallerIdentity ofProcess() {
    Libc libc = Libc.current();
    Scratch scratch = Scratch.current();
    int count = (int) libc.call(Syscall.GETGROUPS, Scratch.MAX_GROUPS, scratch.groups, 0);
    Integer[] groups = new Integer[Math.max(0, count)];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = Memory.getInt(scratch.groups + 4L * i);
    }
    CallerIdentity identity =
        new CallerIdentity(
            (int) libc.call(Syscall.SETFSUID, UNCHANGED),
            (int) libc.call(Syscall.SETFSGID, UNCHANGED),
            List.of(groups));
    try {
      return identity.as(new Caller(1, 1, List.of(1)), () -> identity);
    } catch (CallFailure e) {
      throw new BackendException(
          "this process may not act as other users: it needs CAP_SETUID and CAP_SETGID", e.errno());
    }
  }

  /**
   * The result of {@code work}, done as the caller.
   *
   * @throws CallFailure EPERM when the caller's numbers mean nobody
   */
  <T> T as(Caller caller, Supplier<T> work) {
    // A superuser's supplementary groups make no difference.
    if (caller.uid() == uid && caller.gid() == gid && uid == 0) {
      return work.get();
    }
    Libc libc = Libc.current();
    try {
      become(libc, caller);
      return work.get();
    } finally {
      comeBack(libc);
    }
  }

  private static void become(Libc libc, Caller caller) {
    if (setGroups(libc, caller.groups()) < 0) {
      throw new CallFailure(Errno.EPERM);
    }
    libc.call(Syscall.SETFSGID, caller.gid());
    libc.call(Syscall.SETFSUID, caller.uid());
    // Neither reports failure (setfsuid(2)), and going on as root would be the worst of answers.
    boolean done =
        caller.uid() != UNCHANGED
            && caller.gid() != UNCHANGED
            && (int) libc.call(Syscall.SETFSUID, UNCHANGED) == caller.uid()
            && (int) libc.call(Syscall.SETFSGID, UNCHANGED) == caller.gid();
    if (!done) {
      throw new CallFailure(Errno.EPERM);
    }
  }

  private void comeBack(Libc libc) {
    libc.call(Syscall.SETFSUID, uid);
    libc.call(Syscall.SETFSGID, gid);
    setGroups(libc, groups);
  }

  private static long setGroups(Libc libc, List<Integer> groups) {
    Scratch scratch = Scratch.current();
    int count = Math.min(groups.size(), Scratch.MAX_GROUPS);
    for (int i = 0; i < count; i++) {
      Memory.putInt(scratch.groups + 4L * i, groups.get(i));
    }
    return libc.call(Syscall.SETGROUPS, count, scratch.groups, 0);
  }
}
