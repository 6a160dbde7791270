// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.mounter.linux.ProcessIdentity;

/** Clients without processes: the test decides how they behave and when they end. */
public final class FakeProcessRunner implements ProcessRunner {
  private static final ProcessIdentity OURSELVES =
      ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();

  private static final String STATFS =
      """
      total_bytes=1000
      free_bytes=400
      available_bytes=300
      total_files=10
      free_files=4
      """;

  private final List<FakeClient> started = new ArrayList<>();
  private final List<FakeClient> adopted = new ArrayList<>();
  private Behaviour behaviour = Behaviour.SERVE;
  private boolean refuse;
  private int blindLooks;
  private int attempts;
  private volatile String said = "";

  /** What the clients do that are started from now on. */
  public enum Behaviour {
    /** Answer {@code state=serving} at once. */
    SERVE,
    /** Answer {@code state=connecting} for ever. */
    CONNECT,
    /** With --fail-fast write a failure and exit 10, otherwise connect. */
    UNREACHABLE
  }

  public synchronized void behave(Behaviour next) {
    behaviour = next;
  }

  /** Lines that the clients say besides when they are asked for their status. */
  public void say(String lines) {
    said = lines;
  }

  /** Whether starting a process fails. */
  public synchronized void refuse(boolean now) {
    refuse = now;
  }

  /** How often {@link #find} will find none. */
  public synchronized void overlook(int looks) {
    blindLooks = looks;
  }

  public synchronized List<FakeClient> started() {
    return List.copyOf(started);
  }

  /** Starts, refused ones too. */
  public synchronized int attempts() {
    return attempts;
  }

  public synchronized List<FakeClient> adopted() {
    return List.copyOf(adopted);
  }

  public synchronized FakeClient last() {
    return started.getLast();
  }

  public synchronized long living() {
    return started.stream().filter(client -> !client.exited().isDone()).count();
  }

  @Override
  public synchronized ClientProcess start(Launch launch) {
    attempts++;
    if (refuse) {
      throw new EfcException("can't start " + launch.command().getFirst() + ": no memory");
    }
    FakeClient client = new FakeClient(launch, behaviour);
    started.add(client);
    return client;
  }

  @Override
  public synchronized Optional<ClientProcess> adopt(ProcessIdentity process) {
    Optional<FakeClient> running =
        started.stream()
            .filter(client -> client.identity().equals(process) && !client.exited().isDone())
            .findFirst();
    running.ifPresent(adopted::add);
    return running.map(client -> client);
  }

  @Override
  public synchronized Map<String, ProcessIdentity> find(Path volumeStates) {
    Map<String, ProcessIdentity> found = new HashMap<>();
    if (blindLooks > 0) {
      blindLooks--;
      return found;
    }
    for (FakeClient client : started) {
      Path directory = Path.of(client.argument("--state-dir"));
      if (!client.exited().isDone() && volumeStates.equals(directory.getParent())) {
        found.put(String.valueOf(directory.getFileName()), client.identity());
      }
    }
    return found;
  }

  /** A client of the test. */
  public final class FakeClient implements ClientProcess {
    private final Launch launch;
    private final CompletableFuture<ExitReason> exited = new CompletableFuture<>();
    private final CompletableFuture<Void> dying = new CompletableFuture<>();
    private final List<Integer> signals = new ArrayList<>();
    private Optional<ControlServer> control = Optional.empty();
    private final Optional<Fd> device;

    FakeClient(Launch launch, Behaviour behaviour) {
      this.launch = launch;
      this.device = launch.device().map(Fd::duplicate);
      Path directory = Path.of(argument("--state-dir"));
      if (behaviour == Behaviour.UNREACHABLE && launch.command().contains("--fail-fast")) {
        fail(directory);
        return;
      }
      control =
          Optional.of(
              new ControlServer(
                  directory.resolve("control.sock"),
                  line ->
                      switch (line) {
                        case "status" ->
                            behaviour == Behaviour.SERVE
                                ? "state=serving\nrequests=42\n" + said
                                : "state=connecting\n";
                        case "statfs" -> STATFS;
                        case "reload-quota" -> "capacity_bytes=4096\n";
                        case "stop" -> {
                          end(new ExitReason.Exited(0));
                          yield "";
                        }
                        default -> "error=unknown command\n";
                      }));
    }

    private void fail(Path directory) {
      try {
        Files.writeString(directory.resolve("failure"), "host nas: no answer on port 2049\n");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      exited.complete(new ExitReason.Exited(10));
    }

    public String argument(String option) {
      return launch.command().get(launch.command().indexOf(option) + 1);
    }

    public Launch launch() {
      return launch;
    }

    /** It can't be saved any more, and is not dead yet. */
    public void beginToEnd() {
      dying.complete(null);
    }

    /** Ends it, as a crash would. */
    public void end(ExitReason reason) {
      control.ifPresent(ControlServer::close);
      device.ifPresent(Fd::close);
      exited.complete(reason);
    }

    public synchronized List<Integer> signals() {
      return List.copyOf(signals);
    }

    @Override
    public ProcessIdentity identity() {
      return OURSELVES;
    }

    @Override
    public CompletableFuture<ExitReason> exited() {
      return exited;
    }

    @Override
    public CompletableFuture<Void> dying() {
      return dying;
    }

    @Override
    public Fd duplicateDevice() {
      return device.orElseThrow().duplicate();
    }

    @Override
    public void signal(int signal) {
      synchronized (this) {
        signals.add(signal);
      }
      end(new ExitReason.Signaled(signal, false));
    }
  }
}
