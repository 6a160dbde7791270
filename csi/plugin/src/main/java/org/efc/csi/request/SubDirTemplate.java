// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.csi.failure.CsiException;

/**
 * The parameter {@code subDir}: a path with {@code ${pvc.metadata.name}}, {@code
 * ${pvc.metadata.namespace}} and {@code ${pv.metadata.name}}, which the provisioner tells when it
 * runs with {@code --extra-create-metadata}.
 */
final class SubDirTemplate {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
  private static final String FIELD = "parameters[subDir]";
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "pvc.metadata.name", "csi.storage.k8s.io/pvc/name",
          "pvc.metadata.namespace", "csi.storage.k8s.io/pvc/namespace",
          "pv.metadata.name", "csi.storage.k8s.io/pv/name");

  private SubDirTemplate() {}

  /** The path; checked after the expansion, since values come from users. */
  static DirectoryPath expand(String template, Map<String, String> parameters) {
    Matcher variable = VARIABLE.matcher(template);
    StringBuilder text = new StringBuilder();
    while (variable.find()) {
      String value = valueOf(template, variable.group(1), parameters);
      variable.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    variable.appendTail(text);
    return DirectoryPath.parse(FIELD, text.toString());
  }

  private static String valueOf(String template, String name, Map<String, String> parameters) {
    String parameter = PARAMETERS.get(name);
    if (parameter == null) {
      throw CsiException.invalid(
          FIELD, template, "${" + name + "} is unknown, there are " + PARAMETERS.keySet());
    }
    String value = parameters.getOrDefault(parameter, "");
    if (value.isEmpty() || value.indexOf('/') >= 0) {
      throw CsiException.invalid(
          FIELD,
          template,
          "${"
              + name
              + "} needs the parameter "
              + parameter
              + ": run the provisioner with --extra-create-metadata");
    }
    return value;
  }
}
