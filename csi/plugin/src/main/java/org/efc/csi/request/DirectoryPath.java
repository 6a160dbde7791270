// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.efc.common.Name;
import org.efc.csi.failure.CsiException;

/**
 * Where a volume is below the root of its source: one or more names. Each begins with a letter, a
 * digit or {@code _}, so that none is hidden, is {@code ..}, or collides with our own {@code .efc}.
 *
 * @param text the names with {@code /} between them; nothing in it needs an escape anywhere
 */
public record DirectoryPath(String text) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+=@-]*");
  private static final int HASH_DIGITS = 32;

  /**
   * @param field what the path was given in, for the message
   */
  public static DirectoryPath parse(String field, String text) {
    if (text.isEmpty()) {
      // It must not come to mean the root of the source.
      throw CsiException.invalid(field, text, "a directory below the source is wanted");
    }
    for (String name : text.split("/", -1)) {
      if (!NAME.matcher(name).matches() || name.length() > Name.MAX_LENGTH) {
        throw CsiException.invalid(
            field,
            text,
            "'"
                + name
                + "' is no name of 1.."
                + Name.MAX_LENGTH
                + " letters, digits and ._+=@- that begins with a letter, a digit or _");
      }
    }
    return new DirectoryPath(text);
  }

  /**
   * The directory of a volume that was given none: the volume's name where that can be one and
   * fits, else what fits of it with a hash of all of it.
   *
   * @param room bytes, for the volume id holds it
   * @return longer than {@code room} only when not even the hash fits
   */
  public static DirectoryPath ofVolumeName(String name, int room) {
    if (name.length() <= room && NAME.matcher(name).matches()) {
      return new DirectoryPath(name);
    }
    String clean = name.replaceAll("[^A-Za-z0-9_-]", "_").replaceFirst("^-", "_");
    String prefix = clean.substring(0, Math.clamp(room - HASH_DIGITS - 1, 0, clean.length()));
    return new DirectoryPath(prefix.isEmpty() ? hash(name) : prefix + "-" + hash(name));
  }

  /** 128 bits of SHA-256: no two names meet. */
  private static String hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** From the root down. */
  public List<Name> names() {
    return List.of(text.split("/")).stream().map(Name::of).toList();
  }

  /** The name of an entry that stands for this directory in a flat list. */
  public Name flatName() {
    return Name.of(text.replace("/", "%2F"));
  }

  @Override
  public String toString() {
    return text;
  }
}
