// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import org.efc.backend.Caller;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Read;

/** READ: the storage puts the data where the reply is sent from. */
final class Reading {
  private final Volume volume;

  Reading(Volume volume) {
    this.volume = volume;
  }

  void read(PendingRequest request, Read op) {
    new Call(volume, request, op).start();
  }

  private static final class Call extends IoCall {
    private final long offset;

    Call(Volume volume, PendingRequest request, Read op) {
      super(
          volume,
          request,
          op.nodeid(),
          volume.files().find(op.handle()),
          PosixMode.READ,
          volume.caller(request));
      this.offset = op.offset();
    }

    @Override
    void send(Caller caller) {
      volume.backend().read(caller, handle, offset, request.payload().duplicate(), this);
    }

    @Override
    void done(int count, long verifier) {
      volume.metrics().readBytes.add(count);
      request.data(count);
    }
  }
}
