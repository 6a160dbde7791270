// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

/** Numbers of RFC 5531 sections 8, 9 and 11. */
final class Rpc {
  static final int CALL = 0;
  static final int REPLY = 1;
  static final int VERSION = 2;

  static final int MSG_ACCEPTED = 0;
  static final int MSG_DENIED = 1;

  static final int SUCCESS = 0;
  static final int PROG_UNAVAIL = 1;
  static final int PROG_MISMATCH = 2;
  static final int PROC_UNAVAIL = 3;
  static final int GARBAGE_ARGS = 4;
  static final int SYSTEM_ERR = 5;

  static final int RPC_MISMATCH = 0;
  static final int AUTH_ERROR = 1;

  static final int AUTH_NONE = 0;
  static final int AUTH_SYS = 1;

  /** Longest body of a credential or verifier, in bytes (section 8.2). */
  static final int MAX_AUTH = 400;

  /** Set in a record mark: the fragment is the record's last (section 11). */
  static final int LAST_FRAGMENT = 0x8000_0000;

  private Rpc() {}
}
