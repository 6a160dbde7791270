// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;

/**
 * What outlives a {@link MemoryBackend}: the "server". Several backends may be opened on one tree.
 * Everything is done under its one lock.
 */
public final class MemoryTree {
  private static final long DEFAULT_CAPACITY = 1L << 40;
  private static final long MAX_FILES = 1L << 24;
  private static final int HANDLE_LENGTH = 2 * Long.BYTES;

  final ReentrantLock lock = new ReentrantLock();
  final long id = ThreadLocalRandom.current().nextLong();
  private final long capacity;
  private final Map<Long, Node> nodes = new HashMap<>();
  private final Node.Directory root;
  private long lastId;
  private long used;
  private Timestamp lastTime = new Timestamp(0, 0);

  /** An empty tree with room for 1 TiB. */
  public MemoryTree() {
    this(DEFAULT_CAPACITY);
  }

  /**
   * An empty tree.
   *
   * @param capacity bytes; what goes beyond fails with ENOSPC
   */
  public MemoryTree(long capacity) {
    this.capacity = capacity;
    this.root = new Node.Directory(nextId(), Caller.ROOT, 0755, now());
    nodes.put(root.id, root);
  }

  Node.Directory root() {
    return root;
  }

  long nextId() {
    return ++lastId;
  }

  /** The time, later than at every call before. */
  Timestamp now() {
    Instant instant = Instant.now();
    Timestamp now = new Timestamp(instant.getEpochSecond(), instant.getNano());
    if (compare(now, lastTime) <= 0) {
      boolean carry = lastTime.nanos() == 999_999_999;
      now = new Timestamp(lastTime.seconds() + (carry ? 1 : 0), carry ? 0 : lastTime.nanos() + 1);
    }
    lastTime = now;
    return now;
  }

  private static int compare(Timestamp a, Timestamp b) {
    int bySeconds = Long.compare(a.seconds(), b.seconds());
    return bySeconds != 0 ? bySeconds : Integer.compare(a.nanos(), b.nanos());
  }

  Handle handle(Node node) {
    byte[] bytes = new byte[HANDLE_LENGTH];
    ByteBuffer.wrap(bytes).putLong(id).putLong(node.id);
    return Handle.adopt(bytes);
  }

  /** The object of a handle: ESTALE when it is gone or another tree's. */
  Node node(Handle handle) {
    if (handle.length() == HANDLE_LENGTH) {
      ByteBuffer bytes = ByteBuffer.wrap(handle.toBytes());
      if (bytes.getLong() == id) {
        Node node = nodes.get(bytes.getLong());
        if (node != null) {
          return node;
        }
      }
    }
    throw new CallFailure(Errno.ESTALE);
  }

  Node.Directory directory(Handle handle) {
    if (node(handle) instanceof Node.Directory directory) {
      return directory;
    }
    throw new CallFailure(Errno.ENOTDIR);
  }

  /** The regular file of a handle: EISDIR for a directory, EINVAL for the rest. */
  Node.File file(Handle handle) {
    return switch (node(handle)) {
      case Node.File file -> file;
      case Node.Directory _ -> throw new CallFailure(Errno.EISDIR);
      case Node.Link _, Node.Special _ -> throw new CallFailure(Errno.EINVAL);
    };
  }

  void add(Node node) {
    nodes.put(node.id, node);
  }

  /** Takes a name away from an object; without a name its handle is stale. */
  void unlink(Node node, Timestamp now) {
    node.links = node instanceof Node.Directory ? 0 : node.links - 1;
    node.ctime = now;
    if (node.links == 0) {
      nodes.remove(node.id);
      used -= node.used();
    }
  }

  /** Takes space, or gives it back: ENOSPC. */
  void use(long bytes) {
    if (bytes > 0 && used + bytes > capacity) {
      throw new CallFailure(Errno.ENOSPC);
    }
    used += bytes;
  }

  SpaceUsage space() {
    long free = Math.max(0, capacity - used);
    long freeFiles = Math.max(0, MAX_FILES - nodes.size());
    return new SpaceUsage(capacity, free, free, MAX_FILES, freeFiles, freeFiles);
  }
}
