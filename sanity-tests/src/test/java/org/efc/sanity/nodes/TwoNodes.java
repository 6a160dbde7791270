// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.Storage;

/**
 * One export mounted on two nodes: two session managers, two clients, two mounts that know nothing
 * of each other.
 */
final class TwoNodes implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Storage storage;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Path> mounts = new ArrayList<>();
  private final List<ClientProcess> processes = new ArrayList<>();
  private final Path program;

  private TwoNodes(Storage storage, List<String> options) {
    this.storage = storage;
    try {
      for (int i = 0; i < 2; i++) {
        Node node = Node.create(Distribution.built());
        nodes.add(node);
        mounts.add(mount(node, storage, options));
      }
      program = ClientProcess.compile(nodes.getFirst().directory());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Mounts it.
   *
   * @param storage closed with this
   * @param options of {@code efc mount}
   */
  static TwoNodes mounting(Storage storage, List<String> options) {
    return new TwoNodes(storage, options);
  }

  private static Path mount(Node node, Storage storage, List<String> options) {
    try {
      Path mount = Files.createDirectory(node.directory().resolve("volume"));
      node.mounting(storage.source(), mount, options.toArray(String[]::new)).limit(LIMIT).output();
      return mount;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Storage storage() {
    return storage;
  }

  /** Where a node has it mounted: for child processes only. */
  Path mount(int node) {
    return mounts.get(node);
  }

  /** Starts a process that works on a node's mount. */
  ClientProcess process(int node) {
    ClientProcess process = ClientProcess.start(program, mounts.get(node));
    processes.add(process);
    return process;
  }

  /** Where programs can be compiled to. */
  Path directory() {
    return nodes.getFirst().directory();
  }

  /** The output of a shell line that runs on a node, in its mount. */
  String sh(int node, String line) {
    return shell(node, line).run().succeeded().out();
  }

  /** A shell line in a node's mount. */
  Program shell(int node, String line) {
    return Program.shell("cd '" + mounts.get(node) + "' && " + line).limit(LIMIT);
  }

  /** Unmounts both in good order; then nothing of them may be left. */
  void assertNothingLeft() {
    processes.forEach(ClientProcess::close);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      node.unmounting(mounts.get(i)).limit(LIMIT).output();
      Await.until(
          "the session manager to end with its last volume",
          LIMIT,
          () -> Leftovers.of(node.directory()).isNone());
    }
    try (var left = Files.list(storage.directory())) {
      List<Path> hidden =
          left.filter(file -> file.getFileName().toString().equals(".efc-unlinked"))
              .flatMap(TwoNodes::entries)
              .toList();
      if (!hidden.isEmpty()) {
        throw new SanityException("unlinked files are left on the server: " + hidden);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static java.util.stream.Stream<Path> entries(Path directory) {
    String[] names = directory.toFile().list();
    return java.util.Arrays.stream(names == null ? new String[0] : names).map(directory::resolve);
  }

  @Override
  public void close() {
    processes.forEach(ClientProcess::close);
    nodes.forEach(Node::close);
    storage.close();
  }
}
