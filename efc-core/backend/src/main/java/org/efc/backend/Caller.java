// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.List;

/**
 * On whose behalf a call is made: AUTH_SYS of RFC 5531 appendix A.
 *
 * @param groups supplementary groups; AUTH_SYS has room for 16, so that over NFS a call that is
 *     denied may be made again with others of them
 */
public record Caller(int uid, int gid, List<Integer> groups) {
  public static final Caller ROOT = new Caller(0, 0, List.of());

  public Caller {
    groups = List.copyOf(groups);
  }
}
