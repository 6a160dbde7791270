// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.function.Consumer;
import java.util.function.Function;

/** A whole directory, page by page, for who can wait. */
public final class DirectoryPages {
  private DirectoryPages() {}

  /**
   * Reads all pages and hands each on before the next is read.
   *
   * @param read reads the page that begins at a position
   * @throws BackendException ELOOP when the directory goes round; what {@code read} throws
   */
  public static void forEach(
      Function<DirectoryPosition, DirectoryPage> read, Consumer<DirectoryPage> use) {
    CookieCycle cycle = new CookieCycle();
    DirectoryPosition position = DirectoryPosition.START;
    while (true) {
      DirectoryPage page = read.apply(position);
      cycle.requireNew(page);
      use.accept(page);
      if (!page.hasMore()) {
        return;
      }
      position = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
    }
  }
}
