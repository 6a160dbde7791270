// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

import java.nio.file.Path;
import java.time.Duration;
import org.efc.sanity.Program;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.PrivateDirectory;

/** Both images of an architecture, built of the distribution under test and unpacked. */
record Images(Path directory, Image csi, Image sessmgr) implements AutoCloseable {
  /** Of a foreign architecture, emulated, with the downloads for the base image. */
  private static final Duration BUILT_WITHIN = Duration.ofMinutes(25);

  static Images of(Architecture architecture) {
    Distribution.built();
    Path directory = PrivateDirectory.create(Path.of("/tmp"), "efc-images");
    try {
      build(architecture, directory);
      return new Images(
          directory,
          unpacked(architecture, directory, "csi"),
          unpacked(architecture, directory, "sessmgr"));
    } catch (RuntimeException e) {
      PrivateDirectory.delete(directory);
      throw e;
    }
  }

  private static void build(Architecture architecture, Path directory) {
    Program.Outcome built =
        Program.of(
                Path.of(System.getProperty("efc.root"), "dev").toString(),
                "images",
                "--no-build",
                "--arch",
                architecture.word(),
                "--out",
                directory.toString())
            .limit(BUILT_WITHIN)
            .run()
            .succeeded();
    System.out.print(built.err());
  }

  private static Image unpacked(Architecture architecture, Path directory, String name) {
    return Image.unpack(
        architecture,
        directory.resolve("efc-" + name + "-" + architecture.word() + ".tar"),
        directory.resolve(name));
  }

  @Override
  public void close() {
    PrivateDirectory.delete(directory);
  }
}
