// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efc.backend.CallFailure;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.linux.OpenFlags;

/**
 * Descriptors of objects used lately, by handle. Their number is bounded, whatever number of files
 * the volume has; the least recently used goes first. A descriptor in use is not closed.
 */
final class OpenFiles {
  private final FileHandles handles;
  private final int limit;
  private final int mountFd;
  private final LinkedHashMap<Key, OpenFile> files = new LinkedHashMap<>(64, 0.75f, true);
  private int leases;
  private boolean closed;

  /** What a descriptor is for. */
  enum Use {
    /** Names and attributes: O_PATH, of any type. */
    PATH(OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW),
    /** Contents of a regular file. */
    READ(OpenFlags.O_RDONLY),
    /** Changing the contents of a regular file. */
    WRITE(OpenFlags.O_RDWR);

    private final int flags;

    Use(int flags) {
      this.flags = flags;
    }
  }

  private record Key(Handle handle, Use use) {}

  private static final class OpenFile {
    final int fd;
    int users;
    boolean dropped;

    OpenFile(int fd) {
      this.fd = fd;
    }
  }

  /** A descriptor that stays open until this is closed. */
  final class Lease implements AutoCloseable {
    private final OpenFile file;

    private Lease(OpenFile file) {
      this.file = file;
    }

    int fd() {
      return file.fd;
    }

    @Override
    public void close() {
      release(file);
    }
  }

  /**
   * No descriptors yet.
   *
   * @param mountFd what {@code handles} works with: closed with the last lease after {@link #close}
   * @param limit most descriptors to keep
   */
  OpenFiles(FileHandles handles, int mountFd, int limit) {
    this.handles = handles;
    this.mountFd = mountFd;
    this.limit = limit;
  }

  /**
   * A descriptor of an object.
   *
   * @throws CallFailure ESTALE when it is gone; EISDIR or EINVAL when it has no contents to {@code
   *     use}
   */
  Lease acquire(Handle handle, Use use) {
    Key key = new Key(handle, use);
    synchronized (this) {
      if (closed) {
        throw new CallFailure(Errno.ECANCELED);
      }
      leases++;
      OpenFile cached = files.get(key);
      if (cached != null) {
        cached.users++;
        return new Lease(cached);
      }
    }
    int fd;
    try {
      fd = open(handle, use);
    } catch (CallFailure e) {
      release();
      throw e;
    }
    return new Lease(keep(key, fd));
  }

  private int open(Handle handle, Use use) {
    if (use != Use.PATH) {
      // Opening a FIFO would wait, opening a device may do anything.
      int path = handles.open(handle, Use.PATH.flags);
      try {
        requireRegular(FileAttributes.typeOf(path));
      } finally {
        Kernel.close(path);
      }
    }
    return handles.open(handle, use.flags);
  }

  private static void requireRegular(FileType type) {
    if (type == FileType.DIRECTORY) {
      throw new CallFailure(Errno.EISDIR);
    }
    if (type != FileType.REGULAR) {
      throw new CallFailure(Errno.EINVAL);
    }
  }

  private OpenFile keep(Key key, int fd) {
    List<OpenFile> evicted = new ArrayList<>();
    OpenFile file = new OpenFile(fd);
    file.users = 1;
    synchronized (this) {
      OpenFile other = files.get(key);
      if (other != null) {
        // Another thread was faster.
        other.users++;
        evicted.add(file);
        file = other;
      } else if (closed) {
        file.dropped = true;
      } else {
        files.put(key, file);
        evict(evicted);
      }
    }
    evicted.forEach(one -> Kernel.close(one.fd));
    return file;
  }

  private void evict(List<OpenFile> evicted) {
    Iterator<Map.Entry<Key, OpenFile>> eldest = files.entrySet().iterator();
    while (files.size() > limit && eldest.hasNext()) {
      OpenFile file = eldest.next().getValue();
      if (file.users == 0) {
        eldest.remove();
        evicted.add(file);
      }
    }
  }

  private void release(OpenFile file) {
    boolean last;
    synchronized (this) {
      last = --file.users == 0 && file.dropped;
    }
    if (last) {
      Kernel.close(file.fd);
    }
    release();
  }

  private void release() {
    boolean last;
    synchronized (this) {
      last = --leases == 0 && closed;
    }
    if (last) {
      Kernel.close(mountFd);
    }
  }

  /** Lets go of an object that lost a name: a descriptor would keep its space from being freed. */
  void forget(Handle handle) {
    List<OpenFile> unused = new ArrayList<>();
    synchronized (this) {
      for (Use use : Use.values()) {
        OpenFile file = files.remove(new Key(handle, use));
        if (file != null) {
          file.dropped = true;
          if (file.users == 0) {
            unused.add(file);
          }
        }
      }
    }
    unused.forEach(file -> Kernel.close(file.fd));
  }

  /** How many descriptors are kept. */
  synchronized int size() {
    return files.size();
  }

  /** Closes everything; what is in use when its lease ends. */
  void close() {
    List<OpenFile> unused = new ArrayList<>();
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = leases == 0;
      for (OpenFile file : files.values()) {
        file.dropped = true;
        if (file.users == 0) {
          unused.add(file);
        }
      }
      files.clear();
    }
    unused.forEach(file -> Kernel.close(file.fd));
    if (idle) {
      Kernel.close(mountFd);
    }
  }
}
