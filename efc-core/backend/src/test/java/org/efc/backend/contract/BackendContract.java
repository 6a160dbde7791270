// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every backend must do: extend it, open the storage. Each test works in a directory of its
 * own below the root, so that one storage may serve all tests.
 */
@Timeout(120)
public abstract class BackendContract
    implements LookupContract,
        CreateContract,
        RemoveContract,
        RenameContract,
        DataContract,
        ReusedCallContract,
        AttributeContract,
        ListingContract,
        PermissionContract,
        LifeContract {
  private final Deque<Backend> opened = new ArrayDeque<>();
  private Calls root;
  private Handle dir;

  /** Opens the storage; within one test every opening is of the same storage. */
  protected abstract Backend open() throws Exception;

  /** What this storage can't do, each with the reason that the skipped test shows. */
  protected Map<Ability, String> unable() {
    return Map.of();
  }

  @BeforeEach
  void makeDirectory() {
    root = reopen();
    String name = "test-" + Long.toUnsignedString(System.nanoTime(), 36);
    dir = root.mkdir(root.backend().root(), name).handle();
    root.setattr(dir, AttributeChange.ofMode(0777));
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Backend::close);
  }

  @Override
  public Calls root() {
    return Objects.requireNonNull(root);
  }

  @Override
  public Handle dir() {
    return Objects.requireNonNull(dir);
  }

  @Override
  public Calls reopen() {
    try {
      Backend backend = open();
      opened.push(backend);
      return new Calls(backend, Caller.ROOT);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("can't open the storage", e);
    }
  }

  @Override
  public void needs(Ability ability) {
    String reason = unable().get(ability);
    Assumptions.assumeTrue(reason == null, () -> ability + ": " + reason);
  }
}
