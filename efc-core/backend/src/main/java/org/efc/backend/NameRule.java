// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Which names reach a storage. Checked before anything is sent: a server may treat {@code "a/b"} or
 * {@code ".."} in ways of its own.
 */
public final class NameRule {
  private static final Optional<Errno> EINVAL = Optional.of(Errno.EINVAL);
  private static final Optional<Errno> ENAMETOOLONG = Optional.of(Errno.ENAMETOOLONG);

  private NameRule() {}

  /**
   * Why {@code name} can be neither made nor removed: ENAMETOOLONG over 255 bytes; EINVAL for an
   * empty name, one with a slash or a NUL, {@code "."} and {@code ".."}. Empty for a good name.
   */
  public static Optional<Errno> refusal(Name name) {
    if (name.isValid()) {
      return Optional.empty();
    }
    return name.length() > Name.MAX_LENGTH ? ENAMETOOLONG : EINVAL;
  }

  /** The same for a name that is only looked up, where {@code "."} and {@code ".."} are good. */
  public static Optional<Errno> lookupRefusal(Name name) {
    return name.isDot() || name.isDotDot() ? Optional.empty() : refusal(name);
  }
}
