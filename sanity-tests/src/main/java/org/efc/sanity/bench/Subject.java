// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.nio.file.Path;

/**
 * What is measured: a directory that in the end is one on tmpfs, reached in some way.
 *
 * @param name as in the table
 * @param directory where to work
 */
record Subject(String name, Path directory) {}
