// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.Backend;
import org.efc.backend.Completion;
import org.efc.backend.IoCompletion;
import org.efc.common.Errno;

/** A backend whose connection is cut for good after a number of calls: as a kill -9 looks to it. */
final class CutBackend {
  private CutBackend() {}

  static Backend after(int calls, Backend whole) {
    AtomicInteger left = new AtomicInteger(calls);
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) -> {
              if (arguments != null && left.getAndDecrement() <= 0) {
                fail(arguments[arguments.length - 1]);
                return null;
              }
              try {
                return method.invoke(whole, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void fail(Object completion) {
    if (completion instanceof Completion<?> call) {
      call.failed(Errno.ECONNRESET);
    } else {
      ((IoCompletion) completion).failed(Errno.ECONNRESET);
    }
  }
}
