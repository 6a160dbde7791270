// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFailureIsCountedWithErrnoAndPath(t *testing.T) {
	var counted tally
	counted.do("write", "/v/a", func() error { return nil })
	counted.do("read", "/v/b", func() error { return &fs.PathError{Op: "read", Path: "/v/b", Err: syscall.ENOTCONN} })
	r := counted.report("x", time.Second, 0)
	if r.Ops != 2 || r.ErrorCount != 1 || len(r.Errors) != 1 {
		t.Fatalf("%+v", r)
	}
	if e := r.Errors[0]; e.Op != "read" || e.Path != "/v/b" || e.Errno != "ENOTCONN" || e.At == "" {
		t.Errorf("%+v", e)
	}
}

func TestErrorsAreKeptUpToALimitAndAllCounted(t *testing.T) {
	var counted tally
	for range errorsKept + 50 {
		counted.fail("verify", "/v/a", "wrong")
	}
	if r := counted.report("x", time.Second, 0); len(r.Errors) != errorsKept || r.ErrorCount != errorsKept+50 {
		t.Errorf("%d kept, %d counted", len(r.Errors), r.ErrorCount)
	}
}

func TestOperationUnderWayCountsAsStallAndAsErrorWhenItIsStuck(t *testing.T) {
	var counted tally
	begun, release := make(chan struct{}), make(chan struct{})
	ended := make(chan struct{})
	go func() {
		counted.do("fsync", "/v/a", func() error { close(begun); <-release; return nil })
		close(ended)
	}()
	<-begun
	time.Sleep(30 * time.Millisecond)
	if s := counted.second(0); s.LongestStallMs < 30 || s.Ops != 0 {
		t.Errorf("%+v", s)
	}
	counted.stuck()
	r := counted.report("x", time.Second, 0)
	if r.ErrorCount != 1 || r.Errors[0].Path != "/v/a" || !strings.Contains(r.Errors[0].Error, "not come back") {
		t.Errorf("%+v", r.Errors)
	}
	if r.LongestStall.Op != "fsync" || r.LongestStallMs < 30 {
		t.Errorf("%+v", r.LongestStall)
	}
	close(release)
	<-ended
}

func TestNothingUnderWayIsNotStuck(t *testing.T) {
	var counted tally
	counted.do("write", "/v/a", func() error { return nil })
	counted.stuck()
	if r := counted.report("x", time.Second, 0); r.ErrorCount != 0 {
		t.Errorf("%+v", r.Errors)
	}
}

func TestASecondForgetsTheStallOfTheLastOne(t *testing.T) {
	var counted tally
	counted.do("write", "/v/a", func() error { time.Sleep(20 * time.Millisecond); return nil })
	if s := counted.second(0); s.LongestStallMs < 20 {
		t.Errorf("%+v", s)
	}
	if s := counted.second(0); s.LongestStallMs != 0 {
		t.Errorf("%+v", s)
	}
	if r := counted.report("x", time.Second, 0); r.LongestStallMs < 20 {
		t.Errorf("the whole forgets it too: %+v", r)
	}
}

func TestErrnoName(t *testing.T) {
	for want, err := range map[string]error{
		"EIO":    fmt.Errorf("can't: %w", syscall.EIO),
		"ESTALE": &fs.PathError{Err: syscall.ESTALE},
		"":       errors.New("no system call"),
	} {
		if is := errnoName(err); is != want {
			t.Errorf("%v is %q, should be %q", err, is, want)
		}
	}
}
