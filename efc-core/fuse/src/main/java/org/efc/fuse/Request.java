// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.efc.common.Errno;
import org.efc.common.linux.CString;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.AttributesReplyOut;
import org.efc.fuse.wire.EntryOut;
import org.efc.fuse.wire.ListingOut;
import org.efc.fuse.wire.MessageMemory;
import org.efc.fuse.wire.ReplyEncoder;
import org.efc.fuse.wire.StatfsOut;
import org.jspecify.annotations.Nullable;

/**
 * A request of the kernel, and the way to answer it.
 *
 * <p>The file system calls exactly one of the answers, once, from any thread, when nothing of it
 * uses the request's memory any more: the object, its operation and its payload serve another
 * request from then on. An answer returns whether the kernel took it. It did not when the caller
 * was interrupted and got EINTR already, or when the connection is gone; an entry that was not
 * taken adds nothing to a lookup count.
 *
 * <p>Two things end separately: the request is <i>answered</i> (by the file system, or by {@link
 * Interruption#answer} while a backend still owns the payload), and its memory is <i>released</i>
 * (by the file system's own answer only, even when that comes too late to be sent).
 */
public final class Request {
  private static final int IDLE = 0;
  private static final int DISPATCHING = 1;
  private static final int DETACHED = 2;
  private static final int ABANDONED = 3;

  /** Is told of the file system's answer, on the thread that gives it. */
  public interface AnswerListener {
    /** The answer is about to be sent. */
    void answering();

    /** It was sent, or the kernel did not want it any more. */
    void answered();
  }

  private final FuseDevice device;
  private final RequestPool pool;
  private final RequestMetrics metrics;
  private final MessageMemory memory;
  private final Operations operations;
  private final EntryOut entry;
  private final AttributesReplyOut attributes;
  private final StatfsOut statfs;
  private final ListingOut listing;

  /** The unique of the request while it is not answered, else 0. */
  private final AtomicLong pending = new AtomicLong();

  /** Who may use the memory. */
  private final AtomicInteger custody = new AtomicInteger(IDLE);

  private long unique;
  private @Nullable AnswerListener listener;
  private volatile Opcode opcode = Opcode.LOOKUP;

  Request(FuseDevice device, RequestPool pool, RequestMetrics metrics, int maxWrite) {
    this.device = device;
    this.pool = pool;
    this.metrics = metrics;
    this.memory = new MessageMemory(maxWrite);
    this.operations = new Operations(memory.request());
    this.entry = new EntryOut(memory.smallBody());
    this.attributes = new AttributesReplyOut(memory.smallBody());
    this.statfs = new StatfsOut(memory.smallBody());
    this.listing = new ListingOut(memory.payload(), memory.payloadSize());
  }

  void unmap() {
    memory.unmap();
  }

  // ---- what the kernel said ----

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
    return Memory.getLong(memory.request() + InHeader.NODEID);
  }

  /** The caller's fsuid in the user namespace of the mount. */
  public int uid() {
    return Memory.getInt(memory.request() + InHeader.UID);
  }

  /** The caller's fsgid; of its supplementary groups only {@code NamedOp.directoryGroup} tells. */
  public int gid() {
    return Memory.getInt(memory.request() + InHeader.GID);
  }

  /** The caller's thread id in the pid namespace of the mount; 0 when the kernel itself asks. */
  public int pid() {
    return Memory.getInt(memory.request() + InHeader.PID);
  }

  /**
   * The payload as a direct buffer, page aligned. For WRITE: the data, from position to limit. For
   * READ: room for what is asked, to be filled in place and answered by {@link #data(int)}. For
   * other requests: all there is; filling it destroys the request's names. The same object at each
   * call and for each request: whoever needs a position of its own duplicates it.
   */
  public ByteBuffer payload() {
    return memory.payloadBuffer();
  }

  /** The address of {@link #payload}. */
  public long payloadAddress() {
    return memory.payload();
  }

  // ---- answers ----

  /** Has the answer of this request told; to be called before it is answered, once. */
  public void tell(AnswerListener of) {
    listener = of;
  }

  /** Ends the request with an error. */
  public boolean error(Errno errno) {
    metrics.errors.increment();
    return answer(memory.smallReply(), 0, errno.code());
  }

  /** Success of a request that wants nothing back. */
  public boolean ok() {
    return answer(memory.smallReply(), 0, 0);
  }

  /** The entry to fill in before {@link #entry} or {@link #created}, zeroed. */
  public EntryOut entryOut() {
    return entry.clear();
  }

  /** LOOKUP, SYMLINK, MKNOD, MKDIR, LINK: the object, as {@link #entryOut} was filled in. */
  public boolean entry() {
    return answer(memory.smallReply(), ReplyLayout.EntryOut.SIZE, 0);
  }

  /** LOOKUP: there is no such name, and the kernel may believe that for so long. */
  public boolean negativeEntry(long validNanos) {
    entryOut().nameValid(validNanos);
    return entry();
  }

  /**
   * CREATE: the object, as {@link #entryOut} was filled in, and its open file.
   *
   * @param openFlags FOPEN_ bits of {@link org.efc.fuse.abi.OpenReplyFlags}
   */
  public boolean created(long handle, int openFlags) {
    int size = ReplyLayout.EntryOut.SIZE;
    size += ReplyEncoder.open(memory.smallBody() + size, handle, openFlags);
    return answer(memory.smallReply(), size, 0);
  }

  /** The attributes to fill in before {@link #attributes}, zeroed. */
  public AttributesReplyOut attributesOut() {
    return attributes.clear();
  }

  /** GETATTR, SETATTR: the attributes, as {@link #attributesOut} was filled in. */
  public boolean attributes() {
    return answer(memory.smallReply(), ReplyLayout.AttrOut.SIZE, 0);
  }

  /**
   * OPEN, OPENDIR: the open file.
   *
   * @param openFlags FOPEN_ bits of {@link org.efc.fuse.abi.OpenReplyFlags}
   */
  public boolean opened(long handle, int openFlags) {
    int size = ReplyEncoder.open(memory.smallBody(), handle, openFlags);
    return answer(memory.smallReply(), size, 0);
  }

  /**
   * READ: the first {@code count} bytes of the payload, which the file system has filled in. Fewer
   * than asked are the end of the file.
   */
  public boolean data(int count) {
    if (count < 0 || count > memory.payloadSize()) {
      throw new IllegalArgumentException(
          "data of " + count + " bytes, outside 0.." + memory.payloadSize());
    }
    return answer(memory.dataReply(), count, 0);
  }

  /** READLINK, GETXATTR, LISTXATTR, READ: these bytes (copied). */
  public boolean data(byte[] bytes) {
    if (bytes.length > memory.payloadSize()) {
      throw new IllegalArgumentException(
          "data of " + bytes.length + " bytes, more than " + memory.payloadSize());
    }
    Memory.copy(bytes, 0, memory.payload(), bytes.length);
    return answer(memory.dataReply(), bytes.length, 0);
  }

  /** WRITE, COPY_FILE_RANGE: so many bytes were written. */
  public boolean written(int count) {
    int size = ReplyEncoder.written(memory.smallBody(), count);
    return answer(memory.smallReply(), size, 0);
  }

  /** Both kinds of COPY_FILE_RANGE: so many bytes were copied. */
  public boolean copied(long count) {
    if (opcode == Opcode.COPY_FILE_RANGE) {
      return written((int) Math.min(count, Integer.MAX_VALUE));
    }
    int size = ReplyEncoder.copied(memory.smallBody(), count);
    return answer(memory.smallReply(), size, 0);
  }

  /** The numbers to fill in before {@link #statfs}, zeroed. */
  public StatfsOut statfsOut() {
    return statfs.clear();
  }

  /** STATFS: the numbers, as {@link #statfsOut} was filled in. */
  public boolean statfs() {
    return answer(memory.smallReply(), ReplyLayout.StatfsOut.SIZE, 0);
  }

  /** GETXATTR, LISTXATTR with size 0: how large the answer would be. */
  public boolean xattrSize(int bytes) {
    int size = ReplyEncoder.xattrSize(memory.smallBody(), bytes);
    return answer(memory.smallReply(), size, 0);
  }

  /** LSEEK: the offset of the data or the hole. */
  public boolean position(long offset) {
    int size = ReplyEncoder.position(memory.smallBody(), offset);
    return answer(memory.smallReply(), size, 0);
  }

  /** READDIR, READDIRPLUS: an empty listing of the size that the request wants. */
  public ListingOut listingOut() {
    boolean plus = opcode == Opcode.READDIRPLUS;
    return listing.begin(plus, plus ? operations.readdirplus.size() : operations.readdir.size());
  }

  /** READDIR, READDIRPLUS: the names added to {@link #listingOut}; none is the end. */
  public boolean listing() {
    return answer(memory.dataReply(), listing.size(), 0);
  }

  /** INIT: the reply that was encoded at {@link #replyBody}. */
  boolean reply(int bodySize) {
    return answer(memory.smallReply(), bodySize, 0);
  }

  long replyBody() {
    return memory.smallBody();
  }

  private boolean answer(long at, int bodySize, int errno) {
    boolean taken = false;
    AnswerListener told = listener;
    if (told != null) {
      told.answering();
    }
    if (pending.compareAndSet(unique, 0)) {
      int length = ReplyEncoder.header(at, bodySize, errno, unique);
      taken = device.send(at, length) == 0;
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

  // ---- the session's side ----

  MessageMemory memory() {
    return memory;
  }

  Operations operations() {
    return operations;
  }

  /** A message of this kind was read; a FORGET and the like await no answer. */
  void arrived(Opcode kind) {
    unique = Memory.getLong(memory.request() + InHeader.UNIQUE);
    opcode = kind;
    listener = null;
    custody.set(DISPATCHING);
    // Last: who finds the request by its unique, to interrupt it, must see what it is.
    pending.set(kind.answer() == Opcode.Answer.NONE ? 0 : unique);
  }

  /** Shows the part of the payload that a well-formed request is about. */
  void preparePayload() {
    ByteBuffer payload = memory.payloadBuffer().clear();
    switch (opcode) {
      case READ -> payload.limit(operations.read.size());
      case WRITE -> payload.limit(operations.write.size());
      default -> {
        // all of it
      }
    }
  }

  /** Whether it still awaits its answer. */
  boolean isPending(long expected) {
    return pending.get() == expected;
  }

  boolean isInFlight() {
    int now = custody.get();
    return now == DISPATCHING || now == DETACHED;
  }

  /**
   * Answers on behalf of someone who doesn't own the request's memory.
   *
   * @param scratch memory of the calling thread for a fuse_out_header
   */
  boolean answerFrom(long scratch, long expected, Errno errno) {
    if (!pending.compareAndSet(expected, 0)) {
      return false;
    }
    device.send(scratch, ReplyEncoder.header(scratch, 0, errno.code(), expected));
    return true;
  }

  /** Sends an error for a message that has no pending answer, as INTERRUPT. */
  void refuse(Errno errno) {
    long at = memory.smallReply();
    long refused = Memory.getLong(memory.request() + InHeader.UNIQUE);
    device.send(at, ReplyEncoder.header(at, 0, errno.code(), refused));
  }

  /**
   * The dispatch is over. When the request was answered in it, its reader may use it again; else it
   * goes to the pool when it is.
   */
  boolean isFreeAfterDispatch() {
    return !custody.compareAndSet(DISPATCHING, DETACHED) && custody.get() == IDLE;
  }

  /** The file system failed in an unknown state: whoever may still write to the memory keeps it. */
  boolean abandon() {
    return custody.compareAndSet(DISPATCHING, ABANDONED);
  }

  /** Answers without touching memory that someone may still write to. */
  void answerAbandoned(long expected, Errno errno) {
    try (CString scratch = new CString()) {
      answerFrom(scratch.allocate(ReplyLayout.OutHeader.SIZE), expected, errno);
    }
  }

  void release() {
    if (custody.compareAndSet(DISPATCHING, IDLE)) {
      return;
    }
    if (custody.compareAndSet(DETACHED, IDLE)) {
      pool.put(this);
      return;
    }
    if (custody.get() == IDLE) {
      throw new IllegalStateException(opcode + " was answered twice");
    }
  }
}
