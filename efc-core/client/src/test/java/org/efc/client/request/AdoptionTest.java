// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.efc.backend.BlockingBackend;
import org.efc.backend.contract.InterceptedBackend.Call;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.StoredTree;
import org.efc.client.fixture.UnansweredBackend;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Takes over a mount whose client ended in the middle: the effect of a request is on the storage,
 * its answer is lost, and the kernel sends it again.
 */
class AdoptionTest {
  private final MemoryTree tree = new MemoryTree();
  private final UnansweredBackend answers = new UnansweredBackend();
  private MountedVolume volume;

  @BeforeEach
  void mount() throws IOException {
    volume = MountedVolume.of(() -> answers.before(new MemoryBackend(tree)));
  }

  @AfterEach
  void unmount() throws IOException {
    volume.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "MKDIR   | mkdir d && stat -c %F d                    | directory",
        "CREATE  | (set -C; echo x > f) && cat f              | x",
        "CREATE  | echo x > f && cat f                        | x",
        "SYMLINK | ln -s target l && readlink l               | target",
        "LINK    | ln a b && stat -c %h a                     | 2",
        "MKNOD   | mkfifo p && stat -c %F p                   | fifo",
        "CREATE  | mknod n c 1 3; touch m && stat -c %F m     | regular empty file",
        "REMOVE  | rm a && [ ! -e a ] && echo gone            | gone",
        "RMDIR   | rmdir e && [ ! -e e ] && echo gone         | gone",
        "RENAME  | mv a z && [ ! -e a ] && cat z              | content",
        "RENAME  | mv a o && [ ! -e a ] && cat o              | content",
        "SETATTR | chmod 600 a && stat -c %a a                | 600",
        "WRITE   | echo y >> a && cat a                       | \"content\ny\"",
        "READ    | cat a                                      | content",
        "LOOKUP  | [ ! -e nope ] && echo none                 | none",
        "GETATTR | cat a                                      | content",
        "READDIR | ls                                         | \"a\ne\no\"",
        "STATFS  | stat -f -c %l .                            | 255",
      })
  void aChangeWhoseAnswerWasLostIsDoneOnce(Call call, String script, String output)
      throws Exception {
    volume.sh("cd $1 && echo content > a && mkdir e && echo other > o");
    answers.loseAnswersTo(call);
    try (Command application = volume.start("cd $1 && " + script)) {
      await().until(() -> answers.lost() > 0);
      volume.crash();
      answers.answerAll();
      volume.adoptAgain();
      assertThat(application.finish()).isEqualTo(new Command.Result(0, output + "\n"));
    }
  }

  @Test
  void aNameThatSomeoneElseMadeIsNotTakenForOurs() throws Exception {
    BlockingBackend elsewhere =
        new BlockingBackend(new MemoryBackend(tree), Duration.ofSeconds(10));
    answers.loseAnswersTo(Call.SYMLINK, () -> StoredTree.symlink(elsewhere, "l", "theirs"));
    try (Command application = volume.start("ln -sT ours $1/l; readlink $1/l")) {
      await().until(() -> answers.lost() > 0);
      volume.crash();
      answers.answerAll();
      volume.adoptAgain();
      assertThat(application.finish().output()).contains("File exists").endsWith("theirs\n");
    }
  }

  @Test
  void anExclusiveCreateThatWasLostIsFoundByItsVerifier() throws Exception {
    answers.loseAnswersTo(Call.CREATE);
    try (Command application = volume.start("cd $1 && (set -C; echo mine > f) && cat f")) {
      await().until(() -> answers.lost() > 0);
      volume.crash();
      answers.answerAll();
      volume.adoptAgain();
      assertThat(application.finish().output()).isEqualTo("mine\n");
    }
    assertThat(volume.count("efc_repeated_changes_total")).isZero();
  }

  @Test
  void aListingGoesOnWhereItWas() throws Exception {
    volume.sh("cd $1 && seq -f n%g 3000 | xargs touch");
    try (Command reader =
        volume.start(
            "perl -e 'opendir(D, $ARGV[0]); for (1..700) { print scalar(readdir(D)), \"\\n\" }"
                + " print STDERR \"half\\n\"; <STDIN>; while ($n = readdir(D)) { print \"$n\\n\" }'"
                + " $1 2>&1 > $2 && sort -u $2 | wc -l && wc -l < $2",
            volume.state().resolve("names"))) {
      assertThat(reader.line()).isEqualTo("half");
      volume.crashAndAdopt();
      reader.say("\n");
      assertThat(reader.finish().output()).isEqualTo("3002\n3002\n");
    }
  }

  @Test
  void openFilesAndDirectoriesOfThePredecessorAreServed() throws Exception {
    volume.sh("cd $1 && echo one > f && chmod 666 f && mkdir d && touch d/x");
    try (Command application =
        volume.start(
            "setpriv --reuid 1001 --regid 1001 --clear-groups sh -c '"
                + "exec 3<> $0/f; cd $0/d; echo ready; read go; cat <&3; echo two >&3; ls; pwd' $1")) {
      assertThat(application.line()).isEqualTo("ready");
      volume.crashAndAdopt();
      volume.sh("chmod 600 $1/f");
      application.say("go\n");
      assertThat(application.finish().output()).isEqualTo("one\nx\n" + volume.path("d") + "\n");
      assertThat(volume.sh("cat $1/f")).isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void aNewMountOnOldStateStartsAfresh() throws Exception {
    volume.sh("cd $1 && seq -f n%g 100 | xargs touch && ls -l > /dev/null");
    assertThat(volume.volume().inodes().size()).isGreaterThan(100);
    volume.volume().inodes().reset();
    assertThat(volume.volume().inodes().size()).isEqualTo(1);
    // What the kernel knew before is stale now, and is looked up anew.
    assertThat(volume.run("cat $1/n1").status()).isZero();
  }
}
