// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.time.Duration;
import org.efc.backend.Backend;
import org.efc.backend.Source;

/** Opens sources: {@link org.efc.backend.Backends#open}, or a tree in memory for tests. */
public interface SourceOpener {
  /**
   * @throws org.efc.backend.BackendException naming the source
   */
  Backend open(Source source, Duration deadline);
}
