// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import io.grpc.BindableService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.efc.csi.grpc.CallMetrics;
import org.efc.csi.grpc.VolumeLocks;
import org.efc.csi.service.ControllerService;
import org.efc.csi.service.IdentityService;
import org.efc.csi.service.LocalUse;
import org.efc.csi.service.NodeService;
import org.efc.csi.service.RegistrationService;
import org.efc.csi.volume.Connections;
import org.efc.csi.volume.KnownSources;
import org.efc.csi.volume.SourceOpener;
import org.efc.csi.volume.Volumes;
import org.efc.mounter.Mounter;
import org.efc.mounter.http.HttpEndpoint;
import org.efc.mounter.http.Page;
import org.efc.mounter.remote.FdKeeper;
import org.efc.mounter.remote.SessionManagerClient;

/** A running plugin: the services of its mode at its socket, and what they stand on. */
public final class CsiPlugin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final CallMetrics metrics = new CallMetrics();
  private final CountDownLatch ended = new CountDownLatch(1);
  private BooleanSupplier holdsDevices = () -> true;
  private volatile String reason = "";

  private CsiPlugin() {}

  /**
   * Starts; when this returns, calls are answered. The session manager need not be there yet.
   *
   * @throws org.efc.common.EfcException when it can't listen; then nothing is left
   */
  public static CsiPlugin start(CsiConfig config, SourceOpener opener) {
    CsiPlugin plugin = new CsiPlugin();
    try {
      if (config.mode().hasNode()) {
        Mounter mounter = plugin.add(new SessionManagerClient(config.sessionSocket()));
        FdKeeper keeper = plugin.add(new FdKeeper(config.sessionSocket()));
        plugin.serve(config, opener, mounter, keeper::refresh);
        plugin.holdsDevices = keeper::holdsAll;
      } else {
        plugin.serveController(config, opener);
      }
      plugin.announce(config);
      return plugin;
    } catch (RuntimeException e) {
      plugin.close(e);
      throw e;
    }
  }

  /** The same with a mounter of the caller's. */
  public static CsiPlugin start(CsiConfig config, SourceOpener opener, Mounter mounter) {
    CsiPlugin plugin = new CsiPlugin();
    try {
      plugin.serve(config, opener, mounter, () -> {});
      plugin.announce(config);
      return plugin;
    } catch (RuntimeException e) {
      plugin.close(e);
      throw e;
    }
  }

  private void serve(
      CsiConfig config, SourceOpener opener, Mounter mounter, Runnable devicesChanged) {
    VolumeLocks locks = new VolumeLocks();
    List<BindableService> services = new ArrayList<>();
    services.add(new IdentityService(config.driverName(), config.mode().hasController()));
    services.add(new NodeService(config.node(), mounter, locks, devicesChanged));
    if (config.mode().hasController()) {
      services.add(controller(config, opener, locks, LocalUse.of(mounter)));
    }
    add(CsiServer.start(config.socket(), services, metrics, PATIENCE));
  }

  private void serveController(CsiConfig config, SourceOpener opener) {
    List<BindableService> services =
        List.of(
            new IdentityService(config.driverName(), true),
            controller(config, opener, new VolumeLocks(), LocalUse.NONE));
    add(CsiServer.start(config.socket(), services, metrics, PATIENCE));
  }

  /** Tells kubelet and probes of what is served; kubelet calls as soon as it knows. */
  private void announce(CsiConfig config) {
    BooleanSupplier registered = () -> true;
    if (config.registration().isPresent()) {
      RegistrationService registration =
          new RegistrationService(config.driverName(), config.socket(), this::end);
      add(CsiServer.start(config.registration().get(), List.of(registration), metrics, PATIENCE));
      registered = registration::isRegistered;
    }
    if (config.health().isPresent()) {
      PluginProbe probe = add(new PluginProbe(config.socket()));
      add(HttpEndpoint.start("health-address", config.health().get(), pages(probe, registered)));
    }
  }

  private Map<String, Supplier<Page>> pages(PluginProbe probe, BooleanSupplier registered) {
    return Map.of(
        "/healthz",
        probe::ask,
        "/readyz",
        () -> readiness(registered),
        "/metrics",
        () -> Page.ok(metrics.exposition()));
  }

  /** Who is not ready must not be the only one that lives: a rollout waits for this. */
  private Page readiness(BooleanSupplier registered) {
    if (!registered.getAsBoolean()) {
      return Page.unavailable("kubelet has not registered the driver yet");
    }
    return holdsDevices.getAsBoolean()
        ? Page.ok("ok\n")
        : Page.unavailable("the session manager has not given the devices of its volumes yet");
  }

  private void end(String why) {
    reason = why;
    ended.countDown();
  }

  /**
   * Waits until the plugin is of no use any more.
   *
   * @return why
   */
  public String awaitEnd() throws InterruptedException {
    ended.await();
    return reason;
  }

  private ControllerService controller(
      CsiConfig config, SourceOpener opener, VolumeLocks locks, LocalUse localUse) {
    KnownSources sources = new KnownSources(config.sources(), config.stateDir());
    Volumes volumes = add(new Volumes(new Connections(opener, IDLE), sources));
    return new ControllerService(volumes, sources, locks, localUse);
  }

  private <T extends AutoCloseable> T add(T part) {
    started.push(part);
    return part;
  }

  /** Stops in the reverse order. Mounts, clients and devices are not touched. */
  @Override
  public void close() {
    RuntimeException failure = new IllegalStateException("stopping failed");
    close(failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private void close(RuntimeException cause) {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
