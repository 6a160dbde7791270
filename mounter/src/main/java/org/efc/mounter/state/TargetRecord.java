// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import org.efc.mounter.BindOptions;

/**
 * A target of a volume.
 *
 * @param path as the caller named it, normalised
 * @param resolved as mountinfo shows it: without symbolic links
 * @param phase how far the bind is
 */
public record TargetRecord(String path, String resolved, BindOptions options, Phase phase) {
  /** Intent first, then the deed, then the note that it is done. */
  public enum Phase {
    BINDING,
    BOUND,
    UNBINDING
  }

  public TargetRecord with(Phase next) {
    return new TargetRecord(path, resolved, options, next);
  }
}
