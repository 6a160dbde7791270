// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;
import org.efc.fuse.Executions;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.op.Opcode;

/**
 * The requests whose code the process runs just now, in a mapped file: the next process learns
 * which of them may have ended this one. One that is suspected of the ends of two processes in a
 * row ({@link EndedProcess#poisonous}) is refused with EIO by all that follow, until the mount is
 * made anew.
 *
 * <p>The file has two sheets, of which the header says the valid one. A process that takes over
 * writes the other sheet, from the valid one and the places of its predecessor, and then the
 * header: killed in between, the next one does it all again. A version that does not know the file
 * leaves it alone; its requests are missing in it, and so no two processes are in a row.
 *
 * <p>Safe for use by many threads. To begin and to end cost a compare-and-set and some stores each.
 */
public final class Suspects implements Executions {
  private static final System.Logger LOG = System.getLogger(Suspects.class.getName());
  private static final long MAGIC = 0x3130_5053_5543_4645L; // "EFCUSP01"

  /** More threads than these at a time are not noted. */
  static final int PLACES = 256;

  private static final int NONE = -1;
  private static final int MOST_POISONED = 16;
  private static final int HEADER = 4096;
  private static final int MAGIC_AT = 0;
  private static final int VOLUME_AT = 8;
  private static final int SHEET_AT = 16;

  private static final int SIZE = 32;
  private static final int UNIQUE = 0;
  private static final int NODEID = 8;
  private static final int OPCODE = 16;
  private static final int THREW = 20;
  private static final int EPOCH = 24;
  private static final int PID = 28;

  /** A sheet: epoch and pid of the process before, its requests, and then the poisoned ones. */
  private static final int SHEET_EPOCH = 0;

  private static final int SHEET_PID = 4;
  private static final int SHEET_COUNT = 8;
  private static final int SHEET_POISONED = 12;
  private static final int SHEET_ENTRIES = 32;
  private static final int SHEET_SIZE = SHEET_ENTRIES + (PLACES + MOST_POISONED) * SIZE;

  private static final int PLACES_AT = HEADER + 2 * SHEET_SIZE;
  private static final int FILE_SIZE = PLACES_AT + PLACES * SIZE;

  private final long file;
  private final int epoch;
  private final int pid;

  /** The thread that has the place; 0 for nobody. */
  private final AtomicIntegerArray taken = new AtomicIntegerArray(PLACES);

  private volatile List<Executed> poisoned;

  private Suspects(long file, int epoch, Crashes crashes) {
    this.file = file;
    this.epoch = epoch;
    this.pid = (int) Libc.current().call(Syscall.GETPID, 0);
    this.poisoned = takeOver(crashes);
  }

  /**
   * Opens or makes the file. Only who has the table of inodes does; that one is locked.
   *
   * @param volume a hash that tells this volume's state from another's
   * @param epoch of this process, as {@link InodeTable#epoch} has it
   * @param crashes the file in which the session manager notes clients that crashed
   * @throws org.efc.common.linux.LinuxException when it can't be made or mapped
   */
  public static Suspects open(Path path, long volume, int epoch, Path crashes) {
    return open(path, volume, epoch, Crashes.in(crashes));
  }

  static Suspects open(Path path, long volume, int epoch, Crashes crashes) {
    try (Fd fd = Fd.open(path.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600)) {
      TableFile.allocate(path, fd, 0, FILE_SIZE);
      long at = Memory.mapShared(fd.number(), 0, FILE_SIZE);
      if (Memory.getLongAcquire(at + MAGIC_AT) != MAGIC
          || Memory.getLong(at + VOLUME_AT) != volume) {
        Memory.putLongRelease(at + MAGIC_AT, 0);
        Memory.zero(at, FILE_SIZE);
        Memory.putLong(at + VOLUME_AT, volume);
        Memory.putLongRelease(at + MAGIC_AT, MAGIC);
      }
      return new Suspects(at, epoch, crashes);
    }
  }

  private List<Executed> takeOver(Crashes crashes) {
    long valid = sheet(Memory.getInt(file + SHEET_AT));
    int lastEpoch = Memory.getInt(valid + SHEET_EPOCH);
    int beforePid = Memory.getInt(valid + SHEET_PID);
    List<Executed> before = read(valid + SHEET_ENTRIES, Memory.getInt(valid + SHEET_COUNT));
    List<Executed> all =
        read(valid + SHEET_ENTRIES + (long) PLACES * SIZE, Memory.getInt(valid + SHEET_POISONED));
    List<Executed> last = new ArrayList<>();
    int lastPid = 0;
    for (int i = 0; i < PLACES; i++) {
      long at = place(i);
      int of = Memory.getInt(at + EPOCH);
      if (Memory.getLongAcquire(at + UNIQUE) != 0 && of > lastEpoch && of < epoch) {
        add(last, entry(at));
        lastPid = Memory.getInt(at + PID);
      }
    }
    if (!last.isEmpty() && !before.isEmpty()) {
      EndedProcess first = new EndedProcess(crashes.contain(beforePid, false), before);
      // Who would be poisoned if the last one crashed: only then is the note of that waited for.
      boolean matters = !new EndedProcess(true, last).poisonous(first).isEmpty();
      boolean crashed = matters && crashes.contain(lastPid, true);
      for (Executed one : new EndedProcess(crashed, last).poisonous(first)) {
        LOG.log(
            System.Logger.Level.ERROR,
            "two clients in a row ended while they ran the code of "
                + label(one)
                + "; its caller gets EIO");
        if (all.size() == MOST_POISONED) {
          all.removeFirst();
        }
        add(all, one);
      }
    }
    write(last, lastPid, all);
    return List.copyOf(all);
  }

  /** A thread may be in the code of a request twice. */
  private static void add(List<Executed> entries, Executed one) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).unique() == one.unique()) {
        if (one.threw()) {
          entries.set(i, one);
        }
        return;
      }
    }
    entries.add(one);
  }

  private void write(List<Executed> last, int lastPid, List<Executed> all) {
    int other = 1 - Memory.getInt(file + SHEET_AT);
    long at = sheet(other);
    Memory.putInt(at + SHEET_EPOCH, epoch - 1);
    Memory.putInt(at + SHEET_PID, lastPid);
    Memory.putInt(at + SHEET_COUNT, last.size());
    Memory.putInt(at + SHEET_POISONED, all.size());
    write(at + SHEET_ENTRIES, last);
    write(at + SHEET_ENTRIES + (long) PLACES * SIZE, all);
    Memory.putIntRelease(file + SHEET_AT, other);
  }

  private static void write(long at, List<Executed> entries) {
    for (int i = 0; i < entries.size(); i++) {
      Executed one = entries.get(i);
      long entry = at + (long) i * SIZE;
      Memory.putLong(entry + UNIQUE, one.unique());
      Memory.putLong(entry + NODEID, one.nodeid());
      Memory.putInt(entry + OPCODE, one.opcode());
      Memory.putInt(entry + THREW, one.threw() ? 1 : 0);
    }
  }

  private static List<Executed> read(long at, int count) {
    List<Executed> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(at + (long) i * SIZE));
    }
    return entries;
  }

  private static Executed entry(long at) {
    return new Executed(
        Memory.getLong(at + UNIQUE),
        Memory.getInt(at + OPCODE),
        Memory.getLong(at + NODEID),
        Memory.getInt(at + THREW) != 0);
  }

  private long sheet(int number) {
    return file + HEADER + (long) number * SHEET_SIZE;
  }

  private long place(int number) {
    return file + PLACES_AT + (long) number * SIZE;
  }

  @Override
  public boolean refuses(long unique) {
    List<Executed> now = poisoned;
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).unique() == (unique & ~Protocol.UNIQUE_RESEND)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int begin(long unique, Opcode opcode, long nodeid) {
    return begin(unique, opcode.number(), nodeid);
  }

  private int begin(long unique, int opcode, long nodeid) {
    int thread = (int) Thread.currentThread().threadId();
    for (int i = 0; i < PLACES; i++) {
      int number = (thread + i) & (PLACES - 1);
      if (taken.get(number) == 0 && taken.compareAndSet(number, 0, thread)) {
        long at = place(number);
        Memory.putLong(at + NODEID, nodeid);
        Memory.putInt(at + OPCODE, opcode);
        Memory.putInt(at + THREW, 0);
        Memory.putInt(at + EPOCH, epoch);
        Memory.putInt(at + PID, pid);
        Memory.putLongRelease(at + UNIQUE, unique & ~Protocol.UNIQUE_RESEND);
        return number;
      }
    }
    return NONE;
  }

  @Override
  public void end(int place) {
    if (place != NONE) {
      Memory.putLongRelease(place(place) + UNIQUE, 0);
      taken.set(place, 0);
    }
  }

  @Override
  public void threw(int place) {
    if (place != NONE) {
      Memory.putIntRelease(place(place) + THREW, 1);
    }
  }

  @Override
  public <T> Consumer<T> carried(Consumer<T> code) {
    int thread = (int) Thread.currentThread().threadId();
    for (int i = 0; i < PLACES; i++) {
      int number = (thread + i) & (PLACES - 1);
      if (taken.get(number) == thread) {
        return new Carried<>(this, entry(place(number)), code);
      }
    }
    return code;
  }

  /** What this throws ends the process: nobody is there to answer the request. */
  private record Carried<T>(Suspects suspects, Executed request, Consumer<T> code)
      implements Consumer<T> {
    @Override
    public void accept(T value) {
      int place = suspects.begin(request.unique(), request.opcode(), request.nodeid());
      try {
        code.accept(value);
      } catch (Throwable e) {
        suspects.threw(place);
        throw e;
      }
      suspects.end(place);
    }
  }

  /** A new connection of the kernel counts its requests anew. */
  public void reset() {
    poisoned = List.of();
    write(List.of(), 0, List.of());
  }

  /** The latest request that is refused, as {@code WRITE 17 4242}; empty when there is none. */
  public String latest() {
    List<Executed> now = poisoned;
    return now.isEmpty() ? "" : label(now.getLast());
  }

  private static String label(Executed one) {
    Opcode opcode = Opcode.of(one.opcode());
    return (opcode == null ? "opcode-" + one.opcode() : opcode.name())
        + " "
        + Long.toUnsignedString(one.nodeid())
        + " "
        + Long.toUnsignedString(one.unique());
  }
}
