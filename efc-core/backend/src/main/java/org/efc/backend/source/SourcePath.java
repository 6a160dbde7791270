// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.nio.charset.StandardCharsets;
import org.efc.backend.BackendException;
import org.efc.common.Name;

/** The path of a source: absolute, of valid names, with no way upwards. */
final class SourcePath {
  /** PATH_MAX of {@code linux/limits.h} without the NUL, in bytes. */
  static final int MAX_LENGTH = 4095;

  private SourcePath() {}

  /**
   * Drops repeated and trailing slashes and {@code "."}.
   *
   * @throws BackendException EINVAL for a path that isn't absolute, has {@code ".."}, control
   *     characters, or a name or a whole that is too long
   */
  static String normalize(String path) {
    if (!path.startsWith("/")) {
      throw new BackendException("path is '" + path + "': it must begin with '/'");
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
      throw new BackendException(
          "path has " + path.length() + " characters, more than " + MAX_LENGTH + " bytes");
    }
    StringBuilder normal = new StringBuilder();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        checkName(path, name);
        normal.append('/').append(name);
      }
    }
    return normal.isEmpty() ? "/" : normal.toString();
  }

  private static void checkName(String path, String name) {
    if (name.equals("..")) {
      throw new BackendException("path is '" + path + "': '..' is not allowed");
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        throw new BackendException(
            "path has the control character 0x%02x at the name '%s'"
                .formatted((int) name.charAt(i), printable(name)));
      }
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Name.MAX_LENGTH) {
      throw new BackendException(
          "path has a name of "
              + bytes
              + " bytes, more than "
              + Name.MAX_LENGTH
              + ": '"
              + name
              + "'");
    }
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
