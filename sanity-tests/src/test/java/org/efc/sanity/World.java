// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
  private static final Path DISK = Path.of("/tmp");
  private static final Path MEMORY = Path.of("/dev/shm");

  public static World of(StorageKind kind) {
    return of(kind, DISK);
  }

  /**
   * For measuring: the storage and the node's state are in memory, as a node's state is in /run, so
   * that nobody waits for this machine's disk.
   */
  public static World inMemory(StorageKind kind) {
    return of(kind, MEMORY, MEMORY);
  }

  /** With the storage in this directory, which decides on the file system. */
  public static World of(StorageKind kind, Path parent) {
    return of(kind, parent, DISK);
  }

  private static World of(StorageKind kind, Path parent, Path nodeParent) {
    Requirements.mounting();
    Storage storage = kind.open(parent);
    try {
      Node node = Node.start(Distribution.built(), nodeParent);
      return new World(storage, node, CsiNode.connect(node.pluginSocket()));
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  public PublishedVolume publish(String name) {
    return PublishedVolume.bringUp(csi, node, storage, name);
  }

  /** The same with this capacity in bytes. */
  public PublishedVolume publish(String name, long capacity) {
    return PublishedVolume.bringUp(csi, node, storage, name, capacity);
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
      KeptLogs.of(node);
    } finally {
      node.close();
      storage.close();
    }
  }
}
