// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.time.Duration;
import org.efc.backend.Backend;
import org.efc.backend.source.Source;

/** Opens sources: {@link org.efc.backend.open.Backends#open}, or a tree in memory for tests. */
public interface SourceOpener {
  /**
   * @throws org.efc.backend.BackendException naming the source
   */
  Backend open(Source source, Duration deadline);
}
