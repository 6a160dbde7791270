// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

const clockStep = 10 * time.Millisecond

// loop works until it is stopped, while it reports once a second, also when an operation hangs.
type loop struct {
	options options
	tally   *tally
	out     *json.Encoder
	errs    io.Writer
	began   time.Time
}

func newLoop(o options, out, errs io.Writer) *loop {
	return &loop{options: o, tally: &tally{}, out: json.NewEncoder(out), errs: errs, began: time.Now()}
}

// run returns the exit status: 1 when there was any error.
func (l *loop) run(stopped context.Context) int {
	working, end := context.WithCancel(stopped)
	if l.options.seconds > 0 {
		working, end = context.WithTimeout(stopped, time.Duration(l.options.seconds)*time.Second)
	}
	defer end()
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.work(working)
	}()
	late := l.watch(working, done)
	select {
	case <-done:
	case <-time.After(l.options.stopWithin):
		l.tally.stuck()
	}
	return l.finish(l.tally.report(l.options.name, time.Since(l.began), late))
}

// work does its rounds on this one goroutine: an application waits for its file system.
func (l *loop) work(working context.Context) {
	o := l.options
	r := &reader{dir: o.dir, least: o.files, tally: l.tally, buffer: make([]byte, blockBytes)}
	switch {
	case o.verify:
		r.step()
	case o.readonly:
		r.refusesWrites()
		l.rounds(working, r.step)
	default:
		var w *writer
		set := l.tally.do("open", o.dir, func() (err error) { w, err = newWriter(o, l.tally); return err })
		if set {
			l.rounds(working, w.step)
			w.held.close()
		}
	}
}

func (l *loop) rounds(working context.Context, step func()) {
	for {
		step()
		select {
		case <-working.Done():
			return
		case <-time.After(l.options.pause):
		}
	}
}

// watch prints a line a second until work is done or should be. It returns how late it ever woke: a stall of that
// length is this machine's, not the file system's.
func (l *loop) watch(working context.Context, done <-chan struct{}) time.Duration {
	var late, lateSecond time.Duration
	last, printed := time.Now(), time.Now()
	for {
		select {
		case <-working.Done():
			return late
		case <-done:
			return late
		case <-time.After(clockStep):
		}
		now := time.Now()
		lateSecond = max(lateSecond, now.Sub(last)-clockStep)
		late = max(late, lateSecond)
		last = now
		if now.Sub(printed) >= time.Second {
			l.print(l.tally.second(lateSecond))
			printed, lateSecond = now, 0
		}
	}
}

func (l *loop) finish(r report) int {
	l.print(r)
	status := 0
	if r.ErrorCount > 0 {
		status = 1
	}
	if l.options.report != "" {
		if err := writeReport(l.options.report, r); err != nil {
			fmt.Fprintln(l.errs, "load: can't write --report:", err)
			status = 1
		}
	}
	return status
}

func (l *loop) print(line any) {
	if err := l.out.Encode(line); err != nil {
		fmt.Fprintln(l.errs, "load: can't print:", err)
	}
}

func writeReport(path string, r report) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o666)
}
