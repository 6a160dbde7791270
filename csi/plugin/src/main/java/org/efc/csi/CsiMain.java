// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.util.Arrays;
import java.util.List;
import org.efc.backend.open.Backends;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.common.Logging;

/** {@code efc csi}: the plugin in the foreground, until SIGTERM, or until kubelet refuses it. */
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
      fail(USAGE, String.valueOf(e.getMessage()));
      return;
    } catch (EfcException e) {
      fail(FAILED, String.valueOf(e.getMessage()));
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(plugin::close, "stop"));
    fail(FAILED, plugin.awaitEnd());
  }

  private static void fail(int status, String why) {
    System.err.println("efc csi: " + why);
    System.exit(status);
  }
}
