// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.efc.common.Errno;

/** A whole directory, page by page, for who can wait. */
public final class DirectoryPages {
  private DirectoryPages() {}

  /**
   * Reads all pages and hands each on before the next is read.
   *
   * @param read reads the page that begins at a position
   * @param look the directory's attributes
   * @throws BackendException ELOOP when the directory goes round without end; what {@code read} and
   *     {@code look} throw
   */
  public static void forEach(
      Function<DirectoryPosition, DirectoryPage> read,
      Supplier<Attributes> look,
      Consumer<DirectoryPage> use) {
    CookieCycle cycle = new CookieCycle();
    DirectoryPosition position = DirectoryPosition.START;
    while (true) {
      DirectoryPage page = read.apply(position);
      if (cycle.comesBackIn(page) && cycle.isEndless(look.get())) {
        throw new BackendException(
            "directory goes round: the server says the same cookies again and again", Errno.ELOOP);
      }
      use.accept(page);
      if (!page.hasMore()) {
        return;
      }
      position = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
    }
  }
}
