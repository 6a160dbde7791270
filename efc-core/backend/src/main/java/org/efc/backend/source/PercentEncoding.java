// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.efc.backend.BackendException;
import org.efc.common.Errno;

/** Percent-encoding of UTF-8 text (RFC 3986 section 2.1). */
final class PercentEncoding {
  private static final String PLAIN = "-._~/:,@!$'()*+;"; // besides letters and digits
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      if (letterOrDigit || PLAIN.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /**
   * The decoded text.
   *
   * @param what names the part for the message
   * @throws BackendException EINVAL for {@code %} without two hexadecimal digits, for bytes that
   *     are not UTF-8, and for an encoded slash, which no name can hold
   */
  static String decode(String what, String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      if (i + 2 >= in.length
          || !HexFormat.isHexDigit(in[i + 1])
          || !HexFormat.isHexDigit(in[i + 2])) {
        throw new BackendException(
            what + " is '" + text + "': '%' needs two hexadecimal digits (write %25 for '%')");
      }
      int value = HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]);
      if (value == '/') {
        throw new BackendException(what + " is '" + text + "': no name can hold a '/' (%2F)");
      }
      out.put((byte) value);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new BackendException(
          what + " is '" + text + "': its percent-encoded bytes are not UTF-8", Errno.EINVAL, e);
    }
  }
}
