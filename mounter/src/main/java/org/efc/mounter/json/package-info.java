// SPDX-License-Identifier: Apache-2.0
/**
 * How records become JSON and back, in one place: what is unknown is ignored, what is missing or
 * null is an error.
 *
 * <p>It may use Jackson, and nothing of ours.
 */
package org.efc.mounter.json;
