// SPDX-License-Identifier: Apache-2.0
/**
 * The product on a real Kubernetes: installed by its chart, used by pods, restarted and upgraded
 * under them. {@code ./dev e2e} starts the cluster that this needs.
 */
package org.efc.sanity.e2e;
