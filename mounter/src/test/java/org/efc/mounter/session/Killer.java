// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.mounter.linux.MountTable;
import org.efc.mounter.process.ProcessRunner;
import org.efc.mounter.state.MountStore;

/**
 * Kills the session manager before or after its n-th deed: a record written or removed, a mount
 * made or taken away, a process started. What comes after it does not happen, roll-back included,
 * since it is an {@link Error}.
 */
final class Killer {
  private static final Set<String> DEEDS =
      Set.of("save", "remove", "openDevice", "mountFuse", "bind", "unmount", "abort", "start");
  private static final int NEVER = Integer.MAX_VALUE;

  private final AtomicInteger halfSteps = new AtomicInteger(NEVER);

  /** The end of the session manager. */
  static final class KilledError extends Error {
    private static final long serialVersionUID = 1L;

    KilledError(String where) {
      super("killed " + where);
    }
  }

  /**
   * @param halfStep 0 before the first deed from now on, 1 after it, 2 before the second, ...
   */
  void arm(int halfStep) {
    halfSteps.set(halfStep + 1);
  }

  void disarm() {
    halfSteps.set(NEVER);
  }

  MountTable table(MountTable table) {
    return wrap(MountTable.class, table);
  }

  MountStore store(MountStore store) {
    return wrap(MountStore.class, store);
  }

  ProcessRunner runner(ProcessRunner runner) {
    return wrap(ProcessRunner.class, runner);
  }

  private <T> T wrap(Class<T> type, T real) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              boolean deed = DEEDS.contains(method.getName());
              if (deed) {
                step("before " + method.getName());
              }
              Object result;
              try {
                result = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
              if (deed) {
                step("after " + method.getName());
              }
              return result;
            });
    return type.cast(proxy);
  }

  private void step(String where) {
    if (halfSteps.get() != NEVER && halfSteps.decrementAndGet() <= 0) {
      throw new KilledError(where); // and again at every later deed: the dead do nothing
    }
  }
}
