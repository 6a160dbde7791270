// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// errorsKept bounds the report; all are counted.
const errorsKept = 100

// fault is an operation that failed, or that answered what it must not.
type fault struct {
	At    string `json:"at"`
	Op    string `json:"op"`
	Path  string `json:"path"`
	Errno string `json:"errno"` // as in "ENOTCONN"; empty when it was no system call that failed
	Error string `json:"error"`
}

// stall is the operation that took longest.
type stall struct {
	At   string  `json:"at"` // when it began
	Op   string  `json:"op"`
	Path string  `json:"path"`
	Ms   float64 `json:"ms"`
}

// tally is what operations came to: how many, how long they took, and what went wrong.
type tally struct {
	mu            sync.Mutex
	ops           uint64
	verified      uint64
	faults        []fault
	faultCount    int
	took          latencies
	longest       stall
	longestSecond time.Duration // of the second that is not printed yet
	now           operation     // under way; its op is empty when there is none
}

type operation struct {
	op, path string
	began    time.Time
}

// do runs one operation, measures it and notes its failure; whether it succeeded.
func (t *tally) do(op, path string, run func() error) bool {
	began := time.Now()
	t.mu.Lock()
	t.now = operation{op, path, began}
	t.mu.Unlock()
	err := run()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now = operation{}
	t.ops++
	took := time.Since(began)
	t.took.add(took)
	t.waited(operation{op, path, began}, took)
	if err != nil {
		t.note(op, path, err)
	}
	return err == nil
}

func (t *tally) waited(o operation, took time.Duration) {
	t.longestSecond = max(t.longestSecond, took)
	if ms := milliseconds(took); ms > t.longest.Ms {
		t.longest = stall{At: stamp(o.began), Op: o.op, Path: o.path, Ms: ms}
	}
}

func (t *tally) note(op, path string, err error) {
	t.faultCount++
	if len(t.faults) < errorsKept {
		t.faults = append(t.faults, fault{stamp(time.Now()), op, path, errnoName(err), err.Error()})
	}
}

// fail notes what no system call said: wrong content, a lock that was lost.
func (t *tally) fail(op, path, format string, arguments ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.note(op, path, fmt.Errorf(format, arguments...))
}

func (t *tally) verifiedBytes(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.verified += uint64(n)
}

// errnoName is the name of the errno that is behind this error; empty when there is none.
func errnoName(err error) string {
	if number := syscall.Errno(0); errors.As(err, &number) {
		return unix.ErrnoName(number)
	}
	return ""
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
