// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter;

/**
 * How a volume is bound into one target.
 *
 * @param readOnly whether this target refuses changes, whatever the volume does
 * @param exclusive whether the volume may have no other target (SINGLE_NODE_SINGLE_WRITER)
 */
public record BindOptions(boolean readOnly, boolean exclusive) {}
