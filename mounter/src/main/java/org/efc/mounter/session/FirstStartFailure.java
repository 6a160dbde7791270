// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.process.ClientProcess;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.state.VolumeDirectory;

/** Makes a {@link MountException} of a client that could not reach its source at first. */
final class FirstStartFailure {
  private static final int UNREACHABLE = 10;
  private static final int NO_SUCH_SOURCE = 11;
  private static final int DENIED = 12;
  private static final int BAD_OPTION = 2;
  private static final int MAX_LINE = 500;

  private FirstStartFailure() {}

  static MountException of(String source, ExitReason reason, VolumeDirectory directory) {
    String text = lastLine(directory.failure());
    if (text.isEmpty()) {
      text = reason.describe();
      String log = lastLine(directory.log());
      text = log.isEmpty() ? text : text + "; its log ends with: " + log;
    }
    // The client names the source itself, as a rule.
    String message = text.contains(source) ? text : "source " + source + ": " + text;
    return new MountException(kind(reason), message);
  }

  private static Kind kind(ExitReason reason) {
    return switch (reason) {
      case ExitReason.Exited(int status) -> kind(status);
      // Somebody killed it, which says nothing of the source: the same call again may well succeed.
      case ExitReason.Signaled(int signal, boolean outOfMemory)
          when !outOfMemory
              && (signal == ClientProcess.SIGKILL || signal == ClientProcess.SIGTERM) ->
          Kind.UNREACHABLE;
      default -> Kind.INTERNAL;
    };
  }

  private static Kind kind(int status) {
    return switch (status) {
      case UNREACHABLE -> Kind.UNREACHABLE;
      case NO_SUCH_SOURCE -> Kind.NO_SUCH_SOURCE;
      case DENIED -> Kind.DENIED;
      case BAD_OPTION -> Kind.INVALID;
      default -> Kind.INTERNAL;
    };
  }

  private static String lastLine(Path file) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      String last = lines.isEmpty() ? "" : lines.getLast().strip();
      return last.length() > MAX_LINE ? last.substring(0, MAX_LINE) + "..." : last;
    } catch (IOException e) {
      return "";
    }
  }
}
