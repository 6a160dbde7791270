// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.common.Name;

/** A backend's calls for one caller, waited for: results are returned, failures thrown. */
public record Calls(Backend backend, Caller caller) {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private BlockingBackend blocking() {
    return new BlockingBackend(backend, DEADLINE);
  }

  public Attributes getattr(Handle object) {
    return blocking().await("getattr", c -> backend.getattr(caller, object, c));
  }

  public Attributes setattr(Handle object, AttributeChange change) {
    return blocking()
        .await("setattr", c -> backend.setattr(caller, object, change, Change.REPEATABLE, c));
  }

  public Entry lookup(Handle directory, String name) {
    return lookup(directory, Name.of(name));
  }

  public Entry lookup(Handle directory, Name name) {
    return blocking().await("lookup " + name, c -> backend.lookup(caller, directory, name, c));
  }

  public int access(Handle object, int mask) {
    return blocking().await("access", c -> backend.access(caller, object, mask, c));
  }

  public byte[] readlink(Handle link) {
    return blocking().await("readlink", c -> backend.readlink(caller, link, c));
  }

  /** At most {@code size} bytes; fewer at the end of the file. */
  public byte[] read(Handle file, long offset, int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    int count =
        blocking().awaitIo("read", c -> BufferCalls.read(backend, caller, file, offset, buffer, c));
    byte[] bytes = new byte[count];
    buffer.get(0, bytes);
    return bytes;
  }

  public int write(Handle file, long offset, byte[] data) {
    return write(file, offset, data, Stability.UNSTABLE);
  }

  public int write(Handle file, long offset, byte[] data, Stability stability) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(data.length);
    buffer.put(0, data);
    return blocking()
        .awaitIo(
            "write",
            c ->
                BufferCalls.write(
                    backend, caller, file, offset, buffer, stability, Change.REPEATABLE, c));
  }

  public long commit(Handle file) {
    return blocking().await("commit", c -> backend.commit(caller, file, c));
  }

  public Done sync(Handle object, boolean dataOnly) {
    return blocking().await("sync", c -> backend.sync(caller, object, dataOnly, c));
  }

  /** Makes a file of mode 0644 that must not exist. */
  public Entry create(Handle directory, String name) {
    return create(directory, Name.of(name), CreateMode.GUARDED, AttributeChange.ofMode(0644));
  }

  public Entry create(Handle directory, Name name, CreateMode mode, AttributeChange initial) {
    return blocking()
        .await(
            "create " + name,
            c -> backend.create(caller, directory, name, mode, initial, Change.REPEATABLE, c));
  }

  /** Makes a directory of mode 0755. */
  public Entry mkdir(Handle directory, String name) {
    return mkdir(directory, name, 0755);
  }

  public Entry mkdir(Handle directory, String name, int mode) {
    return blocking()
        .await(
            "mkdir " + name,
            c ->
                backend.mkdir(
                    caller,
                    directory,
                    Name.of(name),
                    AttributeChange.ofMode(mode),
                    Change.REPEATABLE,
                    c));
  }

  public Entry symlink(Handle directory, String name, byte[] target) {
    return blocking()
        .await(
            "symlink " + name,
            c ->
                backend.symlink(
                    caller,
                    directory,
                    Name.of(name),
                    target,
                    AttributeChange.ofMode(0777),
                    Change.REPEATABLE,
                    c));
  }

  public Entry mknod(Handle directory, String name, FileType type, DeviceNumber device) {
    return blocking()
        .await(
            "mknod " + name,
            c ->
                backend.mknod(
                    caller,
                    directory,
                    Name.of(name),
                    type,
                    device,
                    AttributeChange.ofMode(0640),
                    Change.REPEATABLE,
                    c));
  }

  public Done remove(Handle directory, String name) {
    return blocking()
        .await(
            "remove " + name,
            c -> backend.remove(caller, directory, Name.of(name), Change.REPEATABLE, c));
  }

  public Done rmdir(Handle directory, String name) {
    return blocking()
        .await(
            "rmdir " + name,
            c -> backend.rmdir(caller, directory, Name.of(name), Change.REPEATABLE, c));
  }

  public Done rename(Handle fromDirectory, String from, Handle toDirectory, String to) {
    return blocking()
        .await(
            "rename " + from + " to " + to,
            c ->
                backend.rename(
                    caller,
                    fromDirectory,
                    Name.of(from),
                    toDirectory,
                    Name.of(to),
                    Change.REPEATABLE,
                    c));
  }

  public Attributes link(Handle file, Handle directory, String name) {
    return blocking()
        .await(
            "link " + name,
            c -> backend.link(caller, file, directory, Name.of(name), Change.REPEATABLE, c));
  }

  public DirectoryPage readdir(Handle directory, DirectoryPosition position, int maxEntries) {
    return blocking()
        .await("readdir", c -> backend.readdir(caller, directory, position, maxEntries, c));
  }

  /** The whole listing, page by page. */
  public List<DirectoryEntry> list(Handle directory) {
    List<DirectoryEntry> all = new ArrayList<>();
    DirectoryPosition position = DirectoryPosition.START;
    while (true) {
      DirectoryPage page = readdir(directory, position, 100);
      all.addAll(page.entries());
      if (page.end()) {
        return all;
      }
      if (page.entries().isEmpty()) {
        throw new AssertionError("a page without entries that is not the end");
      }
      position = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
    }
  }

  /** The names of the whole listing. */
  public List<String> names(Handle directory) {
    return list(directory).stream().map(e -> e.name().toString()).toList();
  }

  public SpaceUsage statfs() {
    return blocking().await("statfs", c -> backend.statfs(caller, c));
  }
}
