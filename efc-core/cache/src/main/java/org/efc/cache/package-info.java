// SPDX-License-Identifier: Apache-2.0

/**
 * Attributes and names with a time to live: what close-to-open consistency allows to believe
 * without asking. Losing any of it costs a round trip and nothing else.
 *
 * <p>Answers race with changes: one that left the storage before a change may arrive after it. So
 * whoever asks takes a stamp first, and an answer whose stamp is outdated is not kept.
 */
package org.efc.cache;
