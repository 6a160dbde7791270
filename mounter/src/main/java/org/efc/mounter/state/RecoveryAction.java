// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.Optional;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.ProcessIdentity;

/** One step from what a killed session manager left to what its records say. */
public sealed interface RecoveryAction {
  /** The record is of another run of the kernel: its mount and its client do not exist any more. */
  record Discard(MountRecord record) implements RecoveryAction {}

  /** A stage or unstage was under way: end the client, unmount, forget. The caller tries again. */
  record TakeAway(MountRecord record, Optional<ProcessIdentity> client) implements RecoveryAction {}

  /** The client lives: duplicate its device fd and supervise it. */
  record Adopt(MountRecord record, ProcessIdentity client) implements RecoveryAction {}

  /** The mount is there and nobody serves it: a keeper may give the device back. */
  record AwaitDevice(MountRecord record) implements RecoveryAction {}

  /** The mount is gone though the record wants it: mount afresh and bind again. */
  record Remount(MountRecord record, Optional<ProcessIdentity> client) implements RecoveryAction {}

  /** A bind that was made and not noted. */
  record ConfirmTarget(String volumeId, TargetRecord target) implements RecoveryAction {}

  /** A bind that is half made or half taken away: unbind, remove the directory, forget. */
  record DropTarget(String volumeId, TargetRecord target) implements RecoveryAction {}

  /** A mount of ours without a record. */
  record UnmountOrphan(MountEntry mount) implements RecoveryAction {}

  /** A client of ours without a record. */
  record EndOrphan(ProcessIdentity client) implements RecoveryAction {}
}
