// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.WriteIn;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.AttributesReplyOut;
import org.efc.fuse.wire.EntryOut;
import org.efc.fuse.wire.ListingOut;
import org.efc.fuse.wire.MessageMemory;
import org.efc.fuse.wire.ReplyEncoder;
import org.efc.fuse.wire.RequestPage;
import org.efc.fuse.wire.StatfsOut;
import org.jspecify.annotations.Nullable;

/**
 * A request of the kernel, and the way to answer it.
 *
 * <p>The object serves one request after the other. Each use has a {@link #ticket}, and the file
 * system calls exactly one of the answers with it, once, from any thread, when nothing of it uses
 * the request's operation or payload any more. An answer with the ticket of an earlier use does
 * nothing. An answer returns whether the kernel took it. The kernel did not when the caller was
 * interrupted and got EINTR already, or when the connection is gone; an entry that was not taken
 * adds nothing to a lookup count. {@link PendingRequest} keeps the ticket for who need not be
 * frugal.
 *
 * <p>Two things end separately: the request is <i>answered</i> (by the file system, or by {@link
 * Interruption#answer} while a backend still owns the payload), and its memory is <i>released</i>
 * (by the file system's own answer only, even when that comes too late to be sent).
 */
public final class Request {
  private static final System.Logger LOG = System.getLogger(Request.class.getName());
  private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocateDirect(0);

  /** Data of a WRITE up to here are copied, in 2 us at most; more stay where they were read to. */
  private static final int MOST_COPIED = 32 << 10;

  private final FuseDevice device;
  private final RequestPool pool;
  private final PayloadPool payloads;
  private final Admission admission;
  private final RequestMetrics metrics;
  private final RequestContext context;
  private final Executions executions;
  private final RequestPage page = new RequestPage();
  private final Operations operations = new Operations(page.request());
  private final EntryOut entry = new EntryOut(page.replyBody());
  private final AttributesReplyOut attributes = new AttributesReplyOut(page.replyBody());
  private final StatfsOut statfs = new StatfsOut(page.replyBody());
  private final ListingOut listing = new ListingOut();
  private final Custody custody = new Custody();

  /** The unique of the request while the kernel awaits an answer, else 0. */
  private final AtomicLong awaited = new AtomicLong();

  private long unique;
  private long nodeid;
  private int uid;
  private int gid;
  private int pid;
  private @Nullable MessageMemory data;
  private @Nullable AnswerListener listener;
  private boolean pageIsTouched;
  private volatile Opcode opcode = Opcode.LOOKUP;

  Request(
      FuseDevice device,
      RequestPool pool,
      PayloadPool payloads,
      Admission admission,
      RequestMetrics metrics,
      RequestContext context,
      Executions executions) {
    this.device = device;
    this.pool = pool;
    this.payloads = payloads;
    this.admission = admission;
    this.metrics = metrics;
    this.context = context;
    this.executions = executions;
  }

  // ---- what the kernel said ----

  /** The number of the present use of this object: changes with each request. */
  public long ticket() {
    return custody.ticket();
  }

  /** Whether this use of the object still awaits the file system's answer. */
  public boolean awaits(long ticket) {
    return custody.isOpen(ticket);
  }

  /** The present request with its ticket, as a value. */
  public PendingRequest pending() {
    return new PendingRequest(this);
  }

  /** What is told which threads run the request's code. */
  Executions executions() {
    return executions;
  }

  /** What the file system keeps with this object: of its {@link FileSystem#newContext}. */
  public RequestContext context() {
    return context;
  }

  /** The kernel's number of the request, with the resend bit. */
  public long unique() {
    return unique;
  }

  /**
   * Whether the request was given to someone before who did not answer it (a crashed predecessor):
   * it may have taken effect.
   */
  public boolean isResent() {
    return (unique & Protocol.UNIQUE_RESEND) != 0;
  }

  public Opcode opcode() {
    return opcode;
  }

  /** The object the request is about. */
  public long nodeid() {
    return nodeid;
  }

  /** The caller's fsuid in the user namespace of the mount. */
  public int uid() {
    return uid;
  }

  /** The caller's fsgid; of its supplementary groups only {@code NamedOp.directoryGroup} tells. */
  public int gid() {
    return gid;
  }

  /** The caller's thread id in the pid namespace of the mount; 0 when the kernel itself asks. */
  public int pid() {
    return pid;
  }

  /**
   * The payload as a direct buffer, page aligned. For WRITE: the data, from position to limit. For
   * READ: room for what is asked, to be filled in place and answered by {@link #data(long, int)}.
   * Of other requests: empty. Whoever needs a position of its own duplicates it.
   */
  public ByteBuffer payload() {
    MessageMemory memory = data;
    return memory == null ? NO_PAYLOAD : memory.payloadBuffer();
  }

  /** The address of {@link #payload}; 0 when there is none. */
  public long payloadAddress() {
    MessageMemory memory = data;
    return memory == null ? 0 : memory.payload();
  }

  // ---- answers ----

  /** Has the answer of this request told; to be called before it is answered, once. */
  public void tell(AnswerListener of) {
    listener = of;
  }

  /** Ends the request with an error. */
  public boolean error(long ticket, Errno errno) {
    metrics.errors.increment();
    return answer(ticket, page.reply(), 0, errno.code());
  }

  /** Success of a request that wants nothing back. */
  public boolean ok(long ticket) {
    return answer(ticket, page.reply(), 0, 0);
  }

  /** The entry to fill in before {@link #entry} or {@link #created}, zeroed. */
  public EntryOut entryOut(long ticket) {
    return (awaits(ticket) ? entry : DeadLetter.entry()).clear();
  }

  /** LOOKUP, SYMLINK, MKNOD, MKDIR, LINK: the object, as {@link #entryOut} was filled in. */
  public boolean entry(long ticket) {
    return answer(ticket, page.reply(), ReplyLayout.EntryOut.SIZE, 0);
  }

  /** LOOKUP: there is no such name, and the kernel may believe that for so long. */
  public boolean negativeEntry(long ticket, long validNanos) {
    entryOut(ticket).nameValid(validNanos);
    return entry(ticket);
  }

  /**
   * CREATE: the object, as {@link #entryOut} was filled in, and its open file.
   *
   * @param openFlags FOPEN_ bits of {@link org.efc.fuse.abi.OpenReplyFlags}
   */
  public boolean created(long ticket, long handle, int openFlags) {
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyLayout.EntryOut.SIZE;
    size += ReplyEncoder.open(page.replyBody() + size, handle, openFlags);
    return answer(ticket, page.reply(), size, 0);
  }

  /** The attributes to fill in before {@link #attributes}, zeroed. */
  public AttributesReplyOut attributesOut(long ticket) {
    return (awaits(ticket) ? attributes : DeadLetter.attributes()).clear();
  }

  /** GETATTR, SETATTR: the attributes, as {@link #attributesOut} was filled in. */
  public boolean attributes(long ticket) {
    return answer(ticket, page.reply(), ReplyLayout.AttrOut.SIZE, 0);
  }

  /**
   * OPEN, OPENDIR: the open file.
   *
   * @param openFlags FOPEN_ bits of {@link org.efc.fuse.abi.OpenReplyFlags}
   */
  public boolean opened(long ticket, long handle, int openFlags) {
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyEncoder.open(page.replyBody(), handle, openFlags);
    return answer(ticket, page.reply(), size, 0);
  }

  /**
   * READ: the first {@code count} bytes of the payload, which the file system has filled in. Fewer
   * than asked are the end of the file.
   */
  public boolean data(long ticket, int count) {
    if (!awaits(ticket)) {
      return stale();
    }
    MessageMemory memory = data;
    int room = memory == null ? 0 : memory.payloadSize();
    if (count < 0 || count > room) {
      throw new IllegalArgumentException("data of " + count + " bytes, outside 0.." + room);
    }
    return memory == null
        ? answer(ticket, page.reply(), 0, 0)
        : answer(ticket, memory.dataReply(), count, 0);
  }

  /**
   * READ: {@code length} bytes from memory that is not the request's. The caller keeps them as they
   * are until this returns.
   */
  public boolean dataFrom(long ticket, long address, int length) {
    if (length < 0 || length > payloads.largest()) {
      throw new IllegalArgumentException(
          "data of " + length + " bytes, outside 0.." + payloads.largest());
    }
    return answer(ticket, page.reply(), 0, 0, address, length);
  }

  /** READLINK, GETXATTR, LISTXATTR, READ: these bytes (copied). */
  public boolean data(long ticket, byte[] bytes) {
    if (bytes.length > payloads.largest()) {
      throw new IllegalArgumentException(
          "data of " + bytes.length + " bytes, more than " + payloads.largest());
    }
    if (!awaits(ticket)) {
      return stale();
    }
    MessageMemory memory = data;
    if (memory == null || memory.payloadSize() < bytes.length) {
      giveBackData();
      memory = payloads.take(bytes.length);
      data = memory;
    }
    Memory.copy(bytes, 0, memory.payload(), bytes.length);
    return answer(ticket, memory.dataReply(), bytes.length, 0);
  }

  /** WRITE, COPY_FILE_RANGE: so many bytes were written. */
  public boolean written(long ticket, int count) {
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyEncoder.written(page.replyBody(), count);
    return answer(ticket, page.reply(), size, 0);
  }

  /** Both kinds of COPY_FILE_RANGE: so many bytes were copied. */
  public boolean copied(long ticket, long count) {
    if (opcode == Opcode.COPY_FILE_RANGE) {
      return written(ticket, (int) Math.min(count, Integer.MAX_VALUE));
    }
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyEncoder.copied(page.replyBody(), count);
    return answer(ticket, page.reply(), size, 0);
  }

  /** The numbers to fill in before {@link #statfs}, zeroed. */
  public StatfsOut statfsOut(long ticket) {
    return (awaits(ticket) ? statfs : DeadLetter.statfs()).clear();
  }

  /** STATFS: the numbers, as {@link #statfsOut} was filled in. */
  public boolean statfs(long ticket) {
    return answer(ticket, page.reply(), ReplyLayout.StatfsOut.SIZE, 0);
  }

  /** GETXATTR, LISTXATTR with size 0: how large the answer would be. */
  public boolean xattrSize(long ticket, int bytes) {
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyEncoder.xattrSize(page.replyBody(), bytes);
    return answer(ticket, page.reply(), size, 0);
  }

  /** LSEEK: the offset of the data or the hole. */
  public boolean position(long ticket, long offset) {
    if (!awaits(ticket)) {
      return stale();
    }
    int size = ReplyEncoder.position(page.replyBody(), offset);
    return answer(ticket, page.reply(), size, 0);
  }

  /** READDIR, READDIRPLUS: an empty listing of the size that the request wants. */
  public ListingOut listingOut(long ticket) {
    if (!awaits(ticket)) {
      return DeadLetter.listing();
    }
    boolean plus = opcode == Opcode.READDIRPLUS;
    return listing.begin(plus, listingSize());
  }

  private int listingSize() {
    return opcode == Opcode.READDIRPLUS ? operations.readdirplus.size() : operations.readdir.size();
  }

  /** READDIR, READDIRPLUS: the names added to {@link #listingOut}; none is the end. */
  public boolean listing(long ticket) {
    return data(ticket, listing.size());
  }

  /** INIT: the reply that was encoded at {@link #replyBody}. */
  boolean reply(int bodySize) {
    return answer(ticket(), page.reply(), bodySize, 0);
  }

  long replyBody() {
    return page.replyBody();
  }

  private boolean stale() {
    metrics.stale.increment();
    return false;
  }

  private boolean answer(long ticket, long at, int bodySize, int errno) {
    return answer(ticket, at, bodySize, errno, 0, 0);
  }

  /** The reply lies at one place, or {@code elsewhere} has more of it. */
  private boolean answer(
      long ticket, long at, int bodySize, int errno, long elsewhere, int moreBytes) {
    if (!custody.claim(ticket)) {
      return stale();
    }
    AnswerListener told = listener;
    if (told != null) {
      told.answering();
    }
    boolean taken = false;
    if (awaited.compareAndSet(unique, 0)) {
      int length = ReplyEncoder.header(at, bodySize + moreBytes, errno, unique);
      taken =
          isTaken(
              moreBytes == 0
                  ? device.send(at, length)
                  : device.send(page.vector(), at, length - moreBytes, elsewhere, moreBytes));
    }
    if (taken) {
      metrics.answered();
    } else {
      metrics.undelivered.increment();
    }
    if (told != null) {
      listener = null;
      told.answered();
    }
    release();
    return taken;
  }

  /**
   * ENOENT says that the kernel awaits no answer any more. Every other error is a reply of ours
   * that is wrong. Of some the kernel has ended the request (fuse_dev_do_write: a wrong size), of
   * others not (a length that the header contradicts): another answer makes sure, and where it
   * comes too late it does no harm.
   */
  private boolean isTaken(int result) {
    if (result == 0) {
      return true;
    }
    if (result != Errno.ENOENT.code()) {
      metrics.refused.increment();
      LOG.log(
          System.Logger.Level.ERROR,
          "the device refused the reply to " + opcode + ": " + Errno.of(result));
      device.send(page.reply(), ReplyEncoder.header(page.reply(), 0, Errno.EIO.code(), unique));
    }
    return false;
  }

  private void release() {
    context.reset();
    giveBackData();
    admission.leave();
    if (custody.release()) {
      pool.put(this);
    }
  }

  private void giveBackData() {
    MessageMemory memory = data;
    if (memory != null) {
      data = null;
      payloads.put(memory);
    }
  }

  // ---- the session's side ----

  Operations operations() {
    return operations;
  }

  /** Whether a well-formed message of this length may be taken in. */
  static boolean hasRoomFor(Opcode kind, int length) {
    return length <= RequestPage.requestCapacity()
        || kind == Opcode.WRITE
        || kind == Opcode.SETXATTR;
  }

  /** A well-formed message that awaits an answer was read: takes it out of the inbox. */
  void arrived(Inbox inbox, int length, Opcode kind) {
    long message = inbox.message();
    unique = Memory.getLong(message + InHeader.UNIQUE);
    nodeid = Memory.getLong(message + InHeader.NODEID);
    uid = Memory.getInt(message + InHeader.UID);
    gid = Memory.getInt(message + InHeader.GID);
    pid = Memory.getInt(message + InHeader.PID);
    opcode = kind;
    listener = null;
    pageIsTouched = true;
    if (kind == Opcode.WRITE) {
      takeWrite(inbox);
    } else if (length <= RequestPage.requestCapacity()) {
      Memory.copy(message, page.request(), length);
      if (kind == Opcode.SETXATTR) {
        operations.setxattr.moveTo(page.request());
      }
    } else { // a large value of SETXATTR
      MessageMemory memory = inbox.exchange();
      memory.payloadBuffer().clear().limit(0);
      operations.setxattr.moveTo(memory.request());
      data = memory;
    }
    custody.begin();
    // Last: who finds the request by its unique, to interrupt it, must see what it is.
    awaited.set(unique);
  }

  private void takeWrite(Inbox inbox) {
    int head = InHeader.SIZE + WriteIn.SIZE;
    Memory.copy(inbox.message(), page.request(), head);
    int size = operations.write.size();
    MessageMemory memory;
    if (size <= MOST_COPIED) {
      memory = payloads.take(size);
      Memory.copy(inbox.message() + head, memory.payload(), size);
    } else {
      memory = inbox.exchange();
    }
    memory.payloadBuffer().clear().limit(size);
    data = memory;
  }

  /** It is to be given to the file system now: gets room for the data that it is answered by. */
  void prepareRoom() {
    switch (opcode) {
      case READ -> {
        int size = operations.read.size();
        MessageMemory memory = payloads.take(size);
        memory.payloadBuffer().clear().limit(size);
        data = memory;
      }
      case READDIR, READDIRPLUS -> {
        int size = listingSize();
        // A size of 2 GiB and more is negative here.
        int most = payloads.largest();
        MessageMemory memory = payloads.take(size < 0 ? most : Math.min(size, most));
        memory.payloadBuffer().clear();
        listing.moveTo(memory.payload(), memory.payloadSize());
        data = memory;
      }
      default -> {
        // the answer is small, or its size is not known yet
      }
    }
  }

  /** How much memory the data take that it holds. */
  long dataBytes() {
    MessageMemory memory = data;
    return memory == null ? 0 : memory.mappedSize();
  }

  /** Whether the kernel still awaits its answer. */
  boolean isPending(long expected) {
    return awaited.get() == expected;
  }

  /**
   * Answers on behalf of someone who doesn't own the request's memory. A request that was not given
   * to the file system yet is given to nobody any more.
   *
   * @param scratch memory of the calling thread for a fuse_out_header
   */
  boolean answerFrom(long scratch, long expected, Errno errno) {
    boolean neverBegun = admission.withdraw(this, expected);
    boolean inTime = awaited.compareAndSet(expected, 0);
    if (inTime) {
      device.send(scratch, ReplyEncoder.header(scratch, 0, errno.code(), expected));
    }
    if (neverBegun) {
      giveBackData();
      custody.withdraw();
      pool.put(this);
    }
    return inTime;
  }

  /** It waits to be given to the file system, and won't be: another process gets it. */
  void forget() {
    giveBackData();
  }

  /** As {@link Custody#endDispatch}. */
  boolean endDispatch() {
    return custody.endDispatch();
  }

  /**
   * The file system failed in an unknown state: whoever may still write to the memory keeps it, and
   * the caller gets the error.
   *
   * @return false when the request of this ticket was answered before
   */
  boolean abandon(long ticket, Errno errno) {
    long failed = unique;
    if (!custody.claim(ticket)) {
      return false;
    }
    metrics.errors.increment();
    if (awaited.compareAndSet(failed, 0)) {
      device.send(page.reply(), ReplyEncoder.header(page.reply(), 0, errno.code(), failed));
    }
    MessageMemory memory = data;
    if (memory != null) {
      payloads.abandon(memory);
    }
    admission.leave();
    return true;
  }

  /** It is free, and will be for long. */
  void dropMemory() {
    if (pageIsTouched) {
      pageIsTouched = false;
      page.drop();
    }
  }

  void unmap() {
    page.unmap();
  }
}
