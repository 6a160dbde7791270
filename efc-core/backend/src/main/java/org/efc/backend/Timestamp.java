// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** Seconds since 1970 (may be negative) and 0..999999999 nanoseconds. */
public record Timestamp(long seconds, int nanos) {}
