// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.nio.charset.StandardCharsets;
import org.efc.backend.Handle;
import org.efc.backend.nfs.Wire;

/** The MOUNT program, version 3 (RFC 1813 appendix I), with one export. */
final class MountProgram {
  static final String EXPORT = "/export";
  private static final int MNT3ERR_NOENT = 2;
  private static final int AUTH_SYS = 1;

  private final Handle root;

  MountProgram(Handle root) {
    this.root = root;
  }

  /** Whether it has a procedure of this number. */
  static boolean has(int procedure) {
    return procedure >= 0 && procedure <= 5;
  }

  Wire results(Call call) {
    Wire out = new Wire();
    return switch (call.procedure()) {
      case 1 -> mount(new String(call.arguments().opaque(), StandardCharsets.UTF_8));
      case 2 -> out.u32(0); // DUMP: nobody
      case 5 -> out.u32(1).string(EXPORT).u32(0, 0); // EXPORT: to everybody
      default -> out; // NULL, UMNT, UMNTALL
    };
  }

  private Wire mount(String path) {
    return path.equals(EXPORT)
        ? new Wire().u32(0).opaque(root.toBytes()).u32(1, AUTH_SYS)
        : new Wire().u32(MNT3ERR_NOENT);
  }
}
