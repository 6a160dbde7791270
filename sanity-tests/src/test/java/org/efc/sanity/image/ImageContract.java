// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.GetPluginInfoRequest;
import csi.v1.IdentityGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.csi.CsiChannel;
import org.efc.sanity.node.Daemon;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What holds of the images of every architecture. They are run, emulated where they are foreign.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImageContract {
  private static final long LARGEST = 128L << 20;
  private static final Duration STARTED_WITHIN = Duration.ofMinutes(2);
  private static final Duration REHEARSED_WITHIN = Duration.ofMinutes(5);
  private static final String JAVA = "/opt/efc/runtime/bin/java";
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private final Architecture architecture;
  private Images images;

  ImageContract(Architecture architecture) {
    this.architecture = architecture;
  }

  @BeforeAll
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void build() {
    architecture.require();
    images = Images.of(architecture);
  }

  @AfterAll
  void remove() {
    if (images != null) {
      images.close();
    }
  }

  Images images() {
    return images;
  }

  private List<Image> both() {
    return List.of(images.csi(), images.sessmgr());
  }

  @Test
  void nothingInThemCanBeRunButJava() throws IOException {
    for (Image image : both()) {
      try (Stream<Path> files = Files.walk(image.root())) {
        Set<String> programs =
            files
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .filter(file -> !file.getFileName().toString().contains(".so"))
                .map(file -> "/" + image.root().relativize(file))
                .collect(Collectors.toSet());
        assertThat(programs).containsExactlyInAnyOrder(JAVA, "/opt/efc/runtime/lib/jspawnhelper");
      }
    }
  }

  @Test
  void theirProgramsAreOfTheArchitecture() throws IOException {
    int machine = architecture == Architecture.ARM64 ? 183 : 62; // EM_AARCH64, EM_X86_64 of elf.h
    for (Image image : both()) {
      assertThat(image.config()).contains("\"architecture\":\"" + architecture.word() + "\"");
      byte[] java = Files.readAllBytes(image.root().resolve(JAVA.substring(1)));
      assertThat(java).startsWith(ELF);
      assertThat(java[18] & 0xff).isEqualTo(machine);
    }
  }

  @Test
  void theySayWhatTheyAre() {
    for (Image image : both()) {
      assertThat(image.config())
          .contains("org.opencontainers.image.title", "org.opencontainers.image.version")
          .contains("\"org.opencontainers.image.licenses\":\"Apache-2.0\"");
    }
  }

  @Test
  void theyAreSmall() throws IOException {
    for (Image image : both()) {
      long bytes = Files.size(image.archive());
      System.out.printf(
          "%s: %d MiB in %d layers%n", image.archive().getFileName(), bytes >> 20, image.layers());
      assertThat(bytes).as("bytes of %s", image.archive()).isLessThan(LARGEST);
    }
  }

  @Test
  void theCacheOfClassesIsGoodForTheImagesOwnJava() {
    // AOTMode=on: the JVM does not start when it can't use the cache.
    Program.Outcome rehearsal = rehearse("-XX:AOTMode=on").succeeded();
    System.out.printf("%s: rehearsal in %d ms%n", architecture, rehearsal.took().toMillis());
  }

  @Test
  void theCheckOfTheCacheSeesAnotherCommandLine() {
    Program.Outcome refused = rehearse("-XX:AOTMode=on", "--add-modules", "java.management");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.out() + refused.err()).contains("AOT cache");
  }

  /** A whole client, and the file system over memory, against a pretended kernel. */
  private Program.Outcome rehearse(String... flags) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(JAVA, "@/opt/efc/lib/java.args", "@/opt/efc/lib/client.args"));
    command.add("-XX:AOTCache=/opt/efc/lib/client.aot");
    command.addAll(List.of(flags));
    command.addAll(List.of("-p", "/opt/efc/lib/client"));
    command.addAll(List.of("-m", "org.efc.client/org.efc.client.ClientMain"));
    command.addAll(List.of("--rehearse", "--state-dir", "/volumes"));
    return Program.of(images.sessmgr().inside(command)).limit(REHEARSED_WITHIN).run();
  }

  @Test
  void thePluginAnswersIdentity() {
    Image csi = images.csi();
    Path socket = csi.volumes().resolve("csi.sock");
    long begin = System.nanoTime();
    try (Daemon plugin =
            Daemon.start(
                "plugin",
                csi.started("--node-id", "n", "--endpoint", "unix:///volumes/csi.sock"),
                Map.of(),
                csi.root().resolveSibling("csi.log"));
        CsiChannel channel = connected(plugin, socket)) {
      var info =
          IdentityGrpc.newBlockingStub(channel.channel())
              .withDeadlineAfter(STARTED_WITHIN)
              .getPluginInfo(GetPluginInfoRequest.getDefaultInstance());
      System.out.printf(
          "%s: plugin answers after %d ms%n",
          architecture, Duration.ofNanos(System.nanoTime() - begin).toMillis());
      assertThat(info.getName()).isEqualTo("fuse.csi.fluid.io");
      assertThat(info.getVendorVersion()).isNotEmpty();
    }
  }

  private static CsiChannel connected(Daemon daemon, Path socket) {
    Await.until(
        "the plugin's socket",
        STARTED_WITHIN,
        () -> {
          daemon.requireAlive();
          return Files.exists(socket);
        });
    return new CsiChannel(socket);
  }

  @Test
  void commandsOfThePersonAreThere() {
    assertThat(
            Program.of(images.sessmgr().inside(List.of(JAVA, "@/opt/efc/efc", "version")))
                .limit(STARTED_WITHIN)
                .output())
        .startsWith("efc 0.1.0");
  }
}
