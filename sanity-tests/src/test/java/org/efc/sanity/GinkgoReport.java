// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a suite of Ginkgo's reported, in JUnit's format. */
public record GinkgoReport(List<String> passed, List<String> failed, List<Skipped> skipped) {

  /** A skipped test and the suite's reason. */
  public record Skipped(String name, String message) {}

  public static GinkgoReport read(Path file) {
    GinkgoReport report = new GinkgoReport(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
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
