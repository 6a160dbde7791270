// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.backend.ForwardingBackend;
import org.efc.backend.Handle;
import org.efc.backend.source.Source;
import org.efc.client.config.ClientConfig;
import org.efc.client.fixture.ChildMain;
import org.efc.client.serving.Client;
import org.efc.client.storage.Connecting;
import org.efc.common.CommandLine.Arguments;
import org.efc.common.Name;
import org.efc.common.Pause;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * A client that looks some names up at its peril: {@code throws} ends it by an Error, {@code
 * misleads} by an answer that its completion throws about, {@code crashes} by SIGSEGV, and {@code
 * waits} holds the thread as long as a file {@code hold} is in the state directory.
 */
final class DeadlyNamesMain {
  private static final int SIGSEGV = 11;

  private DeadlyNamesMain() {}

  public static void main(String[] arguments) {
    Arguments parsed = ClientConfig.commandLine().parse(ChildMain.received(arguments));
    Path state = Path.of(parsed.require("state-dir"));
    Connecting connecting = new Connecting(Source.parse(parsed.require("source")));
    Backend storage = connecting.once(Duration.ofSeconds(10));
    Backend deadly =
        new ForwardingBackend(storage) {
          @Override
          public void lookup(
              Caller caller, Handle directory, Name name, Completion<Entry> completion) {
            lookedUp(name.toString(), state);
            if (name.toString().contains("misleads")) {
              mislead(completion);
              return;
            }
            super.lookup(caller, directory, name, completion);
          }
        };
    System.exit(
        ClientMain.serve(
            parsed, Optional.of(new Client.Prepared(connecting, deadly)), Optional.empty()));
  }

  @SuppressWarnings("unchecked") // that is the fault
  private static void mislead(Completion<?> completion) {
    ((Completion<Object>) completion).succeeded("no entry");
  }

  private static void lookedUp(String name, Path state) {
    if (name.contains("throws")) {
      throw new AssertionError("the code of this request is broken");
    }
    if (name.contains("crashes")) {
      Libc libc = Libc.current();
      libc.call(Syscall.KILL, libc.call(Syscall.GETPID, 0), SIGSEGV, 0);
      Pause.millis(10_000);
    }
    if (name.contains("waits")) {
      hold(state);
    }
  }

  private static void hold(Path state) {
    try {
      Files.writeString(state.resolve("held"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (Files.exists(state.resolve("hold"))) {
      Pause.millis(2);
    }
  }
}
