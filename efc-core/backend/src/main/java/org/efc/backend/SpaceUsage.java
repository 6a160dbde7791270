// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** Space in bytes and files in number (RFC 1813 3.3.18); "available" is what a user may take. */
public record SpaceUsage(
    long totalBytes,
    long freeBytes,
    long availableBytes,
    long totalFiles,
    long freeFiles,
    long availableFiles) {}
