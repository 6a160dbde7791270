// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.csi.request.NodeIdentity;
import org.efc.mounter.http.ListenAddress;
import org.efc.mounter.session.SessionConfig;

/**
 * How a plugin runs.
 *
 * @param socket where it listens, at most 100 bytes
 * @param stateDir where the controller remembers sources
 * @param registration the socket by which kubelet is told of the driver
 * @param health where to listen for probes over HTTP
 */
public record CsiConfig(
    Path socket,
    Mode mode,
    NodeIdentity node,
    String sessionSocket,
    List<Source> sources,
    Path stateDir,
    String driverName,
    Optional<Path> registration,
    Optional<ListenAddress> health,
    System.Logger.Level logLevel) {
  static final String DEFAULT_DRIVER = "fuse.csi.fluid.io";
  static final String DEFAULT_ENDPOINT =
      "unix:///var/lib/kubelet/csi-plugins/" + DEFAULT_DRIVER + "/csi.sock";

  private static final String SCHEME = "unix://";

  private static final String HEALTH = "health-address";
  private static final String REGISTRATION = "registration-dir";

  /** The kernel takes 107 bytes; a few are needed for the name the socket is born with. */
  private static final int MAX_SOCKET = 100;

  public CsiConfig {
    sources = List.copyOf(sources);
  }

  static CommandLine commandLine() {
    return new CommandLine(
            "efc csi --node-id NODE [options]",
            """
            The CSI plugin: listens at a unix socket for kubelet and the provisioner.

            It mounts nothing itself: the session manager (efc sessmgr) does, and volumes live on
            while this process is away. Kill it at any moment. SIGTERM lets calls under way end.""")
        .option(
            "endpoint",
            "URI",
            "where to listen (default $CSI_ENDPOINT, or\n" + DEFAULT_ENDPOINT + ")")
        .option(
            "mode",
            "MODE",
            "node: mounts on this node; controller: makes volumes,\nneeds no privilege;"
                + " all: both (default all)")
        .option("node-id", "NODE", "Kubernetes' name of this node (default $NODE_ID)")
        .option(
            "sessmgr-socket",
            "PATH",
            "the session manager's socket\n(default " + SessionConfig.DEFAULT_SOCKET + ")")
        .repeated(
            "source",
            "URI",
            "where volumes may be: nfs://HOST/PATH, file:///PATH.\nThe only one is the default of"
                + " StorageClasses without source.\nListVolumes and GetCapacity look at all")
        .option(
            "state-dir",
            "DIR",
            "where the controller remembers on which sources it made\nvolumes (default: beside"
                + " the socket)")
        .option(
            "max-volumes-per-node",
            "N",
            "volumes the scheduler may put on this node, as each costs\na process (default "
                + SessionConfig.DEFAULT_MAX_VOLUMES
                + "; 0: no limit)")
        .option(
            "driver-name", "NAME", "name of the CSIDriver object\n(default " + DEFAULT_DRIVER + ")")
        .option(
            REGISTRATION,
            "DIR",
            "kubelet's plugins_registry: register the driver by a socket\nthere, without a"
                + " node-driver-registrar (default: don't)")
        .option(
            HEALTH,
            "HOST:PORT",
            "serve /healthz, /readyz and /metrics there over HTTP\n(default: nowhere)")
        .option("log-level", "LEVEL", "ERROR, WARNING, INFO or DEBUG (default INFO)")
        .example("efc csi --node-id node-1")
        .example(
            "efc csi --mode node --node-id node-1 --registration-dir"
                + " /var/lib/kubelet/plugins_registry --health-address 0.0.0.0:9808")
        .example("efc csi --mode controller --endpoint unix:///csi/csi.sock --state-dir /state")
        .example(
            "efc csi --node-id me --endpoint unix:///tmp/csi.sock --source file:///srv/volumes");
  }

  /**
   * @throws UsageException naming the option and its value
   */
  static CsiConfig parse(CommandLine.Arguments arguments, Map<String, String> environment) {
    if (!arguments.positional().isEmpty()) {
      throw new UsageException("unexpected argument " + arguments.positional().getFirst());
    }
    Mode mode = Mode.parse(arguments.get("mode", "all"));
    Path socket =
        socket(
            "endpoint",
            arguments
                .find("endpoint")
                .or(() -> environment(environment, "CSI_ENDPOINT"))
                .orElse(DEFAULT_ENDPOINT));
    String driverName = driverName(arguments.get("driver-name", DEFAULT_DRIVER));
    Path beside = Optional.ofNullable(socket.getParent()).orElse(Path.of("/"));
    return new CsiConfig(
        socket,
        mode,
        node(arguments, environment, mode),
        arguments.get("sessmgr-socket", SessionConfig.DEFAULT_SOCKET),
        arguments.all("source").stream().map(CsiConfig::source).toList(),
        arguments.find("state-dir").map(Path::of).orElse(beside),
        driverName,
        registration(arguments.get(REGISTRATION, ""), driverName, mode),
        ListenAddress.parse(HEALTH, arguments.get(HEALTH, "")),
        level(arguments.get("log-level", "INFO")));
  }

  private static Optional<String> environment(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static Optional<Path> registration(String directory, String driverName, Mode mode) {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    if (!mode.hasNode()) {
      throw new UsageException(
          "option --registration-dir is "
              + directory
              + ": kubelet takes no plugin of --mode "
              + mode
              + "; leave it out");
    }
    return Optional.of(socket(REGISTRATION, directory + "/" + driverName + "-reg.sock"));
  }

  private static Path socket(String option, String endpoint) {
    String path = endpoint.startsWith(SCHEME) ? endpoint.substring(SCHEME.length()) : endpoint;
    if (!path.startsWith("/")) {
      throw new UsageException(
          "option --" + option + " is " + endpoint + ": an absolute path is wanted");
    }
    if (path.length() > MAX_SOCKET) {
      throw new UsageException(
          "option --"
              + option
              + " is "
              + endpoint
              + ": the path has "
              + path.length()
              + " bytes, more than "
              + MAX_SOCKET);
    }
    return Path.of(path).normalize();
  }

  private static NodeIdentity node(
      CommandLine.Arguments arguments, Map<String, String> environment, Mode mode) {
    Optional<String> id = arguments.find("node-id").or(() -> environment(environment, "NODE_ID"));
    if (mode.hasNode() && id.isEmpty()) {
      throw new UsageException("option --node-id is missing, and NODE_ID is not set");
    }
    int maxVolumes =
        (int)
            arguments.number(
                "max-volumes-per-node", SessionConfig.DEFAULT_MAX_VOLUMES, 0, Integer.MAX_VALUE);
    return new NodeIdentity(id.orElse(""), maxVolumes);
  }

  private static Source source(String text) {
    try {
      return Source.parse(text);
    } catch (BackendException e) {
      throw new UsageException("option --source: " + e.getMessage());
    }
  }

  /** As the specification has it: a domain name of at most 63 characters. */
  private static String driverName(String name) {
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")) {
      throw new UsageException(
          "option --driver-name is " + name + ": a domain name of 1..63 characters is wanted");
    }
    return name;
  }

  private static System.Logger.Level level(String name) {
    try {
      return System.Logger.Level.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("option --log-level is " + name + ": ERROR, WARNING, INFO or DEBUG");
    }
  }
}
