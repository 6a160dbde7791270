// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.process.EfcProgram;
import org.efc.mounter.process.Launch;
import org.efc.mounter.process.Upgrade;
import org.efc.mounter.process.UpgradeRefusedException;
import org.efc.mounter.state.ClientProgram;

/** Has volumes served by the clients of another version, and back. */
final class Upgrading {
  private final SessionParts parts;

  Upgrading(SessionParts parts) {
    this.parts = parts;
  }

  /**
   * Upgrades one volume. Its lock is held by the caller.
   *
   * @param program the {@code bin/efc} of the other version; empty: what served before the last
   *     upgrade
   * @return from when the old client was told to stop until the new one served
   * @throws MountException INVALID, NOT_STAGED; UNAVAILABLE when the old client serves on, and why
   */
  Duration upgrade(String volumeId, String program, Duration patience) {
    Volume volume =
        parts
            .volumes()
            .find(volumeId)
            .orElseThrow(
                () -> new MountException(Kind.NOT_STAGED, "volume " + volumeId + " is not staged"));
    Path present = Path.of(volume.command().getFirst());
    Path next = program.isEmpty() ? before(volume) : Path.of(program);
    if (!next.isAbsolute() || !EfcProgram.isThere(next)) {
      throw new MountException(
          Kind.INVALID,
          "program "
              + next
              + " is no distribution's bin/efc, nor an executable file, with an absolute path");
    }
    List<String> command = ClientLaunch.command(next);
    try (Launch serving = volume.launch(command, false)) {
      Duration stall =
          new Upgrade(volume.supervisor(), parts.runner(), patience)
              .run(
                  ClientLaunch.standby(command, parts.config().stateDir()),
                  serving,
                  serving.command().subList(command.size(), serving.command().size()));
      new ClientProgram(next, present).save(volume.directory());
      return stall;
    } catch (UpgradeRefusedException e) {
      throw new MountException(
          Kind.UNAVAILABLE,
          "volume " + volumeId + " is served by " + present + " as before: " + e.getMessage(),
          e);
    }
  }

  private static Path before(Volume volume) {
    return ClientProgram.of(volume.directory())
        .map(ClientProgram::before)
        .orElseThrow(
            () ->
                new MountException(
                    Kind.INVALID,
                    "volume " + volume.id() + " was not upgraded: nothing to go back to"));
  }
}
