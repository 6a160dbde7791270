// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.validity.SizeNotices;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Read;

/**
 * READ: the storage puts the data where the reply is sent from.
 *
 * <p>A reply that ends before the size that the kernel may have by now is not sent: the file has
 * grown since the storage read, and the kernel would fill the rest of the page with zeros. The rest
 * is read first. When there is none, the storage's attributes say whether the file has shrunk.
 */
public final class ReadRequests {
  /** How often attributes may promise data that a read does not find, before the READ fails. */
  private static final int LOOKS = 16;

  private final Backend backend;
  private final InodeTable inodes;
  private final Openers openers;
  private final SizeNotices sizes;
  private final ClientMetrics metrics;

  ReadRequests(
      Backend backend,
      InodeTable inodes,
      Openers openers,
      SizeNotices sizes,
      ClientMetrics metrics) {
    this.backend = backend;
    this.inodes = inodes;
    this.openers = openers;
    this.sizes = sizes;
    this.metrics = metrics;
  }

  void read(PendingRequest request, Read op) {
    new Call(request, op).start();
  }

  private final class Call extends IoCall {
    private final long offset;
    private final int wanted;
    private int received;
    private int looks;
    private boolean goesOn;

    Call(PendingRequest request, Read op) {
      super(
          request,
          op.nodeid(),
          inodes.handle(op.nodeid()),
          openers.find(op.handle()),
          PosixMode.READ,
          openers.asker(request));
      this.offset = op.offset();
      this.wanted = request.payload().remaining();
    }

    private long end() {
      return offset + received;
    }

    @Override
    Openers openers() {
      return openers;
    }

    @Override
    void send(Caller caller) {
      BufferCalls.read(
          backend, caller, handle, end(), request.payload().duplicate().position(received), this);
    }

    @Override
    void done(int count, long verifier) {
      received += count;
      if (received < wanted) {
        Inode inode = inodes.inode(nodeid);
        if (end() < Math.min(offset + wanted, sizes.sizes().reached(inode))) {
          rest(inode, count);
          return;
        }
      }
      answer();
    }

    private void rest(Inode inode, int count) {
      if (count > 0 || !goesOn) {
        goesOn = true;
        send(caller());
        return;
      }
      backend.getattr(
          caller(), handle, Step.then(request, attributes -> looked(inode, attributes)));
    }

    private void looked(Inode inode, Attributes attributes) {
      if (attributes.size() <= end()) {
        sizes.shrank(inode, attributes);
        answer();
      } else if (++looks < LOOKS) {
        send(caller());
      } else {
        request.error(Errno.EIO);
      }
    }

    private void answer() {
      metrics.readBytes.add(received);
      request.data(received);
    }
  }
}
