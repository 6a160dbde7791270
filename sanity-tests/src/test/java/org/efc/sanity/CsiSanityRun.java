// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of csi-sanity: its configuration files in the node's directory, and its command line.
 *
 * @param socket where it finds the plugin
 */
public record CsiSanityRun(Path home, Path socket) {
  private static final long GIBIBYTE = 1L << 30;

  /** Against the plugin of a world. */
  static CsiSanityRun prepare(World world) throws IOException {
    return prepare(world, world.node().pluginSocket());
  }

  /** Against who listens at this socket in the plugin's place. */
  public static CsiSanityRun prepare(World world, Path socket) throws IOException {
    Path home = Files.createDirectory(world.node().directory().resolve("sanity"));
    Files.createDirectory(home.resolve("paths"));
    Files.writeString(
        home.resolve("parameters.yaml"), "source: \"" + world.storage().source() + "\"\n");
    Files.writeString(home.resolve("modify.yaml"), "mountPermissions: \"0755\"\n");
    // kubelet makes the parent of a target, and the staging path itself.
    script(home, "create", "d=$(mktemp -d \"$1-XXXXXX\") && echo \"$d\"");
    script(home, "remove", "rmdir \"$1\"");
    script(
        home,
        "check",
        """
        if [ -f "$1" ]; then echo file
        elif [ -d "$1" ]; then echo directory
        elif [ -e "$1" ] || [ -L "$1" ]; then echo other
        else echo not_found; fi""");
    return new CsiSanityRun(home, socket);
  }

  private static void script(Path home, String name, String text) throws IOException {
    Path file = Files.writeString(home.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  public Program.Outcome execute(Path report, Duration limit) {
    Path paths = home.resolve("paths");
    List<String> command =
        List.of(
            System.getProperty("efc.csi-sanity", "csi-sanity"),
            "--csi.endpoint=unix://" + socket,
            "--csi.mountdir=" + paths.resolve("target"),
            "--csi.stagingdir=" + paths.resolve("staging"),
            "--csi.createmountpathcmd=" + home.resolve("create"),
            "--csi.createstagingpathcmd=" + home.resolve("create"),
            "--csi.removemountpathcmd=" + home.resolve("remove"),
            "--csi.removestagingpathcmd=" + home.resolve("remove"),
            "--csi.checkpathcmd=" + home.resolve("check"),
            "--csi.testvolumeparameters=" + home.resolve("parameters.yaml"),
            "--csi.testvolumemutableparameters=" + home.resolve("modify.yaml"),
            "--csi.testvolumesize=" + GIBIBYTE,
            "--csi.testvolumeexpandsize=" + 2 * GIBIBYTE,
            "--ginkgo.no-color",
            "--ginkgo.junit-report=" + report);
    return Program.of(command).limit(limit).in(home).run();
  }

  /** Targets and staging paths that are still there. */
  public List<Path> pathsLeft() throws IOException {
    try (Stream<Path> left = Files.list(home.resolve("paths"))) {
      return left.toList();
    }
  }
}
