// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalInt;
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

  protected abstract Attributes setattr(Caller caller, Handle object, AttributeChange wanted);

  /** The name may be {@code "."} or {@code ".."}. */
  protected abstract Entry lookup(Caller caller, Handle directory, Name name);

  protected abstract int access(Caller caller, Handle object, int mask);

  protected abstract byte[] readlink(Caller caller, Handle link);

  /**
   * Reads as {@link ReadCall#send}; returns the byte count.
   *
   * @param after may get the file's attributes, if they cost nothing
   */
  protected abstract int read(
      Caller caller, Handle file, long offset, long address, int length, AttributesBuffer after);

  /** Writes everything, and returns the write verifier. */
  protected abstract long write(
      Caller caller, Handle file, long offset, long address, int length, Stability stability);

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

  /** Storage that is near replays nothing: a change that is made again is executed again. */
  @Override
  public final boolean replaysAnswers() {
    return false;
  }

  @Override
  public final OptionalInt underWay() {
    return OptionalInt.empty();
  }

  @Override
  public final Optional<String> outage() {
    return Optional.empty();
  }

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
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    answer(
        completion,
        () -> {
          wanted.size().ifPresent(InlineBackend::requireNotNegative);
          return setattr(caller, object, wanted);
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
  public final ReadCall reading(ReadEnd end) {
    return new InlineRead(end);
  }

  @Override
  public final WriteCall writing(WriteEnd end) {
    return new InlineWrite(end);
  }

  @Override
  public final AttributesCall asking(AttributesEnd end) {
    return new InlineLook(end);
  }

  private final class InlineRead implements ReadCall {
    private final ReadEnd end;
    private final AttributesBuffer after = new AttributesBuffer();

    InlineRead(ReadEnd end) {
      this.end = end;
    }

    @Override
    public void send(Caller caller, HandleBuffer file, long offset, long address, int length) {
      int count;
      try {
        checkOpen();
        requireNotNegative(offset);
        after.known = false;
        count = read(caller, file.toHandle(), offset, address, length, after);
      } catch (RuntimeException e) {
        end.failed(errno(e));
        return;
      }
      end.done(count, count < length, after);
    }
  }

  private final class InlineWrite implements WriteCall {
    private final WriteEnd end;

    InlineWrite(WriteEnd end) {
      this.end = end;
    }

    @Override
    public void send(
        Caller caller,
        HandleBuffer file,
        long offset,
        long address,
        int length,
        Stability stability,
        Change change) {
      long verifier;
      try {
        checkOpen();
        requireNotNegative(offset);
        if (offset + length < 0) {
          throw new CallFailure(Errno.EFBIG); // pwrite(2): beyond the largest off_t
        }
        verifier = write(caller, file.toHandle(), offset, address, length, stability);
      } catch (RuntimeException e) {
        end.failed(errno(e));
        return;
      }
      end.done(length, stability == Stability.UNSTABLE ? verifier : 0);
    }
  }

  private final class InlineLook implements AttributesCall {
    private final AttributesEnd end;
    private final AttributesBuffer found = new AttributesBuffer();

    InlineLook(AttributesEnd end) {
      this.end = end;
    }

    @Override
    public void send(Caller caller, HandleBuffer object) {
      try {
        checkOpen();
        found.set(getattr(caller, object.toHandle()));
      } catch (RuntimeException e) {
        end.failed(errno(e));
        return;
      }
      end.done(found);
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
      Change change,
      Completion<Entry> completion) {
    named(completion, name, () -> create(caller, directory, name, mode, initial));
  }

  @Override
  public final void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
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
      Change change,
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
      Change change,
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
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    named(
        completion,
        name,
        () -> {
          remove(caller, directory, name);
          return Done.DONE;
        });
  }

  @Override
  public final void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
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
      Change change,
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
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
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
