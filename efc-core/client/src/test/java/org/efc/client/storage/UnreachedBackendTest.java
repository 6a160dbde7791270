// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Backend;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.backend.contract.Ability;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.jspecify.annotations.Nullable;

/** Every call is made on a backend that is reached only afterwards. */
class UnreachedBackendTest extends BackendContract {
  private final MemoryTree tree = new MemoryTree();

  @Override
  protected Backend open() {
    Backend storage = new MemoryBackend(tree);
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (_, method, arguments) ->
                arguments == null
                    ? call(method, storage)
                    : beforeReached(storage, method, arguments));
  }

  /** A call that ends in a completion waits; one that is made for later use waits when sent. */
  private static @Nullable Object beforeReached(Backend storage, Method method, Object[] arguments)
      throws Throwable {
    PendingBackend pending = new PendingBackend();
    @Nullable Object made = call(method, pending, arguments);
    if (made == null) {
      pending.reached(storage);
      return null;
    }
    return switch (made) {
      case ReadCall _ ->
          (ReadCall)
              (caller, file, offset, address, length) -> {
                PendingBackend own = new PendingBackend();
                own.reading((ReadEnd) arguments[0]).send(caller, file, offset, address, length);
                file.set(storage.root()); // the call has a copy
                own.reached(storage);
              };
      case WriteCall _ ->
          (WriteCall)
              (caller, file, offset, address, length, stability, change) -> {
                PendingBackend own = new PendingBackend();
                own.writing((WriteEnd) arguments[0])
                    .send(caller, file, offset, address, length, stability, change);
                file.set(storage.root());
                own.reached(storage);
              };
      case AttributesCall _ ->
          (AttributesCall)
              (caller, object) -> {
                PendingBackend own = new PendingBackend();
                own.asking((AttributesEnd) arguments[0]).send(caller, object);
                object.set(storage.root());
                own.reached(storage);
              };
      default -> throw new AssertionError(method + " gave " + made);
    };
  }

  private static @Nullable Object call(Method method, Backend backend, Object... arguments)
      throws Throwable {
    try {
      return method.invoke(backend, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  protected Map<Ability, String> unable() {
    return Map.of(Ability.EMPTY_HANDLES, "such a handle stands for the root");
  }
}
