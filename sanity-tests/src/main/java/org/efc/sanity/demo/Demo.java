// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Journal;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.GaneshaServer;
import org.efc.sanity.storage.LocalStorage;
import org.efc.sanity.storage.Storage;

/**
 * A volume's whole life in front of a person: brought up over CSI, its client killed three times
 * under a reader and a writer, its plugin once, taken away. Every number is measured; the exit
 * status is 0 only when no application saw an error and every byte was verified.
 */
public final class Demo {
  private static final int KILLS = 3;
  private static final int OPERATIONS_BETWEEN_KILLS = 400;
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(30);
  private static final String VOLUME = "demo-volume";

  private final Screen screen = new Screen(System.out);
  private int kills;

  public static void main(String[] args) {
    System.exit(new Demo().run());
  }

  private int run() {
    screen.title("EFC: a NAS volume that nobody notices dying");
    try (Storage storage = storage();
        Node node = startNode()) {
      try (CsiNode csi = CsiNode.connect(node.pluginSocket())) {
        LoadReport seen = liveOf(csi, node, storage);
        return conclude(seen, node, storage);
      } catch (RuntimeException e) {
        screen.bad(String.valueOf(e.getMessage()));
        screen.line(node.logs());
        return failed(firstLine(e));
      }
    } catch (RuntimeException e) {
      screen.bad(String.valueOf(e.getMessage()));
      return failed(firstLine(e));
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private int failed(String why) {
    screen.verdict("demo: failed " + why);
    return 1;
  }

  private Storage storage() {
    screen.step("A place for the files");
    Optional<String> trouble = GaneshaServer.unavailable();
    if (trouble.isPresent()) {
      screen.line("no NFS server here (" + trouble.get() + "): a local directory instead");
      return LocalStorage.create();
    }
    GaneshaServer server = GaneshaServer.start();
    screen.line(
        "a real NFS server, nfs-ganesha, pid " + server.pid() + ", exports " + server.directory());
    screen.line("as " + server.source());
    return server;
  }

  private Node startNode() {
    screen.step("A node: session manager and CSI plugin, on private paths");
    Node node = Node.start(Distribution.built());
    screen.command("efc sessmgr --socket=" + node.sessionManagerSocket() + " ...");
    screen.line("pid " + node.sessionManager().pid());
    screen.command("efc csi --endpoint=unix://" + node.pluginSocket() + " ...");
    screen.line("pid " + node.plugin().pid());
    return node;
  }

  private LoadReport liveOf(CsiNode csi, Node node, Storage storage) {
    PublishedVolume volume = bringUp(csi, node, storage);
    showFiles(volume);
    LoadReport seen = killUnderLoad(node, storage, csi, volume);
    takeDown(csi, volume);
    return seen;
  }

  private PublishedVolume bringUp(CsiNode csi, Node node, Storage storage) {
    screen.step("A volume over CSI, as the provisioner and kubelet ask for it");
    CsiVolume volume = csi.createVolume(VOLUME, storage.source());
    screen.good("CreateVolume       volume id " + volume.id());
    Path staging = node.staging(VOLUME);
    long begin = System.nanoTime();
    csi.stage(volume, staging);
    screen.good("NodeStageVolume    %s".formatted(millis(System.nanoTime() - begin)));
    Path target = node.target("pod-1");
    begin = System.nanoTime();
    csi.publish(volume, staging, target);
    screen.good("NodePublishVolume  %s".formatted(millis(System.nanoTime() - begin)));
    screen.line("mountinfo: " + MountTable.describe(MountTable.read().at(target)));
    return new PublishedVolume(
        csi, volume, staging, target, PublishedVolume.serverSide(storage, VOLUME));
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }

  private void showFiles(PublishedVolume volume) {
    screen.step("Files written in the pod are files on the server");
    // A child does it, as everything on the mount: the demo itself holds nothing there.
    String line =
        "cd \"$1\" && mkdir docs && echo 'hello from the pod' > docs/hello && ln -s hello docs/link && ls -l docs";
    screen.command(
        "mkdir docs; echo 'hello from the pod' > docs/hello; ln -s hello docs/link; ls -l docs");
    String listed = Program.of("sh", "-c", line, "sh", volume.target().toString()).output();
    listed.lines().forEach(screen::line);
    screen.command("cat " + volume.server().resolve("docs/hello") + "      # on the server");
    try {
      screen.line(Files.readString(volume.server().resolve("docs/hello")).strip());
    } catch (IOException e) {
      throw new SanityException("the file is not on the server", e);
    }
  }

  private LoadReport killUnderLoad(
      Node node, Storage storage, CsiNode csi, PublishedVolume volume) {
    screen.step("A reader and a writer, each byte with a checksum");
    Program.of(
            "mkdir",
            volume.target().resolve("r").toString(),
            volume.target().resolve("w").toString())
        .output();
    try (Load reader = Load.reader(volume.target().resolve("r"));
        Load writer = Load.writer(volume.target().resolve("w"))) {
      screen.lines(ProcessPicture.of(node, storage, reader.pid(), writer.pid()));
      screen.step("Now break it");
      for (int i = 0; i < KILLS; i++) {
        awaitProgress(reader, writer);
        long killed = node.killClient();
        kills++;
        screen.kill("efc client " + killed);
        awaitProgress(reader, writer);
        screen.good(
            "served by %d; reader and writer went on, %d errors, longest stall %s"
                .formatted(
                    node.client().pid(),
                    reader.report().errors() + writer.report().errors(),
                    millis(longest(reader, writer).toNanos())));
        if (i == 0) {
          restartPlugin(node, csi);
        }
      }
      return finish(reader, writer, volume);
    }
  }

  private static void awaitProgress(Load reader, Load writer) {
    reader.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
    writer.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
  }

  private static Duration longest(Load reader, Load writer) {
    return reader.report().plus(writer.report()).longest();
  }

  private void restartPlugin(Node node, CsiNode csi) {
    screen.kill("efc csi " + node.plugin().pid());
    node.plugin().kill();
    node.startPlugin();
    csi.probe();
    screen.good("efc csi %d answers; the volume did not notice".formatted(node.plugin().pid()));
  }

  private LoadReport finish(Load reader, Load writer, PublishedVolume volume) {
    LoadReport read = reader.finish(GOES_ON_WITHIN);
    LoadReport written = writer.finish(GOES_ON_WITHIN);
    LoadReport journal = Journal.verify(volume.server().resolve("w"), written.records());
    screen.step("What the applications saw");
    screen.line(describe("reader", read));
    screen.line(describe("writer", written));
    screen.line(
        "server  %,d records in the journal, each once and in order, %,d bytes verified%s"
            .formatted(written.records(), journal.verifiedBytes(), message(journal)));
    return read.plus(written).plus(journal);
  }

  private static String describe(String name, LoadReport report) {
    return "%s  %,d operations, %d errors, %,d bytes verified, longest stall %s%s"
        .formatted(
            name,
            report.operations(),
            report.errors(),
            report.verifiedBytes(),
            millis(report.longest().toNanos()),
            message(report));
  }

  private static String message(LoadReport report) {
    return report.message().isEmpty() ? "" : " (" + report.message() + ")";
  }

  private void takeDown(CsiNode csi, PublishedVolume volume) {
    screen.step("Away again");
    csi.unpublish(volume.volume().id(), volume.target());
    screen.good("NodeUnpublishVolume");
    csi.unstage(volume.volume().id(), volume.staging());
    screen.good("NodeUnstageVolume");
    csi.deleteVolume(volume.volume().id());
    screen.good("DeleteVolume");
  }

  private int conclude(LoadReport seen, Node node, Storage storage) {
    screen.step("Nothing is left");
    if (!node.clients().isEmpty() || !node.mounts().isEmpty()) {
      return failed("left after unstage: " + Leftovers.of(node.directory()));
    }
    screen.good("no client and no mount after NodeUnstageVolume");
    Leftovers left = node.shutDown();
    if (!left.isNone()) {
      return failed("left after shutdown: " + left);
    }
    screen.good("no mount, no process, no socket under " + node.directory());
    String numbers =
        "errors=%d verified_bytes=%d longest_stall_ms=%d kills=%d backend=%s"
            .formatted(
                seen.errors(),
                seen.verifiedBytes(),
                seen.longest().toMillis(),
                kills,
                storage.name());
    if (seen.errors() > 0 || seen.verifiedBytes() == 0) {
      return failed(numbers);
    }
    screen.verdict("demo: ok " + numbers);
    return 0;
  }
}
