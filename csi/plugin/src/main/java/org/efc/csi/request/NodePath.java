// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import org.efc.csi.failure.CsiException;

/** A path on the node as kubelet gives it: staging path, target path, volume path. */
final class NodePath {
  /** PATH_MAX of linux/limits.h; the specification lets paths be longer than other strings. */
  static final int MAX_BYTES = 4096;

  private NodePath() {}

  /** The path, absolute, without {@code ..} and control characters, of at most 4096 bytes. */
  static String required(String field, String path) {
    compared(field, path);
    if (!path.startsWith("/")) {
      throw CsiException.invalid(field, path, "an absolute path is wanted");
    }
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        throw CsiException.invalid(field, path, "'..' is not allowed");
      }
    }
    if (path.chars().allMatch(c -> c == '/' || c == '.')) {
      throw CsiException.invalid(field, path, "it is the root directory");
    }
    return path;
  }

  /** A path that is only looked for among those we know: of any form, there or not there. */
  static String compared(String field, String path) {
    if (path.isEmpty()) {
      throw CsiException.missing(field);
    }
    Fields.limit(field, path, MAX_BYTES - 1);
    return Fields.printable(field, path);
  }
}
