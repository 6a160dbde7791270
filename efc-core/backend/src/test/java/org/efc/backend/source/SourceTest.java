// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.efc.backend.BackendException;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

  @Test
  void nfsHasHostPortPathAndOptions() {
    assertThat(Source.parse("nfs://nas.example:12049/export/sub?mountport=12050&connections=4"))
        .isEqualTo(
            new Source.Nfs(
                "nas.example",
                12049,
                OptionalInt.of(12050),
                "/export/sub",
                Map.of("connections", "4")));
  }

  @ParameterizedTest
  @CsvSource({
    "nfs://vol-uuid.region.nas.aliyuncs.com:/test-fluid-3, vol-uuid.region.nas.aliyuncs.com, /test-fluid-3",
    "nfs://vol-uuid.region.nas.aliyuncs.com:/, vol-uuid.region.nas.aliyuncs.com, /",
    "nfs://vol-uuid.region.nas.aliyuncs.com:, vol-uuid.region.nas.aliyuncs.com, /",
    "nfs://vol-uuid.region.nas.aliyuncs.com/, vol-uuid.region.nas.aliyuncs.com, /",
    "nfs://vol-uuid.region.nas.aliyuncs.com, vol-uuid.region.nas.aliyuncs.com, /",
    "cpfs://x.y.cpfs.aliyuncs.com:/share/a/b/, x.y.cpfs.aliyuncs.com, /share/a/b",
    "cpfs://x.y.cpfs.aliyuncs.com:/share, x.y.cpfs.aliyuncs.com, /share",
    "NFS://Nas.Example/Sub, nas.example, /Sub",
    "nfs://10.0.0.1//a//./b/, 10.0.0.1, /a/b",
    "nfs://[fd00::1]:/a, fd00::1, /a",
    "nfs://my_nas/a%20b%25%C3%A9, my_nas, /a b%é",
  })
  void theFormsThatUsersKnowAreRead(String text, String host, String path) {
    assertThat(Source.parse(text))
        .isEqualTo(new Source.Nfs(host, 2049, OptionalInt.empty(), path, Map.of()));
  }

  @Test
  void anAddressInBracketsMayHaveAPort() {
    Source.Nfs source = (Source.Nfs) Source.parse("nfs://[::1]:12049/x");
    assertThat(source.host()).isEqualTo("::1");
    assertThat(source.port()).isEqualTo(12049);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///mnt/nas/x/, /mnt/nas/x",
    "file:/mnt, /mnt",
    "file://localhost/mnt, /mnt",
    "file:///, /",
    "file:///a%3Fb, /a?b",
  })
  void localPathsAreRead(String text, String path) {
    assertThat(Source.parse(text)).isEqualTo(new Source.Local(path));
  }

  @Test
  void memoryIsRead() {
    assertThat(Source.parse(" memory:\n")).isEqualTo(new Source.InMemory());
  }

  @ParameterizedTest
  @CsvSource({
    "nfs://h:2049/a/?wsize=8192&rsize=4096&mountport=7, nfs://h/a?mountport=7&rsize=4096&wsize=8192",
    "cpfs://H:/share?soft&nolock, nfs://h/share?nolock&soft",
    "nfs://[FD00::1]:1/, nfs://[fd00::1]:1/",
    "nfs://h/%3F%23%25%20é, nfs://h/%3F%23%25%20%C3%A9",
    "file://localhost/a//b, file:///a/b",
    "memory:, memory:",
  })
  void theTextIsCanonicalAndReadsBack(String text, String canonical) {
    Source source = Source.parse(text);
    assertThat(source).hasToString(canonical);
    assertThat(Source.parse(canonical)).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "efc://h/x              | scheme is 'efc', not one of nfs, cpfs, file, memory",
        "/mnt                   | scheme is missing",
        "\"\"                     | scheme is missing",
        "nfs:h/x                | '//' is missing",
        "nfs:///x               | host is missing",
        "nfs://:2049/x          | host is missing",
        "nfs://a..b/x           | host is 'a..b'",
        "nfs://-a/x             | '-a' is no part of a host name",
        "nfs://me@h/x           | a user is not allowed",
        "nfs://fd00::1/x        | an IPv6 address must stand in brackets",
        "nfs://[fd00::1/x       | ']' is missing",
        "nfs://[fd00::1]x/x     | after ']'",
        "nfs://[fd00::zz]/x     | not an IPv6 address",
        "nfs://[nas]/x          | brackets are for IPv6 addresses",
        "nfs://h:0/x            | port is 0, outside 1..65535",
        "nfs://h:65536/x        | port is 65536, outside 1..65535",
        "nfs://h:123456/x       | port is '123456', not a number of 1..65535",
        "nfs://h:export/x       | port is 'export', not a number",
        "nfs://h:-1/x           | port is '-1', not a number",
        "nfs://h/a/../b         | '..' is not allowed",
        "nfs://h/a/%2e%2E/b     | '..' is not allowed",
        "nfs://h/a%00b          | control character 0x00",
        "nfs://h/a%0Ab          | control character 0x0a",
        "nfs://h/a%7Fb          | control character 0x7f",
        "nfs://h/a%2Fb          | no name can hold a '/'",
        "nfs://h/a%4            | '%' needs two hexadecimal digits",
        "nfs://h/a%zz           | '%' needs two hexadecimal digits",
        "nfs://h/a%FF           | not UTF-8",
        "nfs://h/a#b            | '#' is not allowed",
        "nfs://h/a?fast=1       | option 'fast' is unknown",
        "nfs://h/a?rsize=1&rsize=2 | option 'rsize' stands there twice",
        "nfs://h/a?mountport=1&mountport=1 | option 'mountport' stands there twice",
        "nfs://h/a?mountport=0  | mountport is 0, outside 1..65535",
        "nfs://h/a?mountport=   | option mountport is '', not a number",
        "nfs://h/a?connections=0 | option connections is '0', not a number of 1..16",
        "nfs://h/a?connections=17 | option connections is '17', not a number of 1..16",
        "nfs://h/a?connections=two | option connections is 'two'",
        "nfs://h/a?rsize=4095   | option rsize is '4095', not a number of 4096..1048576",
        "nfs://h/a?wsize=1048577 | option wsize is '1048577', not a number of 4096..1048576",
        "nfs://h/a?timeo=0      | option timeo is '0', not a number of 1..36000",
        "nfs://h/a?timeo=99999999999 | option timeo is '99999999999'",
        "nfs://h/a?retrans=101  | option retrans is '101', not a number of 0..100",
        "nfs://h/a?soft=1       | option soft is '1': it takes no value",
        "nfs://h/a?hard&soft    | options 'hard' and 'soft' exclude each other",
        "nfs://h/a?resvport&noresvport | exclude each other",
        "nfs://h/a?vers=4       | option vers is '4', only 3 is supported",
        "nfs://h/a?proto=udp    | option proto is 'udp', only tcp is supported",
        "file://nas/x           | host is 'nas': a local path has none",
        "file:x                 | path is 'x': it must begin with '/'",
        "file://                | path is '': it must begin with '/'",
        "file:///x?soft         | a local path has no options",
        "memory:x               | nothing may follow",
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Source.parse(text))
        .withMessageContaining(message)
        .withMessageStartingWith("source '" + text + "'")
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256})
  void aNameHasAtMost255Bytes(int length) {
    String text = "file:///" + "n".repeat(length);
    if (length == 255) {
      assertThat(Source.parse(text)).isInstanceOf(Source.Local.class);
      return;
    }
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Source.parse(text))
        .withMessageContaining("256 bytes, more than 255");
  }

  @Test
  void aPathHasAtMost4095Bytes() {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Source.parse("file://" + "/n".repeat(2048)))
        .withMessageContaining("more than 4095 bytes");
  }

  @Test
  void optionsHaveTypes() {
    Source.Nfs source =
        (Source.Nfs)
            Source.parse(
                "nfs://h/?vers=3&nolock&proto=tcp&rsize=65536&wsize=32768&timeo=15&soft&retrans=3"
                    + "&resvport&connections=16");
    assertThat(source.nfsOptions())
        .isEqualTo(new NfsOptions(16, 65536, 32768, Duration.ofMillis(1500), true, 3, true));
    assertThat(source.nfsOptions().callDeadline()).contains(Duration.ofSeconds(6));
  }

  @Test
  void withoutOptionsTheDefaultsHold() {
    Source.Nfs source = (Source.Nfs) Source.parse("nfs://h/");
    assertThat(source.nfsOptions()).isEqualTo(NfsOptions.DEFAULTS);
    assertThat(source.nfsOptions().callDeadline()).isEqualTo(Optional.empty());
  }
}
