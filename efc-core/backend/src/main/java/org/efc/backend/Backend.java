// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import java.util.OptionalInt;
import org.efc.common.Name;

/**
 * A tree of files on some storage, by handles: the port between the file system and an NFS server,
 * a local directory or memory.
 *
 * <p>Every call returns at once and ends in exactly one call of its {@link Completion}, on a thread
 * of the backend or on the calling thread, and never with a lock of the backend held. A completion
 * must not block. What is called for every request of the kernel, as reads and writes, has a
 * reusable call ({@link ReadCall}, {@link WriteCall}, {@link AttributesCall}) in its place. Unless
 * a deadline is configured, a call on a server that is away waits until it is back ({@code hard},
 * nfs(5)).
 *
 * <p>The calls mirror the procedures of NFSv3 (RFC 1813 section 3.3), the weakest of the protocols
 * behind this port. Handles stay valid across restarts of this process; {@link
 * org.efc.common.Errno#ESTALE} says that the object is gone.
 *
 * <p>Implementations are safe for use by many threads. No method has a default: a decorator that
 * forgets one must not compile. Decorators extend {@link ForwardingBackend}.
 */
public interface Backend extends AutoCloseable {

  /** The root of the volume: the directory that the source names. It never changes. */
  Handle root();

  /**
   * The id of the root's file system, as in {@link Attributes#fsid}. It is known without a round
   * trip, since a client that takes over has applications waiting.
   */
  long rootFsid();

  /** What sort of storage this is. It never changes. */
  Traits traits();

  /** What the storage can do: transfer sizes and largest file. It never changes. */
  Limits limits();

  /** Attributes of one object (RFC 1813 3.3.1). */
  void getattr(Caller caller, Handle object, Completion<Attributes> completion);

  /** A call for looks at attributes, one at a time, each of which ends in {@code end}. */
  AttributesCall asking(AttributesEnd end);

  /**
   * Sets what {@code wanted} names, leaves the rest (3.3.2); truncates and extends files.
   *
   * @param completion gets the attributes after the change
   */
  void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion);

  /**
   * The object of one name in a directory (3.3.3): ENOENT, ENOTDIR, EACCES, ESTALE. {@code ".."} is
   * refused with EINVAL at the root, so that no walk leaves the volume.
   */
  void lookup(Caller caller, Handle directory, Name name, Completion<Entry> completion);

  /**
   * Which of the wanted rights the storage grants (3.3.4).
   *
   * @param mask R_OK 4, W_OK 2, X_OK 1 as in access(2)
   * @param completion gets the granted part of the mask
   */
  void access(Caller caller, Handle object, int mask, Completion<Integer> completion);

  /** The target of a symbolic link, as bytes without a NUL (3.3.5). */
  void readlink(Caller caller, Handle link, Completion<byte[]> completion);

  /** A call for reads, one at a time, each of which ends in {@code end}. */
  ReadCall reading(ReadEnd end);

  /** A call for writes, one at a time, each of which ends in {@code end}. */
  WriteCall writing(WriteEnd end);

  /**
   * Makes what {@link Stability#UNSTABLE} writes acknowledged durable (3.3.21).
   *
   * @param completion gets the write verifier; one that differs from an earlier write's says that
   *     the server restarted and may have lost it
   */
  void commit(Caller caller, Handle file, Completion<Long> completion);

  /**
   * Makes what was acknowledged of a file or a directory durable. On a server all but {@link
   * Stability#UNSTABLE} writes is so already (RFC 1813 4.8), and those are for {@link #commit}:
   * there it has nothing to do. On a file system of this machine it is fsync(2).
   *
   * @param dataOnly attributes that are not needed to read the data back need not be durable, as
   *     with fdatasync(2)
   */
  void sync(Caller caller, Handle object, boolean dataOnly, Completion<Done> completion);

  /**
   * Whether a change that the next process of a volume makes again under its number ({@link
   * Change#number}) is answered as it was the first time: then that answer is the truth. Else the
   * change is executed once more.
   */
  boolean replaysAnswers();

  /**
   * Why calls wait for the storage, and nobody knows for how long; empty when they do not, as far
   * as is known.
   */
  Optional<String> outage();

  /**
   * How many calls the storage has to answer yet, those that are made again after a time included;
   * empty when that is not counted, as for storage that answers before a call returns. A caller
   * that waits while there is none waits in vain.
   */
  OptionalInt underWay();

  /**
   * Makes a regular file (3.3.8), owned by the caller.
   *
   * @param mode what to do when the name exists
   * @param initial mode, and what else to set at creation
   */
  void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion);

  /** Makes a directory (3.3.9), owned by the caller. */
  void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion);

  /** Makes a symbolic link to {@code target} (3.3.10). */
  void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion);

  /**
   * Makes a FIFO, a socket or a device (3.3.11).
   *
   * @param type one of FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE; else EINVAL
   */
  void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion);

  /** Removes a name that is no directory (3.3.12); a directory gives EISDIR. */
  void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion);

  /** Removes an empty directory (3.3.13): ENOTEMPTY, ENOTDIR. */
  void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion);

  /** Renames, and replaces what the new name was, as rename(2) does (3.3.14). */
  void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion);

  /**
   * Gives a file a second name (3.3.15).
   *
   * @param completion gets the file's attributes with the new link count
   */
  void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion);

  /**
   * Lists a part of a directory with handles and attributes where the storage gives them (3.3.17).
   * {@code "."} and {@code ".."} are left out.
   *
   * @param position {@link DirectoryPosition#START}, or an entry's position to go on after it
   * @param maxEntries about how many to return at most; at least one unless the end is reached
   */
  void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion);

  /** Space and files, total and free (3.3.18). */
  void statfs(Caller caller, Completion<SpaceUsage> completion);

  /** Ends all connections; calls under way fail with ECANCELED. */
  @Override
  void close();
}
