// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

/**
 * How a volume is bound into one target.
 *
 * @param readOnly whether this target refuses changes, whatever the volume does
 * @param exclusive whether the volume may have no other target (SINGLE_NODE_SINGLE_WRITER)
 * @param keepDirectory whether unpublish leaves the target directory, as umount(8) does; CSI wants
 *     it removed
 */
public record BindOptions(boolean readOnly, boolean exclusive, boolean keepDirectory) {

  /** As CSI wants it: unpublish removes the target directory. */
  public BindOptions(boolean readOnly, boolean exclusive) {
    this(readOnly, exclusive, false);
  }
}
