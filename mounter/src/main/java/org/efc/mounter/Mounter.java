// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the CSI plugin and the command line ask of a node: volumes mounted, bound into targets, and
 * taken away again. Every call is idempotent, has a deadline, and is repeatable after any crash.
 *
 * <p>No call touches a path under a FUSE mount: what is mounted is read from mountinfo, what lives
 * is asked of the client's control socket.
 *
 * @see MountException for the ways in which a call fails
 */
public interface Mounter extends AutoCloseable {

  /**
   * Mounts the volume at a path of the session manager's and has a client serve it; returns when
   * the client answers and the source is reachable. When the volume is staged already with an equal
   * spec, this only makes sure that it serves.
   *
   * @param stagingPath recorded, so that unstage is told apart from a foreign one; never touched
   */
  void stage(MountSpec spec, String stagingPath, Duration deadline);

  /** Unmounts the volume, ends its client, forgets it. Unknown volumes are fine. */
  void unstage(String volumeId, String stagingPath, Duration deadline);

  /**
   * Binds the staged volume to {@code target}, whose parent exists; the directory itself is made.
   *
   * @throws MountException NOT_STAGED, INCOMPATIBLE (bound already, with other flags), BAD_TARGET
   *     (a file, not empty, or a foreign mount)
   */
  void publish(String volumeId, String target, BindOptions options, Duration deadline);

  /**
   * Unbinds and removes the target directory. Succeeds when there is nothing to do, needs no client
   * and no record, and reports success only when mountinfo shows nothing at the target any more.
   */
  void unpublish(String volumeId, String target, Duration deadline);

  /** What is known of one volume. */
  Optional<VolumeStatus> status(String volumeId, Duration deadline);

  /** What is known of every volume of this node. */
  List<VolumeStatus> list(Duration deadline);

  /** Has the client read the volume's quota again, after an expansion; returns the new capacity. */
  long reloadQuota(String volumeId, Duration deadline);

  @Override
  void close();
}
