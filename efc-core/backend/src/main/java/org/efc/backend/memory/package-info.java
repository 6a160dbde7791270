// SPDX-License-Identifier: Apache-2.0

/** A tree of files in this process's memory: the fake of tests, and the port's executable spec. */
package org.efc.backend.memory;
