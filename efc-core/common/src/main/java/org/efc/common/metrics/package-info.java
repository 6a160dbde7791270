// SPDX-License-Identifier: Apache-2.0

/**
 * Counters and histograms, and their text as Prometheus reads it.
 *
 * <p>This room may use the JDK and nothing else. To count never waits and never fails: requests are
 * counted. Nothing here listens or sends; whoever wants the text asks for it.
 */
package org.efc.common.metrics;
