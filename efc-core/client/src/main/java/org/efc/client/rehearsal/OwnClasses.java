// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All classes of ours: those of the storages, too, that a rehearsal does not come to. A cache of
 * classes has only what was loaded when it was made.
 */
final class OwnClasses {
  private static final String OURS = "org.efc.";
  private static final String CLASS = ".class";

  private OwnClasses() {}

  /** Loads them without initializing them; none where there are no modules, as in some tests. */
  static void load() {
    Optional.ofNullable(OwnClasses.class.getModule().getLayer())
        .ifPresent(
            layer ->
                layer.configuration().modules().stream()
                    .filter(module -> module.name().startsWith(OURS))
                    .forEach(
                        module -> load(layer.findModule(module.name()).orElseThrow(), module)));
  }

  private static void load(Module module, ResolvedModule resolved) {
    try (ModuleReader reader = resolved.reference().open();
        Stream<String> names = reader.list()) {
      names
          .filter(name -> name.endsWith(CLASS) && !name.equals("module-info.class"))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .forEach(name -> Class.forName(module, name));
    } catch (IOException e) {
      throw new UncheckedIOException("can't list the classes of " + module.getName(), e);
    }
  }
}
