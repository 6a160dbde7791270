// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/**
 * A place in the list of all volumes, which is ordered by source and by entry. It stays good when
 * volumes come and go, this process restarts, or another replica is asked.
 *
 * @param entry the flat name of the last volume that was told
 */
public record ListPosition(String source, String entry) {
  private static final String MARK = "v1";

  static ListPosition parse(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split("\n", -1);
      if (parts.length == 3 && parts[0].equals(MARK)) {
        return new ListPosition(parts[1], parts[2]);
      }
    } catch (IllegalArgumentException e) {
      // refused below, like any other text that is no token of ours
    }
    throw new CsiException(
        Reason.BAD_TOKEN, "starting_token is \"" + token + "\": no list of ours ended there");
  }

  /** The token for the next page. */
  public String token() {
    String text = MARK + "\n" + source + "\n" + entry;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
