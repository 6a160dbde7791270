// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.contract.Calls;
import org.efc.backend.memory.MemoryBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a client that is not ours sees it: libnfs by its tools. */
class ForeignClientTest {
  @TempDir Path directory;

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  @Test
  void libnfsListsAndCopies() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/nfs-cp")), "libnfs-utils is not here");
    byte[] data = new byte[300_000];
    new Random(1).nextBytes(data);
    Path from = Files.write(directory.resolve("from"), data);
    Path to = directory.resolve("to");
    try (Backend storage = new MemoryBackend();
        NfsServer server = NfsServer.start(storage)) {
      Calls calls = new Calls(storage, Caller.ROOT);
      Handle top = storage.root();
      calls.mkdir(top, "directory");
      String url = "nfs://127.0.0.1/export%s?version=3&nfsport=%d&mountport=%d";
      int port = server.port();
      run("nfs-cp", from.toString(), url.formatted("/copy", port, port));
      run("nfs-cp", url.formatted("/copy", port, port), to.toString());
      assertThat(run("nfs-ls", url.formatted("", port, port)))
          .containsPattern("drwxr-xr-x .* directory")
          .containsPattern("300000 copy");
      assertThat(calls.read(calls.lookup(top, "copy").handle(), 0, data.length)).isEqualTo(data);
      assertThat(Files.readAllBytes(to)).isEqualTo(data);
    }
  }
}
