// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.backend.ServerNotes;
import org.efc.client.config.ClientConfig;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.config.WriteMode;
import org.efc.client.quota.Quota;
import org.efc.client.quota.QuotaWatch;
import org.efc.client.quota.UsageFile;
import org.efc.client.request.EfcFileSystem;
import org.efc.client.request.StaleRoot;
import org.efc.client.state.InitFile;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.state.Suspects;
import org.efc.client.storage.MountGroupBackend;
import org.efc.client.storage.PendingBackend;
import org.efc.client.validity.KernelCache;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Revalidation;
import org.efc.common.linux.Fd;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
import org.efc.fuse.FuseSession;
import org.efc.fuse.InitPreferences;
import org.efc.fuse.SessionEnd;
import org.efc.fuse.SessionOptions;

/**
 * The file system of a volume on a mounted device. Adopting it is one path for a new mount and for
 * one that a predecessor served: open the table of inodes, load what INIT agreed on, if it came,
 * ask the kernel to send again what nobody answered, and serve.
 */
public final class ServedVolume implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServedVolume.class.getName());

  private final InodeTable inodes;
  private final IntentRing intents;
  private final Suspects suspects;
  private final FaultPoints faults = new FaultPoints();
  private final VolumeOptions options;
  private final PendingBackend backend = new PendingBackend();
  private final Quota quota = new Quota();
  private final Opened opened;
  private final EfcFileSystem fileSystem;
  private final FuseSession session;
  private final QuotaWatch quotaWatch;
  private final AdoptionTimes adoption;

  private ServedVolume(
      Fd device,
      ClientConfig config,
      InodeTable inodes,
      Opened opened,
      Metrics metrics,
      AdoptionTimes adoption,
      Consumer<ServerNotes> notes) {
    this.opened = opened;
    this.inodes = inodes;
    this.adoption = adoption;
    this.options = config.options();
    this.intents =
        IntentRing.open(
            config.intentsFile(), config.volumeHash(), inodes.epoch(), options.inFlight(), faults);
    intents.pinsIn(inodes);
    this.suspects =
        Suspects.open(
            config.suspectsFile(), config.volumeHash(), inodes.epoch(), config.crashesFile());
    notes.accept(intents);
    Revalidation revalidation = opened.add(new Revalidation());
    KernelNotifications notifications = opened.add(new KernelNotifications(FailStop.HALT));
    this.fileSystem =
        new EfcFileSystem(
            backend,
            inodes,
            intents,
            faults,
            quota,
            revalidation,
            notifications,
            options,
            config.stateDirectory(),
            config.readOnly(),
            metrics);
    opened.add(fileSystem.reclaim());
    fileSystem.tells(suspects);
    backend.tells(suspects);
    UsageFile usage = new UsageFile(config.stateDirectory());
    usage.load().ifPresent(quota::used);
    this.quotaWatch =
        opened.add(
            new QuotaWatch(
                backend, InodeTable.UNKNOWN_ROOT, quota, usage, options.quotaInterval()));
    InitFile init = new InitFile(config.initFile(), this::newConnection);
    this.session =
        new FuseSession(
            device,
            fileSystem,
            new SessionOptions(preferences(options), options.readers(), options.inFlight()),
            init,
            init.load(),
            metrics);
    revalidation.by(session.notifier()::invalidateAttributes);
    fileSystem.notifies(KernelCache.of(session.notifier()));
    fileSystem.reclaim().by(session.notifier()::prune);
    adoption.shownIn(metrics, session::firstAnswerAt);
    metrics.gauge("efc_epoch", "How many processes have served the state", inodes::epoch);
    metrics.gauge(
        "efc_quota_capacity_bytes", "Capacity of the volume", () -> quota.capacity().orElse(0));
    metrics.gauge("efc_quota_used_bytes", "Used of it", () -> quota.used().orElse(0));
  }

  private static InitPreferences preferences(VolumeOptions options) {
    return InitPreferences.shared()
        .withFlags(InitPreferences.SHARED_FLAGS | options.locking().initFlags())
        .withMaxWrite(options.maxTransfer());
  }

  /**
   * Takes over the mount and starts to serve it; calls wait until {@link #reached}.
   *
   * @param device stays open until {@link #close}; not owned
   */
  public static ServedVolume adopt(Fd device, ClientConfig config, Metrics metrics) {
    return adopt(device, config, metrics, new AdoptionTimes(), _ -> {});
  }

  /**
   * The same.
   *
   * @param notes gets, as soon as it is there, what the last process noted about the server: the
   *     source may be reached while the mount is adopted
   */
  static ServedVolume adopt(
      Fd device,
      ClientConfig config,
      Metrics metrics,
      AdoptionTimes adoption,
      Consumer<ServerNotes> notes) {
    Opened opened = new Opened();
    InodeTable inodes =
        opened.add(
            InodeTable.open(
                config.inodesFile(), config.volumeHash(), config.options().maxInodes()));
    try {
      ServedVolume volume =
          new ServedVolume(device, config, inodes, opened, metrics, adoption, notes);
      adoption.done(AdoptionTimes.Step.STATE);
      volume.session.start();
      adoption.done(AdoptionTimes.Step.RESEND);
      return volume;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** INIT came: to a new connection of the kernel the table's inodes mean nothing. */
  private void newConnection() {
    if (inodes.size() > 1) {
      LOG.log(System.Logger.Level.INFO, "a new mount: forgets {0} inodes", inodes.size());
    }
    inodes.reset();
    intents.reset();
    suspects.reset();
    quota.forget();
  }

  /** The source was reached: what waits is answered. */
  public void reached(Backend reached) {
    inodes.root(reached.root());
    fileSystem.reached(reached.rootFsid());
    fileSystem.defaultWriteMode(
        reached.traits().keepsWritesOverKill() ? WriteMode.LOCAL : WriteMode.STABLE);
    backend.reached(shown(reached));
    adoption.done(AdoptionTimes.Step.SOURCE);
    Thread.ofPlatform().name("sweep").daemon().start(fileSystem.unlinkedSweep()::afterStart);
    Thread.ofPlatform().name("quota").daemon().start(quotaWatch::run);
  }

  private Backend shown(Backend reached) {
    return options.mountGroup().isPresent()
        ? new MountGroupBackend(reached, options.mountGroup().getAsInt())
        : reached;
  }

  public boolean isServing() {
    return backend.isReached();
  }

  public StaleRoot staleRoot() {
    return fileSystem.staleRoot();
  }

  /** As {@link IntentRing#lost} has it. */
  long lostChanges() {
    return intents.lost();
  }

  /** As {@link Suspects#latest} has it. */
  String poisoned() {
    return suspects.latest();
  }

  FaultPoints faults() {
    return faults;
  }

  public InodeTable inodes() {
    return inodes;
  }

  public Quota quota() {
    return quota;
  }

  public QuotaWatch quotaWatch() {
    return quotaWatch;
  }

  public FuseSession session() {
    return session;
  }

  /** Calls on it wait until the source was reached. */
  public Backend backend() {
    return backend;
  }

  /** Waits until the session has ended. */
  public SessionEnd awaitEnd() throws InterruptedException {
    while (true) {
      Optional<SessionEnd> end = session.await(Duration.ofHours(1));
      if (end.isPresent()) {
        return end.get();
      }
    }
  }

  /**
   * Stops between two requests: the mount lives on for the next process.
   *
   * @return whether all that was read is answered
   */
  public boolean stop(Duration atMost) {
    return session.stop(atMost);
  }

  /** After an unmount: removes what was kept for open files, as far as the storage is quick. */
  public void removeUnlinked(Duration atMost) {
    if (!isServing()) {
      return;
    }
    fileSystem.unlinkedSweep().afterUnmount(atMost);
  }

  /** After {@link #close}, for a process that lives on: one that ends need not wait for it. */
  public void giveBack() {
    session.releaseMemory();
    backend.close();
  }

  /**
   * Ends the session, if it goes on, and lets go of the state. The device stays open, and so does
   * the way to the storage: to close it would answer what is under way with an error, which the
   * next process is to be asked again instead.
   */
  @Override
  public void close() {
    if (!session.end().isDone()) {
      session.stop(Duration.ofSeconds(1));
    }
    opened.close();
  }
}
