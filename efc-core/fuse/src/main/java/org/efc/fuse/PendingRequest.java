// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.nio.ByteBuffer;
import org.efc.common.Errno;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.AttributesReplyOut;
import org.efc.fuse.wire.EntryOut;
import org.efc.fuse.wire.ListingOut;
import org.efc.fuse.wire.StatfsOut;

/**
 * One request, as a value that stays true: what the kernel said is copied, and the answers have no
 * effect once the request is answered, whatever the {@link Request} object serves by then. An
 * object of its own for each request, so not for READ and WRITE, which use {@link Request} and its
 * ticket. Each method is that of {@link Request}.
 */
public final class PendingRequest {
  private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocateDirect(0);

  private final Request request;
  private final long ticket;
  private final long unique;
  private final long nodeid;
  private final int uid;
  private final int gid;
  private final int pid;
  private final Opcode opcode;

  PendingRequest(Request request) {
    this.request = request;
    this.ticket = request.ticket();
    this.unique = request.unique();
    this.nodeid = request.nodeid();
    this.uid = request.uid();
    this.gid = request.gid();
    this.pid = request.pid();
    this.opcode = request.opcode();
  }

  /** Whether it awaits the file system's answer. */
  public boolean isPending() {
    return request.awaits(ticket);
  }

  public long unique() {
    return unique;
  }

  public boolean isResent() {
    return (unique & Protocol.UNIQUE_RESEND) != 0;
  }

  public Opcode opcode() {
    return opcode;
  }

  public long nodeid() {
    return nodeid;
  }

  public int uid() {
    return uid;
  }

  public int gid() {
    return gid;
  }

  public int pid() {
    return pid;
  }

  /** The calling thread begins to run code of this request: see {@link Executions#begin}. */
  public int begin() {
    return request.executions().begin(unique, opcode, nodeid);
  }

  /** As {@link Executions#end}. */
  public void end(int place) {
    request.executions().end(place);
  }

  /** As {@link Executions#threw}. */
  public void threw(int place) {
    request.executions().threw(place);
  }

  /** Empty once the request is answered. */
  public ByteBuffer payload() {
    return isPending() ? request.payload() : NO_PAYLOAD;
  }

  /** Is told nothing when the request is answered already. */
  public void tell(AnswerListener of) {
    if (isPending()) {
      request.tell(of);
    }
  }

  public boolean error(Errno errno) {
    return request.error(ticket, errno);
  }

  public boolean ok() {
    return request.ok(ticket);
  }

  public EntryOut entryOut() {
    return request.entryOut(ticket);
  }

  public boolean entry() {
    return request.entry(ticket);
  }

  public boolean negativeEntry(long validNanos) {
    return request.negativeEntry(ticket, validNanos);
  }

  public boolean created(long handle, int openFlags) {
    return request.created(ticket, handle, openFlags);
  }

  public AttributesReplyOut attributesOut() {
    return request.attributesOut(ticket);
  }

  public boolean attributes() {
    return request.attributes(ticket);
  }

  public boolean opened(long handle, int openFlags) {
    return request.opened(ticket, handle, openFlags);
  }

  public boolean data(int count) {
    return request.data(ticket, count);
  }

  public boolean dataFrom(long address, int length) {
    return request.dataFrom(ticket, address, length);
  }

  public boolean data(byte[] bytes) {
    return request.data(ticket, bytes);
  }

  public boolean written(int count) {
    return request.written(ticket, count);
  }

  public boolean copied(long count) {
    return request.copied(ticket, count);
  }

  public StatfsOut statfsOut() {
    return request.statfsOut(ticket);
  }

  public boolean statfs() {
    return request.statfs(ticket);
  }

  public boolean xattrSize(int bytes) {
    return request.xattrSize(ticket, bytes);
  }

  public boolean position(long offset) {
    return request.position(ticket, offset);
  }

  public ListingOut listingOut() {
    return request.listingOut(ticket);
  }

  public boolean listing() {
    return request.listing(ticket);
  }
}
