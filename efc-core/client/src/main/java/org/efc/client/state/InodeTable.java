// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.efc.backend.Attributes;
import org.efc.backend.Handle;
import org.efc.client.config.ClientException;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;

/**
 * The inodes that the kernel knows, by node id, and their handles on the storage. Kept in a mapped
 * file: a kill -9 at any instruction leaves a table that the next process goes on with.
 *
 * <p>A node id is {@code generation << 32 | slot}. A slot that is freed gets another generation, so
 * that a late FORGET for the earlier inode is known as such. The same handle has the same node id:
 * all names of a file are one inode to the kernel. The root is node id 1, and is never freed.
 *
 * <p>Counts may be too high after a crash (a count is raised before the kernel hears of it, and a
 * FORGET that was read by a process that died is lost), never too low: an inode may live longer
 * than needed, until the mount ends, and is not lost while the kernel uses it.
 *
 * <p>Safe for use by many threads. Reads of one inode's fields take no lock.
 */
public final class InodeTable implements AutoCloseable {
  /** FUSE_ROOT_ID. */
  public static final long ROOT = 1;

  /** What the root's handle is before the storage was reached for the first time. */
  public static final Handle UNKNOWN_ROOT = Handle.of(new byte[0]);

  private static final int ROOT_SLOT = 1;
  private static final int GENERATION_MASK = 0x7fff_ffff;

  private final TableFile file;
  private final int limit;
  private final Pins pins = new Pins();
  private final TableIndex index;
  private final Wanted wanted = new Wanted();

  private InodeTable(TableFile file, int limit) {
    this.file = file;
    this.limit = limit;
    this.index = TableIndex.open(file, pins);
  }

  /** Whether a slot has the handle that is looked for; one object for all look-ups. */
  private final class Wanted implements HandleIndex.Match {
    private Handle handle = UNKNOWN_ROOT;

    @Override
    public boolean matches(int slot) {
      return Slot.isUsed(file.address(slot)) && Slot.holds(file.address(slot), handle);
    }
  }

  /**
   * Opens or makes the table, and begins a new epoch.
   *
   * @param volume a hash that tells this volume's state from another's
   * @param limit the most inodes
   * @throws ClientException when the file is locked, of another volume or format, or damaged
   * @throws LinuxException when it can't be made or mapped
   */
  public static InodeTable open(Path path, long volume, int limit) {
    TableFile file = TableFile.open(path, volume);
    try {
      return new InodeTable(file, limit);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Looks whether this version could go on with the table of a process that still uses it.
   *
   * @throws ClientException when it is of another format
   */
  public static void requireKnown(Path path) {
    TableFile.requireKnown(path);
  }

  /**
   * Opens or makes a file beside the table, with a record for each inode. For one owner.
   *
   * @param name of the file, behind that of the table
   * @param recordSize in bytes, with the 8 of the node id; a multiple of 8
   * @throws LinuxException when the file can't be made or mapped
   */
  public SideTable beside(String name, int format, int recordSize) {
    return SideTable.open(file.beside("." + name), format, recordSize, file);
  }

  /** How often this table was opened. */
  public int epoch() {
    return file.epoch();
  }

  /** A random number that only this table has. */
  public long instance() {
    return file.instance();
  }

  /** Says what the root is; to be called whenever the storage was reached. */
  public synchronized void root(Handle handle) {
    reserveRoot();
    long at = file.address(ROOT_SLOT);
    if (Slot.isUsed(at)) {
      if (Slot.holds(at, handle)) {
        return;
      }
      int before = Slot.hash(at);
      index.beginRemoving(before, ROOT_SLOT);
      Memory.putLongRelease(at + SlotLayout.STATE, SlotLayout.FREE);
      index.handles().remove(before, ROOT_SLOT);
      index.end();
    }
    index.beginAdding(handle.hashCode(), ROOT_SLOT);
    Slot.fill(at, handle, 0, ROOT);
    index.handles().add(handle.hashCode(), ROOT_SLOT);
    Memory.putLongRelease(at + SlotLayout.STATE, SlotLayout.USED);
    index.end();
  }

  private void reserveRoot() {
    if (file.capacity() == 0) {
      file.grow();
    }
    if (file.highWater() <= ROOT_SLOT) {
      file.highWater(ROOT_SLOT + 1L);
    }
  }

  /**
   * Counts one lookup of an object, and gives its node id. To be called before the reply that tells
   * the kernel; a reply that is not taken is undone by {@link #forget}.
   *
   * @param parent the directory it was found in
   * @throws TableFullException when there is no room
   */
  public synchronized long acquire(Handle handle, Attributes attributes, long parent) {
    int slot = find(handle);
    if (slot == 0) {
      slot = add(handle, attributes.fileid(), parent);
    }
    long at = file.address(slot);
    Memory.getAndAddLong(at + SlotLayout.LOOKUPS, 1);
    return Slot.nodeid(at, slot);
  }

  private int find(Handle handle) {
    wanted.handle = handle;
    return index.handles().find(handle.hashCode(), wanted);
  }

  /** A slot that was free, with a generation that its earlier inodes did not have. */
  private int add(Handle handle, long number, long parent) {
    reserveRoot();
    reserveEntry();
    giveBackUnpinned();
    int free = index.free().peek();
    while (free == 0 && file.highWater() >= limit && !index.free().isPassed()) {
      free = index.free().peek();
    }
    int slot = free == 0 ? neverUsed() : free;
    index.beginAdding(handle.hashCode(), slot);
    if (free == 0) {
      file.highWater(slot + 1L);
    } else {
      index.free().pop(slot);
    }
    long at = file.address(slot);
    Slot.fill(at, handle, number, parent);
    index.handles().add(handle.hashCode(), slot);
    long generation = Math.max(1, Slot.generation(at));
    Memory.putLongRelease(at + SlotLayout.STATE, generation << 32 | SlotLayout.USED);
    index.end();
    return slot;
  }

  private void giveBackUnpinned() {
    int slot = index.free().unpinned();
    if (slot != 0) {
      index.beginAdding(0, slot);
      index.free().popUnpinned(slot);
      index.free().push(slot);
      index.end();
    }
  }

  private int neverUsed() {
    long next = file.highWater();
    if (next >= limit) {
      throw new TableFullException("the kernel knows " + limit + " inodes, which is the limit");
    }
    if (next >= file.capacity()) {
      grow();
    }
    return (int) next;
  }

  private void reserveEntry() {
    try {
      index.handles().reserve();
    } catch (LinuxException e) {
      throw new TableFullException("no room for another inode: " + e.getMessage(), e);
    }
  }

  private void grow() {
    try {
      file.grow();
    } catch (LinuxException e) {
      throw new TableFullException("no room for another inode: " + e.getMessage(), e);
    }
  }

  /**
   * The kernel forgets lookups. What is unknown is ignored.
   *
   * @return the inode, when it is gone now and has a hidden name that is to be removed
   */
  public synchronized Optional<Unlinked> forget(long nodeid, long lookups) {
    int slot = slotOf(nodeid);
    if (slot == 0 || slot == ROOT_SLOT) {
      return Optional.empty();
    }
    long at = file.address(slot);
    long left = Memory.getLong(at + SlotLayout.LOOKUPS) - lookups;
    if (left > 0) {
      Memory.putLong(at + SlotLayout.LOOKUPS, left);
      return Optional.empty();
    }
    Optional<Unlinked> unlinked = unlinked(nodeid);
    release(at, slot);
    return unlinked;
  }

  private void release(long at, int slot) {
    int hash = Slot.hash(at);
    long opens = Memory.getLong(at + SlotLayout.OPENS);
    long next = (Slot.generation(at) + 1) & GENERATION_MASK;
    index.beginRemoving(hash, slot);
    synchronized (Inode.lock(slot)) {
      Memory.putLongRelease(at + SlotLayout.STATE, (next == 0 ? 1 : next) << 32);
    }
    index.openFiles(index.openFiles() - opens);
    index.handles().remove(hash, slot);
    index.free().push(slot);
    index.end();
  }

  /** A new connection of the kernel: it knows nothing but the root. */
  public synchronized void reset() {
    for (int slot = ROOT_SLOT + 1; slot < file.highWater(); slot++) {
      long at = file.address(slot);
      if (Slot.isUsed(at)) {
        release(at, slot);
      }
    }
  }

  /** The node id of an object, if the kernel knows it. Counts nothing. */
  public synchronized OptionalLong nodeid(Handle handle) {
    int slot = find(handle);
    return slot == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Slot.nodeid(file.address(slot), slot));
  }

  /** The node id of an object, if the kernel knows it and has it open. Counts nothing. */
  public synchronized OptionalLong open(Handle handle) {
    int slot = find(handle);
    return slot == 0 || Memory.getLong(file.address(slot) + SlotLayout.OPENS) <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(Slot.nodeid(file.address(slot), slot));
  }

  /**
   * The handle of an inode; {@link #UNKNOWN_ROOT} for the root while it is not known.
   *
   * @throws UnknownNodeException when there is no such inode
   */
  public Handle handle(long nodeid) {
    int slot = slotOf(nodeid);
    if (slot == 0) {
      if (nodeid == ROOT) {
        return UNKNOWN_ROOT;
      }
      throw new UnknownNodeException(nodeid);
    }
    Handle handle = Slot.handle(file.address(slot));
    VarHandle.loadLoadFence();
    if (slotOf(nodeid) == 0) {
      // It was forgotten, and perhaps filled anew, while it was read.
      throw new UnknownNodeException(nodeid);
    }
    return handle;
  }

  /** The fields of an inode that the file system reads and changes. */
  public Inode inode(long nodeid) {
    int slot = slotOf(nodeid);
    if (slot == 0) {
      throw new UnknownNodeException(nodeid);
    }
    return new Inode(nodeid, file.address(slot));
  }

  /**
   * Keeps the inode's slot from being used for another inode, until {@link #unpin}: for a call that
   * may go on when the kernel has its answer already and forgets the inode. To be called while the
   * kernel knows the inode. Takes no lock. A process that is killed pins nothing any more.
   */
  void pin(long nodeid) {
    pins.pin((int) nodeid);
  }

  /** Ends one {@link #pin}. */
  void unpin(long nodeid) {
    pins.unpin((int) nodeid);
  }

  Pins pins() {
    return pins;
  }

  /** Whether the kernel knows the inode. */
  public boolean isKnown(long nodeid) {
    return slotOf(nodeid) != 0;
  }

  /** An open file more. */
  public synchronized void opened(long nodeid) {
    long at = inode(nodeid).address();
    index.openFiles(index.openFiles() + 1);
    Memory.getAndAddLong(at + SlotLayout.OPENS, 1);
  }

  /**
   * An open file less.
   *
   * @return the inode, when this was the last one and it had a hidden name, which is to be removed
   *     now: it counts no longer as one that has
   */
  public synchronized Optional<Unlinked> closed(long nodeid) {
    int slot = slotOf(nodeid);
    if (slot == 0 || Memory.getLong(file.address(slot) + SlotLayout.OPENS) <= 0) {
      return Optional.empty();
    }
    long before = Memory.getAndAddLong(file.address(slot) + SlotLayout.OPENS, -1);
    index.openFiles(index.openFiles() - 1);
    if (before != 1) {
      return Optional.empty();
    }
    Optional<Unlinked> unlinked = unlinked(nodeid);
    inode(nodeid).notSilly();
    return unlinked;
  }

  /**
   * A file that was open has got its hidden name.
   *
   * @return the inode, when the file was closed meanwhile, so that its name is to be removed now:
   *     who closed it may have looked for the name before it was there
   */
  public synchronized Optional<Unlinked> hidden(long nodeid) {
    if (!isKnown(nodeid)) {
      return Optional.of(new Unlinked(nodeid, 0));
    }
    Inode inode = inode(nodeid);
    long directory = inode.sillyDirectory();
    if (inode.opens() > 0) {
      inode.silly(directory);
      return Optional.empty();
    }
    inode.notSilly();
    return Optional.of(new Unlinked(nodeid, directory));
  }

  private Optional<Unlinked> unlinked(long nodeid) {
    Inode inode = inode(nodeid);
    return inode.isSilly()
        ? Optional.of(new Unlinked(nodeid, inode.sillyDirectory()))
        : Optional.empty();
  }

  /** All inodes with hidden names. */
  public synchronized List<Unlinked> unlinked() {
    List<Unlinked> all = new ArrayList<>();
    for (int slot = ROOT_SLOT + 1; slot < file.highWater(); slot++) {
      long at = file.address(slot);
      if (Slot.isUsed(at)) {
        unlinked(Slot.nodeid(at, slot)).ifPresent(all::add);
      }
    }
    return all;
  }

  /** How many inodes the kernel knows, the root included. */
  public synchronized int size() {
    return index.handles().size();
  }

  /** Whether another inode finds room, as far as {@code max-inodes} is concerned. */
  public synchronized boolean hasRoom() {
    return index.handles().size() < limit - 1;
  }

  /** No inode has this slot or a higher one. */
  public int slots() {
    return (int) file.highWater();
  }

  /** The node id of the inode in a slot; 0 when there is none, or it is the root or open. */
  public long unopened(int slot) {
    if (slot <= ROOT_SLOT || slot >= file.highWater()) {
      return 0;
    }
    long at = file.address(slot);
    return Slot.isUsed(at) && Memory.getLong(at + SlotLayout.OPENS) <= 0
        ? Slot.nodeid(at, slot)
        : 0;
  }

  /** How many open files there are. */
  public synchronized long openFiles() {
    return index.openFiles();
  }

  /** The slot of a node id that is in use, else 0. */
  private int slotOf(long nodeid) {
    long slot = nodeid & 0xffff_ffffL;
    if (slot == 0 || slot >= file.highWater()) {
      return 0;
    }
    long state = Memory.getLongAcquire(file.address((int) slot) + SlotLayout.STATE);
    boolean same = state == ((nodeid >>> 32) << 32 | SlotLayout.USED);
    return same ? (int) slot : 0;
  }

  /** Lets another process have the file. Nobody may change the table any more. */
  @Override
  public synchronized void close() {
    index.close();
    file.close();
  }
}
