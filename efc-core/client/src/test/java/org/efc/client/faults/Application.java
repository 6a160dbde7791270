// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that makes one system call after the other on a mount and says how each ended: {@code
 * ok} and what it gave, or the number of the errno.
 */
final class Application implements AutoCloseable {
  private static final String PROGRAM =
      """
      use strict; use warnings; use Fcntl; use POSIX ();
      $| = 1;
      my ($statfs, $fsync) = (POSIX::uname())[4] eq 'aarch64' ? (43, 82) : (137, 74);
      my ($dir, $op, $fd);
      sub open_ { my ($name, $flags, $mode) = @_;
        $fd = POSIX::open("$dir/$name", $flags, $mode // 0); return defined $fd; }
      sub read_ { my ($all, $part) = ('', '');
        while (1) { my $n = POSIX::read($fd, $part, 4000); return undef unless defined $n;
          last if $n == 0; $all .= substr($part, 0, $n); }
        return length($all) . ' ' . unpack('%32C*', $all); }
      sub list_ { opendir(my $d, "$dir/../many") or return undef;
        my $names = 0; my $sum = 0; $! = 0;
        while (defined(my $n = readdir $d)) { next if $n =~ /^\\.\\.?$/; $names++; $sum += unpack('%32C*', $n); }
        return undef if $! != 0;
        closedir $d; return "$names $sum"; }
      sub stat_ { my @s = lstat("$dir/f") or return undef; return "$s[7] " . ($s[1] != 0 ? 'numbered' : 'inode 0'); }
      my %prepare = (
        read => sub { open_('f', O_RDONLY) }, write => sub { open_('f', O_RDWR) },
        fsync => sub { open_('f', O_RDWR) && POSIX::write($fd, 'y' x 5000, 5000) },
        close => sub { open_('f', O_RDWR) && POSIX::write($fd, 'y' x 5000, 5000) },
      );
      my %call = (
        lookup => \\&stat_, stat => \\&stat_,
        open => sub { open_('f', O_RDONLY) ? '' : undef },
        read => \\&read_,
        write => sub { POSIX::write($fd, 'y' x 5000, 5000) },
        fsync => sub { syscall($fsync, $fd) == 0 ? '' : undef },
        close => sub { my $old = $fd; $fd = undef; POSIX::close($old) ? '' : undef },
        create => sub { open_('new', O_CREAT | O_WRONLY, 0640) ? '' : undef },
        'excl create' => sub { open_('new', O_CREAT | O_EXCL | O_WRONLY, 0640) ? '' : undef },
        mkdir => sub { mkdir("$dir/new", 0750) ? '' : undef },
        mkfifo => sub { POSIX::mkfifo("$dir/new", 0640) ? '' : undef },
        symlink => sub { symlink('to', "$dir/new") ? '' : undef },
        link => sub { link("$dir/f", "$dir/new") ? '' : undef },
        rename => sub { rename("$dir/f", "$dir/new") ? '' : undef },
        unlink => sub { unlink("$dir/f") ? '' : undef },
        rmdir => sub { rmdir("$dir/d") ? '' : undef },
        readdir => \\&list_,
        truncate => sub { truncate("$dir/f", 3) ? '' : undef },
        chmod => sub { chmod(0600, "$dir/f") ? '' : undef },
        statfs => sub { my $b = "\\0" x 256; my $p = "$dir/f"; syscall($statfs, $p, $b) == 0 ? '' : undef },
        readlink => sub { readlink("$dir/l") },
      );
      while (my $line = <STDIN>) {
        chomp $line;
        if ($line eq 'go') {
          my $value = $call{$op}->();
          my $errno = $! + 0;
          print defined $value ? "ok $value\\n" : "$errno\\n";
        } elsif ($line eq 'end') {
          POSIX::close($fd) if defined $fd;
          $fd = undef;
          print "ended\\n";
        } else {
          ($op, $dir) = split /\\t/, $line;
          my $ready = !exists $prepare{$op} || $prepare{$op}->();
          print $ready ? "ready\\n" : "can't prepare: $!\\n";
        }
      }
      """;

  private final Process process;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  Application() throws IOException {
    process =
        new ProcessBuilder("perl", "-e", PROGRAM)
            .redirectErrorStream(true)
            .directory(Path.of("/").toFile())
            .start();
    Thread.ofPlatform().daemon().name("application output").start(this::read);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("its output ends: " + e);
    }
  }

  /** Says a line and gives the answer, or "no answer" after the deadline. */
  String ask(String line, Duration deadline) throws IOException, InterruptedException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    String answer = lines.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
    return answer == null ? "no answer" : answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
