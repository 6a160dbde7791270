// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWrongCallsSayWhichOption(t *testing.T) {
	for words, arguments := range map[string][]string{
		"--dir is missing": {"--seconds", "1"},
		"--size 5000":      {"--dir", "/tmp", "--size", "5000"},
		"--files 0":        {"--dir", "/tmp", "--files", "0"},
		"--seconds -1":     {"--dir", "/tmp", "--seconds", "-1"},
		`--name "a/b"`:     {"--dir", "/tmp", "--name", "a/b"},
		"at most 118":      {"--dir", "/tmp", "--name", strings.Repeat("n", 119)},
		"choose one":       {"--dir", "/tmp", "--verify", "--readonly"},
		`"more" is no`:     {"--dir", "/tmp", "more"},
		"one number":       {"sleep", "long"},
	} {
		var out, errs bytes.Buffer
		if status := run(context.Background(), arguments, &out, &errs); status != 2 || !strings.Contains(errs.String(), words) {
			t.Errorf("%q: status %d, %s", arguments, status, &errs)
		}
	}
}

func TestSleepEndsWithItsTimeAndWithASignal(t *testing.T) {
	began := time.Now()
	if status := run(context.Background(), []string{"sleep", "0.05"}, nil, nil); status != 0 || time.Since(began) < 50*time.Millisecond {
		t.Errorf("status %d after %v", status, time.Since(began))
	}
	if status := run(within(t, 20*time.Millisecond), []string{"sleep"}, nil, nil); status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestWaitFileWaitsAndGivesUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ready")
	var errs bytes.Buffer
	if status := run(context.Background(), []string{"--wait-file", path, "--seconds", "1"}, nil, &errs); status != 1 ||
		!strings.Contains(errs.String(), path) {
		t.Errorf("status %d: %s", status, &errs)
	}
	time.AfterFunc(50*time.Millisecond, func() { _ = os.WriteFile(path, nil, 0o600) })
	if status := run(context.Background(), []string{"--wait-file", path, "--seconds", "5"}, nil, &errs); status != 0 {
		t.Errorf("status %d: %s", status, &errs)
	}
}

func TestSignalEndsAWriterWithoutError(t *testing.T) {
	began := time.Now()
	r := runLoad(t, within(t, 100*time.Millisecond), "--dir", t.TempDir(), "--name", "pod", "--seconds", "60")
	if r.status != 0 || r.report.Ops == 0 || time.Since(began) > 10*time.Second {
		t.Errorf("status %d after %v: %s", r.status, time.Since(began), r.lines)
	}
}

func TestReportThatCannotBeWrittenIsAnError(t *testing.T) {
	r := runLoad(t, within(t, 50*time.Millisecond), "--dir", t.TempDir(), "--name", "pod", "--report", "/nonexistent/report")
	if r.status != 1 || !strings.Contains(r.errs, "--report") {
		t.Errorf("status %d: %s", r.status, r.errs)
	}
}
