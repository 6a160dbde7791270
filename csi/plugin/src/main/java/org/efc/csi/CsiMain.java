// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.efc.backend.Backends;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.common.Logging;

/** {@code efc csi}: the plugin in the foreground, until SIGTERM. */
public final class CsiMain {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private CsiMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = Arrays.asList(arguments);
    if (words.contains("--help")) {
      System.out.print(CsiConfig.commandLine().help());
      System.exit(OK);
    }
    CsiPlugin plugin;
    try {
      CsiConfig config = CsiConfig.parse(CsiConfig.commandLine().parse(words), System.getenv());
      Logging.configure(config.logLevel());
      plugin = CsiPlugin.start(config, Backends::open);
    } catch (UsageException e) {
      fail(USAGE, e);
      return;
    } catch (EfcException e) {
      fail(FAILED, e);
      return;
    }
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(plugin::close, "stop"));
    never.await();
  }

  private static void fail(int status, EfcException e) {
    System.err.println("efc csi: " + e.getMessage());
    System.exit(status);
  }
}
