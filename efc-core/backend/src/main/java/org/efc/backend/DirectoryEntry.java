// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import org.efc.common.Name;

/**
 * One name in a directory.
 *
 * @param fileid inode number of the object
 * @param cookie position to go on after this entry
 * @param entry handle and attributes, where the storage gave both
 */
public record DirectoryEntry(Name name, long fileid, long cookie, Optional<Entry> entry) {}
