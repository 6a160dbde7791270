// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.efc.backend.open.Backends;
import org.efc.common.Logging;

/** The plugin on a fake mounter and real sources, for csi-sanity by hand: it needs no root. */
final class FakePluginMain {
  private FakePluginMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    CsiConfig config =
        CsiConfig.parse(CsiConfig.commandLine().parse(List.of(arguments)), System.getenv());
    Logging.configure(config.logLevel());
    CsiPlugin plugin = CsiPlugin.start(config, Backends::open, new FakeMounter());
    Runtime.getRuntime().addShutdownHook(new Thread(plugin::close));
    new CountDownLatch(1).await();
  }
}
