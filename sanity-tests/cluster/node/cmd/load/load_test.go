// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ran is what one run of the program came to.
type ran struct {
	status      int
	seconds     int // lines before the last
	report      report
	errs, lines string
}

func runLoad(t *testing.T, stopped context.Context, arguments ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	r := ran{status: run(stopped, arguments, &out, &errs)}
	r.lines, r.errs = out.String(), errs.String()
	lines := strings.Split(strings.TrimSpace(r.lines), "\n")
	if last := lines[len(lines)-1]; last != "" {
		if err := json.Unmarshal([]byte(last), &r.report); err != nil {
			t.Fatalf("the last line is no report: %v: %s", err, last)
		}
		r.seconds = len(lines) - 1
	}
	return r
}

// written has a writer fill a directory and returns it.
func written(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	r := runLoad(t, within(t, 300*time.Millisecond), "--dir", dir, "--name", "pod-1", "--files", "4", "--size", "8192", "--pause", "0s")
	if r.status != 0 || r.report.ErrorCount != 0 {
		t.Fatalf("writing failed: %s %s", r.lines, r.errs)
	}
	return dir
}

func within(t *testing.T, limit time.Duration) context.Context {
	stopped, end := context.WithTimeout(context.Background(), limit)
	t.Cleanup(end)
	return stopped
}

func TestWriterFindsNothingWrongWithAGoodFileSystem(t *testing.T) {
	dir, saved := t.TempDir(), filepath.Join(t.TempDir(), "report")
	r := runLoad(t, context.Background(), "--dir", dir, "--name", "pod-1", "--seconds", "2", "--files", "3", "--report", saved)
	if r.status != 0 || r.report.ErrorCount != 0 {
		t.Fatalf("status %d: %s %s", r.status, r.lines, r.errs)
	}
	if r.report.Ops < 100 || r.report.BytesVerified < 1<<20 || r.report.LongestStallMs <= 0 || r.report.StallsMsP99 <= 0 {
		t.Errorf("too little for two seconds: %+v", r.report)
	}
	if r.seconds < 1 || r.seconds > 2 {
		t.Errorf("%d lines in 2 seconds", r.seconds)
	}
	if !strings.Contains(r.lines, `"errors":[]`) {
		t.Errorf("no error is an empty list: %s", r.lines)
	}
	text, err := os.ReadFile(saved)
	if err != nil || !strings.HasSuffix(r.lines, string(text)) {
		t.Errorf("--report is not the last line: %v %s", err, text)
	}
}

func TestWriterGoesOnWhereOneOfItsNameWasKilled(t *testing.T) {
	dir := written(t)
	if err := os.WriteFile(filepath.Join(dir, "pod-1", "file-0002.new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runLoad(t, within(t, 200*time.Millisecond), "--dir", dir, "--name", "pod-1", "--files", "4", "--size", "4096")
	if r.status != 0 {
		t.Errorf("%s %s", r.lines, r.errs)
	}
}

func TestVerifyReadsWhatAnotherWrote(t *testing.T) {
	r := runLoad(t, context.Background(), "--dir", written(t), "--verify", "--files", "4")
	if r.status != 0 || r.report.BytesVerified != 4*8192 {
		t.Errorf("status %d, %d bytes: %s", r.status, r.report.BytesVerified, r.lines)
	}
}

func TestVerifyNoticesDamage(t *testing.T) {
	for name, damage := range map[string]func(dir string) error{
		"a changed byte": func(dir string) error {
			file, err := os.OpenFile(filepath.Join(dir, "file-0001"), os.O_WRONLY, 0)
			if err == nil {
				_, err = file.WriteAt([]byte{0xff, 0xfe}, blockBytes+500)
			}
			return err
		},
		"a file cut off within a block": func(dir string) error { return os.Truncate(filepath.Join(dir, "file-0001"), 5000) },
		"an empty file":                 func(dir string) error { return os.Truncate(filepath.Join(dir, "file-0001"), 0) },
		"a hole":                        func(dir string) error { return os.Truncate(filepath.Join(dir, "file-0001"), 3*blockBytes) },
		"a file under another's name": func(dir string) error {
			return os.Rename(filepath.Join(dir, "file-0000"), filepath.Join(dir, "file-0001"))
		},
		"a missing file": func(dir string) error { return os.Remove(filepath.Join(dir, "file-0001")) },
		"a torn generation": func(dir string) error {
			buffer := make([]byte, blockBytes)
			block{"pod-1/file-0001", 1, 7}.put(buffer)
			file, err := os.OpenFile(filepath.Join(dir, "file-0001"), os.O_WRONLY, 0)
			if err == nil {
				_, err = file.WriteAt(buffer, blockBytes)
			}
			return err
		},
	} {
		dir := written(t)
		if err := damage(filepath.Join(dir, "pod-1")); err != nil {
			t.Fatal(err)
		}
		if r := runLoad(t, context.Background(), "--dir", dir, "--verify", "--files", "4"); r.status != 1 || r.report.ErrorCount == 0 {
			t.Errorf("%s: status %d, %s", name, r.status, r.lines)
		}
	}
}

func TestWriterNoticesThatItsDirectoryWentAway(t *testing.T) {
	dir := t.TempDir()
	go func() {
		time.Sleep(200 * time.Millisecond)
		_ = os.RemoveAll(filepath.Join(dir, "pod-1"))
	}()
	r := runLoad(t, within(t, 600*time.Millisecond), "--dir", dir, "--name", "pod-1", "--files", "2", "--size", "4096")
	if r.status != 1 || r.report.ErrorCount == 0 || r.report.Errors[0].Errno == "" || r.report.Errors[0].Path == "" {
		t.Errorf("status %d: %s", r.status, r.lines)
	}
}

func TestReadonlyNoticesThatItCanWrite(t *testing.T) {
	dir := written(t)
	r := runLoad(t, within(t, 200*time.Millisecond), "--dir", dir, "--readonly", "--files", "4")
	if r.status != 1 || r.report.ErrorCount != 1 || !strings.Contains(r.lines, "should be read-only") {
		t.Errorf("status %d: %s", r.status, r.lines)
	}
	if r.report.BytesVerified < 4*8192 {
		t.Errorf("only %d bytes were read", r.report.BytesVerified)
	}
}
