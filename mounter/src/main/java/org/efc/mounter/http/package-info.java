// SPDX-License-Identifier: Apache-2.0
/**
 * A small HTTP server for pages that operators and Kubernetes read: metrics and health.
 *
 * <p>It may use the JDK and org.efc.common.
 *
 * <p>It answers GET and HEAD only.
 */
package org.efc.mounter.http;
