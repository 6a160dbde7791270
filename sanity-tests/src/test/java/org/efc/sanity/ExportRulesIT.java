// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.efc.sanity.storage.ExportRules;
import org.efc.sanity.storage.GaneshaServer;
import org.efc.sanity.storage.Storage;
import org.junit.jupiter.api.Test;

/** Exports that do not let everybody in, or not as who they are: what works, and what is said. */
class ExportRulesIT {

  private static GaneshaServer server(ExportRules rules) {
    Requirements.mounting();
    Optional<String> trouble = GaneshaServer.unavailable();
    assumeTrue(trouble.isEmpty(), () -> "nfs: " + trouble.orElse(""));
    return GaneshaServer.start(rules);
  }

  /** The same storage by another source. */
  private record Below(GaneshaServer server, String source) implements Storage {
    @Override
    public String name() {
      return server.name();
    }

    @Override
    public Path directory() {
      return server.directory();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static void assertRefused(Storage storage, String... says) {
    assertThatThrownBy(() -> HandMount.of(storage).close()).hasMessageContainingAll(says);
  }

  @Test
  void anExportForOthersSaysThatThisNodeMustBeAdmitted() {
    assertRefused(
        server(ExportRules.OTHERS_ONLY), "exit status 6", "must admit this node's address");
  }

  @Test
  void anExportForPrivilegedPortsIsMountedFromOne() {
    try (HandMount mount = HandMount.of(server(ExportRules.PRIVILEGED_PORT))) {
      Program.shell("echo x > file").in(mount.directory()).run().succeeded();
      mount.assertUnmounts();
    }
  }

  @Test
  void anExportForPrivilegedPortsSaysWhichOptionIsInTheWay() {
    GaneshaServer server = server(ExportRules.PRIVILEGED_PORT);
    assertRefused(new Below(server, server.source() + "&noresvport"), "exit status 6", "resvport");
  }

  @Test
  void underRootSquashUsersWorkAndRootIsNobody() throws IOException {
    GaneshaServer server = server(ExportRules.ROOT_SQUASH);
    Path users = Files.createDirectory(server.directory().resolve("users"));
    Program.of("chown", "1001:1001", users.toString()).output();
    Program.of("chmod", "700", users.toString()).output();
    Path open = Files.createDirectory(server.directory().resolve("open"));
    Program.of("chmod", "1777", open.toString()).output();
    try (HandMount mount = HandMount.of(server)) {
      Path directory = mount.directory();
      String work =
          "echo one > users/file && cat users/file && mv users/file users/moved && mkdir users/d"
              + " && ln users/moved users/d/link && chmod 600 users/moved && stat -c '%u %h' users/moved"
              + " && exec 3<> users/moved && rm users/d/link users/moved && rmdir users/d"
              + " && echo two >&3 && cat /proc/self/fd/3 && ls -A users";
      assertThat(as(1001, directory, work).succeeded().out()).isEqualTo("one\n1001 2\ntwo\n");

      // The kernel lets root in, and so the server's answer is what counts.
      for (String denied :
          List.of("ls users/", "echo x > users/new", "touch of-root", "mkdir users/x")) {
        assertThat(as(0, directory, denied).err()).as(denied).contains("Permission denied");
      }
      Program.Outcome made =
          as(0, directory, "echo x > open/of-root && stat -c %u open/of-root && rm open/of-root");
      assertThat(made.succeeded().out().strip()).isIn("65534", "4294967294");
      mount.killClient();
      assertThat(as(1001, directory, "echo three > users/again && cat users/again").out())
          .isEqualTo("three\n");
      mount.assertUnmounts();
    }
  }

  @Test
  void underAllSquashEverybodyWorksAsTheOneUserOfTheExport() throws IOException {
    GaneshaServer server = server(ExportRules.ALL_SQUASH);
    Path data = Files.createDirectory(server.directory().resolve("data"));
    Program.of("chown", "1024:100", data.toString()).output();
    Program.of("chmod", "700", data.toString()).output();
    try (HandMount mount = HandMount.of(server)) {
      Path directory = mount.directory();
      String work =
          "umask 077; echo one > data/file && cat data/file && mkdir data/d && mv data/file"
              + " data/d/f && echo two >> data/d/f && cat data/d/f && stat -c %u data/d/f && rm -r"
              + " data/d";
      String right = "one\none\ntwo\n1024\n";
      assertThat(as(1000, directory, work).succeeded().out()).isEqualTo(right);
      assertThat(as(1001, directory, work).succeeded().out()).isEqualTo(right);
      mount.killClient();
      assertThat(as(1000, directory, work).succeeded().out()).isEqualTo(right);
      mount.assertUnmounts();
    }
  }

  private static Program.Outcome as(int user, Path directory, String work) {
    return Program.of(
            "setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "sh", "-c", work)
        .in(directory)
        .run();
  }
}
