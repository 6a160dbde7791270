// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jnr.constants.platform.Errno;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SpawnAttribute;
import jnr.posix.SpawnFileAction;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;
import org.efc.mounter.linux.DeviceUsers;
import org.efc.mounter.linux.MemoryCgroup;
import org.efc.mounter.linux.PidFd;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.state.VolumeDirectory;

/**
 * posix_spawn(3) through jnr-posix: unlike ProcessBuilder it can hand a descriptor down. One small
 * thread per process waits for its end and reaps it.
 */
public final class PosixProcessRunner implements ProcessRunner {
  private static final System.Logger LOG = System.getLogger(PosixProcessRunner.class.getName());
  // spawn.h of glibc 2.26. jnr-posix can't fill in a signal mask; an untouched one is empty, and
  // that is what a client wants: no signal blocked.
  private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final int POSIX_SPAWN_SETSID = 0x80;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int FIRST_INHERITABLE = 3;
  private static final int PRIVATE_MODE = 0600;
  private static final int WATCHER_STACK = 128 * 1024;

  /** Of every JVM, from soon after its start until its end. */
  private static final String SOME_THREAD = "VM Thread";

  private static final Duration LOOK_FOR_THREAD = Duration.ofMillis(100);
  private static final int LOOKS_FOR_THREAD = 50;

  private static final String OOM_SCORE_ADJ = "-900";

  private static final Duration LOADS_WITHIN = Duration.ofMinutes(1);

  /** Loading takes half of a session manager's start, and clients that live are adopted without. */
  private final CompletableFuture<POSIX> posix =
      CompletableFuture.supplyAsync(
          PosixProcessRunner::load,
          loading -> Thread.ofPlatform().name("jnr-posix").daemon().start(loading));

  private final ClientCgroups cgroups;

  public PosixProcessRunner() {
    this(OptionalLong.empty());
  }

  /**
   * Begins to load the native library, so that the first restart of a client need not wait for it.
   *
   * @param memoryLimit of each client, in bytes
   */
  public PosixProcessRunner(OptionalLong memoryLimit) {
    this.cgroups = new ClientCgroups(memoryLimit);
  }

  private static POSIX load() {
    POSIX posix = POSIXFactory.getNativePOSIX();
    posix.getpid();
    return posix;
  }

  private POSIX posix() {
    try {
      return posix.get(LOADS_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new EfcException("jnr-posix can't be loaded: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new EfcException("jnr-posix was not loaded within " + LOADS_WITHIN, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EfcException("interrupted while jnr-posix was loaded", e);
    }
  }

  @Override
  public ClientProcess start(Launch asked) {
    Launch launch = EfcProgram.direct(asked);
    List<SpawnFileAction> actions = new ArrayList<>();
    actions.add(SpawnFileAction.open("/dev/null", 0, OpenFlags.O_RDONLY, 0));
    actions.add(
        SpawnFileAction.open(
            launch.log().toString(),
            1,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND,
            PRIVATE_MODE));
    actions.add(SpawnFileAction.dup(1, 2));
    launch
        .device()
        .ifPresent(fd -> actions.add(SpawnFileAction.dup(fd.number(), Launch.DEVICE_FD)));
    launch
        .lock()
        .ifPresent(
            file ->
                actions.add(
                    SpawnFileAction.open(
                        file.toString(),
                        Launch.LOCK_FD,
                        OpenFlags.O_RDWR | OpenFlags.O_CREAT,
                        PRIVATE_MODE)));
    List<SpawnAttribute> attributes =
        List.of(SpawnAttribute.flags((short) (POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID)));
    List<String> environment =
        launch.environment().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    POSIX spawner = posix();
    closeOnExec();
    long pid =
        spawner.posix_spawnp(
            launch.command().getFirst(), actions, attributes, launch.command(), environment);
    if (pid <= 0) {
      throw new EfcException(
          "can't start "
              + launch.command().getFirst()
              + ": "
              + Errno.valueOf(spawner.errno()).description());
    }
    // Not reaped yet, so the id can't belong to anyone else, and even a zombie has a start time.
    return watch((int) pid, launch);
  }

  @Override
  public Map<String, ProcessIdentity> find(Path volumeStates) {
    return DeviceUsers.find(volumeStates, VolumeDirectory.LOCK);
  }

  private ClientProcess watch(int pid, Launch launch) {
    ProcessIdentity identity = new ProcessIdentity(pid, startTime(pid));
    preferOthersWhenOutOfMemory(pid);
    Optional<PidFd> pidFd = PidFd.open(identity);
    boolean isClient = launch.lock().isPresent();
    Watched process = new Watched(identity, pidFd, isClient ? cgroups.place(pid) : cgroups.own());
    if (pidFd.isEmpty()) {
      process.exited.complete(reap(process));
      return process;
    }
    return watch(process, pidFd.get(), () -> reap(process));
  }

  private static long startTime(int pid) {
    return ProcessIdentity.of(pid).map(ProcessIdentity::startTime).orElse(0L);
  }

  @Override
  public Optional<ClientProcess> adopt(ProcessIdentity process) {
    return PidFd.open(process)
        .map(
            pidFd ->
                watch(
                    new Watched(process, Optional.of(pidFd), MemoryCgroup.of(process.pid())),
                    pidFd,
                    ExitReason.Vanished::new));
  }

  private static ClientProcess watch(
      Watched process, PidFd pidFd, java.util.function.Supplier<ExitReason> reason) {
    Thread watcher =
        new Thread(
            null,
            () -> {
              awaitDying(process, pidFd);
              pidFd.awaitExit();
              ExitReason why = reason.get();
              process.close();
              process.exited.complete(why);
            },
            "client-" + process.identity().pid(),
            WATCHER_STACK);
    watcher.setDaemon(true);
    watcher.start();
    return process;
  }

  /** Returns at once for a process that is none of a JVM. */
  private static void awaitDying(Watched process, PidFd pidFd) {
    for (int look = 0; look < LOOKS_FOR_THREAD; look++) {
      Optional<PidFd> thread = PidFd.ofThread(process.identity(), SOME_THREAD);
      if (thread.isPresent()) {
        thread.get().awaitExit();
        thread.get().close();
        process.dying.complete(null);
        return;
      }
      if (pidFd.awaitExit(LOOK_FOR_THREAD)) {
        return;
      }
    }
  }

  private ExitReason reap(Watched process) {
    int[] status = new int[1];
    POSIX spawner = posix();
    while (spawner.waitpid(process.identity().pid(), status, 0) < 0) {
      if (spawner.errno() != Errno.EINTR.intValue()) {
        return new ExitReason.Vanished();
      }
    }
    int signal = status[0] & 0x7f;
    return signal == 0
        ? new ExitReason.Exited(status[0] >> 8 & 0xff)
        : new ExitReason.Signaled(signal, signal == 9 && process.isOneMoreKilledForMemory());
  }

  /** The JVM opens jars and the like without O_CLOEXEC; a client must inherit none of it. */
  private static void closeOnExec() {
    Libc.current()
        .require(
            "close_range",
            Syscall.CLOSE_RANGE,
            FIRST_INHERITABLE,
            0xffff_ffffL,
            CLOSE_RANGE_CLOEXEC,
            0,
            0,
            0);
  }

  /** Applications suffer when a client dies; it can be had again, but not for nothing. */
  private static void preferOthersWhenOutOfMemory(int pid) {
    try {
      Files.writeString(Path.of("/proc", Integer.toString(pid), "oom_score_adj"), OOM_SCORE_ADJ);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "oom_score_adj of client {0} stays: {1}", pid, e);
    }
  }

  private static final class Watched implements ClientProcess {
    private final ProcessIdentity identity;
    private final Optional<MemoryCgroup> group;
    private final long killsBefore;
    private final CompletableFuture<ExitReason> exited = new CompletableFuture<>();
    private final CompletableFuture<Void> dying = new CompletableFuture<>();
    private Optional<PidFd> pidFd;

    Watched(ProcessIdentity identity, Optional<PidFd> pidFd, Optional<MemoryCgroup> group) {
      this.identity = identity;
      this.pidFd = pidFd;
      this.group = group;
      this.killsBefore = kills();
    }

    private long kills() {
      return group.map(MemoryCgroup::oomKills).orElse(0L);
    }

    boolean isOneMoreKilledForMemory() {
      return kills() > killsBefore;
    }

    @Override
    public ProcessIdentity identity() {
      return identity;
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
    public synchronized Fd duplicateDevice() {
      return pidFd
          .orElseThrow(() -> new EfcException("client " + identity.pid() + " is gone"))
          .takeDuplicate(Launch.DEVICE_FD);
    }

    @Override
    public synchronized void signal(int signal) {
      pidFd.ifPresent(fd -> fd.signal(signal));
    }

    synchronized void close() {
      pidFd.ifPresent(PidFd::close);
      pidFd = Optional.empty();
      group.filter(ClientCgroups::isOfOneClient).ifPresent(MemoryCgroup::removeIfEmpty);
    }
  }
}
