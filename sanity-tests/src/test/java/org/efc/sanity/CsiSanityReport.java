// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What csi-sanity reported, in JUnit's format. */
public record CsiSanityReport(List<String> passed, List<String> failed, List<Skipped> skipped) {

  /** Every message with which a test may be skipped, and why that is right for this driver. */
  public static final Map<String, String> REASONS =
      Map.ofEntries(
          entry(
              "GroupControllerService not supported",
              "no volume group snapshots: a NAS export has none"),
          entry(
              "VolumeGroupSnapshots not supported",
              "no volume group snapshots: a NAS export has none"),
          entry("Snapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("ListSnapshots not supported", "no snapshots: NFSv3 has no call for them"),
          entry("GetSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("DeleteSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("CreateSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("Volume Cloning not supported", "no clones: NFSv3 has no server-side copy"),
          entry("Modify volume not supported", "no parameter of a volume can be changed in place"),
          entry("Modify Volume not supported", "no parameter of a volume can be changed in place"),
          entry(
              "ControllerModifyVolume not supported",
              "no parameter of a volume can be changed in place"),
          entry(
              "ControllerPublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "ControllerPublishVolume.readonly field not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "Controller Publish, UnpublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "ControllerUnpublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry("testnodevolumeattachlimit not enabled", "nothing is attached: no limit to test"),
          entry(
              "NodeExpandVolume not supported",
              "the controller's expansion is enough: the client reads the quota"),
          entry("pending", "csi-sanity itself marks this one as not to be run (XIt)"));

  /** A skipped test and csi-sanity's reason. */
  public record Skipped(String name, String message) {}

  public static CsiSanityReport read(Path file) {
    CsiSanityReport report =
        new CsiSanityReport(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Element test : elements(parse(file).getElementsByTagName("testcase"))) {
      if (test.getAttribute("name").startsWith("[It]")) {
        report.add(test);
      } else if (isFailure(test)) {
        report.failed.add(test.getAttribute("name")); // a set-up that failed
      }
    }
    return report;
  }

  private void add(Element test) {
    String name = test.getAttribute("name").replace("[It] ", "");
    List<Element> skips = elements(test.getElementsByTagName("skipped"));
    if (isFailure(test)) {
      failed.add(name);
    } else if (skips.isEmpty()) {
      passed.add(name);
    } else {
      String message = skips.getFirst().getAttribute("message");
      skipped.add(new Skipped(name, message.replaceFirst("^skipped - ", "")));
    }
  }

  private static boolean isFailure(Element test) {
    return test.getElementsByTagName("failure").getLength() > 0
        || test.getElementsByTagName("error").getLength() > 0;
  }

  /** For a person: the counts, and each skipped test with its reason. */
  String summary(String backend) {
    StringBuilder text = new StringBuilder();
    text.append(
        "csi-sanity on %s: %d passed, %d failed, %d skipped%n"
            .formatted(backend, passed.size(), failed.size(), skipped.size()));
    for (String name : failed) {
      text.append("  FAILED  ").append(name).append('\n');
    }
    for (Skipped skip : skipped) {
      text.append("  skipped ").append(skip.name()).append("\n          ");
      text.append(skip.message()).append(": ");
      text.append(REASONS.getOrDefault(skip.message(), "NOT an expected reason")).append('\n');
    }
    return text.toString();
  }

  private static Element parse(Path file) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(file.toFile())
          .getDocumentElement();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new SanityException("unreadable report " + file, e);
    }
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
