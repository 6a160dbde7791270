// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * A backend that answers on the calling thread, because its storage is near. Sub-classes implement
 * each call as a plain method that returns or throws {@link CallFailure}; names have passed {@link
 * NameRule} when they get there.
 */
public abstract class InlineBackend implements Backend {
  private static final Logger LOG = System.getLogger(InlineBackend.class.getName());

  private volatile boolean closed;

  protected abstract Attributes getattr(Caller caller, Handle object);

  protected abstract Attributes setattr(Caller caller, Handle object, AttributeChange change);

  /** The name may be {@code "."} or {@code ".."}. */
  protected abstract Entry lookup(Caller caller, Handle directory, Name name);

  protected abstract int access(Caller caller, Handle object, int mask);

  protected abstract byte[] readlink(Caller caller, Handle link);

  /** Returns the byte count. */
  protected abstract int read(Caller caller, Handle file, long offset, ByteBuffer destination);

  /** Writes everything, and returns the write verifier. */
  protected abstract long write(
      Caller caller, Handle file, long offset, ByteBuffer source, Stability stability);

  protected abstract long commit(Caller caller, Handle file);

  protected abstract void sync(Caller caller, Handle object, boolean dataOnly);

  protected abstract Entry create(
      Caller caller, Handle directory, Name name, CreateMode mode, AttributeChange initial);

  protected abstract Entry mkdir(
      Caller caller, Handle directory, Name name, AttributeChange initial);

  protected abstract Entry symlink(
      Caller caller, Handle directory, Name name, byte[] target, AttributeChange initial);

  /** The type is a special file's. */
  protected abstract Entry mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial);

  protected abstract void remove(Caller caller, Handle directory, Name name);

  protected abstract void rmdir(Caller caller, Handle directory, Name name);

  protected abstract void rename(
      Caller caller, Handle fromDirectory, Name from, Handle toDirectory, Name to);

  protected abstract Attributes link(Caller caller, Handle file, Handle directory, Name name);

  protected abstract DirectoryPage readdir(
      Caller caller, Handle directory, DirectoryPosition position, int maxEntries);

  protected abstract SpaceUsage statfs(Caller caller);

  /** Gives up what the backend holds; called once. */
  protected abstract void release();

  @Override
  public final void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    release();
  }

  @Override
  public final void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    answer(completion, () -> getattr(caller, object));
  }

  @Override
  public final void setattr(
      Caller caller, Handle object, AttributeChange change, Completion<Attributes> completion) {
    answer(
        completion,
        () -> {
          change.size().ifPresent(InlineBackend::requireNotNegative);
          return setattr(caller, object, change);
        });
  }

  @Override
  public final void lookup(
      Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    answer(
        completion,
        () -> {
          refuse(NameRule.lookupRefusal(name));
          return lookup(caller, directory, name);
        });
  }

  @Override
  public final void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    answer(completion, () -> access(caller, object, mask));
  }

  @Override
  public final void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    answer(completion, () -> readlink(caller, link));
  }

  @Override
  public final void read(
      Caller caller, Handle file, long offset, ByteBuffer destination, IoCompletion completion) {
    long count =
        io(
            completion,
            () -> {
              requireNotNegative(offset);
              return read(caller, file, offset, destination);
            });
    if (count >= 0) {
      completion.succeeded((int) count, 0);
    }
  }

  @Override
  public final void write(
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer source,
      Stability stability,
      IoCompletion completion) {
    int size = source.remaining();
    long[] verifier = new long[1];
    long done =
        io(
            completion,
            () -> {
              requireNotNegative(offset);
              if (offset + size < 0) {
                throw new CallFailure(Errno.EFBIG); // pwrite(2): beyond the largest off_t
              }
              verifier[0] = write(caller, file, offset, source, stability);
              return 0;
            });
    if (done >= 0) {
      completion.succeeded(size, stability == Stability.UNSTABLE ? verifier[0] : 0);
    }
  }

  @Override
  public final void commit(Caller caller, Handle file, Completion<Long> completion) {
    answer(completion, () -> commit(caller, file));
  }

  @Override
  public final void sync(
      Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    answer(
        completion,
        () -> {
          sync(caller, object, dataOnly);
          return Done.DONE;
        });
  }

  @Override
  public final void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Completion<Entry> completion) {
    named(completion, name, () -> create(caller, directory, name, mode, initial));
  }

  @Override
  public final void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Completion<Entry> completion) {
    named(completion, name, () -> mkdir(caller, directory, name, initial));
  }

  @Override
  public final void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Completion<Entry> completion) {
    named(completion, name, () -> symlink(caller, directory, name, target, initial));
  }

  @Override
  public final void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Completion<Entry> completion) {
    named(
        completion,
        name,
        () -> {
          switch (type) {
            case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {}
            case REGULAR, DIRECTORY, SYMLINK -> throw new CallFailure(Errno.EINVAL);
          }
          return mknod(caller, directory, name, type, device, initial);
        });
  }

  @Override
  public final void remove(
      Caller caller, Handle directory, Name name, Completion<Done> completion) {
    named(
        completion,
        name,
        () -> {
          remove(caller, directory, name);
          return Done.DONE;
        });
  }

  @Override
  public final void rmdir(Caller caller, Handle directory, Name name, Completion<Done> completion) {
    named(
        completion,
        name,
        () -> {
          rmdir(caller, directory, name);
          return Done.DONE;
        });
  }

  @Override
  public final void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Completion<Done> completion) {
    named(
        completion,
        from,
        () -> {
          refuse(NameRule.refusal(to));
          rename(caller, fromDirectory, from, toDirectory, to);
          return Done.DONE;
        });
  }

  @Override
  public final void link(
      Caller caller, Handle file, Handle directory, Name name, Completion<Attributes> completion) {
    named(completion, name, () -> link(caller, file, directory, name));
  }

  @Override
  public final void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    answer(completion, () -> readdir(caller, directory, position, Math.max(1, maxEntries)));
  }

  @Override
  public final void statfs(Caller caller, Completion<SpaceUsage> completion) {
    answer(completion, () -> statfs(caller));
  }

  /** pread(2), pwrite(2) and truncate(2) say EINVAL. */
  private static void requireNotNegative(long offsetOrSize) {
    if (offsetOrSize < 0) {
      throw new CallFailure(Errno.EINVAL);
    }
  }

  private <T> void named(Completion<T> completion, Name name, Supplier<T> call) {
    answer(
        completion,
        () -> {
          refuse(NameRule.refusal(name));
          return call.get();
        });
  }

  private <T> void answer(Completion<T> completion, Supplier<T> call) {
    T result;
    try {
      checkOpen();
      result = call.get();
    } catch (RuntimeException e) {
      completion.failed(errno(e));
      return;
    }
    // Outside the try: what a completion throws is not this call's failure.
    completion.succeeded(result);
  }

  /** The result, or -1 after the completion got a failure. */
  private long io(IoCompletion completion, LongSupplier call) {
    try {
      checkOpen();
      return call.getAsLong();
    } catch (RuntimeException e) {
      completion.failed(errno(e));
      return -1;
    }
  }

  private static Errno errno(RuntimeException e) {
    if (e instanceof CallFailure failure) {
      return failure.errno();
    }
    LOG.log(Level.ERROR, "a backend call failed for no reason that the caller could be told", e);
    return Errno.EIO;
  }

  private void checkOpen() {
    if (closed) {
      throw new CallFailure(Errno.ECANCELED);
    }
  }

  private static void refuse(Optional<Errno> refusal) {
    if (refusal.isPresent()) {
      throw new CallFailure(refusal.get());
    }
  }
}
