// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * An image, unpacked.
 *
 * @param archive as {@code ./dev images} wrote it
 * @param config the image's configuration, JSON
 * @param layers how many it has
 * @param root its file system
 */
record Image(Architecture architecture, Path archive, String config, int layers, Path root) {
  private static final Duration UNPACKED_WITHIN = Duration.ofMinutes(2);
  private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

  /** A docker-archive: manifest.json names the configuration and the layers, lowest first. */
  static Image unpack(Architecture architecture, Path archive, Path directory) {
    Path parts = made(directory.resolve("parts"));
    Path root = made(directory.resolve("root"));
    tar(archive, parts);
    String manifest = read(parts.resolve("manifest.json"));
    String config = read(parts.resolve(list(manifest, "Config").getFirst()));
    List<String> layers = list(manifest, "Layers");
    layers.forEach(layer -> tar(parts.resolve(layer), root));
    try {
      Files.write(root.resolveSibling("root.env"), list(config, "Env"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Image(architecture, archive, config, layers.size(), root);
  }

  /** The strings of a member, which is one or a list of them. */
  private static List<String> list(String json, String member) {
    Matcher found = Pattern.compile("\"" + member + "\":\\s*(\\[[^]]*]|\"[^\"]*\")").matcher(json);
    if (!found.find()) {
      throw new SanityException("no " + member + " in " + json);
    }
    List<String> strings = new ArrayList<>();
    Matcher each = STRING.matcher(found.group(1));
    while (each.find()) {
      strings.add(each.group(1));
    }
    return strings;
  }

  List<String> entryPoint() {
    return list(config, "Entrypoint");
  }

  /** The command line of what a pod would run with these arguments of its container. */
  List<String> started(String... arguments) {
    List<String> command = new ArrayList<>(entryPoint());
    command.addAll(List.of(arguments));
    return inside(command);
  }

  /** The command line of a program of the image, in the image. */
  List<String> inside(List<String> command) {
    Path rootDirectory = Path.of(System.getProperty("efc.root")).toAbsolutePath();
    List<String> words = new ArrayList<>(List.of("bash"));
    words.add(rootDirectory.resolve("scripts/room.sh").toString());
    words.add(architecture.word());
    words.add("sh");
    words.add(
        rootDirectory
            .resolve("sanity-tests/src/test/resources/org/efc/sanity/image/enter.sh")
            .toString());
    words.add(root.toString());
    words.addAll(command);
    return words;
  }

  /** What the image sees as {@code /volumes}: all that it may write to. */
  Path volumes() {
    return root.resolveSibling("root.volumes");
  }

  private static void tar(Path file, Path into) {
    Program.of("tar", "-xpf", file.toString(), "-C", into.toString())
        .limit(UNPACKED_WITHIN)
        .run()
        .succeeded();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
