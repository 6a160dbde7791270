// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.Arguments;
import org.efc.common.CommandLine.UsageException;

/**
 * What a client is started with.
 *
 * @param deviceFd the inherited descriptor of a mounted {@code /dev/fuse}
 * @param lockFd the inherited, open file to lock as long as the process serves
 * @param stateDirectory what outlives the process: table of inodes, INIT, log, control socket
 * @param source as {@link org.efc.backend.source.Source#parse} takes it
 * @param volumeId names the volume in messages, and tells its state from another's
 * @param readOnly refuse every change
 * @param failFast end when the source can't be reached, instead of waiting for it
 */
public record ClientConfig(
    int deviceFd,
    OptionalInt lockFd,
    Path stateDirectory,
    String source,
    String volumeId,
    boolean readOnly,
    boolean failFast,
    VolumeOptions options) {
  private static final int MOST_FDS = 1 << 20;
  private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  /** The options, and the text of --help. */
  public static CommandLine commandLine() {
    return new CommandLine(
            "efc client --device-fd N --state-dir DIR --source URI --volume-id ID [options]",
            """
            Serves one mounted volume: reads the kernel's requests from an inherited descriptor of
            /dev/fuse and answers them from the source. The session manager starts it; by hand, use
            "efc mount". It neither mounts nor unmounts, and may be killed at any moment: started again
            with the same state directory it goes on where its predecessor was, and applications notice
            nothing but a pause.

            Exit status: 0 when the volume was unmounted, or on "stop" at the control socket; 2 for bad
            usage; 4 when a part failed and the state is not known, 13 when the root of the source is
            stale: the next process serves. With --fail-fast also 10 source unreachable, 11 no such
            export or path, 12 denied, 1 anything else; the reason is in DIR/failure.

            Control socket DIR/control.sock: send one line, read to the end. Lines: status, metrics,
            statfs, reload-quota, threads, stop. For tests of kills: fault send|effect|reply|answer
            OPCODE [FILE] lets the process kill itself when the next request of the opcode (mkdir,
            rename, ...) is about to be sent to the storage, has taken effect there, is noted as
            done, or is about to be answered; with FILE, which it makes then, once FILE is removed.
            "spin" in place of FILE has it go round in circles there, "heap" run out of memory,
            "throw" and "throw-error" fail there.\
            """)
        .option("device-fd", "N", "inherited descriptor of /dev/fuse, mounted")
        .option("lock-fd", "N", "inherited descriptor of a file to lock while this serves")
        .option("state-dir", "DIR", "directory for what outlives this process")
        .option("source", "URI", "nfs://host/export, cpfs://host/share, file:///path")
        .option("volume-id", "ID", "name of the volume; its state is good for it only")
        .flag("read-only", "refuse every change with EROFS")
        .flag("fail-fast", "exit when the source can't be reached, instead of waiting for it")
        .flag("standby", "get ready, then take all other arguments from the socket at descriptor 3")
        .flag("rehearse", "serve a pretended mount, and exit: what standbys do first")
        .repeated("option", "KEY=VALUE", VolumeOptions.help())
        .example(
            "efc client --device-fd 3 --state-dir /run/efc/v1 --source nfs://nas/export"
                + " --volume-id v1 --option attr-ttl=1s");
  }

  /**
   * Reads the arguments.
   *
   * @throws UsageException naming the argument, its value and what is wanted
   */
  public static ClientConfig parse(Arguments arguments) {
    List<String> stray = arguments.positional();
    if (!stray.isEmpty()) {
      throw new UsageException("unexpected argument " + stray.getFirst() + "; see --help");
    }
    arguments.require("device-fd");
    String volumeId = arguments.require("volume-id");
    if (volumeId.isEmpty()) {
      throw new UsageException("option --volume-id is empty");
    }
    String source = arguments.require("source");
    VolumeOptions options = VolumeOptions.parse(arguments.all("option"));
    if (options.writes().equals(Optional.of(WriteMode.LOCAL)) && !source.startsWith("file:")) {
      throw new UsageException(
          "option write is local: wanted is stable or unstable for a source that is not file://");
    }
    return new ClientConfig(
        (int) arguments.number("device-fd", 0, 0, MOST_FDS),
        arguments.find("lock-fd").isPresent()
            ? OptionalInt.of((int) arguments.number("lock-fd", 0, 0, MOST_FDS))
            : OptionalInt.empty(),
        Path.of(arguments.require("state-dir")).toAbsolutePath(),
        source,
        volumeId,
        arguments.has("read-only"),
        arguments.has("fail-fast"),
        options);
  }

  /** A hash of the volume id (FNV-1a): state of another volume is not to be touched. */
  public long volumeHash() {
    long hash = FNV_OFFSET;
    for (byte b : volumeId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  public Path inodesFile() {
    return stateDirectory.resolve("inodes");
  }

  public Path intentsFile() {
    return stateDirectory.resolve("intents");
  }

  /** The requests whose code runs: see {@code Suspects} of the state. */
  public Path suspectsFile() {
    return stateDirectory.resolve("suspects");
  }

  /** Process ids of clients that crashed, one a line; written by the session manager. */
  public Path crashesFile() {
    return stateDirectory.resolve("crashes");
  }

  public Path initFile() {
    return stateDirectory.resolve("init");
  }

  public Path failureFile() {
    return stateDirectory.resolve("failure");
  }

  public Path controlSocket() {
    return stateDirectory.resolve("control.sock");
  }
}
