// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.efc.common.EfcException;

/**
 * A few pages over HTTP, for probes and Prometheus. Each is made anew for each request, by a
 * supplier that has a deadline of its own. What clients may cost is limited: a number of
 * connections, and seconds to send a request and to take its answer.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpEndpoint.class.getName());
  private static final int BACKLOG = 16;
  private static final int MAX_REQUESTS = 16;
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  // Read once, when the first server is made: see the documentation of the module jdk.httpserver.
  static {
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "15");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    System.setProperty("jdk.httpserver.maxConnections", "64");
  }

  private final HttpServer server;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free = new Semaphore(MAX_REQUESTS);
  private final Map<String, Supplier<Page>> pages;

  private HttpEndpoint(HttpServer server, Map<String, Supplier<Page>> pages) {
    this.server = server;
    this.pages = Map.copyOf(pages);
  }

  /**
   * Starts; when this returns, requests are answered.
   *
   * @param option named in the refusal
   * @param pages by path
   * @throws EfcException when nothing can listen there
   */
  public static HttpEndpoint start(
      String option, ListenAddress address, Map<String, Supplier<Page>> pages) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address.host(), address.port()), BACKLOG);
    } catch (IOException | IllegalArgumentException e) {
      throw new EfcException(
          "can't listen at "
              + address
              + ": "
              + e.getMessage()
              + "; give --"
              + option
              + " an address of this host and a free port, or leave it out",
          e);
    }
    HttpEndpoint endpoint = new HttpEndpoint(server, pages);
    server.setExecutor(endpoint.requests);
    server.createContext("/", endpoint::answer);
    server.start();
    LOG.log(System.Logger.Level.INFO, "HTTP at {0}: {1}", address, pages.keySet());
    return endpoint;
  }

  /** The port, also when any was asked for. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Page page = page(exchange);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", TEXT);
      exchange.sendResponseHeaders(page.status(), head || body.length == 0 ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Page page(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Page(405, "GET only\n");
    }
    Supplier<Page> page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return new Page(404, "here are " + String.join(", ", pages.keySet()) + "\n");
    }
    if (!free.tryAcquire()) {
      return Page.unavailable(MAX_REQUESTS + " requests are under way");
    }
    try {
      return page.get();
    } catch (RuntimeException e) {
      return Page.unavailable(String.valueOf(e.getMessage()));
    } finally {
      free.release();
    }
  }

  /** Stops at once; requests under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
  }
}
