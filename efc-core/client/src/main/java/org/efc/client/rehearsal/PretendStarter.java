// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.nio.file.Path;
import java.util.List;
import org.efc.client.control.ClientDescriptors;
import org.efc.client.control.StandbyMessage;
import org.efc.common.linux.Fd;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.UnixSocket;

/** Tells this process what a session manager tells a standby, and has it take the descriptors. */
final class PretendStarter implements AutoCloseable {
  private static final int PRIVATE_MODE = 0600;

  private final UnixSocket.Pair sockets = UnixSocket.pair();
  private final Fd device;
  private final Fd lock;

  // What is there is replaced by what comes.
  private final Fd deviceHere;
  private final Fd logHere;
  private final Fd lockHere;

  PretendStarter(Path state, Fd device) {
    this.device = device;
    this.lock =
        Fd.open(
            state.resolve("lock").toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, PRIVATE_MODE);
    this.deviceHere = lock.duplicate();
    this.logHere = lock.duplicate();
    this.lockHere = lock.duplicate();
  }

  /** Where the descriptors of the one that was told are. */
  ClientDescriptors.Places places() {
    return new ClientDescriptors.Places(
        deviceHere.number(), logHere.number(), logHere.number(), lockHere.number());
  }

  /** Tells the next one; returns the arguments that came. */
  List<String> next(List<String> arguments) {
    new StandbyMessage(arguments, List.of(device, lock, lock)).send(sockets.one());
    StandbyMessage order = StandbyMessage.receive(sockets.other());
    ClientDescriptors.become(order.fds(), places());
    return order.arguments();
  }

  @Override
  public void close() {
    for (Fd fd : List.of(lock, deviceHere, logHere, lockHere)) {
      fd.close();
    }
    sockets.close();
  }
}
