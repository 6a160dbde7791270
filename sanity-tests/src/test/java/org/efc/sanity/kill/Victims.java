// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.efc.sanity.World;
import org.efc.sanity.node.Daemon;
import org.efc.sanity.node.Processes;
import org.efc.sanity.storage.GaneshaServer;

/** The processes of a world that can be killed and started again. */
final class Victims {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
  private static final Path DEVICE = Path.of("/dev/fuse");

  private final World world;

  Victims(World world) {
    this.world = world;
  }

  List<Component> components() {
    return Stream.of(Component.values())
        .filter(component -> component != Component.SERVER || server().isPresent())
        .toList();
  }

  private Optional<GaneshaServer> server() {
    return world.storage() instanceof GaneshaServer server ? Optional.of(server) : Optional.empty();
  }

  /** Its process; a client may be missing because the last one has just been killed. */
  Optional<Long> pid(Component component) {
    return switch (component) {
      case CLIENT -> world.node().clients().stream().map(Processes.Seen::pid).findFirst();
      case SESSION_MANAGER -> Optional.of(world.node().sessionManager().pid());
      case PLUGIN -> Optional.of(world.node().plugin().pid());
      case SERVER -> server().map(GaneshaServer::pid);
    };
  }

  /** Whether it has a /dev/fuse open, which keeps the mount connected when the others die. */
  boolean holdsDevice(Component component) {
    return pid(component).filter(Victims::hasDeviceOpen).isPresent();
  }

  private static boolean hasDeviceOpen(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.anyMatch(Victims::isDevice);
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private static boolean isDevice(Path link) {
    try {
      return Files.readSymbolicLink(link).equals(DEVICE);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /** Only sends the signal. */
  static void signal(long pid, boolean gently) {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              if (gently) {
                process.destroy();
              } else {
                process.destroyForcibly();
              }
            });
  }

  /** Returns when it has ended; throws when it does not. */
  void awaitEnd(Component component, boolean gently) {
    switch (component) {
      case CLIENT -> {} // the session manager waits for it
      case SESSION_MANAGER -> end(world.node().sessionManager(), gently);
      case PLUGIN -> end(world.node().plugin(), gently);
      case SERVER -> server().ifPresent(GaneshaServer::kill);
    }
  }

  private static void end(Daemon daemon, boolean gently) {
    if (gently) {
      daemon.stop(ENDS_WITHIN);
    } else {
      daemon.kill();
    }
  }

  /** Starts it again; returns when it answers. */
  void start(Component component) {
    switch (component) {
      case CLIENT -> {}
      case SESSION_MANAGER -> world.node().startSessionManager();
      case PLUGIN -> world.node().startPlugin();
      case SERVER -> server().ifPresent(GaneshaServer::restart);
    }
  }
}
