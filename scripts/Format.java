// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Formats every Java source of the project: {@code Format.java check|fix ROOT}. Exit 1 names what is off. */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    List<Path> off = new ArrayList<>();
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    try (var files = Files.walk(Path.of(args[1]))) {
      for (Path file : files.filter(Format::isSource).toList()) {
        String before = Files.readString(file);
        String after = RemoveUnusedImports.removeUnusedImports(before);
        after = ImportOrderer.reorderImports(after, JavaFormatterOptions.Style.GOOGLE);
        after = formatter.formatSource(after);
        if (!after.equals(before)) {
          off.add(file);
          if (fix) {
            Files.writeString(file, after);
          }
        }
      }
    }
    for (Path file : off) {
      System.out.println((fix ? "formatted " : "not formatted: ") + file);
    }
    if (!fix && !off.isEmpty()) {
      System.out.println("run: ./mvnw -N validate -Pformat");
      System.exit(1);
    }
  }

  private static boolean isSource(Path file) {
    String path = file.toString();
    return path.endsWith(".java") && path.contains("/src/") && !path.contains("/target/");
  }
}
