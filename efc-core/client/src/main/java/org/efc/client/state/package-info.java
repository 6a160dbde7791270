// SPDX-License-Identifier: Apache-2.0

/** What a client keeps so that its successor knows it: the table of inodes, the INIT, the epoch. */
@NullMarked
package org.efc.client.state;

import org.jspecify.annotations.NullMarked;
