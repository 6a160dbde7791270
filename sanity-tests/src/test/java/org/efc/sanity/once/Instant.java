// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import java.util.Locale;

/** When the client is killed: see {@code efc client --help}. */
enum Instant {
  /** Before the storage is asked. */
  SEND,

  /** The storage has done it; its answer is not noted. */
  EFFECT,

  /** Its answer is noted. */
  REPLY,

  /** Right before the answer to the kernel. */
  ANSWER;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
