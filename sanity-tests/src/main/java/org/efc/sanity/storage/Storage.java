// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.nio.file.Path;

/** Where a volume's files really are, and how the product is told of it. */
public interface Storage extends AutoCloseable {

  /** {@code file} or {@code nfs}. */
  String name();

  /** The URI for the product, without a trailing slash. */
  String source();

  /** The same directory seen from the server's side: the truth to compare with. */
  Path directory();

  /** The source of a directory below it. */
  default String source(String below) {
    String uri = source();
    int options = uri.indexOf('?');
    return options < 0
        ? uri + "/" + below
        : uri.substring(0, options) + "/" + below + uri.substring(options);
  }

  @Override
  void close();
}
