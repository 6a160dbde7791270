// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /proc/<pid>/status} says of a caller (proc_pid_status(5)). ReadRequests it waits for
 * nothing that the process waits for, unlike other files there.
 */
final class ProcessStatus {
  private static final long SIGKILL = 1L << (9 - 1);

  private ProcessStatus() {}

  /** Supplementary groups; none when the process can't be seen. */
  static List<Integer> groups(int pid) {
    return read(pid)
        .flatMap(text -> field(text, "Groups:"))
        .map(ProcessStatus::numbers)
        .orElse(List.of());
  }

  /**
   * Whether the process is being killed: by SIGKILL, or by another signal that it does not handle,
   * which the kernel turns into SIGKILL for each thread. Also when it is not there any more.
   */
  static boolean isDying(int pid) {
    Optional<String> text = read(pid);
    return text.isEmpty() || pending(text.get(), "SigPnd:") || pending(text.get(), "ShdPnd:");
  }

  private static boolean pending(String text, String field) {
    return field(text, field)
        .map(mask -> (Long.parseUnsignedLong(mask, 16) & SIGKILL) != 0)
        .orElse(false);
  }

  private static List<Integer> numbers(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      if (!word.isEmpty()) {
        numbers.add(Integer.parseUnsignedInt(word));
      }
    }
    return numbers;
  }

  private static Optional<String> field(String text, String name) {
    int at = text.indexOf("\n" + name);
    if (at < 0) {
      return Optional.empty();
    }
    int start = at + 1 + name.length();
    return Optional.of(text.substring(start, text.indexOf('\n', start)).strip());
  }

  private static Optional<String> read(int pid) {
    try {
      byte[] bytes =
          Files.readAllBytes(Path.of("/proc/" + Integer.toUnsignedString(pid) + "/status"));
      return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
