// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPages;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * The files of a source for one call: as root, name by name, and until the call's deadline.
 * Symbolic links are never followed: each step is one lookup in one directory.
 */
final class Tree {
  static final int DIRECTORY_MODE = 0755;

  private static final int FILE_MODE = 0644;
  private static final int MAX_TEXT = 64 << 10;
  private static final int PAGE = 512;
  private static final int MOST_LOOKS = 5;

  private final Backend backend;
  private final Object source;
  private final Deadline deadline;

  Tree(Backend backend, Object source, Deadline deadline) {
    this.backend = backend;
    this.source = source;
    this.deadline = deadline;
  }

  Backend backend() {
    return backend;
  }

  Handle root() {
    return backend.root();
  }

  /** The time that is left. */
  Duration left(String what) {
    return deadline.left(what + " at " + source);
  }

  /** A call, waited for until the deadline. */
  <T> T await(String what, Consumer<Completion<T>> call) {
    String where = what + " at " + source;
    return new BlockingBackend(backend, deadline.left(where)).await(where, call);
  }

  Optional<Entry> lookup(Handle directory, Name name) {
    return unless(
        Errno.ENOENT,
        () -> await("lookup of " + name, c -> backend.lookup(Caller.ROOT, directory, name, c)));
  }

  /** The directory, made when it is not there. */
  Entry makeDirectory(Handle parent, Name name, int mode) {
    Optional<Entry> made = tryMakeDirectory(parent, name, mode);
    return made.orElseGet(
        () ->
            lookup(parent, name)
                .filter(entry -> entry.attributes().type() == FileType.DIRECTORY)
                .orElseThrow(
                    () ->
                        new BackendException(
                            "\"" + name + "\" at " + source + " is no directory", Errno.ENOTDIR)));
  }

  /** A new directory; empty when the name is taken. */
  Optional<Entry> tryMakeDirectory(Handle parent, Name name, int mode) {
    return unless(
        Errno.EEXIST,
        () ->
            await(
                "making directory " + name,
                c ->
                    backend.mkdir(
                        Caller.ROOT,
                        parent,
                        name,
                        AttributeChange.ofMode(mode),
                        Change.REPEATABLE,
                        c)));
  }

  void setAttributes(String what, Handle object, AttributeChange change) {
    Attributes _ =
        await(
            "setting mode and owner of " + what,
            c -> backend.setattr(Caller.ROOT, object, change, Change.REPEATABLE, c));
  }

  void rename(Handle from, Name name, Handle to, Name newName) {
    Done _ =
        await(
            "renaming " + name + " to " + newName,
            c -> backend.rename(Caller.ROOT, from, name, to, newName, Change.REPEATABLE, c));
  }

  /** Removes a file; it may be gone already. */
  void remove(Handle directory, Name name) {
    Optional<Done> _ =
        unless(
            Errno.ENOENT,
            () ->
                await(
                    "removing " + name,
                    c -> backend.remove(Caller.ROOT, directory, name, Change.REPEATABLE, c)));
  }

  /** Removes an empty directory; it may be gone already. */
  void removeDirectory(Handle parent, Name name) {
    Optional<Done> _ =
        unless(
            Errno.ENOENT,
            () ->
                await(
                    "removing directory " + name,
                    c -> backend.rmdir(Caller.ROOT, parent, name, Change.REPEATABLE, c)));
  }

  /** One page of a directory from its beginning. */
  DirectoryPage firstPage(Handle directory) {
    return page(directory, DirectoryPosition.START);
  }

  private DirectoryPage page(Handle directory, DirectoryPosition position) {
    return await("listing", c -> backend.readdir(Caller.ROOT, directory, position, PAGE, c));
  }

  /** All names in a directory. */
  List<Name> names(Handle directory) {
    List<Name> names = new ArrayList<>();
    DirectoryPages.forEach(
        from -> page(directory, from),
        () -> await("looking", c -> backend.getattr(Caller.ROOT, directory, c)),
        page -> page.entries().forEach(entry -> names.add(entry.name())));
    return names;
  }

  /**
   * The text of a regular file, 64 KiB of it at most; empty when there is none. One that another
   * replica replaces between our look and our read is ESTALE: the new one is read.
   */
  Optional<String> read(Handle directory, Name name) {
    for (int looks = 1; ; looks++) {
      try {
        return readNow(directory, name);
      } catch (BackendException e) {
        if (e.errno() != Errno.ESTALE || looks == MOST_LOOKS) {
          throw e;
        }
      }
    }
  }

  private Optional<String> readNow(Handle directory, Name name) {
    Optional<Entry> file = lookup(directory, name);
    if (file.isEmpty() || file.get().attributes().type() != FileType.REGULAR) {
      return Optional.empty();
    }
    int size = (int) Math.min(MAX_TEXT, file.get().attributes().size());
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.max(1, size));
    String where = "reading " + name + " at " + source;
    int count =
        new BlockingBackend(backend, deadline.left(where))
            .awaitIo(
                where,
                c -> BufferCalls.read(backend, Caller.ROOT, file.get().handle(), 0, buffer, c));
    byte[] bytes = new byte[count];
    buffer.get(0, bytes);
    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Writes a file so that a reader sees the old text or the new one, whatever is killed. */
  void write(Handle directory, Name name, String text) {
    Name temporary = newTemporary();
    writeNew(directory, temporary, text);
    rename(directory, temporary, directory, name);
  }

  /**
   * Writes a file that must not be there yet; it appears with all of its text.
   *
   * @return false when it is there already: of two that try, one succeeds
   */
  boolean writeExclusively(Handle directory, Name name, String text) {
    Name temporary = newTemporary();
    Entry file = writeNew(directory, temporary, text);
    try {
      Optional<Attributes> linked =
          unless(
              Errno.EEXIST,
              () ->
                  await(
                      "making " + name,
                      c ->
                          backend.link(
                              Caller.ROOT, file.handle(), directory, name, Change.REPEATABLE, c)));
      return linked.isPresent();
    } finally {
      remove(directory, temporary);
    }
  }

  /** Hidden from applications, since it begins with {@code .efc-}. */
  private static Name newTemporary() {
    return Name.of(".efc-new-" + UUID.randomUUID());
  }

  private Entry writeNew(Handle directory, Name name, String text) {
    Entry file =
        await(
            "creating " + name,
            c ->
                backend.create(
                    Caller.ROOT,
                    directory,
                    name,
                    CreateMode.GUARDED,
                    AttributeChange.ofMode(FILE_MODE),
                    Change.REPEATABLE,
                    c));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    String where = "writing " + name + " at " + source;
    new BlockingBackend(backend, deadline.left(where))
        .awaitIo(
            where,
            c ->
                BufferCalls.write(
                    backend,
                    Caller.ROOT,
                    file.handle(),
                    0,
                    buffer,
                    Stability.FILE_SYNC,
                    Change.REPEATABLE,
                    c));
    return file;
  }

  SpaceUsage usage() {
    return await("statfs", c -> backend.statfs(Caller.ROOT, c));
  }

  private interface Work<T> {
    T run();
  }

  private static <T> Optional<T> unless(Errno expected, Work<T> work) {
    try {
      return Optional.of(work.run());
    } catch (BackendException e) {
      if (e.errno() == expected) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
