// SPDX-License-Identifier: Apache-2.0

/**
 * A directory of this machine by the kernel's file handles, for trying things out without a NAS and
 * for storage that is mounted already. It needs root's CAP_DAC_READ_SEARCH, CAP_SETUID and
 * CAP_SETGID, and {@code /proc}.
 */
package org.efc.backend.file;
