// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Locale;
import java.util.Optional;
import org.efc.csi.failure.CsiException;

/** What DeleteVolume does to the volume's directory. */
public enum OnDelete {
  /** It is removed with all that is in it. */
  DELETE('d'),
  /** It stays where it is. */
  RETAIN('r'),
  /** It is renamed to {@code archived-<name>}. */
  ARCHIVE('a');

  private final char letter;

  OnDelete(char letter) {
    this.letter = letter;
  }

  /** How a volume id spells it. */
  char letter() {
    return letter;
  }

  static Optional<OnDelete> ofLetter(char letter) {
    for (OnDelete value : values()) {
      if (value.letter == letter) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  static OnDelete parse(String field, String text) {
    for (OnDelete value : values()) {
      if (value.toString().equals(text)) {
        return value;
      }
    }
    throw CsiException.invalid(field, text, "one of delete, retain, archive is wanted");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
