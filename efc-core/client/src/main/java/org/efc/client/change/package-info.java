// SPDX-License-Identifier: Apache-2.0

/**
 * Each change takes effect once, wherever the process is killed: intents, and what an earlier
 * process made.
 *
 * <p>May use quota, answer, config and state. Must never answer a change that a kill could still
 * lose, nor one whose effect the storage does not have.
 */
@NullMarked
package org.efc.client.change;

import org.jspecify.annotations.NullMarked;
