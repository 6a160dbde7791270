// SPDX-License-Identifier: Apache-2.0

package main

import "time"

// second is printed once a second.
type second struct {
	At             string  `json:"at"`
	Ops            uint64  `json:"ops"`
	Errors         int     `json:"errors"`
	BytesVerified  uint64  `json:"bytes_verified"`
	LongestStallMs float64 `json:"longest_stall_ms"` // within this second, with the operation that is under way
	ClockLateMs    float64 `json:"clock_late_ms"`    // how late this process itself woke up: the machine's part of a stall
}

// report is printed at the end.
type report struct {
	Name           string  `json:"name"`
	Seconds        float64 `json:"seconds"`
	Ops            uint64  `json:"ops"`
	Errors         []fault `json:"errors"` // the first 100
	ErrorCount     int     `json:"error_count"`
	BytesVerified  uint64  `json:"bytes_verified"`
	LongestStallMs float64 `json:"longest_stall_ms"`
	StallsMsP99    float64 `json:"stalls_ms_p99"`
	LongestStall   stall   `json:"longest_stall"`
	ClockLateMs    float64 `json:"clock_late_ms"`
}

// second gives the state of now and begins a new second.
func (t *tally) second(late time.Duration) second {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waitedUntilNow()
	s := second{stamp(time.Now()), t.ops, t.faultCount, t.verified, milliseconds(t.longestSecond), milliseconds(late)}
	t.longestSecond = 0
	return s
}

// report gives what all operations came to. One that is still under way counts with what it has waited so far.
func (t *tally) report(name string, ran, late time.Duration) report {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waitedUntilNow()
	return report{
		Name: name, Seconds: ran.Seconds(), Ops: t.ops, Errors: append([]fault{}, t.faults...), ErrorCount: t.faultCount,
		BytesVerified: t.verified, LongestStallMs: t.longest.Ms, StallsMsP99: milliseconds(t.took.quantile(0.99)),
		LongestStall: t.longest, ClockLateMs: milliseconds(late),
	}
}

func (t *tally) waitedUntilNow() {
	if t.now.op != "" {
		t.waited(t.now, time.Since(t.now.began))
	}
}

// stuck notes the operation that is under way as an error: it did not come back.
func (t *tally) stuck() {
	t.mu.Lock()
	now := t.now
	t.mu.Unlock()
	if now.op != "" {
		t.fail(now.op, now.path, "has not come back since %s, %v", stamp(now.began), time.Since(now.began).Round(time.Millisecond))
	}
}
