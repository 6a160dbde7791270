// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.common.linux.Fd;

/**
 * What to start, and with which descriptors: 0 is /dev/null, 1 and 2 the log, 3 the device, 4 the
 * lock, and nothing else is inherited.
 *
 * @param command program and arguments
 * @param environment all of it: nothing is inherited
 * @param log standard output and error are appended here
 * @param device belongs to this launch, which closes it; the process gets a duplicate
 * @param lock a file that the process gets opened: it locks it as long as it serves, and is known
 *     by it
 */
public record Launch(
    List<String> command,
    Map<String, String> environment,
    Path log,
    Optional<Fd> device,
    Optional<Path> lock)
    implements AutoCloseable {
  /** The number of the device in the process. */
  public static final int DEVICE_FD = 3;

  /** The number of the opened lock file. */
  public static final int LOCK_FD = 4;

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  @Override
  public void close() {
    device.ifPresent(Fd::close);
  }
}
