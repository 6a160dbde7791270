// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.Node;
import org.efc.sanity.node.Processes;
import org.efc.sanity.storage.Storage;

/**
 * A storage mounted by {@code efc mount} on a node of its own, for tests that look at the file
 * system and not at how it came to be there.
 */
public record HandMount(Storage storage, Node node, Path directory) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Mounts the storage, which it closes in the end.
   *
   * @param options of the client, as {@code lock=none}
   */
  public static HandMount of(Storage storage, String... options) {
    Node node = Node.create(Distribution.built());
    try {
      node.startSessionManager();
      Path directory = Files.createDirectory(node.directory().resolve("by-hand"));
      HandMount mount = new HandMount(storage, node, directory);
      mount.mount(options).succeeded();
      return mount;
    } catch (IOException e) {
      close(storage, node);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close(storage, node);
      throw e;
    }
  }

  public static HandMount of(StorageKind kind, String... options) {
    Requirements.mounting();
    return of(kind.open(), options);
  }

  private Program.Outcome mount(String... options) {
    String[] words =
        Arrays.stream(options).map(option -> "--option=" + option).toArray(String[]::new);
    return node.mounting(storage.source(), directory, words).limit(LIMIT).run();
  }

  /** SIGKILL to the client; returns when it is gone, which may be before there is another. */
  public void killClient() {
    node.killClient();
  }

  public Processes.Seen client() {
    return node.client();
  }

  /** Unmounts; then nothing may be left. */
  public void assertUnmounts() {
    node.unmounting(directory).limit(LIMIT).output();
    Leftovers left = node.shutDown();
    assertThat(left).as("what is left of the node").matches(Leftovers::isNone);
  }

  @Override
  public void close() {
    close(storage, node);
  }

  private static void close(Storage storage, Node node) {
    try {
      KeptLogs.of(node);
    } finally {
      node.close();
      // By a program: Java can't say every name that a test makes.
      Program.of("find", storage.directory().toString(), "-mindepth", "1", "-delete").run();
      storage.close();
    }
  }
}
