// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.open;

import java.time.Duration;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.ServerNotes;
import org.efc.backend.file.FileBackend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.nfs.NfsBackend;
import org.efc.backend.source.Source;

/** Opens sources. */
public final class Backends {
  private Backends() {}

  /**
   * Opens the directory that {@code source} names.
   *
   * @param deadline how long to try to reach a server; what is local answers at once
   * @throws BackendException naming the source; {@link BackendException#errno} tells the kind
   */
  public static Backend open(Source source, Duration deadline) {
    return open(source, deadline, ServerNotes.FORGOTTEN);
  }

  /** The same for a process that goes on where another was. */
  public static Backend open(Source source, Duration deadline, ServerNotes notes) {
    return switch (source) {
      case Source.Nfs nfs -> NfsBackend.open(nfs, deadline, notes);
      case Source.Local local -> FileBackend.open(local);
      case Source.InMemory _ -> new MemoryBackend();
    };
  }
}
