// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import org.efc.common.metrics.Counter;
import org.efc.common.metrics.Metrics;

/** What the file system counts. */
public final class ClientMetrics {
  public final Counter readBytes;
  public final Counter writtenBytes;
  public final Counter keptOpens;
  public final Counter revalidatedOpens;
  public final Counter ownerRetries;
  public final Counter hiddenNames;
  public final Counter repeated;
  public final Counter lostWrites;

  public ClientMetrics(Metrics metrics) {
    readBytes = metrics.counter("efc_read_bytes_total", "Bytes given to the kernel");
    writtenBytes = metrics.counter("efc_written_bytes_total", "Bytes the storage acknowledged");
    keptOpens =
        metrics.counter("efc_opens_total{cache=\"kept\"}", "Opened files by what became of pages");
    revalidatedOpens =
        metrics.counter(
            "efc_opens_total{cache=\"dropped\"}", "Opened files by what became of pages");
    ownerRetries =
        metrics.counter(
            "efc_owner_retries_total", "Reads and writes repeated as the owner of the file");
    hiddenNames = metrics.counter("efc_silly_renames_total", "Open files kept under a hidden name");
    repeated =
        metrics.counter(
            "efc_repeated_changes_total", "Resent changes that were found done already");
    lostWrites =
        metrics.counter("efc_lost_writes_total", "fsync and close failed as the server restarted");
  }
}
