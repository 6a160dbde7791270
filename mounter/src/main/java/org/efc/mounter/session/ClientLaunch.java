// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.common.linux.Fd;
import org.efc.mounter.MountSpec;
import org.efc.mounter.process.Launch;
import org.efc.mounter.process.ReadyLauncher;
import org.efc.mounter.process.RehearsalDirectory;
import org.efc.mounter.state.VolumeDirectory;

/** The command line of a client, as docs of {@code efc client --help} say. */
final class ClientLaunch {
  /** What a client may know of our environment; anything else could be a secret. */
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "TZ", "JAVA_HOME", "EFC_JAVA", "EFC_JAVA_OPTS");

  /** Keeps the descriptor's number free: the JVM would open its own files there. */
  private static final Path NO_LOCK = Path.of("/dev/null");

  private ClientLaunch() {}

  static Launch of(
      List<String> program,
      MountSpec spec,
      VolumeDirectory directory,
      Optional<Fd> device,
      boolean failFast) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--device-fd", Integer.toString(Launch.DEVICE_FD)));
    command.addAll(List.of("--lock-fd", Integer.toString(Launch.LOCK_FD)));
    command.addAll(List.of("--state-dir", directory.path().toString()));
    command.addAll(List.of("--source", spec.source()));
    command.addAll(List.of("--volume-id", spec.volumeId()));
    if (spec.readOnly()) {
      command.add("--read-only");
    }
    new TreeMap<>(spec.options())
        .forEach(
            (name, value) -> {
              if (!name.equals(MountPaths.NAMESPACE_OPTION)
                  && !name.equals(MountPaths.NAME_OPTION)) {
                command.addAll(List.of("--option", name + "=" + value));
              }
            });
    if (failFast) {
      command.add("--fail-fast");
    }
    return new Launch(
        command, environment(), directory.log(), device, Optional.of(directory.lock()));
  }

  /** Clients that get ready, and are told by a message what to serve. */
  static ReadyLauncher standby(List<String> program, Path stateDir) {
    return new ReadyLauncher() {
      @Override
      public Path directories() {
        return rehearsals(stateDir);
      }

      @Override
      public Launch launch(Fd socket, RehearsalDirectory directory) {
        List<String> command = new ArrayList<>(program);
        command.add("--standby");
        command.addAll(List.of("--state-dir", directory.path().toString()));
        return new Launch(
            command,
            environment(),
            standbyLog(stateDir),
            Optional.of(socket.duplicate()),
            Optional.of(NO_LOCK));
      }
    };
  }

  /** What clients that get ready write. */
  static Path standbyLog(Path stateDir) {
    return stateDir.resolve("standby.log");
  }

  /** Where clients that get ready rehearse. */
  static Path rehearsals(Path stateDir) {
    return stateDir.resolve("standby");
  }

  /** The command of a client by this {@code bin/efc}. */
  static List<String> command(Path program) {
    return List.of(program.toString(), "client");
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> environment.put(name, value));
    }
    // The Java that runs us is known to do: a client that restarts need not search.
    environment.putIfAbsent("EFC_JAVA", System.getProperty("java.home") + "/bin/java");
    return environment;
  }
}
