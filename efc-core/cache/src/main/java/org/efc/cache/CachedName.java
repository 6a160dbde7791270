// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

/** What {@link NameCache} knows of a name. */
public sealed interface CachedName {
  CachedName ABSENT = new Absent();
  CachedName UNKNOWN = new Unknown();

  /** The name of an object. */
  record Node(long nodeid) implements CachedName {}

  /** There is no such name. */
  record Absent() implements CachedName {}

  /** The storage must be asked. */
  record Unknown() implements CachedName {}
}
