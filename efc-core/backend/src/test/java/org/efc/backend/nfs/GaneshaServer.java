// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.source.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real NFS server for tests: nfs-ganesha with its VFS back end on own ports of 127.0.0.1 and an
 * own export directory. {@link #kill} and {@link #start} may follow each other: handles survive.
 */
final class GaneshaServer implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/ganesha.nfsd");
  private static final Duration START = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  // Ganesha's write verifier is its start time in seconds: -E gives each start another one.
  private static final AtomicInteger EPOCH =
      new AtomicInteger((int) (System.currentTimeMillis() / 1000));

  private final Path directory;
  private final Path export;
  private final int nfsPort;
  private final int mountPort;
  private @Nullable Process process;

  private GaneshaServer(Path directory) throws IOException {
    this.directory = directory;
    this.export = Files.createDirectory(directory.resolve("export"));
    // Both held at once: a port that was let go may be the next free one.
    try (ServerSocket nfs = new ServerSocket(0, 1, LOOPBACK);
        ServerSocket mount = new ServerSocket(0, 1, LOOPBACK)) {
      this.nfsPort = nfs.getLocalPort();
      this.mountPort = mount.getLocalPort();
    }
  }

  /** Starts a server, or ends the test as skipped where there can be none. */
  static GaneshaServer startOrSkip() throws IOException, InterruptedException {
    return startOrSkip(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The same with its export on tmpfs. */
  static GaneshaServer startInMemoryOrSkip() throws IOException, InterruptedException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(Files.isWritable(memory), memory + " is not there");
    return startOrSkip(memory);
  }

  private static GaneshaServer startOrSkip(Path parent) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(BINARY), BINARY + " is not installed (package nfs-ganesha-vfs)");
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "nfs-ganesha needs root: open_by_handle_at(2) asks for CAP_DAC_READ_SEARCH");
    GaneshaServer server = new GaneshaServer(Files.createTempDirectory(parent, "efc-ganesha-"));
    boolean started = false;
    try {
      server.prepare();
      server.start();
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /** The directory that is exported as {@code /export}. */
  Path export() {
    return export;
  }

  int nfsPort() {
    return nfsPort;
  }

  int mountPort() {
    return mountPort;
  }

  /**
   * A source on this server.
   *
   * @param path below the export, with a leading slash, or empty
   * @param options as in {@code &timeo=5}, or empty
   */
  Source.Nfs source(String path, String options) {
    return (Source.Nfs)
        Source.parse(
            "nfs://127.0.0.1:%d/export%s?mountport=%d%s"
                .formatted(nfsPort, path, mountPort, options));
  }

  private void prepare() throws IOException, InterruptedException {
    Files.createDirectory(directory.resolve("recovery"));
    Files.writeString(directory.resolve("ganesha.conf"), configuration());
    // Ganesha ends when it can't register with rpcbind, though it does not need to be registered.
    Path shim = directory.resolve("noportmap.c");
    Files.writeString(
        shim,
        """
        #include <stdbool.h>
        bool svc_reg(void *x, unsigned long p, unsigned long v, void *f, const void *n) { return true; }
        bool rpcb_unset(unsigned long p, unsigned long v, const void *n) { return true; }
        """);
    Process compiler =
        new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", shim().toString(), shim.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    if (!compiler.waitFor(30, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      compiler.destroyForcibly();
      throw new IOException("gcc: " + output);
    }
  }

  private Path shim() {
    return directory.resolve("noportmap.so");
  }

  private String configuration() {
    return """
        NFS_CORE_PARAM {
          NFS_Port = %d;  MNT_Port = %d;  Bind_addr = 127.0.0.1;  Protocols = 3;
          Enable_NLM = false;  Enable_RQUOTA = false;  Enable_UDP = false;
          mount_path_pseudo = true;
        }
        NFS_KRB5 { Active_krb5 = false; }
        NFSv4 { Graceless = true;  Only_Numeric_Owners = true;  RecoveryRoot = "%s"; }
        EXPORT_DEFAULTS {
          SecType = sys;  Squash = No_Root_Squash;  Access_Type = RW;
          Transports = TCP;  Protocols = 3;  PrivilegedPort = false;
        }
        EXPORT {
          Export_Id = 1;  Path = %s;  Pseudo = /export;
          Attr_Expiration_Time = 0;
          FSAL { Name = VFS; }
        }
        LOG { Default_Log_Level = EVENT; }
        """
        .formatted(nfsPort, mountPort, directory.resolve("recovery"), export);
  }

  /** Starts the server; returns when it answers. */
  void start() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                BINARY.toString(),
                "-F",
                "-f",
                directory.resolve("ganesha.conf").toString(),
                "-L",
                directory.resolve("ganesha.log").toString(),
                "-p",
                directory.resolve("ganesha.pid").toString(),
                "-E",
                Integer.toString(EPOCH.incrementAndGet()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("LD_PRELOAD", shim().toString());
    Process started = builder.start();
    process = started;
    long end = System.nanoTime() + START.toNanos();
    while (!answersNull(nfsPort, Nfs3.PROGRAM) || !answersNull(mountPort, MountClient.PROGRAM)) {
      if (!started.isAlive() || System.nanoTime() > end) {
        throw new IOException(
            "ganesha does not answer: " + Files.readString(directory.resolve("ganesha.log")));
      }
      Thread.sleep(5);
    }
  }

  /** kill -9. */
  void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
      process = null;
    }
  }

  /** One NULL call by hand: port open does not mean that a server is ready. */
  private static boolean answersNull(int port, int program) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(1000);
      socket.connect(new InetSocketAddress(LOOPBACK, port), 1000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      int[] call = {0x80000000 | 40, 7, 0, 2, program, 3, 0, 0, 0, 0, 0};
      ByteBuffer bytes = ByteBuffer.allocate(44);
      for (int word : call) {
        bytes.putInt(word);
      }
      out.write(bytes.array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      return in.readInt() == 7;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
