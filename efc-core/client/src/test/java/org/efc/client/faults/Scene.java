// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Stability;
import org.efc.client.fixture.StoredTree;
import org.efc.common.Name;

/** What operations find, and what they leave, seen by the storage itself. */
final class Scene {
  static final int MANY = 600;
  static final int SIZE = 5000;

  /** The sum of the bytes of all names in the large directory. */
  static final int MANY_SUM = manySum();

  private static final byte[] BEFORE = filled('x');
  private static final byte[] AFTER = filled('y');

  private final Backend backend;
  private final BlockingBackend storage;

  Scene(Backend backend) {
    this.backend = backend;
    this.storage = new BlockingBackend(backend, Duration.ofSeconds(10));
    Handle many = mkdir(backend.root(), "many");
    for (int i = 0; i < MANY; i++) {
      create(many, manyName(i));
    }
  }

  private static String manyName(int number) {
    return "entry-" + number;
  }

  private static int manySum() {
    int sum = 0;
    for (int i = 0; i < MANY; i++) {
      for (byte b : manyName(i).getBytes(StandardCharsets.US_ASCII)) {
        sum += b;
      }
    }
    return sum;
  }

  private static byte[] filled(char what) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) what);
    return bytes;
  }

  /** Makes a directory of this name with all that an operation may want. */
  void make(String name) {
    Handle directory = mkdir(backend.root(), name);
    Handle file = create(directory, "f");
    write(file, BEFORE);
    mkdir(directory, "d");
    Entry _ =
        storage.await(
            "symlink",
            c ->
                backend.symlink(
                    Caller.ROOT,
                    directory,
                    Name.of("l"),
                    new byte[] {'f'},
                    AttributeChange.NONE,
                    Change.REPEATABLE,
                    c));
  }

  private Handle mkdir(Handle in, String name) {
    AttributeChange mode = AttributeChange.ofMode(0755);
    Entry made =
        storage.await(
            name, c -> backend.mkdir(Caller.ROOT, in, Name.of(name), mode, Change.REPEATABLE, c));
    return made.handle();
  }

  private Handle create(Handle in, String name) {
    AttributeChange mode = AttributeChange.ofMode(0644);
    Entry made =
        storage.await(
            name,
            c ->
                backend.create(
                    Caller.ROOT,
                    in,
                    Name.of(name),
                    CreateMode.GUARDED,
                    mode,
                    Change.REPEATABLE,
                    c));
    return made.handle();
  }

  private void write(Handle file, byte[] bytes) {
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    int _ =
        storage.awaitIo(
            "write",
            c ->
                BufferCalls.write(
                    backend,
                    Caller.ROOT,
                    file,
                    0,
                    data,
                    Stability.FILE_SYNC,
                    Change.REPEATABLE,
                    c));
  }

  /** Whether the operation has taken effect, all of it, and nothing else has. */
  boolean isDone(Operation operation, String directory) {
    List<String> names = StoredTree.names(storage, Caller.ROOT, directory);
    List<String> expected =
        switch (operation) {
          case CREATE_, EXCL_CREATE, MKDIR_, MKFIFO, SYMLINK_, LINK_ ->
              List.of("d", "f", "l", "new");
          case RENAME_ -> List.of("d", "l", "new");
          case UNLINK -> List.of("d", "l");
          case RMDIR_ -> List.of("f", "l");
          default -> List.of("d", "f", "l");
        };
    return names.equals(expected) && hasDone(operation, directory);
  }

  private boolean hasDone(Operation operation, String directory) {
    return switch (operation) {
      case CREATE_, EXCL_CREATE -> {
        Attributes made = attributes(directory + "/new");
        yield made.type() == FileType.REGULAR && made.size() == 0 && made.mode() == 0640;
      }
      case MKDIR_ -> attributes(directory + "/new").type() == FileType.DIRECTORY;
      case MKFIFO -> attributes(directory + "/new").type() == FileType.FIFO;
      case SYMLINK_ -> attributes(directory + "/new").type() == FileType.SYMLINK;
      case LINK_ -> attributes(directory + "/f").links() == 2;
      case RENAME_ -> holds(directory + "/new", BEFORE);
      case WRITE_, FSYNC, CLOSE -> holds(directory + "/f", AFTER);
      case TRUNCATE -> attributes(directory + "/f").size() == 3;
      case CHMOD -> attributes(directory + "/f").mode() == 0600;
      case UNLINK -> true;
      default -> holds(directory + "/f", BEFORE);
    };
  }

  /** Whether nothing has happened at all. */
  boolean isUntouched(String directory) {
    return StoredTree.names(storage, Caller.ROOT, directory).equals(List.of("d", "f", "l"))
        && holds(directory + "/f", BEFORE)
        && attributes(directory + "/f").mode() == 0644;
  }

  private Attributes attributes(String path) {
    return StoredTree.find(storage, path).attributes();
  }

  private boolean holds(String path, byte[] wanted) {
    try {
      Handle file = StoredTree.find(storage, path).handle();
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE + 1);
      int count =
          storage.awaitIo("read", c -> BufferCalls.read(backend, Caller.ROOT, file, 0, buffer, c));
      byte[] bytes = new byte[count];
      buffer.get(0, bytes);
      return Arrays.equals(bytes, wanted);
    } catch (BackendException e) {
      return false;
    }
  }
}
