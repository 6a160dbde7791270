// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.open.Backends;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a source to a root handle, or to a message that says what is wrong. */
@Timeout(30)
class NfsMountTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final FakeNas nas;

  NfsMountTest() throws IOException {
    nas = new FakeNas();
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  private static BackendException failure(Source.Nfs source) {
    return failure(source, DEADLINE);
  }

  private static BackendException failure(Source.Nfs source, Duration deadline) {
    long start = System.nanoTime();
    BackendException failure =
        catchThrowableOfType(
            BackendException.class, () -> NfsBackend.open(source, deadline).close());
    assertThat(failure).as("opening succeeded").isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(deadline.plusMillis(1500));
    assertThat(failure).hasMessageStartingWith(source.toString());
    return failure;
  }

  /** MNT answers only these paths; EXPORT lists them. */
  private void export(int refusal, String... paths) {
    List<String> exports = List.of(paths);
    nas.server.on(
        FakeServer.MOUNT,
        1,
        call -> {
          if (exports.contains(path(call))) {
            call.reply(FakeNas.granted());
          } else {
            call.reply(new Wire().u32(refusal));
          }
        });
    nas.server.on(
        FakeServer.MOUNT,
        5,
        call -> {
          Wire list = new Wire();
          for (String export : exports) {
            list.u32(1).string(export).u32(1).string("10.0.0.0/8").u32(0);
          }
          call.reply(list.u32(0));
        });
  }

  private static String path(FakeServer.Call call) {
    byte[] bytes = new byte[call.arguments().getInt()];
    call.arguments().position(4).get(bytes);
    return Name.of(bytes).toString();
  }

  @Test
  void aDirectoryThatRootMayNotSearchSaysWhatToDo() {
    export(2, "/export");
    nas.server.on(Nfs3.LOOKUP, call -> call.reply(new Wire().u32(13).absent()));
    BackendException failure = failure(nas.source("/export/inner", ""));
    assertThat(failure.errno()).isEqualTo(Errno.EACCES);
    assertThat(failure)
        .hasMessageContainingAll("'inner' below export /export", "EACCES", "squash", "chmod o+x");
  }

  @Test
  void aServerThatTakesNoCallsSaysWhatToDo() {
    nas.server.on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(13)));
    assertThat(failure(nas.source("/export", "&noresvport")))
        .hasMessageContainingAll("EACCES", "leave out noresvport");
    assertThat(failure(nas.source("/export", "&resvport")))
        .hasMessageContainingAll("EACCES", "must admit this node's address");
  }

  @Test
  void backendsOpensIt() {
    try (Backend backend = Backends.open(nas.source("/export", ""), DEADLINE)) {
      assertThat(backend.root()).isEqualTo(Handle.of(new byte[] {'r', 'o', 'o', 't'}));
    }
  }

  @Test
  void mountAndNfsMayShareOnePort() {
    try (NfsBackend backend = NfsBackend.open(nas.source("/export", ""), DEADLINE)) {
      assertThat(FakeNas.calls(backend).getattr(backend.root()).fileid()).isEqualTo(5);
    }
    assertThat(nas.server.calls())
        .filteredOn(call -> call.program() == FakeServer.MOUNT)
        .extracting(FakeServer.Call::procedure)
        .as("MNT, and UMNT at the end")
        .containsExactly(1, 3);
  }

  @Test
  void withoutAMountPortAndPortmapperTheNfsPortIsTried() {
    Source.Nfs source =
        (Source.Nfs) Source.parse("nfs://127.0.0.1:" + nas.server.port() + "/export");
    Assumptions.assumeFalse(portmapperRuns(LOOPBACK), "a portmapper runs here");
    NfsBackend.open(source, DEADLINE).close();
    assertThat(nas.server.calls())
        .anyMatch(call -> call.program() == FakeServer.MOUNT && path(call).equals("/export"));
  }

  private static boolean portmapperRuns(InetAddress address) {
    try (Socket socket = new Socket(address, 111)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void thePortmapperTellsTheMountPort() throws IOException {
    InetAddress own =
        InetAddress.ofLiteral("127.77." + (1 + ProcessHandle.current().pid() % 250) + ".1");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "port 111 needs root");
    try (FakeServer mount = new FakeServer(own, 0);
        FakeServer portmapper = new FakeServer(own, 111);
        FakeNas nfs = new FakeNas(new FakeServer(own, 0))) {
      nfs.server.on(FakeServer.MOUNT, 1, call -> call.reply(new Wire().u32(13)));
      mount.on(FakeServer.MOUNT, 1, call -> call.reply(FakeNas.granted()));
      portmapper.on(FakeServer.PORTMAPPER, 3, call -> call.reply(new Wire().u32(mount.port())));
      Source.Nfs source =
          (Source.Nfs)
              Source.parse("nfs://" + own.getHostAddress() + ":" + nfs.server.port() + "/export");
      NfsBackend.open(source, DEADLINE).close();
      assertThat(portmapper.calls().getFirst().arguments().getInt()).isEqualTo(100005);
      assertThat(portmapper.calls().getFirst().arguments().getInt(4)).isEqualTo(3);
      assertThat(portmapper.calls().getFirst().arguments().getInt(8)).as("TCP").isEqualTo(6);
      assertThat(mount.calls()).isNotEmpty();
    }
  }

  @Test
  void aDirectoryBelowAnExportIsWalkedTo() throws IOException {
    export(2, "/", "/export/a");
    nas.server.on(
        Nfs3.LOOKUP,
        call -> {
          String name = path0(call.afterHandle());
          call.reply(new Wire().u32(0).string(name).absent().absent());
        });
    nas.server.on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(0).fattr(2, 5, 1000)));
    try (NfsBackend backend = NfsBackend.open(nas.source("/export/a/b/c", ""), DEADLINE)) {
      assertThat(backend.root()).isEqualTo(Handle.of(new byte[] {'c'}));
      assertThat(errnoOf(() -> FakeNas.calls(backend).lookup(backend.root(), "..")))
          .isEqualTo(Errno.EINVAL);
      assertThat(nas.server.calls(Nfs3.LOOKUP))
          .extracting(call -> path0(call.afterHandle()))
          .containsExactly("b", "c");
    }
    assertThat(nas.server.calls())
        .filteredOn(call -> call.program() == FakeServer.MOUNT)
        .extracting(NfsMountTest::path)
        .containsExactly("/export/a/b/c", "/export/a/b", "/export/a", "/export/a");
  }

  private static String path0(ByteBuffer string) {
    byte[] bytes = new byte[string.getInt()];
    string.get(bytes);
    return Name.of(bytes).toString();
  }

  @Test
  void aMissingDirectoryBelowAnExportIsENOENT() {
    export(2, "/export");
    nas.server.on(Nfs3.LOOKUP, call -> call.reply(new Wire().u32(2).absent()));
    BackendException failure = failure(nas.source("/export/sub", ""));
    assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
    assertThat(failure).hasMessageContaining("directory 'sub' below export /export");
  }

  @Test
  void aFileIsNoRoot() {
    export(2, "/export");
    nas.server.on(
        Nfs3.LOOKUP,
        call -> call.reply(new Wire().u32(0).string("f").attributes(1, 1, 1).absent()));
    BackendException failure = failure(nas.source("/export/sub", ""));
    assertThat(failure.errno()).isEqualTo(Errno.ENOTDIR);
    assertThat(failure).hasMessageContaining("'sub' below export /export is no directory");
  }

  @Test
  void whatIsNotExportedIsENOENTNamingWhatIs() {
    export(2, "/data", "/home");
    BackendException failure = failure(nas.source("/export/sub", ""));
    assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
    assertThat(failure)
        .hasMessageContaining("no such export or directory: /export/sub")
        .hasMessageContaining("the server exports /data, /home");
  }

  @Test
  void aServerThatSaysEACCESForWhatIsNotExportedIsSeenThrough() {
    export(13, "/data");
    assertThat(failure(nas.source("/export", "")).errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aRefusedMountIsEACCESWithAHint() {
    export(13, "/export");
    nas.server.on(FakeServer.MOUNT, 1, call -> call.reply(new Wire().u32(13)));
    BackendException failure = failure(nas.source("/export/a", "&noresvport"));
    assertThat(failure.errno()).isEqualTo(Errno.EACCES);
    assertThat(failure)
        .hasMessageContaining("refuses to mount /export/a")
        .hasMessageContaining("this node's address")
        .hasMessageContaining("resvport");
  }

  @Test
  void aRefusedMountWithoutAListIsEACCES() {
    nas.server.on(FakeServer.MOUNT, 1, call -> call.reply(new Wire().u32(1)));
    assertThat(failure(nas.source("/export", "")).errno()).isEqualTo(Errno.EACCES);
  }

  @Test
  void anExportForKerberosOnlyIsEACCES() {
    nas.server.on(
        FakeServer.MOUNT, 1, call -> call.reply(new Wire().u32(0).string("root").u32(1, 390003)));
    BackendException failure = failure(nas.source("/export", ""));
    assertThat(failure.errno()).isEqualTo(Errno.EACCES);
    assertThat(failure).hasMessageContaining("390003");
  }

  @Test
  void aStaleRootIsESTALE() {
    nas.server.on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(70)));
    BackendException failure = failure(nas.source("/export", ""));
    assertThat(failure.errno()).isEqualTo(Errno.ESTALE);
    assertThat(failure).hasMessageContaining("GETATTR of the root");
  }

  @Test
  void anUnknownHostIsEHOSTUNREACH() {
    BackendException failure =
        failure((Source.Nfs) Source.parse("nfs://no-such-host.invalid/export"));
    assertThat(failure.errno()).isIn(Errno.EHOSTUNREACH, Errno.ETIMEDOUT);
    assertThat(failure).hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void aRefusedPortIsECONNREFUSEDNamingIt() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      closed = socket.getLocalPort();
    }
    BackendException nfs =
        failure((Source.Nfs) Source.parse("nfs://127.0.0.1:" + closed + "/x?mountport=1"));
    assertThat(nfs.errno()).isEqualTo(Errno.ECONNREFUSED);
    assertThat(nfs).hasMessageContaining("NFS at port " + closed);
    BackendException mount =
        failure(
            (Source.Nfs)
                Source.parse("nfs://127.0.0.1:" + nas.server.port() + "/x?mountport=" + closed));
    assertThat(mount.errno()).isEqualTo(Errno.ECONNREFUSED);
    assertThat(mount).hasMessageContaining("MOUNT at port " + closed);
  }

  @Test
  void aServerThatDoesNotAnswerIsETIMEDOUTWithinTheDeadline() {
    nas.server.on(FakeServer.MOUNT, 1, call -> {});
    assertThat(failure(nas.source("/export", ""), Duration.ofMillis(500)).errno())
        .isEqualTo(Errno.ETIMEDOUT);
    nas.server.on(FakeServer.MOUNT, 1, call -> call.reply(FakeNas.granted()));
    nas.server.on(Nfs3.FSINFO, call -> {});
    BackendException failure = failure(nas.source("/export", ""), Duration.ofMillis(500));
    assertThat(failure.errno()).isEqualTo(Errno.ETIMEDOUT);
    assertThat(failure).hasMessageContaining("FSINFO");
  }

  @Test
  void aServerOfSomethingElseIsNotMounted() {
    nas.server.on(
        FakeServer.MOUNT, 1, call -> call.send(new byte[] {'S', 'S', 'H', '-', '2', '.', '0'}));
    assertThat(failure(nas.source("/export", ""), Duration.ofSeconds(2)).errno())
        .isIn(Errno.EIO, Errno.ETIMEDOUT);
    nas.server.on(FakeServer.MOUNT, 1, call -> call.reject(1));
    assertThat(failure(nas.source("/export", "")).errno()).isEqualTo(Errno.EOPNOTSUPP);
  }

  @Test
  void pathconfMayFail() {
    nas.server.on(Nfs3.PATHCONF, call -> call.reply(new Wire().u32(10004).absent()));
    try (NfsBackend backend = NfsBackend.open(nas.source("/export", ""), DEADLINE)) {
      assertThat(backend.limits().maxNameLength()).isEqualTo(255);
    }
  }

  @Test
  void allConnectionsAreUsed() throws Exception {
    nas.server.on(Nfs3.ACCESS, call -> {});
    try (NfsBackend backend = NfsBackend.open(nas.source("/export", "&connections=3"), DEADLINE)) {
      await().until(() -> nas.server.connections() == 4);
      await()
          .until(
              () -> {
                backend.access(Caller.ROOT, backend.root(), 4, new Recorded<Integer>());
                return nas.server.calls(Nfs3.ACCESS).stream()
                        .map(FakeServer.Call::sourcePort)
                        .distinct()
                        .count()
                    == 3;
              });
    }
  }
}
