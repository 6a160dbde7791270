// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.sanity.Await;
import org.efc.sanity.node.ClosedOnExit;
import org.efc.sanity.node.Daemon;
import org.efc.sanity.node.PrivateDirectory;

/** A real NFS server: nfs-ganesha with its VFS backend, on ports of its own, without portmapper. */
public final class GaneshaServer implements Storage {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(20);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Path PROGRAM = Path.of("/usr/bin/ganesha.nfsd");
  private static final Path VFS_BACKEND = Path.of("ganesha/libfsalvfs.so");

  private final Path home;
  private final Path export;
  private final String address;
  private final int nfsPort;
  private final int mountPort;
  private final Path shim;
  private Daemon daemon;

  private GaneshaServer(
      Path home, Path export, String address, int nfsPort, int mountPort, Path shim) {
    this.home = home;
    this.export = export;
    this.address = address;
    this.nfsPort = nfsPort;
    this.mountPort = mountPort;
    this.shim = shim;
    this.daemon = launch();
  }

  /** Why it can't run here, in words for a person; empty when it can. */
  public static Optional<String> unavailable() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("not root: nfs-ganesha's VFS backend opens files by handle");
    }
    if (!Files.isExecutable(PROGRAM)) {
      return Optional.of("nfs-ganesha is not installed: " + PROGRAM + " is missing");
    }
    if (!hasVfsBackend()) {
      return Optional.of("the package nfs-ganesha-vfs is not installed: no " + VFS_BACKEND);
    }
    return RegistrationShim.unavailable();
  }

  private static boolean hasVfsBackend() {
    return List.of("x86_64-linux-gnu", "aarch64-linux-gnu").stream()
        .anyMatch(triplet -> Files.exists(Path.of("/usr/lib", triplet).resolve(VFS_BACKEND)));
  }

  /** Starts one over a new directory in /tmp; returns when it answers an NFS call. */
  public static GaneshaServer start() {
    return start(Path.of("/tmp"));
  }

  /** The same with an export that is not for everybody. */
  public static GaneshaServer start(ExportRules rules) {
    return start(Path.of("/tmp"), rules, LOOPBACK);
  }

  /** Starts one over a new directory in this one, which decides on the file system. */
  public static GaneshaServer start(Path parent) {
    return start(parent, ExportRules.OPEN, LOOPBACK);
  }

  /** One that listens at another address of this machine than the loopback's. */
  public static GaneshaServer startAt(String address, ExportRules rules) {
    return start(Path.of("/tmp"), rules, address);
  }

  private static GaneshaServer start(Path parent, ExportRules rules, String address) {
    try {
      Path home = PrivateDirectory.create(Path.of("/tmp"), "efc-nfs");
      Path export = PrivateDirectory.create(parent, "efc-export");
      Files.createDirectory(home.resolve("recovery"));
      Ports.Pair ports = Ports.freePair();
      int nfsPort = ports.one();
      int mountPort = ports.other();
      Files.writeString(
          home.resolve("ganesha.conf"),
          GaneshaConfig.text(home, export, address, nfsPort, mountPort, rules));
      Path shim = RegistrationShim.compile(home);
      GaneshaServer server = new GaneshaServer(home, export, address, nfsPort, mountPort, shim);
      ClosedOnExit.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("can't set up an NFS server in /tmp", e);
    }
  }

  private Daemon launch() {
    List<String> command =
        List.of(
            PROGRAM.toString(),
            "-F",
            "-f",
            home.resolve("ganesha.conf").toString(),
            "-L",
            home.resolve("ganesha.log").toString(),
            "-p",
            home.resolve("ganesha.pid").toString());
    Daemon started =
        Daemon.start(
            "ganesha", command, Map.of("LD_PRELOAD", shim.toString()), home.resolve("output.log"));
    Await.until(
        "the NFS server to answer on port " + nfsPort,
        STARTED_WITHIN,
        () -> {
          started.requireAlive();
          return NullCall.answered(address, nfsPort);
        });
    return started;
  }

  @Override
  public String name() {
    return "nfs";
  }

  @Override
  public String source() {
    return "nfs://" + address + ":" + nfsPort + "/export?mountport=" + mountPort;
  }

  @Override
  public Path directory() {
    return export;
  }

  public int nfsPort() {
    return nfsPort;
  }

  public int mountPort() {
    return mountPort;
  }

  public long pid() {
    return daemon.pid();
  }

  /** SIGKILL, which is how it stops cleanly and fast; handles stay valid over the next start. */
  public void kill() {
    daemon.kill();
  }

  /** Starts it again after {@link #kill()}. */
  public void restart() {
    daemon = launch();
  }

  @Override
  public void close() {
    ClosedOnExit.remove(this);
    daemon.close();
    PrivateDirectory.delete(export);
    PrivateDirectory.delete(home);
  }
}
