// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * A validated target path: absolute, without {@code ..}, NUL or control characters, at most 4096
 * bytes, and not the root. Doubled and trailing slashes and {@code .} are taken out.
 *
 * @param path the normalised path
 */
public record TargetPath(String path) {
  private static final int MAX_BYTES = 4096;

  /**
   * @throws MountException INVALID naming the path and what is wrong with it
   */
  public static TargetPath parse(String text) {
    if (text.isEmpty()) {
      throw invalid("is empty", text);
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw invalid("has more than " + MAX_BYTES + " bytes", text.substring(0, 64) + "...");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid("has a control character", text.replaceAll("\\p{Cntrl}", "?"));
    }
    if (!text.startsWith("/")) {
      throw invalid("is not absolute", text);
    }
    List<String> components = new ArrayList<>();
    for (String component : text.split("/", -1)) {
      if (component.equals("..")) {
        throw invalid("contains '..'", text);
      }
      if (!component.isEmpty() && !component.equals(".")) {
        components.add(component);
      }
    }
    if (components.isEmpty()) {
      throw invalid("is the root directory", text);
    }
    return new TargetPath("/" + String.join("/", components));
  }

  private static MountException invalid(String what, String text) {
    return new MountException(Kind.INVALID, "target path " + what + ": \"" + text + "\"");
  }

  /** The directory that holds the target. */
  public String parent() {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? "/" : path.substring(0, slash);
  }

  /** The last component. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return path;
  }
}
