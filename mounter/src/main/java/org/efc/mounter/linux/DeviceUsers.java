// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efc.common.EfcException;

/** Finds the client processes that a killed session manager left. */
public final class DeviceUsers {
  private static final String STATE_DIR = "--state-dir";

  private DeviceUsers() {}

  /**
   * The processes that have /dev/fuse as descriptor {@code number} and were launched with {@code
   * --state-dir} in {@code parent}: by the last component of that directory. Only of those is the
   * command line read: reading it of any process might wait for memory mapped from a dead mount.
   */
  public static Map<String, ProcessIdentity> find(Path parent, int number) {
    Map<String, ProcessIdentity> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        look(process, parent, number, found);
      }
    } catch (IOException e) {
      throw new EfcException("can't list /proc: " + e.getMessage(), e);
    }
    return found;
  }

  private static void look(
      Path process, Path parent, int number, Map<String, ProcessIdentity> found) {
    try {
      Path file = Files.readSymbolicLink(process.resolve("fd").resolve(Integer.toString(number)));
      if (!file.toString().equals("/dev/fuse")) {
        return;
      }
      List<String> arguments =
          Arrays.asList(
              new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                  .split("\0", -1));
      int option = arguments.indexOf(STATE_DIR);
      if (option < 0 || option + 1 >= arguments.size()) {
        return;
      }
      Path directory = Path.of(arguments.get(option + 1));
      if (parent.equals(directory.getParent())) {
        ProcessIdentity.of(Integer.parseInt(String.valueOf(process.getFileName())))
            .ifPresent(identity -> found.put(String.valueOf(directory.getFileName()), identity));
      }
    } catch (IOException e) {
      // The process ended meanwhile, or has no such descriptor: most have not.
      return;
    }
  }
}
