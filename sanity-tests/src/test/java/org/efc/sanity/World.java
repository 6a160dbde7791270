// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.Storage;

/**
 * A storage, a node with a running session manager and plugin, and a kubelet's connection to it.
 * Closing it ends everything by force and keeps the logs under {@code target/logs}.
 */
public record World(Storage storage, Node node, CsiNode csi) implements AutoCloseable {

  public static World of(StorageKind kind) {
    return of(kind, Path.of("/tmp"));
  }

  /** With the storage in this directory, which decides on the file system. */
  public static World of(StorageKind kind, Path parent) {
    Requirements.mounting();
    Storage storage = kind.open(parent);
    try {
      Node node = Node.start(Distribution.built());
      return new World(storage, node, CsiNode.connect(node.pluginSocket()));
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  public PublishedVolume publish(String name) {
    return PublishedVolume.bringUp(csi, node, storage, name);
  }

  /** Ends the node in good order; then nothing of it may be left. */
  public void assertNothingLeft() {
    Leftovers left = node.shutDown();
    assertThat(left).as("what is left of the node").matches(Leftovers::isNone);
  }

  @Override
  public void close() {
    csi.close();
    try {
      keepLogs();
    } finally {
      node.close();
      storage.close();
    }
  }

  private void keepLogs() {
    Path kept =
        Path.of(
            System.getProperty("efc.reports", "target"),
            "logs",
            testName(),
            node.directory().getFileName().toString());
    try (Stream<Path> logged = Files.walk(node.directory().resolve("log"));
        Stream<Path> clients = Files.walk(node.stateDirectory())) {
      for (Path log : Stream.concat(logged, clients).filter(World::isLog).toList()) {
        Path copy = Files.createDirectories(kept).resolve(flat(log));
        Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep the logs in " + kept, e);
    }
  }

  private static boolean isLog(Path file) {
    return file.getFileName().toString().endsWith(".log");
  }

  /** The name of a log's copy: a client's has the volume's directory in it. */
  private String flat(Path log) {
    return node.directory().relativize(log).toString().replace('/', '-');
  }

  private static String testName() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(StackWalker.StackFrame::getClassName)
                    .filter(name -> name.startsWith("org.efc.sanity.") && name.endsWith("IT"))
                    .map(name -> name.substring(name.lastIndexOf('.') + 1))
                    .findFirst()
                    .orElse("other"));
  }
}
