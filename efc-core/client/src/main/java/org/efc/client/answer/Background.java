// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.efc.backend.Completion;
import org.efc.client.state.TableFullException;
import org.efc.client.state.UnknownNodeException;
import org.efc.common.Errno;
import org.efc.common.vital.FailStop;

/**
 * The end of a call that nobody waits for: a failure is logged. What is thrown about a success ends
 * the process, unless it is a refusal: the state is not known.
 */
public final class Background<T> implements Completion<T> {
  private static final System.Logger LOG = System.getLogger(Background.class.getName());

  private final String what;
  private final Consumer<T> next;
  private final Predicate<Errno> handles;

  private Background(String what, Consumer<T> next, Predicate<Errno> handles) {
    this.what = what;
    this.next = next;
    this.handles = handles;
  }

  /**
   * @param what names the call and its object, for the log
   */
  public static <T> Background<T> then(String what, Consumer<T> next) {
    return new Background<>(what, next, errno -> errno == Errno.ENOENT);
  }

  /** The same with something to do about a failure; it says whether it did. */
  public Background<T> or(Predicate<Errno> failure) {
    return new Background<>(what, next, failure.or(handles));
  }

  @Override
  public void succeeded(T value) {
    try {
      next.accept(value);
    } catch (UnknownNodeException | TableFullException | Refusal e) {
      LOG.log(System.Logger.Level.WARNING, "{0}: {1}", what, e.getMessage());
    } catch (RuntimeException | Error e) {
      FailStop.HALT.failed(what, e);
    }
  }

  @Override
  public void failed(Errno errno) {
    try {
      if (!handles.test(errno)) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", what, errno);
      }
    } catch (RuntimeException | Error e) {
      FailStop.HALT.failed(what, e);
    }
  }
}
