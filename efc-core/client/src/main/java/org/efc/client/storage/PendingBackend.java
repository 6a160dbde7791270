// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.Limits;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.backend.Traits;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.client.state.InodeTable;
import org.efc.common.Name;
import org.efc.fuse.Executions;
import org.jspecify.annotations.Nullable;

/**
 * A backend that may be used before it is there: calls wait until the storage was reached. So a
 * client that starts while the server is away takes over its mount all the same, and what the
 * kernel sends waits where a signal can end it.
 *
 * <p>{@link InodeTable#UNKNOWN_ROOT} stands for the root.
 */
public final class PendingBackend implements Backend {
  private final Queue<Consumer<Backend>> waiting = new ArrayDeque<>();
  private volatile Optional<Backend> reached = Optional.empty();

  /** What it is can be told while calls still wait. */
  private volatile Optional<Backend> known = Optional.empty();

  private volatile Executions executions = Executions.NONE;
  private boolean closed;

  /** What is told when code of a request that waited runs: before the session begins. */
  public void tells(Executions of) {
    executions = of;
  }

  /** The storage was reached: what waits goes there, and all that follows. To be called once. */
  public void reached(Backend backend) {
    known = Optional.of(backend);
    while (true) {
      Consumer<Backend> next;
      synchronized (this) {
        if (closed) {
          backend.close();
          return;
        }
        next = waiting.poll();
        if (next == null) {
          reached = Optional.of(backend);
          return;
        }
      }
      next.accept(backend);
    }
  }

  /** Whether the storage was reached. */
  public boolean isReached() {
    return reached.isPresent();
  }

  private void when(Consumer<Backend> call) {
    Optional<Backend> backend = reached;
    if (backend.isEmpty()) {
      synchronized (this) {
        backend = reached;
        if (backend.isEmpty()) {
          waiting.add(executions.carried(call));
          return;
        }
      }
    }
    call.accept(backend.get());
  }

  private static Handle known(Backend backend, Handle handle) {
    return handle.length() == 0 ? backend.root() : handle;
  }

  @Override
  public Handle root() {
    return reached.map(Backend::root).orElse(InodeTable.UNKNOWN_ROOT);
  }

  /**
   * @throws IllegalStateException before the storage was reached
   */
  @Override
  public Limits limits() {
    return required().limits();
  }

  /**
   * @throws IllegalStateException before the storage was reached
   */
  @Override
  public long rootFsid() {
    return required().rootFsid();
  }

  /** Those of a server until the storage is known: the least that can be promised. */
  @Override
  public Traits traits() {
    Optional<Backend> backend = known;
    return backend.isPresent() ? backend.get().traits() : Traits.REMOTE;
  }

  private Backend required() {
    return known.orElseThrow(() -> new IllegalStateException("the storage was not reached yet"));
  }

  @Override
  public void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    when(backend -> backend.getattr(caller, known(backend, object), completion));
  }

  @Override
  public void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    when(backend -> backend.setattr(caller, known(backend, object), wanted, change, completion));
  }

  @Override
  public void lookup(Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    when(backend -> backend.lookup(caller, known(backend, directory), name, completion));
  }

  @Override
  public void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    when(backend -> backend.access(caller, known(backend, object), mask, completion));
  }

  @Override
  public void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    when(backend -> backend.readlink(caller, link, completion));
  }

  @Override
  public ReadCall reading(ReadEnd end) {
    return new PendingRead(end);
  }

  @Override
  public WriteCall writing(WriteEnd end) {
    return new PendingWrite(end);
  }

  @Override
  public AttributesCall asking(AttributesEnd end) {
    return new PendingLook(end);
  }

  private static HandleBuffer kept(HandleBuffer handle) {
    HandleBuffer kept = new HandleBuffer();
    kept.set(handle);
    return kept;
  }

  /** Becomes the storage's call when the storage was reached: from then on, no object is made. */
  private final class PendingRead implements ReadCall {
    private final ReadEnd end;
    private @Nullable ReadCall call;

    PendingRead(ReadEnd end) {
      this.end = end;
    }

    private ReadCall of(Backend backend) {
      ReadCall made = call;
      if (made == null) {
        made = backend.reading(end);
        call = made;
      }
      return made;
    }

    @Override
    public void send(Caller caller, HandleBuffer file, long offset, long address, int length) {
      Optional<Backend> backend = reached;
      if (backend.isPresent()) {
        of(backend.get()).send(caller, file, offset, address, length);
      } else {
        HandleBuffer kept = kept(file);
        when(late -> of(late).send(caller, kept, offset, address, length));
      }
    }
  }

  private final class PendingWrite implements WriteCall {
    private final WriteEnd end;
    private @Nullable WriteCall call;

    PendingWrite(WriteEnd end) {
      this.end = end;
    }

    private WriteCall of(Backend backend) {
      WriteCall made = call;
      if (made == null) {
        made = backend.writing(end);
        call = made;
      }
      return made;
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
      Optional<Backend> backend = reached;
      if (backend.isPresent()) {
        of(backend.get()).send(caller, file, offset, address, length, stability, change);
      } else {
        HandleBuffer kept = kept(file);
        when(late -> of(late).send(caller, kept, offset, address, length, stability, change));
      }
    }
  }

  private final class PendingLook implements AttributesCall {
    private final AttributesEnd end;
    private @Nullable AttributesCall call;

    PendingLook(AttributesEnd end) {
      this.end = end;
    }

    private void send(Backend backend, Caller caller, HandleBuffer object) {
      AttributesCall made = call;
      if (made == null) {
        made = backend.asking(end);
        call = made;
      }
      if (object.length() == 0) {
        HandleBuffer root = new HandleBuffer();
        root.set(backend.root());
        made.send(caller, root);
      } else {
        made.send(caller, object);
      }
    }

    @Override
    public void send(Caller caller, HandleBuffer object) {
      Optional<Backend> backend = reached;
      if (backend.isPresent()) {
        send(backend.get(), caller, object);
      } else {
        HandleBuffer kept = kept(object);
        when(late -> send(late, caller, kept));
      }
    }
  }

  @Override
  public void commit(Caller caller, Handle file, Completion<Long> completion) {
    when(backend -> backend.commit(caller, file, completion));
  }

  @Override
  public void sync(Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    when(backend -> backend.sync(caller, object, dataOnly, completion));
  }

  @Override
  public Optional<String> outage() {
    return known.flatMap(Backend::outage);
  }

  /** Empty until the storage was reached: till then calls wait here. */
  @Override
  public OptionalInt underWay() {
    Optional<Backend> backend = reached;
    return backend.isPresent() ? backend.get().underWay() : OptionalInt.empty();
  }

  @Override
  public boolean replaysAnswers() {
    Optional<Backend> backend = known;
    return backend.isPresent() && backend.get().replaysAnswers();
  }

  @Override
  public void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    when(
        backend ->
            backend.create(
                caller, known(backend, directory), name, mode, initial, change, completion));
  }

  @Override
  public void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    when(
        backend ->
            backend.mkdir(caller, known(backend, directory), name, initial, change, completion));
  }

  @Override
  public void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    when(
        backend ->
            backend.symlink(
                caller, known(backend, directory), name, target, initial, change, completion));
  }

  @Override
  public void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    when(
        backend ->
            backend.mknod(
                caller,
                known(backend, directory),
                name,
                type,
                device,
                initial,
                change,
                completion));
  }

  @Override
  public void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    when(backend -> backend.remove(caller, known(backend, directory), name, change, completion));
  }

  @Override
  public void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    when(backend -> backend.rmdir(caller, known(backend, directory), name, change, completion));
  }

  @Override
  public void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion) {
    when(
        backend ->
            backend.rename(
                caller,
                known(backend, fromDirectory),
                from,
                known(backend, toDirectory),
                to,
                change,
                completion));
  }

  @Override
  public void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
    when(
        backend -> backend.link(caller, file, known(backend, directory), name, change, completion));
  }

  @Override
  public void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    when(
        backend ->
            backend.readdir(caller, known(backend, directory), position, maxEntries, completion));
  }

  @Override
  public void statfs(Caller caller, Completion<SpaceUsage> completion) {
    when(backend -> backend.statfs(caller, completion));
  }

  /** Closes the storage, if it was reached. What still waits is dropped: its process ends. */
  @Override
  public void close() {
    Optional<Backend> backend;
    synchronized (this) {
      closed = true;
      waiting.clear();
      backend = reached;
    }
    backend.ifPresent(Backend::close);
  }
}
