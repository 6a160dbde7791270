// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
 * XML reports of surefire, failsafe and csi-sanity alone; tables that tests wrote beside them
 * ({@code *.table.txt}) are printed as they are. Exit 1 when anything failed, when nothing ran, or
 * when a test class of the sources has no report.
 */
public final class TestReport {
  private record Case(String suite, String name, String detail) {}

  private final List<Case> failed = new ArrayList<>();
  private final List<Case> skipped = new ArrayList<>();
  private final Set<String> reported = new TreeSet<>();
  private long passed;

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    String only = args.length > 1 ? args[1].replaceFirst("^--only=", "") : "";
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
    List<String> missing = report.missing(root, sanity.keySet(), only);
    SuiteTable.print(find(root, ".*\\.tsv"));
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

  /**
   * Test classes that the sources have and the reports have not, and csi-sanity's two reports: of
   * everything, or of the one class or package that was selected.
   */
  private List<String> missing(Path root, Set<String> sanity, String only) throws IOException {
    List<String> missing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().contains("/src/test/java/")).toList()) {
        String name = file.getFileName().toString();
        if (name.matches("\\w+(Test|IT)\\.java")
            && isSelected(file, only)
            && !Files.readString(file).contains("abstract class " + name.replace(".java", ""))
            && !reported.contains(name.replace(".java", ""))) {
          missing.add(name.replace(".java", ""));
        }
      }
    }
    if (!only.isEmpty() && !only.equals("CsiSanityIT")) {
      return missing;
    }
    boolean skippedByReason = skipped.stream().anyMatch(test -> test.suite().equals("CsiSanityIT"));
    for (String backend : List.of("file", "nfs")) {
      if (!sanity.contains("csi-sanity-" + backend + ".xml") && !skippedByReason) {
        missing.add("csi-sanity on " + backend);
      }
    }
    return missing;
  }

  /** By its name, or by a package's last name: those begin with a small letter. */
  private static boolean isSelected(Path file, String only) {
    if (only.isEmpty()) {
      return true;
    }
    return Character.isLowerCase(only.charAt(0))
        ? file.toString().contains("/" + only + "/")
        : file.getFileName().toString().equals(only + ".java");
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
    System.out.printf(
        "%n%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
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

/** The table of the suites that others wrote, from the files that they left. */
final class SuiteTable {
  private static final String ROW = "%-16s %-8s %6s %7s %7s %9s %15s %8s %8s%n";

  private SuiteTable() {}

  static void print(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      return;
    }
    System.out.printf(
        "%n" + ROW,
        "suite",
        "backend",
        "cases",
        "passed",
        "failed",
        "expected",
        "control failed",
        "skipped",
        "time");
    List<String> notes = new ArrayList<>();
    for (Path file : files.stream().sorted(Comparator.comparing(SuiteTable::order)).toList()) {
      List<String> lines = Files.readAllLines(file);
      String[] head = lines.getFirst().split("\t");
      Map<String, Integer> counts = new TreeMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] parts = line.split("\t", 3);
        counts.merge(parts[0], 1, Integer::sum);
        if (!parts[0].equals("PASSED")) {
          notes.add(head[0] + " on " + head[1] + ": " + String.join(" ", parts));
        }
      }
      System.out.printf(
          ROW,
          head[0],
          head[1],
          lines.size() - 1,
          counts.getOrDefault("PASSED", 0),
          counts.getOrDefault("FAILED", 0) + counts.getOrDefault("STALE", 0),
          counts.getOrDefault("EXPECTED", 0),
          counts.getOrDefault("CONTROL_FAILED", 0),
          counts.getOrDefault("SKIPPED", 0),
          "%.1f s".formatted(Long.parseLong(head[2]) / 1000.0));
    }
    if (!notes.isEmpty()) {
      System.out.println("\ncases of these suites that did not pass:");
      notes.forEach(note -> System.out.println("  " + note));
    }
  }

  /** By suite; the control first. */
  private static String order(Path file) {
    return file.getFileName().toString().replace("-native.tsv", "-.tsv");
  }
}
