// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

/**
 * What FSINFO tells (RFC 1813 3.3.19), as far as it matters here.
 *
 * @param maxRead rtmax, bytes, unsigned
 * @param maxWrite wtmax, bytes, unsigned
 * @param maxFileSize bytes
 */
record FileSystemInfo(long maxRead, long maxWrite, long maxFileSize) {}
