// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.efc.sanity.node.Node;

/** The logs of a node, which are kept under {@code target/logs} when the node goes. */
final class KeptLogs {
  private KeptLogs() {}

  /** Copies them. */
  static void of(Node node) {
    Path kept =
        Path.of(
            System.getProperty("efc.reports", "target"),
            "logs",
            testName(),
            node.directory().getFileName().toString());
    try (Stream<Path> logged = Files.walk(node.directory().resolve("log"));
        Stream<Path> clients = Files.walk(node.stateDirectory())) {
      for (Path log : Stream.concat(logged, clients).filter(KeptLogs::isLog).toList()) {
        Path copy = Files.createDirectories(kept).resolve(flat(node, log));
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
  private static String flat(Node node, Path log) {
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
