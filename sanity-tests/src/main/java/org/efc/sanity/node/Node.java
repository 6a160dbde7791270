// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * A Kubernetes node as the product sees it, in a private directory: a session manager, a plugin and
 * a kubelet's directories. Several run side by side on one machine.
 */
public final class Node implements AutoCloseable {
  private static final int LOCK_FD = 4;
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(30);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  /** Lets the clients be told to fail: the session manager passes it on. */
  private static final Map<String, String> CLIENTS_FAIL =
      Map.of(
          "EFC_JAVA_OPTS",
          System.getenv().getOrDefault("EFC_JAVA_OPTS", "") + " -Defc.fault-points=true");

  private final Distribution distribution;
  private final Path directory;
  private Optional<Daemon> sessionManager = Optional.empty();
  private Optional<Daemon> plugin = Optional.empty();

  private Node(Distribution distribution, Path directory) {
    this.distribution = distribution;
    this.directory = directory;
  }

  /** A node with nothing running yet, in /tmp. */
  public static Node create(Distribution distribution) {
    return create(distribution, Path.of("/tmp"));
  }

  private static Node create(Distribution distribution, Path parent) {
    Path directory = PrivateDirectory.create(parent, "efc");
    for (String name : List.of("log", "run", "mnt", "pods", "stage")) {
      made(directory.resolve(name));
    }
    Node node = new Node(distribution, directory);
    ClosedOnExit.add(node);
    return node;
  }

  /** A node with its session manager and its plugin running and answering. */
  public static Node start(Distribution distribution) {
    return start(distribution, Path.of("/tmp"));
  }

  /** The same in this directory, which decides on the file system of its state. */
  public static Node start(Distribution distribution, Path parent) {
    Node node = create(distribution, parent);
    try {
      node.startSessionManager();
      node.startPlugin();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  public Distribution distribution() {
    return distribution;
  }

  public Path directory() {
    return directory;
  }

  public Path stateDirectory() {
    return directory.resolve("run");
  }

  public Path sessionManagerSocket() {
    return directory.resolve("sessmgrd.sock");
  }

  public Path pluginSocket() {
    return directory.resolve("csi.sock");
  }

  public Path pluginLog() {
    return directory.resolve("log/csi.log");
  }

  /** Where this node's session manager is, for it and for all who call it. */
  public List<String> sessionManagerOptions() {
    return List.of(
        "--socket=" + sessionManagerSocket(),
        "--state-dir=" + stateDirectory(),
        "--mount-root=" + directory.resolve("mnt"));
  }

  /**
   * {@code efc mount}, by this node's session manager.
   *
   * @param options words of the command, as {@code --read-only}
   */
  public Program mounting(String source, Path mount, String... options) {
    List<String> words = new ArrayList<>(List.of("mount"));
    words.addAll(sessionManagerOptions());
    words.addAll(List.of(options));
    words.addAll(List.of(source, mount.toString()));
    return Program.of(distribution.command(words));
  }

  /** {@code efc umount}. */
  public Program unmounting(Path mount) {
    return asking("umount", mount.toString());
  }

  /**
   * A command that asks this node's session manager, as {@code efc status}.
   *
   * @param words more of it
   */
  public Program asking(String command, String... words) {
    List<String> all = new ArrayList<>(List.of(command, "--socket=" + sessionManagerSocket()));
    all.addAll(List.of(words));
    return Program.of(distribution.command(all));
  }

  /** Without a standby: most tests are done before one would be ready. */
  public void startSessionManager() {
    startSessionManager("--standby=off");
  }

  public void startSessionManager(String... options) {
    List<String> arguments = new ArrayList<>(List.of("sessmgr"));
    arguments.addAll(List.of(options));
    arguments.addAll(sessionManagerOptions());
    sessionManager =
        Optional.of(startDaemon("sessmgr", arguments, CLIENTS_FAIL, sessionManagerSocket()));
  }

  /**
   * The standby, once the session manager's log says that it is ready.
   *
   * @param but not these
   */
  public long awaitStandby(Set<Long> but) {
    Pattern said = Pattern.compile("standby (\\d+) is ready");
    return Await.value(
        "a standby that is ready",
        STARTED_WITHIN,
        () ->
            said.matcher(sessionManager().log())
                .results()
                .map(match -> Long.parseLong(match.group(1)))
                .filter(pid -> !but.contains(pid) && Processes.lives(pid))
                .findFirst());
  }

  public void startPlugin() {
    List<String> arguments =
        List.of(
            "csi",
            "--endpoint=unix://" + pluginSocket(),
            "--node-id=node-1",
            "--sessmgr-socket=" + sessionManagerSocket());
    plugin = Optional.of(startDaemon("csi", arguments, Map.of(), pluginSocket()));
  }

  private Daemon startDaemon(
      String name, List<String> arguments, Map<String, String> environment, Path socket) {
    Daemon daemon =
        Daemon.start(
            name,
            distribution.command(arguments),
            environment,
            directory.resolve("log").resolve(name + ".log"));
    Await.until(
        name + " to listen on " + socket,
        STARTED_WITHIN,
        () -> {
          daemon.requireAlive();
          return listens(socket);
        });
    return daemon;
  }

  private static boolean listens(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public Daemon sessionManager() {
    return sessionManager.orElseThrow(() -> new SanityException("no session manager runs"));
  }

  public Daemon plugin() {
    return plugin.orElseThrow(() -> new SanityException("no plugin runs"));
  }

  /** The clients that serve this node's volumes; by the locks of those that they have open. */
  public List<Processes.Seen> clients() {
    Path volumes = stateDirectory().resolve("volumes");
    return Processes.all()
        .filter(process -> process.arguments().stream().anyMatch(a -> a.contains("org.efc.client")))
        .filter(process -> Processes.descriptor(process.pid(), LOCK_FD).startsWith(volumes))
        .toList();
  }

  /** The one client, once there is exactly one. */
  public Processes.Seen client() {
    return Await.value(
        "exactly one client",
        STARTED_WITHIN,
        () -> {
          List<Processes.Seen> all = clients();
          return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
        });
  }

  /** SIGKILL to the one client; returns its pid when it is gone. */
  public long killClient() {
    long pid = client().pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Await.until("client " + pid + " to be gone", STOPPED_WITHIN, () -> !Processes.lives(pid));
    return pid;
  }

  /** The global mounts of this node's volumes, without the targets. */
  public List<MountEntry> mounts() {
    return MountTable.read().under(directory.resolve("mnt"));
  }

  /** A target as kubelet names it; the parent exists, the target does not. */
  public Path target(String pod) {
    return made(directory.resolve("pods").resolve(pod).resolve("volumes/kubernetes.io~csi/pv"))
        .resolve("mount");
  }

  /** A staging path as kubelet names it; it exists. */
  public Path staging(String volume) {
    return made(directory.resolve("stage").resolve(volume).resolve("globalmount"));
  }

  private static Path made(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }

  /** Stops plugin and session manager as an orderly shutdown would; then, what is left. */
  public Leftovers shutDown() {
    plugin.filter(Daemon::isAlive).ifPresent(daemon -> daemon.stop(STOPPED_WITHIN));
    sessionManager.filter(Daemon::isAlive).ifPresent(daemon -> daemon.stop(STOPPED_WITHIN));
    return Leftovers.of(directory);
  }

  /** What the logs of this node say at their ends, for a message. */
  public String logs() {
    List<String> parts = new ArrayList<>();
    sessionManager.ifPresent(daemon -> parts.add("--- sessmgr.log\n" + daemon.tail()));
    plugin.ifPresent(daemon -> parts.add("--- csi.log\n" + daemon.tail()));
    return String.join("\n", parts);
  }

  /**
   * Ends everything by force, whatever state it is in: processes first, because the last close of a
   * device fd is what frees whoever waits in its mount.
   */
  @Override
  public void close() {
    ClosedOnExit.remove(this);
    plugin.ifPresent(Daemon::close);
    sessionManager.ifPresent(Daemon::close);
    for (Processes.Seen process : Processes.mentioning(directory.toString())) {
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    ClientCgroups.removeDead();
    for (MountEntry mount : MountTable.read().under(directory).reversed()) {
      Program.of("umount", "-l", mount.point()).limit(Duration.ofSeconds(10)).run();
    }
    if (MountTable.read().under(directory).isEmpty()) {
      PrivateDirectory.delete(directory);
    }
  }
}
