// SPDX-License-Identifier: Apache-2.0

/**
 * What a client keeps so that its successor knows it: the table of inodes, the requests under way,
 * what INIT agreed on, who serves.
 *
 * <p>Files are mapped and shared: a store survives a kill -9 of the process at any instruction. The
 * stores of a change are ordered so that each prefix of them is a state that the next process can
 * go on with.
 *
 * <p><b>How the state grows.</b> A mount outlives the version that made it, and versions may follow
 * each other in both directions: upgrade, rollback, upgrade. So:
 *
 * <ul>
 *   <li>The formats of {@code inodes} ({@link org.efc.client.state.TableFile}) and of {@code
 *       intents} ({@link org.efc.client.state.IntentRing}) are frozen. A version refuses another
 *       format before it takes over.
 *   <li>New state of an inode goes to a file beside the table ({@link
 *       org.efc.client.state.SideTable}), with a format of its own. A newer version may add files;
 *       an older one leaves alone what it does not know.
 *   <li>Each process that opens the table raises the table's epoch. A file beside the table has the
 *       epoch of the last process that maintained the file. When another process had the table
 *       since, nothing in the file is believed: the file is computed or begun anew.
 *   <li>A new field of an intent goes to the spare bytes at the end of its slot, with the number of
 *       its request beside it: an older version does not clear what it does not know.
 * </ul>
 *
 * <p>What must never be here: anything that talks to the storage or answers the kernel.
 */
@NullMarked
package org.efc.client.state;

import org.jspecify.annotations.NullMarked;
