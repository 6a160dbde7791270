// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * What the storage can do (RFC 1813 3.3.19 and 3.3.20), clamped to what is sensible.
 *
 * @param readSize largest read in bytes
 * @param writeSize largest write in bytes
 * @param maxFileSize largest size of a file in bytes
 * @param maxNameLength longest name in bytes
 */
public record Limits(int readSize, int writeSize, long maxFileSize, int maxNameLength) {}
