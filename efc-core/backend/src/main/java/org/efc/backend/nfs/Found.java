// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Handle;

/** What a server tells about an object it found or made: it may leave out both (RFC 1813 2.6). */
record Found(Optional<Handle> handle, Optional<Attributes> attributes) {}
