// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.util.Set;

/**
 * A line of mountinfo (proc(5)).
 *
 * @param device major:minor; the minor is the FUSE connection's number
 * @param point where it is mounted, unescaped
 * @param options of this mount, as in {@code ro}
 */
public record MountEntry(
    String device, String root, String point, Set<String> options, String type, String source) {}
