// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.caller.Callers;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.PosixMode;
import org.efc.client.state.FileHandles;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.CloseToOpen;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * On whose behalf requests on open files are: of who opened the file, where it is known, and else
 * of who asks. A file that a predecessor opened is not known here.
 */
final class Openers {
  private final FileHandles<OpenFile> files;
  private final Callers callers;
  private final OwnerRetry ownerRetry;
  private final CloseToOpen validity;

  Openers(
      FileHandles<OpenFile> files, Callers callers, OwnerRetry ownerRetry, CloseToOpen validity) {
    this.files = files;
    this.callers = callers;
    this.ownerRetry = ownerRetry;
    this.validity = validity;
  }

  /** The open file of the kernel's number; empty when this process did not open it. */
  Optional<OpenFile> find(long handle) {
    return files.find(handle);
  }

  /** Who asks. */
  Caller asker(PendingRequest request) {
    return callers.of(request);
  }

  /** On whose behalf a request on an open file is. */
  Caller caller(PendingRequest request, long handle) {
    Optional<OpenFile> file = files.find(handle);
    return file.isPresent() ? file.get().caller() : callers.of(request);
  }

  /** A request on an open file came: its open is finished. */
  void used(OpenFile file) {
    validity.finished(file);
  }

  /**
   * A second try as the owner, if {@link OwnerRetry} says so.
   *
   * @param right of {@link PosixMode}: what was refused
   */
  void owner(
      PendingRequest request,
      Handle handle,
      Caller refused,
      int right,
      Errno errno,
      Consumer<Caller> again) {
    ownerRetry.owner(request, handle, refused, right, errno, again);
  }
}
