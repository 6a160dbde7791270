// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Adds up what the tests reported: {@code TestReport.java ROOT [--only=NAME]}. Counts come from the
 * XML reports of surefire, failsafe and csi-sanity alone; tables that tests wrote beside them ({@code
 * *.table.txt}) are printed as they are. Exit 1 when anything failed, when nothing
 * ran, or when a test class of the sources has no report.
 */
public final class TestReport {
  private record Case(String suite, String name, String detail) {}

  private final List<Case> failed = new ArrayList<>();
  private final List<Case> skipped = new ArrayList<>();
  private final Set<String> reported = new TreeSet<>();
  private long passed;

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    boolean selected = args.length > 1;
    TestReport report = new TestReport();
    for (Path file : find(root, "TEST-.*\\.xml")) {
      report.addSuite(file);
    }
    Map<String, Path> sanity = new TreeMap<>();
    find(root, "csi-sanity-.*\\.xml").forEach(f -> sanity.put(f.getFileName().toString(), f));
    for (Path file : sanity.values()) {
      report.addCsiSanity(file);
    }
    for (Path table : find(root, ".*\\.table\\.txt")) {
      System.out.println();
      Files.readAllLines(table).forEach(System.out::println);
    }
    List<String> missing = selected ? List.of() : report.missing(root, sanity.keySet());
    System.exit(report.print(missing));
  }

  private static List<Path> find(Path root, String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .filter(file -> file.getParent().getFileName().toString().endsWith("-reports"))
          .sorted()
          .toList();
    }
  }

  private void addSuite(Path file) throws Exception {
    for (Element test : children(parse(file), "testcase")) {
      String suite = test.getAttribute("classname");
      reported.add(suite.replaceFirst("\\$.*", "").replaceFirst(".*\\.", ""));
      add(suite.replaceFirst(".*\\.", ""), test.getAttribute("name"), test);
    }
  }

  private void addCsiSanity(Path file) throws Exception {
    String suite = file.getFileName().toString().replace(".xml", "");
    long before = passed;
    int failedBefore = failed.size();
    int skippedBefore = skipped.size();
    for (Element test : children(parse(file), "testcase")) {
      boolean isTest = test.getAttribute("name").startsWith("[It]");
      if (isTest || !children(test, "failure").isEmpty() || !children(test, "error").isEmpty()) {
        add(suite, test.getAttribute("name").replace("[It] ", ""), test);
      }
    }
    System.out.printf(
        "%n%s: %d passed, %d failed, %d skipped%n",
        suite, passed - before, failed.size() - failedBefore, skipped.size() - skippedBefore);
    Map<String, List<String>> byReason = new TreeMap<>();
    for (Case test : skipped.subList(skippedBefore, skipped.size())) {
      byReason.computeIfAbsent(test.detail(), ignored -> new ArrayList<>()).add(test.name());
    }
    byReason.forEach(
        (reason, tests) -> {
          System.out.printf("  skipped because: %s (%d)%n", reason, tests.size());
          tests.forEach(test -> System.out.println("      " + test));
        });
  }

  private void add(String suite, String name, Element test) {
    List<Element> faults = new ArrayList<>(children(test, "failure"));
    faults.addAll(children(test, "error"));
    List<Element> skips = children(test, "skipped");
    if (!faults.isEmpty()) {
      failed.add(new Case(suite, name, firstLine(faults.getFirst())));
    } else if (!skips.isEmpty()) {
      String reason = firstLine(skips.getFirst());
      skipped.add(new Case(suite, name, reason.replaceFirst("^skipped - ", "")));
    } else {
      passed++;
    }
  }

  private static String firstLine(Element element) {
    String text = element.getAttribute("message");
    text = text.isBlank() ? element.getTextContent() : text;
    text = text.replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "");
    return text.strip().lines().findFirst().orElse("no reason given");
  }

  /** Test classes that the sources have and the reports have not, and csi-sanity's two reports. */
  private List<String> missing(Path root, Set<String> sanity) throws IOException {
    List<String> missing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().contains("/src/test/java/")).toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\w+(Test|IT)\\.java")
            && !Files.readString(file).contains("abstract class " + name.replace(".java", ""))
            && !reported.contains(name.replace(".java", ""))) {
          missing.add(name.replace(".java", ""));
        }
      }
    }
    boolean skippedByReason = skipped.stream().anyMatch(test -> test.suite().equals("CsiSanityIT"));
    for (String backend : List.of("file", "nfs")) {
      if (!sanity.contains("csi-sanity-" + backend + ".xml") && !skippedByReason) {
        missing.add("csi-sanity on " + backend);
      }
    }
    return missing;
  }

  private int print(List<String> missing) {
    List<Case> ours =
        skipped.stream().filter(test -> !test.suite().startsWith("csi-sanity-")).toList();
    if (!ours.isEmpty()) {
      System.out.println("\nskipped:");
      ours.forEach(t -> System.out.printf("  %s %s: %s%n", t.suite(), t.name(), t.detail()));
    }
    if (!failed.isEmpty()) {
      System.out.println("\nFAILED:");
      failed.forEach(t -> System.out.printf("  %s %s: %s%n", t.suite(), t.name(), t.detail()));
    }
    missing.forEach(name -> System.out.println("MISSING: " + name + " did not run"));
    long total = passed + failed.size() + skipped.size();
    if (total == 0) {
      System.out.println("MISSING: no test ran");
    }
    System.out.printf("%n%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
    return failed.isEmpty() && missing.isEmpty() && passed > 0 ? 0 : 1;
  }

  private static Element parse(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static List<Element> children(Element element, String tag) {
    NodeList nodes = element.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
