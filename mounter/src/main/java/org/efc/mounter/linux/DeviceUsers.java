// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.common.EfcException;

/** Finds the client processes that a killed session manager left. */
public final class DeviceUsers {
  private static final String STATE_DIR = "--state-dir";
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  /** The name only: the /dev of a container that is gone leads nowhere ("/fuse"). */
  private static final String DEVICE = "fuse";

  private static final Path NOTHING = Path.of("");
  private static final System.Logger LOG = System.getLogger(DeviceUsers.class.getName());

  private DeviceUsers() {}

  /**
   * The processes, but this one, that have /dev/fuse open, and the file {@code lock} of a directory
   * in {@code parent} or {@code --state-dir} there: by the name of that directory. A client that
   * was a standby is known by its open lock only; of one that has none the command line is read. Of
   * no other process it is: reading it might wait for memory mapped from a dead mount.
   */
  public static Map<String, ProcessIdentity> find(Path parent, String lock) {
    Map<String, ProcessIdentity> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (!process.endsWith(SELF)) {
          look(process, parent, lock, found);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new EfcException("can't list /proc: " + e.getMessage(), e);
    }
    return found;
  }

  private static void look(
      Path process, Path parent, String lock, Map<String, ProcessIdentity> found) {
    try {
      boolean serves = false;
      Optional<Path> directory = Optional.empty();
      try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
        for (Path descriptor : descriptors) {
          Path file = target(descriptor);
          serves |= file.endsWith(DEVICE);
          Path of = file.getParent();
          if (of != null && parent.equals(of.getParent()) && file.endsWith(lock)) {
            directory = Optional.of(of);
          }
        }
      }
      if (!serves) {
        return;
      }
      if (directory.isEmpty()) {
        directory = started(process).filter(path -> parent.equals(path.getParent()));
      }
      if (directory.isPresent()) {
        String name = String.valueOf(directory.get().getFileName());
        ProcessIdentity.of(Integer.parseInt(String.valueOf(process.getFileName())))
            .ifPresent(identity -> found.merge(name, identity, DeviceUsers::whoServes));
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} has ended meanwhile: {1}", process, e);
    }
  }

  /**
   * What a descriptor is of; nothing when it was closed since it was listed, as one of a busy
   * client may be at any time: that must not hide the others.
   */
  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return NOTHING;
    }
  }

  /**
   * Of two that have one volume's device, as in the middle of an upgrade: the one that has its
   * lock.
   */
  private static ProcessIdentity whoServes(ProcessIdentity one, ProcessIdentity other) {
    return FileLocks.holders().contains(one.pid()) ? one : other;
  }

  /** The state directory that a process was started with. */
  private static Optional<Path> started(Path process) throws IOException {
    List<String> arguments =
        Arrays.asList(
            new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                .split("\0", -1));
    int option = arguments.indexOf(STATE_DIR);
    return option < 0 || option + 1 >= arguments.size()
        ? Optional.empty()
        : Optional.of(Path.of(arguments.get(option + 1)));
  }
}
