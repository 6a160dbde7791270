// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.Mounter;
import org.efc.mounter.VolumeStatus;

/**
 * A mounter that keeps the documented contract of the session manager and mounts nothing: targets
 * are real directories. A second call on a volume gets PENDING while the first one works.
 */
public final class FakeMounter implements Mounter {
  private static final long TOTAL = 1L << 30;

  private record Staged(MountSpec spec, String stagingPath, Map<String, BindOptions> targets) {}

  private final Map<String, Staged> volumes = new LinkedHashMap<>(); // guarded by this
  private final Map<String, ReentrantLock> working = new LinkedHashMap<>(); // guarded by this
  private final AtomicInteger mounts = new AtomicInteger();
  private final AtomicInteger binds = new AtomicInteger();
  private final AtomicInteger quotaReloads = new AtomicInteger();
  private volatile Optional<MountException> failure = Optional.empty();
  private volatile Optional<CountDownLatch> gate = Optional.empty();

  /** How often something was really mounted. */
  public int mounts() {
    return mounts.get();
  }

  /** How often something was really bound. */
  public int binds() {
    return binds.get();
  }

  public int quotaReloads() {
    return quotaReloads.get();
  }

  /** Every call from now on fails like this. */
  public void failWith(MountException e) {
    failure = Optional.of(e);
  }

  public void workAgain() {
    failure = Optional.empty();
  }

  /** Stages wait from now on until the latch is open. */
  public void holdStages(CountDownLatch latch) {
    gate = Optional.of(latch);
  }

  public synchronized Optional<MountSpec> staged(String volumeId) {
    return Optional.ofNullable(volumes.get(volumeId)).map(Staged::spec);
  }

  private interface Work {
    void run();
  }

  private void exclusively(String volumeId, Work work) {
    failure.ifPresent(
        e -> {
          throw e;
        });
    ReentrantLock lock;
    synchronized (this) {
      lock = working.computeIfAbsent(volumeId, _ -> new ReentrantLock());
    }
    if (!lock.tryLock()) {
      throw new MountException(Kind.PENDING, "another call on volume " + volumeId);
    }
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stage(MountSpec spec, String stagingPath, Duration deadline) {
    exclusively(
        spec.volumeId(),
        () -> {
          awaitGate();
          synchronized (this) {
            Staged known = volumes.get(spec.volumeId());
            if (known == null) {
              volumes.put(spec.volumeId(), new Staged(spec, stagingPath, new LinkedHashMap<>()));
              mounts.incrementAndGet();
            } else if (!known.spec.equals(spec) || !known.stagingPath.equals(stagingPath)) {
              throw new MountException(
                  Kind.INCOMPATIBLE, "volume " + spec.volumeId() + " is staged as " + known.spec);
            }
          }
        });
  }

  private void awaitGate() {
    try {
      if (gate.isPresent() && !gate.get().await(30, TimeUnit.SECONDS)) {
        throw new MountException(Kind.DEADLINE, "the test's gate stayed shut");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(Kind.INTERNAL, "interrupted", e);
    }
  }

  @Override
  public void unstage(String volumeId, String stagingPath, Duration deadline) {
    exclusively(
        volumeId,
        () -> {
          synchronized (this) {
            Staged known = volumes.get(volumeId);
            if (known != null && !known.targets.isEmpty()) {
              throw new MountException(
                  Kind.IN_USE, "volume " + volumeId + " is published at " + known.targets.keySet());
            }
            volumes.remove(volumeId);
          }
        });
  }

  @Override
  public void publish(String volumeId, String target, BindOptions options, Duration deadline) {
    exclusively(
        volumeId,
        () -> {
          synchronized (this) {
            Staged known = volumes.get(volumeId);
            if (known == null) {
              throw new MountException(Kind.NOT_STAGED, "volume " + volumeId + " is not staged");
            }
            bind(known, target, options);
          }
        });
  }

  private void bind(Staged volume, String target, BindOptions options) {
    BindOptions before = volume.targets.get(target);
    if (before != null) {
      if (!before.equals(options)) {
        throw new MountException(Kind.INCOMPATIBLE, "target " + target + " has " + before);
      }
      return;
    }
    boolean exclusive =
        options.exclusive() || volume.targets.values().stream().anyMatch(BindOptions::exclusive);
    if (exclusive && !volume.targets.isEmpty()) {
      throw new MountException(
          Kind.IN_USE, "volume is published at " + volume.targets.keySet() + " already");
    }
    makeTarget(target);
    volume.targets.put(target, options);
    binds.incrementAndGet();
  }

  private static void makeTarget(String target) {
    Path path = Path.of(target);
    try {
      if (Files.isDirectory(path)) {
        try (var files = Files.list(path)) {
          if (files.findAny().isPresent()) {
            throw new MountException(Kind.BAD_TARGET, "target " + target + " is not empty");
          }
        }
        return;
      }
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new MountException(Kind.BAD_TARGET, "target " + target + ": " + e, e);
    }
  }

  @Override
  public void unpublish(String volumeId, String target, Duration deadline) {
    exclusively(
        volumeId,
        () -> {
          synchronized (this) {
            volumes.values().forEach(volume -> volume.targets.remove(target));
          }
          try {
            Files.deleteIfExists(Path.of(target));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public Optional<VolumeStatus> status(String volumeId, Duration deadline) {
    failure.ifPresent(
        e -> {
          throw e;
        });
    synchronized (this) {
      return Optional.ofNullable(volumes.get(volumeId)).map(FakeMounter::statusOf);
    }
  }

  private static VolumeStatus statusOf(Staged volume) {
    return new VolumeStatus(
        volume.spec,
        "/fake/" + volume.spec.volumeId().hashCode(),
        List.copyOf(volume.targets.keySet()),
        "serving",
        4711,
        1,
        0,
        "",
        false,
        "serving",
        Optional.of(new VolumeStatus.Usage(TOTAL, TOTAL / 4, TOTAL - TOTAL / 4, 1000, 900)));
  }

  @Override
  public synchronized List<VolumeStatus> list(Duration deadline) {
    return volumes.values().stream().map(FakeMounter::statusOf).toList();
  }

  @Override
  public long reloadQuota(String volumeId, Duration deadline) {
    failure.ifPresent(
        e -> {
          throw e;
        });
    synchronized (this) {
      if (!volumes.containsKey(volumeId)) {
        throw new MountException(Kind.UNKNOWN_VOLUME, "volume " + volumeId + " is not here");
      }
    }
    quotaReloads.incrementAndGet();
    return TOTAL;
  }

  @Override
  public void close() {}
}
