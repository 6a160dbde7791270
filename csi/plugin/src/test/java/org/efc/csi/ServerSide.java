// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.backend.Stability;
import org.efc.common.Errno;
import org.efc.common.Name;

/** What an administrator does on the server, by paths such as {@code volumes/a}. */
public final class ServerSide {
  private final Backend backend;
  private final BlockingBackend blocking;

  public ServerSide(Backend backend) {
    this.backend = backend;
    this.blocking = new BlockingBackend(backend, Duration.ofSeconds(10));
  }

  public Optional<Attributes> stat(String path) {
    try {
      return Optional.of(walk(path).attributes());
    } catch (BackendException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public boolean exists(String path) {
    return stat(path).isPresent();
  }

  private Entry walk(String path) {
    Handle at = backend.root();
    Optional<Entry> entry = Optional.empty();
    for (String name : path.split("/")) {
      Handle directory = at;
      Entry found =
          blocking.await(path, c -> backend.lookup(Caller.ROOT, directory, Name.of(name), c));
      entry = Optional.of(found);
      at = found.handle();
    }
    return entry.orElseThrow();
  }

  private Handle parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? backend.root() : walk(path.substring(0, slash)).handle();
  }

  private static Name nameOf(String path) {
    return Name.of(path.substring(path.lastIndexOf('/') + 1));
  }

  public void makeDirectory(String path) {
    Entry _ =
        blocking.await(
            path,
            c ->
                backend.mkdir(
                    Caller.ROOT,
                    parentOf(path),
                    nameOf(path),
                    AttributeChange.ofMode(0755),
                    Change.REPEATABLE,
                    c));
  }

  public void makeLink(String path, String target) {
    Entry _ =
        blocking.await(
            path,
            c ->
                backend.symlink(
                    Caller.ROOT,
                    parentOf(path),
                    nameOf(path),
                    target.getBytes(StandardCharsets.UTF_8),
                    AttributeChange.NONE,
                    Change.REPEATABLE,
                    c));
  }

  public void write(String path, String text) {
    Entry file =
        blocking.await(
            path,
            c ->
                backend.create(
                    Caller.ROOT,
                    parentOf(path),
                    nameOf(path),
                    CreateMode.UNCHECKED,
                    AttributeChange.ofMode(0644),
                    Change.REPEATABLE,
                    c));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    blocking.awaitIo(
        path,
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
  }

  public String read(String path) {
    Entry file = walk(path);
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 + (int) file.attributes().size());
    int count =
        blocking.awaitIo(
            path, c -> BufferCalls.read(backend, Caller.ROOT, file.handle(), 0, buffer, c));
    byte[] bytes = new byte[count];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public void remove(String path) {
    Done _ =
        blocking.await(
            path,
            c -> backend.remove(Caller.ROOT, parentOf(path), nameOf(path), Change.REPEATABLE, c));
  }

  /** Names in a directory; the root is the empty path. */
  public List<String> names(String path) {
    Handle directory = path.isEmpty() ? backend.root() : walk(path).handle();
    DirectoryPage page =
        blocking.await(
            path,
            c -> backend.readdir(Caller.ROOT, directory, DirectoryPosition.START, 100_000, c));
    return page.entries().stream().map(entry -> entry.name().toString()).sorted().toList();
  }
}
