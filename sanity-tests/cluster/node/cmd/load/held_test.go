// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHeldFilesWork(t *testing.T) {
	w := newTestWriter(t)
	for round := range uint64(20) {
		w.step()
		if w.tally.faultCount > 0 {
			t.Fatalf("round %d: %+v", round, w.tally.faults)
		}
	}
	if info, err := os.Stat(filepath.Join(w.home, "journal")); err != nil || info.Size() != 20*blockBytes {
		t.Errorf("the journal has %v, %v", info, err)
	}
	if _, err := os.Stat(filepath.Join(w.home, "deleted")); !os.IsNotExist(err) {
		t.Errorf("deleted is not: %v", err)
	}
}

func TestJournalBeginsAnewAtItsLimit(t *testing.T) {
	w := newTestWriter(t)
	w.held.append()
	w.held.records = journalLimit
	w.held.append()
	if info, _ := os.Stat(filepath.Join(w.home, "journal")); info.Size() != blockBytes || w.tally.faultCount > 0 {
		t.Errorf("%d bytes, %+v", info.Size(), w.tally.faults)
	}
}

func TestLostRecordIsNoticed(t *testing.T) {
	w := newTestWriter(t)
	w.held.append()
	w.held.append()
	if err := os.Truncate(filepath.Join(w.home, "journal"), blockBytes); err != nil {
		t.Fatal(err)
	}
	w.held.append()
	wantFault(t, w.tally, "EOF")
}

func TestLostLockIsNoticed(t *testing.T) {
	w := newTestWriter(t)
	w.held.checkLock()
	if w.tally.faultCount > 0 {
		t.Fatalf("%+v", w.tally.faults)
	}
	// What a server does that forgets its locks: the descriptor lives, the lock does not.
	if err := w.held.lock.Close(); err != nil {
		t.Fatal(err)
	}
	lock, err := os.Open(w.held.lock.Name())
	if err != nil {
		t.Fatal(err)
	}
	w.held.lock = lock
	w.held.checkLock()
	wantFault(t, w.tally, "was given to another")
}

func TestSecondApplicationOfOneNameIsRefused(t *testing.T) {
	w := newTestWriter(t)
	_, err := newWriter(options{dir: filepath.Dir(w.home), name: w.name, files: 1, size: blockBytes}, &tally{})
	if err == nil || !strings.Contains(err.Error(), "--name") {
		t.Errorf("%v", err)
	}
}

func TestFileMissingFromTheListIsNoticed(t *testing.T) {
	w := newTestWriter(t)
	w.step()
	w.step()
	if err := os.Remove(w.path(0)); err != nil {
		t.Fatal(err)
	}
	w.list()
	wantFault(t, w.tally, "not in the directory's list")
}

func newTestWriter(t *testing.T) *writer {
	t.Helper()
	w, err := newWriter(options{dir: t.TempDir(), name: "pod", files: 3, size: 2 * blockBytes}, &tally{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func wantFault(t *testing.T, counted *tally, words string) {
	t.Helper()
	if counted.faultCount != 1 || !strings.Contains(counted.faults[0].Error, words) {
		t.Errorf("should have noted one error with %q: %+v", words, counted.faults)
	}
}
