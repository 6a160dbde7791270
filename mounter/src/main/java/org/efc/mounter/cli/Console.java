// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.io.PrintStream;

/** Where a command prints: results to {@code out}, everything else to {@code err}. */
record Console(PrintStream out, PrintStream err) {}
